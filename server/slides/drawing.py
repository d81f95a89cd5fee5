"""Draws and reads a PDF's pages, in a process of its own. Run as `python -m server.slides.drawing PDF FOLDER [PAGE…]`.

Input: a file from anybody, so the process may use little and is ended from outside when it takes too long. It prints the
number of pages first, or `refused` and a reason, then the number of each page that it has drawn into the folder.
"""

from __future__ import annotations

import io
import resource
import sys
from pathlib import Path

import pypdfium2
from PIL import Image

WIDTH = 1920
# Text is sharpest without loss; a page of photographs would be too heavy so.
HEAVY = 600_000
MEMORY = 3 << 30
# Characters of a page's words.
MOST_WORDS = 20_000
PASSWORD, SECURITY = 4, 5


def draw(pdf: Path, folder: Path, pages: list[int]) -> None:
    """Draw these pages, or all."""
    try:
        document = pypdfium2.PdfDocument(pdf)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        say("refused", "encrypted" if error.err_code in (PASSWORD, SECURITY) else "not_pdf")
        return
    say(count)
    for number in pages or range(1, count + 1):
        page = document[number - 1]
        # A page as narrow as a ribbon is not drawn as high as a tower.
        scale = min(WIDTH / max(1.0, page.get_width()), 2 * WIDTH / max(1.0, page.get_height()))
        picture = page.render(scale=scale).to_pil().convert("RGB")
        (folder / f"{number}.txt").write_text(words_of(page), "utf-8")
        fresh = folder / f"{number}.new"
        fresh.write_bytes(coded(picture))
        fresh.replace(folder / f"{number}.webp")
        page.close()
        say(number)


def words_of(page: pypdfium2.PdfPage) -> str:
    """What is written on a page, line by line; nothing on one that is a picture."""
    try:
        text = page.get_textpage().get_text_range()
    except pypdfium2.PdfiumError:
        return ""
    lines = (" ".join(line.split()) for line in text.replace("\0", "").splitlines())
    return "\n".join(line for line in lines if line)[:MOST_WORDS]


def coded(picture: Image.Image) -> bytes:
    """The picture as WebP."""
    for options in ({"lossless": True, "method": 2}, {"quality": 90, "method": 4}):
        target = io.BytesIO()
        picture.save(target, "WEBP", **options)
        if target.tell() <= HEAVY:
            break
    return target.getvalue()


def say(*words: object) -> None:
    """Tell whoever waits."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    draw(Path(sys.argv[1]), Path(sys.argv[2]), [int(each) for each in sys.argv[3:]])
