"""Keeps the media engine and the rooms together. Input: what the engine tells, and what the rooms of this process apply.

From the engine to the room: who sends what, who is heard, what was closed. From the room to the engine: which tracks the
hall receives, and who may not send any more. Whoever left the room is not kept behind its stage.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import rooms
from rooms import (
    AnnounceSources,
    Audience,
    Command,
    CommandId,
    Depart,
    Entry,
    ParticipantId,
    Refused,
    Room,
    RoomId,
    tag_of,
)
from server.live.room_actors import RoomActors
from server.live.signals import MediaClosed, MediaLevels, MediaRestarted, signal
from server.media.port import (
    AudioLevels,
    EngineRestarted,
    Kind,
    MediaEngine,
    MediaRefused,
    Notification,
    ResourceClosed,
    Source,
    Track,
    TrackAdded,
    TrackId,
    TrackRemoved,
)
from server.presence.port import Presence
from server.scheduling import SERVER

logger = logging.getLogger(__name__)

AT_WORK = frozenset(Audience) - {Audience.HALL}
# Entries that may change what the hall receives or who may send.
CONCERNED = ("stage.", "floor.", "participant.", "channel.", "booth.")
LOOK_S = 3.0
# How often the hall is told who is heard.
HALL_LEVELS_MS = 500
_KINDS = {
    Source.CAMERA: (Kind.VIDEO,),
    Source.MICROPHONE: (Kind.AUDIO,),
    Source.SCREEN: (Kind.VIDEO, Kind.AUDIO),
}
_TOLD = {"replaced", "revoked", "expelled"}


def track_ids(participant: ParticipantId, sources: Iterable[str]) -> tuple[TrackId, ...]:
    """The tracks of somebody's sources, published or not."""
    return tuple(
        TrackId(f"{participant}/{source}/{kind}") for source in sources for kind in _KINDS[Source(source)]
    )


def channel_tracks(state: Room) -> dict[str, TrackId]:
    """The tracks of those who are on air in the room's interpretation channels, by language."""
    return {
        language: track_ids(person, [Source.MICROPHONE])[0]
        for language, person in rooms.channels(state).items()
        if person is not None
    }


