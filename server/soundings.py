"""How the interpretation channels sound, for staff: levels, silence, listeners. Input: the engine, and the rooms.

Told once a second as the signal `channel.levels`, to those at work. A channel is missed while the floor speaks another
language than its own and nothing is heard in it; after `ALARM_MS` of that those at work are alarmed.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from typing import NamedTuple

import rooms
from rooms import ParticipantId, Room, RoomId
from server.live.room_actors import RoomActors
from server.live.signals import ChannelLevels, ChannelSound, signal
from server.media.channels import channel_track
from server.media.hls.broadcasts import Broadcasts
from server.media.port import AudioLevels, MediaEngine, MediaRefused, Notification, Source, Stats, TrackId
from server.staging import AT_WORK, channel_tracks, track_ids

logger = logging.getLogger(__name__)

EVERY_S = 1.0
# In -dBov: what is louder is a voice.
HEARD = 50
SILENCE = 127
# A speaker draws breath; for so long the floor still counts as speaking.
BREATH_MS = 3_000
ALARM_MS = 20_000
# How often the engine is asked who listens, in looks.
_COUNTED_EVERY = 3


class Sounding(NamedTuple):
    """A channel of a room: how long the floor has spoken without it, in ms, and how many listen."""

    room: RoomId
    language: str
    missed: int
    listeners: int


class _Channel:
    def __init__(self, now: int) -> None:
        self.heard_at = now
        self.missed = 0


class Soundings:
    """One for each process that runs an engine. `clock` gives ms. Without an engine nothing is told."""

    def __init__(
        self,
        engine: MediaEngine | None,
        broadcasts: Broadcasts,
        actors: RoomActors,
        clock: Callable[[], int],
    ) -> None:
        self._engine, self._broadcasts, self._actors, self._clock = engine, broadcasts, actors, clock
        # The loudest of each track since the last look.
        self._levels: defaultdict[RoomId, dict[TrackId, int]] = defaultdict(dict)
        self._metered: defaultdict[RoomId, set[TrackId]] = defaultdict(set)
        self._spoken: defaultdict[RoomId, dict[TrackId, int]] = defaultdict(dict)
        self._channels: dict[RoomId, dict[str, _Channel]] = {}
        self._listeners: Counter[tuple[RoomId, TrackId]] = Counter()
        self._looked = 0
        self._looks = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen and tell for as long as the context lasts."""
        if self._engine is None:
            yield
            return
        unlisten = self._engine.listen(self.hear)
        telling = asyncio.create_task(self._tell_on(), name="soundings")
        try:
            yield
        finally:
            unlisten()
            telling.cancel()
            await asyncio.wait({telling})

    def hear(self, news: Notification) -> None:
        """Take note of levels."""
        if not isinstance(news, AudioLevels):
            return
        now = self._clock()
        for track, level in news.levels.items():
            levels = self._levels[news.room]
            self._metered[news.room].add(track)
            levels[track] = min(level, levels.get(track, SILENCE))
            if level <= HEARD:
                self._spoken[news.room][track] = now

    def read(self) -> Iterator[Sounding]:
        """The channels that are open now."""
        for room, channels in self._channels.items():
            for language, channel in channels.items():
                yield Sounding(room, language, channel.missed, self._listening(room, language))

    async def _tell_on(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except MediaRefused as refused:
                logger.info("the media engine does not tell who listens: %s", refused.code)
            except Exception:
                logger.exception("how the channels sound is not told")

    async def look(self) -> None:
        """See how each room's channels sound now, and tell it."""
        now = self._clock()
        passed, self._looked = now - (self._looked or now), now
        open_rooms = {
            actor.id: actor.hub.view.room
            for actor in self._actors.running()
            if rooms.channels(actor.hub.view.room)
        }
        for room in {*self._spoken, *self._metered} - open_rooms.keys():
            self._spoken.pop(room, None)
            self._metered.pop(room, None)
        for room in [each for each in self._channels if each not in open_rooms]:
            del self._channels[room]
        if open_rooms and self._engine is not None:
            if self._looks % _COUNTED_EVERY == 0:
                self.count(await self._engine.stats())
            self._looks += 1
        for room, state in open_rooms.items():
            told = self._sounding(room, state, now, passed)
            await self._actors.signal(room, signal("channel.levels", told, AT_WORK))
        self._levels.clear()

    def count(self, stats: Stats) -> None:
        """Take the engine's word for who listens."""
        self._listeners = Counter(
            (each.room, track) for each in stats.subscribers if each.connected for track in set(each.channels)
        )

    def _listening(self, room: RoomId, language: str) -> int:
        return self._listeners[room, channel_track(language)] + self._broadcasts.listeners(room, language)

    def _sounding(self, room: RoomId, state: Room, now: int, passed: int) -> ChannelLevels:
        spoken, tracks = self._spoken[room], channel_tracks(state)
        voices = _voices(state)
        speaker, spoke_at = self._speaker(room, voices)
        speaks = now - spoke_at <= BREATH_MS
        floor = rooms.spoken_language(state, speaker, now)
        known = self._channels.setdefault(room, {})
        on = rooms.channels(state)
        for language in known.keys() - on.keys():
            del known[language]
        told: dict[str, ChannelSound] = {}
        for language in on:
            channel = known.setdefault(language, _Channel(now))
            track = tracks.get(language)
            heard_at = max(channel.heard_at, 0 if track is None else spoken.get(track, 0))
            if track is not None and self._tells_nothing(room, state, track):
                heard_at = now
            if heard_at > channel.heard_at or _same(language, floor):
                # Whoever follows the channel's language hears the floor itself.
                channel.missed = 0
            elif speaks:
                channel.missed += passed
            channel.heard_at = heard_at
            told[language] = ChannelSound(
                SILENCE if track is None else self._level(room, track),
                (now - heard_at) // 1000,
                channel.missed // 1000,
                self._listening(room, language),
                channel.missed >= ALARM_MS,
            )
        loudest = min((self._level(room, track) for track in voices), default=SILENCE)
        return ChannelLevels(loudest, floor, told)

    def _tells_nothing(self, room: RoomId, state: Room, track: TrackId) -> bool:
        """Whether a microphone is sent by a program that never says how loud it is; then nobody is alarmed."""
        person = ParticipantId(track.partition("/")[0])
        sent = Source.MICROPHONE in rooms.sending(state).get(person, ())
        return sent and track not in self._metered[room]

    def _speaker(
        self, room: RoomId, voices: Mapping[TrackId, ParticipantId]
    ) -> tuple[ParticipantId | None, int]:
        """Who on the stage spoke last, and when."""
        spoken = self._spoken[room]
        found = [(spoken.get(track, 0), person) for track, person in voices.items()]
        at, person = max(found, key=lambda each: each[0], default=(0, None))
        return (person if at else None), at

    def _level(self, room: RoomId, track: TrackId) -> int:
        return self._levels[room].get(track, SILENCE)


def _voices(state: Room) -> dict[TrackId, ParticipantId]:
    """The tracks that are the floor's sound, each with whose it is."""
    return {
        track: person
        for person, sources in rooms.on_air(state)
        for track in track_ids(person, (each for each in sources if each != Source.CAMERA))
        if track.endswith("/audio")
    }


def _same(language: str, other: str | None) -> bool:
    return other is not None and rooms.base_language(language) == rooms.base_language(other)
