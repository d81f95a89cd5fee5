"""The bus's contract, for every adapter: hints reach those who listen to the room, in order, until they stop."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rooms import Position, RoomId
from rooms.moderation import RoomLocked
from server.bus.memory import MemoryBus
from server.bus.port import Bus, Hint
from tests.cast import MODERATOR

ROOM, OTHER = RoomId("c/plenary"), RoomId("c/workshop")
ENTRIES = (RoomLocked(by=MODERATOR, at=1),)


@pytest.fixture(params=[MemoryBus])
def bus(request: pytest.FixtureRequest) -> Bus:
    make: Callable[[], Bus] = request.param
    return make()


async def test_every_listener_of_the_room_hears_each_hint_in_order(bus: Bus) -> None:
    first: list[Hint] = []
    second: list[Hint] = []
    await bus.subscribe(ROOM, first.append)
    await bus.subscribe(ROOM, second.append)
    for offset in (1, 2, 3):
        await bus.publish(ROOM, Position("e", offset), ENTRIES)
    assert first == second == [Hint(Position("e", offset), ENTRIES) for offset in (1, 2, 3)]


async def test_listener_hears_nothing_of_other_rooms(bus: Bus) -> None:
    heard: list[Hint] = []
    await bus.subscribe(OTHER, heard.append)
    await bus.publish(ROOM, Position("e", 1), ENTRIES)
    assert not heard


async def test_listener_that_ended_hears_nothing_more_and_others_still_do(bus: Bus) -> None:
    gone: list[Hint] = []
    here: list[Hint] = []
    subscription = await bus.subscribe(ROOM, gone.append)
    await bus.subscribe(ROOM, here.append)
    await subscription.end()
    await subscription.end()
    await bus.publish(ROOM, Position("e", 1), ENTRIES)
    assert not gone
    assert here
