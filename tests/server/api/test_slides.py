"""Slides over HTTP, through the whole application: who may hand in, who may look, and what is cached."""

from __future__ import annotations

import pytest

from rooms import Role
from server.settings import Settings
from tests.pdfs import pdf, written_pdf
from tests.theatre import Person, open_theatre
from tests.venue import ROOM


async def hand_in(person: Person, content: bytes, title: str = "Plan") -> tuple[int, dict[str, object]]:
    answer = await person.http.post(
        f"/slides/{ROOM}?title={title}", content=content, headers={"Cookie": person.cookie}
    )
    return answer.status_code, answer.json()


async def test_deck_is_handed_in_shown_in_step_and_removed(settings: Settings) -> None:
    async with open_theatre(settings, media=False) as theatre:
        speaker, attendee = await theatre.enter("Sofía", Role.SPEAKER), await theatre.enter("Ana")
        status, told = await hand_in(speaker, written_pdf("Page 1", "Page 2 says it"))
        assert (status, told["pages"]) == (201, 2)
        deck = told["deck"]
        await speaker.tab.until(lambda: f"decks/{deck}" in speaker.tab.view)
        page = f"/slides/{ROOM}/{deck}/2.webp"
        assert (await attendee.get(page)).status_code == 404
        await speaker.tab.command("stage.slide", deck=deck, page=2)
        await attendee.tab.until(lambda: attendee.tab.view["slides"]["page"] == 2)
        picture = await attendee.get(page)
        assert (picture.status_code, picture.headers["content-type"]) == (200, "image/webp")
        again = await theatre.http.get(
            page, headers={"Cookie": attendee.cookie, "If-None-Match": picture.headers["etag"]}
        )
        assert (again.status_code, again.content) == (304, b"")
        assert (await attendee.get(f"/slides/{ROOM}/{deck}/2.txt")).text == "Page 2 says it"
        for kind in ("webp", "txt"):
            assert (await attendee.get(f"/slides/{ROOM}/{deck}/1.{kind}")).status_code == 404
            assert (await theatre.http.get(f"/slides/{ROOM}/{deck}/2.{kind}")).status_code == 403
        await speaker.tab.command("slides.remove", deck=deck)
        await attendee.tab.until(lambda: attendee.tab.view["slides"]["deck"] is None)
        assert (await attendee.get(page)).status_code == 200, "its recording shows it still"
        assert (await speaker.get(f"/slides/{ROOM}/{deck}/1.webp")).status_code == 404


@pytest.mark.parametrize(
    ("role", "content", "status", "code"),
    [
        (Role.ATTENDEE, pdf(1), 403, "media.grant"),
        (Role.SPEAKER, b"a letter", 415, "slides.not_pdf"),
        (Role.MODERATOR, b"%PDF-" + b"x" * (1 << 20), 413, "slides.too_large"),
    ],
    ids=["attendee", "letter", "large"],
)
async def test_what_is_not_taken_gets_its_reason(
    settings: Settings, role: Role, content: bytes, status: int, code: str
) -> None:
    async with open_theatre(settings, media=False, slides_megabytes=1) as theatre:
        answered, told = await hand_in(await theatre.enter("Mo", role), content)
        assert (answered, told["code"]) == (status, code)
