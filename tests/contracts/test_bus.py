"""The bus's contract, for every adapter: what is published reaches those who listen, in order, until they stop."""

from __future__ import annotations

from rooms import Audience, ParticipantId, Position, RoomId
from rooms.moderation import RoomLocked
from server.bus.port import Expelled, Heard, Hint, Notice, Signal
from tests.cast import MODERATOR
from tests.contracts.conftest import Buses
from tests.venue import until

ROOM, OTHER = RoomId("c/plenary"), RoomId("c/workshop")
ENTRIES = (RoomLocked(by=MODERATOR, at=1),)


def hint(offset: int) -> Hint:
    return Hint(Position("e", offset), ENTRIES)


async def test_every_listener_of_the_room_hears_each_hint_in_order(buses: Buses) -> None:
    heard: list[list[Heard]] = [[], [], []]
    await buses.here.subscribe(ROOM, heard[0].append)
    await buses.there.subscribe(ROOM, heard[1].append)
    await buses.there.subscribe(ROOM, heard[2].append)
    for offset in (1, 2, 3):
        await buses.here.publish(ROOM, Position("e", offset), ENTRIES)
    await until(lambda: all(len(each) == 3 for each in heard), lambda: heard)
    assert heard == [[hint(1), hint(2), hint(3)]] * 3


async def test_signal_comes_to_every_listener_of_its_room_as_it_was(buses: Buses) -> None:
    first: list[Heard] = []
    second: list[Heard] = []
    elsewhere: list[Heard] = []
    await buses.here.subscribe(ROOM, first.append)
    await buses.there.subscribe(ROOM, second.append)
    await buses.there.subscribe(OTHER, elsewhere.append)
    shown = Signal("media.levels", {"levels": {"p1": 3}}, frozenset({Audience.BACKSTAGE}))
    told = Signal("watch", {"path": "hls"}, frozenset(Audience), ParticipantId("p1"))
    await buses.here.signal(ROOM, shown)
    await buses.here.signal(ROOM, told)
    await until(lambda: len(first) == len(second) == 2, lambda: (first, second))
    assert first == second == [shown, told]
    assert not elsewhere


async def test_listener_hears_nothing_of_other_rooms(buses: Buses) -> None:
    heard: list[Heard] = []
    await buses.there.subscribe(OTHER, heard.append)
    await buses.here.publish(ROOM, Position("e", 1), ENTRIES)
    await buses.here.publish(OTHER, Position("e", 2), ENTRIES)
    await until(lambda: heard, lambda: heard)
    assert heard == [hint(2)]


async def test_listener_that_ended_hears_nothing_more_and_others_still_do(buses: Buses) -> None:
    gone: list[Heard] = []
    here: list[Heard] = []
    subscription = await buses.there.subscribe(ROOM, gone.append)
    await buses.there.subscribe(ROOM, here.append)
    await subscription.end()
    await subscription.end()
    await buses.here.publish(ROOM, Position("e", 1), ENTRIES)
    await until(lambda: here, lambda: here)
    assert not gone


async def test_last_listener_may_end_and_another_may_come(buses: Buses) -> None:
    heard: list[Heard] = []
    await (await buses.there.subscribe(ROOM, heard.append)).end()
    await buses.there.subscribe(ROOM, heard.append)
    await buses.here.publish(ROOM, Position("e", 1), ENTRIES)
    await until(lambda: heard, lambda: heard)
    assert heard == [hint(1)]


async def test_notice_reaches_every_process_whatever_rooms_it_serves(buses: Buses) -> None:
    heard: list[Notice] = []
    here: list[Notice] = []
    await buses.there.attend(heard.append)
    await buses.here.attend(here.append)
    notice = Expelled("c", ParticipantId("p1"), "banned")
    await buses.here.announce(notice)
    await until(lambda: heard and here, lambda: (heard, here))
    assert heard == here == [notice]


async def test_bus_that_works_is_whole(buses: Buses) -> None:
    assert buses.here.whole
    assert buses.there.whole
