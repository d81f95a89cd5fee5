"""The contract of presence, for every adapter: leases begin, are prolonged, end by themselves or by word."""

from __future__ import annotations

import asyncio

from rooms import Lease, Participant, RoomId
from server.presence.port import LEASE_MS, Presence, Seat
from tests.cast import ATTENDEE, MODERATOR
from tests.conftest import WoundClock
from tests.contracts.conftest import Presences
from tests.venue import PATIENCE_S

ROOM, OTHER = RoomId("c/plenary"), RoomId("c/workshop")


def seat(person: Participant, clock: WoundClock, language: str = "en") -> Seat:
    return Seat(Lease(person.id, person.role, clock() + LEASE_MS), person.name, language)


async def both_see(presences: Presences, room: RoomId, wanted: list[Seat]) -> None:
    """What one process does the other sees, soon."""
    await seen(presences.here, room, wanted)
    await seen(presences.there, room, wanted)


async def seen(presence: Presence, room: RoomId, wanted: list[Seat]) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + PATIENCE_S
    while (found := await presence.seats(room)) != wanted:
        assert loop.time() < deadline, found
        await asyncio.sleep(0.005)


async def test_seats_of_a_room_are_those_taken_there_in_order(
    presences: Presences, clock: WoundClock
) -> None:
    ana, mateo = seat(ATTENDEE, clock), seat(MODERATOR, clock)
    presences.here.take(ROOM, "1", ana)
    presences.here.take(ROOM, "2", mateo)
    presences.here.take(OTHER, "3", ana)
    await both_see(presences, ROOM, [ana, mateo])
    await both_see(presences, RoomId("c/empty"), [])


async def test_lease_that_is_not_prolonged_ends_by_itself(presences: Presences, clock: WoundClock) -> None:
    ana = seat(ATTENDEE, clock)
    presences.here.take(ROOM, "1", ana)
    clock.wind(LEASE_MS - 1)
    await both_see(presences, ROOM, [ana])
    clock.wind(1)
    await both_see(presences, ROOM, [])


async def test_prolonged_lease_lasts_and_may_say_something_else(
    presences: Presences, clock: WoundClock
) -> None:
    presences.here.take(ROOM, "1", seat(ATTENDEE, clock, "en"))
    presences.here.take(ROOM, "2", seat(MODERATOR, clock))
    clock.wind(LEASE_MS - 1)
    prolonged = seat(ATTENDEE, clock, "es")
    presences.here.take(ROOM, "1", prolonged)
    clock.wind(1)
    await both_see(presences, ROOM, [prolonged])


async def test_released_seat_is_free_at_once_and_releasing_twice_changes_nothing(
    presences: Presences, clock: WoundClock
) -> None:
    ana = seat(ATTENDEE, clock)
    presences.here.take(ROOM, "1", ana)
    await both_see(presences, ROOM, [ana])
    presences.here.release(ROOM, "1")
    presences.here.release(ROOM, "1")
    await both_see(presences, ROOM, [])


async def test_people_of_all_processes_are_seen_by_each(presences: Presences, clock: WoundClock) -> None:
    ana = seat(ATTENDEE, clock)
    presences.here.take(ROOM, "1", ana)
    clock.wind(1)
    mateo = seat(MODERATOR, clock)
    presences.there.take(ROOM, "2", mateo)
    await both_see(presences, ROOM, [ana, mateo])
