"""Staging: what the engine tells reaches the rooms."""

from __future__ import annotations

from collections.abc import Callable

import rooms
from rooms import AnnounceSources, CommandId, Role
from server.media.port import (
    AudioLevels,
    EngineRestarted,
    Kind,
    Listener,
    Source,
    Track,
    TrackAdded,
    TrackId,
)
from server.scheduling import SERVER
from server.staging import Staging
from server.stores import Stores
from tests.conftest import WoundClock
from tests.server.live.test_signals import signals_of
from tests.venue import ROOM, Venue, open_venue, until


class TellingEngine:
    """The part of an engine that tells."""

    def __init__(self) -> None:
        self.listeners: list[Listener] = []

    def listen(self, listener: Listener) -> Callable[[], None]:
        self.listeners.append(listener)
        return lambda: self.listeners.remove(listener)


def staging(venue: Venue, engine: TellingEngine) -> Staging:
    presence = venue.live.services.presence
    return Staging(engine, venue.live.actors, presence, venue.clock)  # type: ignore[arg-type]


async def test_levels_reach_those_at_work_and_a_restart_everyone(stores: Stores, clock: WoundClock) -> None:
    engine = TellingEngine()
    async with open_venue(stores, clock) as venue, staging(venue, engine).running():
        hall, backstage = await venue.enter("Ana"), await venue.enter("Mo", role=Role.MODERATOR)
        levels = {
            TrackId("p1/microphone/audio"): 30,
            TrackId("p1/screen/audio"): 20,
            TrackId("p2/microphone/audio"): 90,
        }
        engine.listeners[0](AudioLevels(ROOM, levels))
        engine.listeners[0](EngineRestarted())
        await hall.until(lambda: signals_of(hall))
        await backstage.until(lambda: len(signals_of(backstage)) == 2)
        restarted = {"type": "signal", "signal": "media.restarted"}
        assert signals_of(hall) == [restarted]
        assert signals_of(backstage) == [
            {"type": "signal", "signal": "media.levels", "levels": {"p1": 20, "p2": 90}}, restarted,
        ]  # fmt: skip
        await hall.leave()
        await backstage.leave()
    assert not engine.listeners


async def test_what_a_host_that_was_cut_off_tells_of_a_speaker_is_put_right(
    stores: Stores, clock: WoundClock
) -> None:
    engine = TellingEngine()
    async with open_venue(stores, clock) as venue, staging(venue, engine).running():
        speaker = await venue.enter("Inés", role=Role.SPEAKER)
        me = speaker.account.id
        camera = Track(TrackId(f"{me}/camera/video"), ROOM, me, Source.CAMERA, Kind.VIDEO, "H264")
        engine.listeners[0](TrackAdded(camera))
        actor = await venue.live.actors.actor(ROOM)
        await until(
            lambda: rooms.sending(actor.hub.view.room) == {me: ("camera",)}, lambda: actor.hub.view.room
        )
        told = rooms.sending(actor.hub.view.room)
        await venue.live.actors.submit(ROOM, SERVER, CommandId("stale"), AnnounceSources(me, (), ()), "en")
        assert rooms.sending(actor.hub.view.room) == {}
        await until(lambda: rooms.sending(actor.hub.view.room) == told, lambda: actor.hub.view.room)
        await speaker.leave()
