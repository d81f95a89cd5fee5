"""PDFs for tests: with so many pages, locked with a password, and files that are none."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw


def pdf(pages: int = 2, size: tuple[int, int] = (960, 540)) -> bytes:
    """A page for each number, with the number's share of red."""
    pictures = []
    for number in range(1, pages + 1):
        picture = Image.new("RGB", size, "white")
        ImageDraw.Draw(picture).rectangle((0, 0, size[0] * number // pages, size[1] // 2), "red")
        pictures.append(picture)
    target = io.BytesIO()
    pictures[0].save(target, "PDF", save_all=True, append_images=pictures[1:])
    return target.getvalue()


def written_pdf(*lines: str) -> bytes:
    """A page for each line, with the line written on it."""
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(lines)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(lines)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, line in enumerate(lines):
        text = f"BT /F1 48 Tf 60 300 Td ({line}) Tj ET".encode()
        parts = f"/MediaBox [0 0 960 540] /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * at} 0 R"
        objects.append(f"<< /Type /Page /Parent 2 0 R {parts} >>".encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text))
    return _document(objects)


def locked_pdf() -> bytes:
    """One that no empty password opens (PDF 32000-1, 7.6.3)."""
    key = b"<" + b"41" * 32 + b">"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>",
        b"<< /Filter /Standard /V 1 /R 2 /O " + key + b" /U " + key + b" /P -4 >>",
    ]
    ids = b"/ID [<%s> <%s>]" % (b"00" * 16, b"00" * 16)
    return _document(objects, b"/Encrypt 4 0 R " + ids)


def _document(objects: list[bytes], trailer: bytes = b"") -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n" % size + b"".join(
        b"%010d 00000 n \n" % place for place in places
    )
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(body))
    return body + table + end