class Staging:
    """One for each process that runs an engine. `clock` gives ms; `suits` says whether a track can be broadcast."""

    def __init__(
        self,
        engine: MediaEngine,
        actors: RoomActors,
        presence: Presence,
        clock: Callable[[], int],
        suits: Callable[[Track], bool] = lambda _track: True,
    ) -> None:
        self._engine, self._actors, self._presence = engine, actors, presence
        self._clock, self._suits = clock, suits
        self._news: asyncio.Queue[Notification | RoomId | None] = asyncio.Queue()
        self._moved: set[RoomId] = set()
        self._tracks: defaultdict[RoomId, dict[TrackId, Track]] = defaultdict(dict)
        self._aims: dict[RoomId, tuple[TrackId, ...]] = {}
        self._channels: dict[RoomId, dict[str, TrackId]] = {}
        self._absent: dict[RoomId, frozenset[ParticipantId]] = {}
        self._hall_levels: dict[RoomId, tuple[int, dict[str, int]]] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow engine and rooms for as long as the context lasts."""
        unlisten = self._engine.listen(self._news.put_nowait)
        unfollow = self._actors.follow(self._hear)
        for actor in self._actors.running():
            self._hear(actor.id, None)
        tasks = {
            asyncio.create_task(self._follow(), name="staging"),
            asyncio.create_task(self._look(), name="staging's look"),
        }
        try:
            yield
        finally:
            unlisten()
            unfollow()
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)

    def _hear(self, room: RoomId, entries: Iterable[Entry] | None) -> None:
        """Note a room whose stage may have changed; None stands for all that happened before."""
        concerned = entries is None or any(tag_of(type(entry)).startswith(CONCERNED) for entry in entries)
        if concerned and room not in self._moved:
            self._moved.add(room)
            self._news.put_nowait(room)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            self._news.put_nowait(None)

    async def _follow(self) -> None:
        while True:
            news = await self._news.get()
            try:
                await self._take(news)
            except MediaRefused as refused:
                # The engine is being restarted; it keeps its stages, and its return is told.
                logger.warning("the media engine does not follow the stage: %s", refused.code)
            except Exception:
                logger.exception("what the media engine told was not understood: %s", news)

    async def _take(self, news: Notification | RoomId | None) -> None:
        match news:
            case None:
                await self._see_off()
            case str():
                self._moved.discard(news)
                await self._stage(news)
            case TrackAdded() | TrackRemoved():
                tracks = self._tracks[news.track.room]
                if isinstance(news, TrackAdded):
                    tracks[news.track.id] = news.track
                else:
                    tracks.pop(news.track.id, None)
                await self._announce(news.track.room, news.track.publisher)
                await self._stage(news.track.room)
            case AudioLevels():
                await self._tell_levels(news)
            case ResourceClosed() if news.reason in _TOLD:
                told = MediaClosed(news.resource, news.reason)  # type: ignore[arg-type]
                await self._actors.signal(news.room, signal("media.closed", told, to=news.participant))
            case EngineRestarted():
                for actor in self._actors.running():
                    await actor.signal(signal("media.restarted", MediaRestarted()))

    async def _room(self, room: RoomId) -> Room:
        return (await self._actors.actor(room)).hub.view.room

    async def _submit(self, room: RoomId, command: Command) -> None:
        try:
            await self._actors.submit(room, SERVER, CommandId(secrets.token_hex(8)), command, "en")
        except Refused as refused:
            logger.warning("room %s: %s is refused: %s", room, command, refused.code)

    async def _announce(self, room: RoomId, participant: ParticipantId) -> None:
        """Tell the room what the engine receives of somebody now."""
        mine = [track for track in self._tracks[room].values() if track.publisher == participant]
        sources = rooms.sources_in(track.source for track in mine)
        unsuitable = rooms.sources_in(track.source for track in mine if not self._suits(track))
        if sources != rooms.sending(await self._room(room)).get(participant, ()):
            await self._submit(room, AnnounceSources(participant, sources, unsuitable))

    async def _stage(self, room: RoomId) -> None:
        """Bring the engine to what the room has decided."""
        state = await self._room(room)
        senders = {track.publisher for track in self._tracks[room].values()}
        trespassers = rooms.trespassers(state, senders)
        for person in rooms.sending(state).keys() | senders - trespassers:
            # What an engine that ended received is gone. One that was cut off may have told that nothing comes any more.
            await self._announce(room, person)
        for person in trespassers:
            stands = rooms.standing(state, person)
            if stands.removed or stands.banned:
                await self._engine.expel(room, person)
            else:
                await self._engine.unpublish(room, person)
        wanted = tuple(
            track for person, sources in rooms.on_air(state) for track in track_ids(person, sources)
        )
        if self._aims.get(room, ()) != wanted:
            self._aims[room] = wanted
            await self._engine.set_stage(room, wanted)
        heard = channel_tracks(state)
        if self._channels.get(room, {}) != heard:
            self._channels[room] = heard
            await self._engine.set_channels(room, heard)

    async def _tell_levels(self, told: AudioLevels) -> None:
        levels: dict[str, int] = {}
        heard: dict[str, int] = {}
        on_air = set(self._aims.get(told.room, ()))
        for track, level in told.levels.items():
            person = track.partition("/")[0]
            levels[person] = min(level, levels.get(person, 127))
            if track in on_air:
                heard[person] = min(level, heard.get(person, 127))
        await self._actors.signal(told.room, signal("media.levels", MediaLevels(levels), AT_WORK))
        now = self._clock()
        told_at, before = self._hall_levels.get(told.room, (0, {}))
        if heard != before and now - told_at >= HALL_LEVELS_MS:
            self._hall_levels[told.room] = (now, heard)
            hall = frozenset({Audience.HALL})
            await self._actors.signal(told.room, signal("media.levels", MediaLevels(heard), hall))

    async def _see_off(self) -> None:
        """Whoever is neither connected nor sending, twice in a row, has departed. Rooms that send are kept awake."""
        for room, tracks in list(self._tracks.items()):
            if tracks:
                await self._actors.actor(room)
        for actor in self._actors.running():
            there = rooms.behind_stage(actor.hub.view.room)
            if not there:
                continue
            seated = {seat.lease.participant for seat in await self._presence.seats(actor.id)}
            senders = {track.publisher for track in self._tracks[actor.id].values()}
            absent = frozenset(there - seated - senders)
            for person in absent & self._absent.get(actor.id, frozenset()):
                await self._submit(actor.id, Depart(person))
            self._absent[actor.id] = absent
