"""Manuscripts over HTTP, through the whole application: a text longer than a frame, and what is not taken."""

from __future__ import annotations

from rooms import LIMITS, Role
from server.settings import Settings
from tests.theatre import Person, open_theatre
from tests.venue import ROOM


async def hand_in(person: Person, text: bytes) -> tuple[int, str | None]:
    answer = await person.http.post(f"/manuscripts/{ROOM}", content=text, headers={"Cookie": person.cookie})
    return answer.status_code, answer.json()["code"] if answer.content else None


async def test_interpreters_read_the_whole_text_and_the_hall_learns_of_nothing(settings: Settings) -> None:
    async with open_theatre(settings, media=False) as theatre:
        speaker, attendee = await theatre.enter("Sofía", Role.SPEAKER), await theatre.enter("Ana")
        interpreter = await theatre.enter("Iris", Role.INTERPRETER)
        text = "Buenos días a todas las personas que nos acompañan hoy desde tantas ciudades. " * 500
        assert await hand_in(speaker, text.encode()) == (204, None)
        key = f"manuscripts/{speaker.id}"
        await interpreter.tab.until(lambda: key in interpreter.tab.view)
        read = interpreter.tab.view[key]
        assert (read["text"], read["language"], read["owner"]["name"]) == (text.strip(), "es", "Sofía")
        assert key not in attendee.tab.view
        for person, given, refused in (
            (attendee, b"Mine", (403, "not_permitted")),
            (speaker, b" \n", (400, "text.empty")),
            (speaker, "Año".encode("latin-1"), (415, "media.type")),
            (speaker, b"x" * (LIMITS["manuscript"] + 1), (413, "text.too_long")),
            (speaker, b"x" * (5 * LIMITS["manuscript"]), (413, "text.too_long")),
        ):
            assert await hand_in(person, given) == refused
        assert (await theatre.http.post(f"/manuscripts/{ROOM}", content=b"x")).status_code == 403
        assert interpreter.tab.view[key]["text"] == text.strip()
