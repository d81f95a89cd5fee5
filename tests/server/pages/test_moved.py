"""Pages say at which hours sessions really run: new ones are marked, in every language, and calendars have them too."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

import pytest

from rooms import Room, RoomId
from server.store.log import Unavailable
from tests.builders import a_room, does, scheduled
from tests.cast import MODERATOR
from tests.server.pages.conftest import AMERICAS, Reader

MINUTE = 60_000


class Rooms:
    """Rooms as the pages ask for them."""

    def __init__(self, rooms: dict[str, Room]) -> None:
        self.rooms = rooms

    async def actor(self, id: RoomId) -> Any:
        room = self.rooms.get(id.partition("/")[2])
        if room is None:
            raise Unavailable("its log cannot be read")
        return SimpleNamespace(hub=SimpleNamespace(view=SimpleNamespace(room=room)))


def at_hours(reader: Reader, session: str) -> tuple[int, int]:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference
    found = conference.session(session)
    assert found
    hours = conference.hours(found)
    assert hours
    return int(hours.start.timestamp() * 1000), int(hours.end.timestamp() * 1000)


def with_rooms(reader: Reader, **rooms: Room) -> None:
    """Give the site's pages these rooms; those that are not named have nothing moved."""
    conference = reader.site.conferences.get(AMERICAS)
    assert conference
    all_of_them: Any = Rooms({each.slug: a_room() for each in conference.rooms} | rooms)
    reader.app.state.site = dataclasses.replace(reader.site, actors=all_of_them)


def extended(reader: Reader, session: str, minutes: int) -> Room:
    starts, ends = at_hours(reader, session)
    return a_room(
        scheduled(session, starts=starts, ends=ends),
        does(MODERATOR, "session.extend", session=session, minutes=minutes),
    )


@pytest.mark.parametrize("language", ["en", "es", "fr"])
async def test_programme_and_session_say_the_new_time_and_the_old(reader: Reader, language: str) -> None:
    session = "governing-together"
    with_rooms(reader, plenary=extended(reader, session, 25))
    words = reader.site.catalogue.t(language, "clock.new_time")
    programme = await reader.read(f"/{language}/{AMERICAS}/programme")
    assert [each.text for each in programme.all(class_="new-time")] == [words]
    page = await reader.read(f"/{language}/{AMERICAS}/sessions/{session}")
    assert words in page.one("dl").text
    assert len(list(page.one("dl").all("s"))) == 1


async def test_calendar_has_the_new_end(reader: Reader) -> None:
    address = f"/en/{AMERICAS}/sessions/governing-together.ics"
    before = (await reader.get(address)).text
    with_rooms(reader, plenary=extended(reader, "governing-together", 25))
    assert (await reader.get(address)).text != before


async def test_nothing_is_marked_while_nothing_moved_or_no_room_can_say(reader: Reader) -> None:
    before = (await reader.read(f"/en/{AMERICAS}/programme")).one("main").text
    with_rooms(reader)
    assert (await reader.read(f"/en/{AMERICAS}/programme")).one("main").text == before
    silent: Any = Rooms({})
    reader.app.state.site = dataclasses.replace(reader.site, actors=silent)
    assert (await reader.read(f"/en/{AMERICAS}/programme")).one("main").text == before


async def test_break_of_all_rooms_moves_on_the_pages_only_when_it_moved_in_all(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference
    pause = next(each for each in conference.sessions if each.room is None)
    moved = extended(reader, pause.slug, 5)
    with_rooms(reader, plenary=moved)
    assert not list((await reader.read(f"/en/{AMERICAS}/programme")).all(class_="new-time"))
    with_rooms(reader, **{room.slug: moved for room in conference.rooms})
    assert list((await reader.read(f"/en/{AMERICAS}/programme")).all(class_="new-time"))
