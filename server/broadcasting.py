"""Broadcasts the stages of live sessions to those who watch from a distance. Input: rooms, the engine's tracks, the time.

A room's broadcast begins when somebody is on the stage of a session that is live, and ends with the session. It shows the
screen or the camera that the layout asks for, of several cameras that of whoever speaks; where the layout shows two, the
other one is broadcast beside it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Protocol

from babel import Locale, UnknownLocaleError

import rooms
from rooms import Audience, Broadcast, CommandId, Entry, Refused, Room, RoomId, tag_of
from server.live.room_actors import RoomActors
from server.media.hls.broadcaster import CODECS
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.feed import ORIGINAL, Channel, Plan
from server.media.hls.products import Taker
from server.media.hls.replays import About
from server.media.port import (
    AudioLevels,
    Kind,
    MediaEngine,
    MediaRefused,
    Notification,
    Track,
    TrackAdded,
    TrackId,
    TrackRemoved,
)
from server.scheduling import SERVER
from server.spotlight import Spotlight
from server.staging import channel_tracks, track_ids
from server.store.log import Unavailable

logger = logging.getLogger(__name__)

LOOK_S = 1.0
# A longer pause between two who pack the same broadcast is left out of it.
LONGEST_STILL_S = 3.0
CONCERNED = ("stage.", "session.", "participant.", "channel.", "booth.")


def suits(track: Track) -> bool:
    """Whether a track can be broadcast as it is sent."""
    return track.codec.upper() in CODECS


class PackingEngine(MediaEngine, Protocol):
    """An engine that also packs what is broadcast."""

    async def broadcast(self, room: RoomId, plan: Plan | None) -> None:
        """Pack this of a room from now on, or nothing more. When it returns, what was made before has been given."""

    def take(self, taker: Taker) -> Callable[[], None]:
        """Call `taker` with what the packagers make; the result ends that."""


class Broadcasting:
    """One for each process that runs an engine. `clock` gives ms since 1970-01-01T00:00:00Z."""

    def __init__(
        self, engine: PackingEngine, broadcasts: Broadcasts, actors: RoomActors, clock: Callable[[], int]
    ) -> None:
        self._engine, self._broadcasts, self._actors, self._clock = engine, broadcasts, actors, clock
        self._news: asyncio.Queue[Notification | RoomId | None] = asyncio.Queue()
        self._tracks: defaultdict[RoomId, dict[TrackId, Track]] = defaultdict(dict)
        self._spotlights: defaultdict[RoomId, Spotlight] = defaultdict(Spotlight)
        self._plans: dict[RoomId, Plan] = {}
        # Up to when another process has packed what this one goes on with, in seconds since 1970.
        self._since: dict[RoomId, float] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Broadcast what is to be for as long as the context lasts."""
        ends = [
            self._engine.listen(self._news.put_nowait),
            self._engine.take(self._broadcasts.apply),
            self._actors.follow(self._hear),
        ]
        for room in self._broadcasts.going_on():
            take = self._broadcasts.of(room)
            if take is not None and take.ends_at:
                now = self._clock() / 1000
                # Nobody wants to see stills for all the time that a restart took.
                self._since[room] = take.ends_at if now - take.ends_at < LONGEST_STILL_S else now
            self._news.put_nowait(room)
        self._tasks = {
            asyncio.create_task(self._follow(), name="broadcasting"),
            asyncio.create_task(self._look(), name="broadcasting's look"),
        }
        try:
            async with self._broadcasts.running():
                yield
        finally:
            for end in ends:
                end()
            for task in self._tasks:
                task.cancel()
            await asyncio.wait(self._tasks)

    async def hand_over(self) -> bytes:
        """Stop packing, and give all that was packed to another process. Nothing is broadcast from here any more."""
        for task in self._tasks:
            task.cancel()
        await asyncio.wait(self._tasks)
        for room in self._plans:
            try:
                # When this returns, what was packed before has been given.
                await self._engine.broadcast(room, None)
            except MediaRefused as refused:
                logger.warning("the end of what room %s broadcast is lost: %s", room, refused.code)
        return self._broadcasts.hand_over()

    def _hear(self, room: RoomId, entries: Iterable[Entry]) -> None:
        if any(tag_of(type(entry)).startswith(CONCERNED) for entry in entries):
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
            except (MediaRefused, Unavailable) as error:
                logger.warning("the broadcasts do not follow: %s", error)
            except Exception:
                logger.exception("the broadcasts do not follow")

    async def _take(self, news: Notification | RoomId | None) -> None:
        match news:
            case None:
                going_on = self._broadcasts.going_on()
                for room in {*self._plans, *going_on, *(actor.id for actor in self._actors.running())}:
                    await self._bring(room)
            case str():
                await self._bring(news)
            case TrackAdded():
                self._tracks[news.track.room][news.track.id] = news.track
                await self._bring(news.track.room)
            case TrackRemoved():
                self._tracks[news.track.room].pop(news.track.id, None)
                await self._bring(news.track.room)
            case AudioLevels() if news.room in self._plans:
                self._spotlights[news.room].note(news.levels, self._clock() / 1000)

    async def _bring(self, room: RoomId) -> None:
        """Begin, change or end a room's broadcast."""
        state = (await self._actors.actor(room)).hub.view.room
        session = rooms.live_session(state, self._clock())
        going_on = self._broadcasts.of(room) is not None
        if session is None or not (going_on or rooms.on_air(state)):
            await self._end(room, state)
            return
        plan = self._plan(room, state, session.floor)
        if plan == self._plans.get(room):
            return
        if not going_on:
            self._broadcasts.begin(room, About(session.session))
        self._plans[room] = plan
        await self._engine.broadcast(room, plan)
        if not going_on:
            await self._tell(room, on=True)

    async def _end(self, room: RoomId, state: Room) -> None:
        self._since.pop(room, None)
        if self._plans.pop(room, None) is not None or self._broadcasts.of(room) is not None:
            try:
                await self._engine.broadcast(room, None)
            finally:
                self._broadcasts.end(room)
                self._spotlights.pop(room, None)
        if rooms.is_broadcast(state):
            await self._tell(room, on=False)

    async def _tell(self, room: RoomId, *, on: bool) -> None:
        try:
            await self._actors.submit(room, SERVER, CommandId(secrets.token_hex(8)), Broadcast(on), "en")
        except Refused as refused:
            logger.error("room %s is not told of its broadcast: %s", room, refused.code)

    def _plan(self, room: RoomId, state: Room, language: str | None) -> Plan:
        on_air = rooms.on_air(state)
        tracks = self._tracks[room]
        ids = [track for person, sources in on_air for track in track_ids(person, sources)]
        sound = tuple(track for track in ids if track.endswith(f"/{Kind.AUDIO}"))
        pictures = [
            track
            for track in ids
            if track.endswith(f"/{Kind.VIDEO}") and track in tracks and suits(tracks[track])
        ]
        shown = rooms.show(state, "stage", Audience.HALL)
        layout = shown["layout"] if isinstance(shown, dict) else "speaker"
        chosen, beside = self._pictures(room, str(layout), pictures)
        original = Channel(ORIGINAL, "Original", language or "und", sound)
        heard = channel_tracks(state)
        interpreted = (
            Channel(
                each.lower(),
                _label(each),
                each,
                tuple(track for track in [heard.get(each)] if track in tracks),
                sound,
            )
            for each in rooms.channels(state)
        )
        return Plan(chosen, (original, *interpreted), beside, self._since.get(room))

    def _pictures(
        self, room: RoomId, layout: str, pictures: list[TrackId]
    ) -> tuple[TrackId | None, TrackId | None]:
        """The picture, and the one beside it. Two that are beside each other do not change places with who speaks."""
        screens = [track for track in pictures if "/screen/" in track]
        cameras = [track for track in pictures if track not in screens]
        speaking = self._spotlights[room].choose(cameras, self._clock() / 1000)
        if screens and (layout == "screen" or not cameras):
            return screens[-1], speaking
        if layout != "side_by_side" or speaking is None:
            return speaking, None
        before = self._plans.get(room)
        both = (None, None) if before is None else (before.picture, before.beside)
        if speaking in both and set(both) <= set(cameras):
            return both
        if len(cameras) == 2:
            return cameras[0], cameras[1]
        return speaking, next((track for track in cameras if track != speaking), None)


def _label(language: str) -> str:
    """A language's name in itself; its tag where that is not known."""
    try:
        name = Locale.parse(language, sep="-").get_display_name()
    except (ValueError, UnknownLocaleError):
        return language
    return (name or language).capitalize()
