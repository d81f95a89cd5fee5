"""The contract of presence, for every adapter: leases begin, are prolonged, end by themselves or by word."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms import Lease, Participant, RoomId
from server.presence.memory import MemoryPresence
from server.presence.port import LEASE_MS, Presence, Seat
from tests.cast import ATTENDEE, MODERATOR
from tests.conftest import WoundClock

ROOM, OTHER = RoomId("c/plenary"), RoomId("c/workshop")


@pytest.fixture(params=[MemoryPresence])
def presence(request: pytest.FixtureRequest, clock: WoundClock) -> Presence:
    make: Callable[[WoundClock], Presence] = request.param
    return make(clock)


def seat(person: Participant, clock: WoundClock, language: str = "en") -> Seat:
    return Seat(Lease(person.id, person.role, clock() + LEASE_MS), person.name, language)


async def test_seats_of_a_room_are_those_taken_there_in_order(presence: Presence, clock: WoundClock) -> None:
    ana, mateo = seat(ATTENDEE, clock), seat(MODERATOR, clock)
    await presence.take(ROOM, "1", ana)
    await presence.take(ROOM, "2", mateo)
    await presence.take(OTHER, "3", ana)
    assert await presence.seats(ROOM) == [ana, mateo]
    assert await presence.seats(RoomId("c/empty")) == []


async def test_lease_that_is_not_prolonged_ends_by_itself(presence: Presence, clock: WoundClock) -> None:
    await presence.take(ROOM, "1", seat(ATTENDEE, clock))
    clock.wind(LEASE_MS - 1)
    assert len(await presence.seats(ROOM)) == 1
    clock.wind(1)
    assert await presence.seats(ROOM) == []


async def test_prolonged_lease_lasts_and_may_say_something_else(
    presence: Presence, clock: WoundClock
) -> None:
    await presence.take(ROOM, "1", seat(ATTENDEE, clock, "en"))
    await presence.take(ROOM, "2", seat(MODERATOR, clock))
    clock.wind(LEASE_MS - 1)
    prolonged = seat(ATTENDEE, clock, "es")
    await presence.take(ROOM, "1", prolonged)
    clock.wind(1)
    assert await presence.seats(ROOM) == [prolonged]


async def test_released_seat_is_free_at_once_and_releasing_twice_changes_nothing(
    presence: Presence, clock: WoundClock
) -> None:
    await presence.take(ROOM, "1", seat(ATTENDEE, clock))
    await presence.release(ROOM, "1")
    await presence.release(ROOM, "1")
    assert await presence.seats(ROOM) == []
