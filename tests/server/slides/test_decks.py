"""Decks: what is taken, what is refused and why, and pages that are drawn while others wait for them."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from rooms import DeckId, RoomId
from server.slides.decks import DeckRefused, Decks
from server.slides.drawing import WIDTH
from tests.pdfs import locked_pdf, pdf

ROOM = RoomId("fair/plenary")


async def pieces(content: bytes, size: int = 4096) -> AsyncIterator[bytes]:
    for at in range(0, len(content), size):
        yield content[at : at + size]


@pytest.fixture
def decks(tmp_path: Path) -> Decks:
    return Decks(tmp_path, most_megabytes=1, most_pages=4)


async def test_pages_are_drawn_sharp_and_kept(decks: Decks, tmp_path: Path) -> None:
    added = await decks.add(ROOM, pieces(pdf(3)))
    assert added.pages == 3
    last = await decks.page(ROOM, added.deck, 3)
    assert last is not None
    picture = Image.open(io.BytesIO(last))
    assert (picture.format, picture.size) == ("WEBP", (WIDTH, 1080))
    red, green, _ = picture.convert("RGB").getpixel((WIDTH - 5, 5))  # type: ignore[misc]
    assert red > 200
    assert green < 60
    first = await decks.page(ROOM, added.deck, 1)
    assert first != last
    # Another process, or one that starts again, draws what is missing when it is asked for.
    (tmp_path / ROOM / added.deck / "2.webp").unlink(missing_ok=True)
    assert await Decks(tmp_path, 1, 4).page(ROOM, added.deck, 2) is not None
    # What a recording needs stays, drawn if it was not; the rest goes.
    (tmp_path / ROOM / added.deck / "3.webp").unlink()
    await decks.remove(ROOM, added.deck, kept=(3,))
    names = {path.name for path in (tmp_path / ROOM / added.deck).iterdir()}
    assert (names, await decks.page(ROOM, added.deck, 3)) == ({"3.webp", "3.txt"}, last)
    await decks.remove(ROOM, added.deck)
    assert await decks.page(ROOM, added.deck, 1) is None
    assert not list((tmp_path / ROOM).iterdir())


@pytest.mark.parametrize(
    ("content", "code", "data"),
    [
        (b"PK\x03\x04 a presentation of another kind" * 60, "slides.not_pdf", {}),
        (b"", "slides.not_pdf", {}),
        (b"%PDF-1.7\nand then nothing of the kind", "slides.not_pdf", {}),
        (b"%PDF-1.7\n" + b"x" * (1 << 20), "slides.too_large", {"most_megabytes": 1}),
        (pdf(5), "slides.pages", {"most": 4}),
        (locked_pdf(), "slides.encrypted", {}),
    ],
    ids=["zip", "empty", "broken", "large", "pages", "locked"],
)
async def test_what_cannot_be_shown_is_refused_with_its_reason_and_leaves_nothing(
    decks: Decks, tmp_path: Path, content: bytes, code: str, data: dict[str, int]
) -> None:
    with pytest.raises(DeckRefused) as refused:
        await decks.add(ROOM, pieces(content))
    assert (refused.value.code, refused.value.data) == (code, data)
    assert not list((tmp_path / ROOM).iterdir())


async def test_page_of_a_deck_that_is_not_there_is_none(decks: Decks) -> None:
    assert await decks.page(ROOM, DeckId("nothing"), 1) is None
