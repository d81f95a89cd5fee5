"""Who watches over which path, by the load of the engine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from rooms import ParticipantId
from server.media.port import ResourceId, Stats, SubscriberStats
from server.placement import Placement
from server.stores import Stores
from tests.conftest import WoundClock
from tests.server.live.test_signals import signals_of
from tests.venue import ROOM, Venue, open_venue


@dataclass
class House:
    venue: Venue
    placement: Placement
    seconds: list[float] = field(default_factory=lambda: [0.0])

    async def look(self, viewers: list[str], cpu: float, silent: tuple[str, ...] = ()) -> None:
        self.seconds[0] += 5
        watching = tuple(
            SubscriberStats(
                ResourceId(str(n)), ROOM, ParticipantId(each), each not in silent, 0, 0.0, 0, 0, {}
            )
            for n, each in enumerate(viewers)
        )
        await self.placement.look(Stats(1, cpu, 0, 0, {}, (), watching))


@pytest.fixture
async def house(stores: Stores, clock: WoundClock) -> AsyncIterator[House]:
    async with open_venue(stores, clock) as venue:
        take: Any = SimpleNamespace(is_ready=True)
        broadcasts: Any = SimpleNamespace(of=lambda _room: take)
        seconds = [0.0]
        engine: Any = None
        placement = Placement(engine, broadcasts, venue.live.actors, 3, 1, lambda: seconds[0])
        yield House(venue, placement, seconds)


async def test_first_are_sent_to_webrtc_and_those_who_are_under_way_count(house: House) -> None:
    await house.look(["a"], 0.0)
    paths = [house.placement.path(ROOM, ParticipantId(each), False, "") for each in "abcd"]
    assert paths == ["webrtc", "webrtc", "hls", "hls"]
    assert house.placement.path(ROOM, ParticipantId("e"), True, "") == "webrtc"
    await house.look(["a", "b"], 0.0)
    assert house.placement.path(ROOM, ParticipantId("c"), False, "hls") == "hls"
    assert house.placement.path(ROOM, ParticipantId("d"), False, "") == "webrtc"


async def test_last_to_come_are_moved_when_there_are_too_many(house: House) -> None:
    first, last = await house.venue.enter("Ana"), await house.venue.enter("Ben")
    await house.look([first.account.id, "b", "c", last.account.id], 0.0)
    await last.until(lambda: signals_of(last))
    assert signals_of(last) == [{"type": "signal", "signal": "watch", "path": "hls"}]
    assert not signals_of(first)
    for tab in (first, last):
        await tab.leave()


async def test_place_of_who_came_back_anew_or_fell_silent_is_free(house: House) -> None:
    waiting = await house.venue.enter("Ana")
    await house.look(["a", "b", "c"], 0.0)
    assert house.placement.path(ROOM, waiting.account.id, False, "") == "hls"
    await house.look(["a", "b", "c", "b"], 0.0)
    await house.look(["a", "b", "c", "b"], 0.0, silent=("c",))
    await waiting.until(lambda: signals_of(waiting))
    assert signals_of(waiting) == [{"type": "signal", "signal": "watch", "path": "webrtc"}]
    await waiting.leave()


async def test_busy_engine_sheds_a_viewer_and_takes_no_new_ones_for_a_while(house: House) -> None:
    last = await house.venue.enter("Ben")
    await house.look(["a", last.account.id], 0.0)
    assert not house.placement.is_full(ROOM)
    await house.look(["a", last.account.id], 4.9)
    await last.until(lambda: signals_of(last))
    assert house.placement.is_full(ROOM)
    house.seconds[0] += 31
    assert not house.placement.is_full(ROOM)
    await last.leave()


async def test_who_was_sent_away_is_called_back_when_there_is_room_and_the_load_is_calm(house: House) -> None:
    first, other = await house.venue.enter("Ana"), await house.venue.enter("Ben")
    wanting = await house.venue.enter("Eva")
    await house.look(["a", "b", "c"], 0.0)
    for each in (first, other):
        assert house.placement.path(ROOM, each.account.id, False, "") == "hls"
    assert house.placement.path(ROOM, wanting.account.id, False, "hls") == "hls"
    await house.look(["a", "b", "c"], 0.0)
    assert not signals_of(first), "there is no room"
    await house.look(["a", "b"], 0.0)
    await first.until(lambda: signals_of(first))
    assert signals_of(first) == [{"type": "signal", "signal": "watch", "path": "webrtc"}]
    assert house.placement.path(ROOM, first.account.id, False, "") == "webrtc"
    await house.look(["a", "b", first.account.id, "e"], 0.0)
    await house.look(["a", "b"], 0.0)
    assert not signals_of(other), "one viewer was moved away a moment ago"
    house.seconds[0] += 60
    await house.look(["a", "b"], 0.0)
    await other.until(lambda: signals_of(other))
    assert not signals_of(wanting), "who asked for the broadcast keeps it"
    for tab in (first, other, wanting):
        await tab.leave()


async def test_who_cannot_decode_the_broadcasts_codec_by_webrtc_watches_where_there_are_pictures(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, tab = house.placement, await house.venue.enter("Ana")
    viewer = tab.account.id
    assert room.path(ROOM, viewer, False, "", ["VP8", "VP9"]) == "hls"
    assert room.path(ROOM, viewer, False, "webrtc", ["VP8"]) == "webrtc", "who insists may try"
    assert room.path(ROOM, viewer, True, "", ["VP8"]) == "webrtc", "the green room has no broadcast"
    assert room.path(ROOM, viewer, False, "", ["VP8", "H264"]) == "webrtc"
    assert room.path(ROOM, viewer, False, "", ["VP8"]) == "hls"
    await house.look([], 0.0)
    assert not signals_of(tab)
    # From now on there are only pictures on the stage that cannot be broadcast.
    monkeypatch.setattr("rooms.shows_only_unsuitable", lambda _room: True)
    await house.look([], 0.0)
    await tab.until(lambda: signals_of(tab))
    assert signals_of(tab) == [{"type": "signal", "signal": "watch", "path": "webrtc"}]
    assert room.path(ROOM, viewer, False, "", ["VP8"]) == "webrtc"
    monkeypatch.undo()
    await house.look([], 0.0)
    await tab.until(lambda: len(signals_of(tab)) == 2)
    assert signals_of(tab)[-1] == {"type": "signal", "signal": "watch", "path": "hls"}
    await tab.leave()
