"""Finds or starts the actor of a room, and stops those that nobody needs. Input: the endpoint and the pages.

Anyone may submit a command here, with or without a socket.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable, Iterable

from sqlalchemy.exc import SQLAlchemyError

from rooms import Command, CommandId, Entry, Participant, ParticipantId, Position, Refused, RoomId
from server.bus.port import Bus, Signal
from server.live.decisions import Asked, Outcome
from server.live.frames import CloseCode
from server.live.meter import Meter
from server.live.room_actor import RoomActor, Surroundings
from server.live.veil import Veil
from server.presence.port import Presence
from server.store.accounts import Accounts
from server.store.conferences import Conferences
from server.store.log import Log, Unavailable

logger = logging.getLogger(__name__)

IDLE_MS = 600_000


class UnknownRoom(LookupError):
    """No conference of this server has such a room."""


Follower = Callable[[RoomId, Iterable[Entry]], None]


class RoomActors:
    """The actors of this process, by room. `clock` gives ms since 1970-01-01T00:00:00Z; `secret` is the server's.

    `readable` are the languages of the pages; without any, each is taken.
    """

    def __init__(
        self,
        log: Log,
        bus: Bus,
        presence: Presence,
        accounts: Accounts,
        conferences: Conferences,
        clock: Callable[[], int],
        tick_ms: int,
        secret: str,
        meter: Meter | None = None,
        readable: tuple[str, ...] = (),
    ) -> None:
        self._log = log
        self._bus = bus
        self._presence = presence
        self._accounts = accounts
        self._conferences = conferences
        self._clock = clock
        self._tick_s = tick_ms / 1000
        self._secret = secret
        self._meter = meter or Meter()
        self._readable = readable
        self._actors: dict[RoomId, RoomActor] = {}
        self._followers: list[Follower] = []
        self._starting: dict[RoomId, asyncio.Task[RoomActor]] = {}
        self._used_at: dict[RoomId, int] = {}
        self._closed = False
        self._listeners: list[Callable[[RoomId, frozenset[str]], None]] = []

    def listen(self, hear: Callable[[RoomId, frozenset[str]], None]) -> None:
        """Call `hear` with the shared keys of whatever this process stores from now on. It must return at once."""
        self._listeners.append(hear)

    async def actor(self, room: RoomId) -> RoomActor:
        """Return a room's actor. Raises UnknownRoom, and Unavailable when its log cannot be read."""
        self._used_at[room] = self._clock()
        actor = self._actors.get(room)
        if actor is not None and actor.working:
            return actor
        if self._closed:
            raise Unavailable("the server stops")
        starting = self._starting.get(room)
        if starting is None:
            # In a context of its own: an actor's lines are not those of the request that happened to start it.
            starting = asyncio.create_task(
                self._start(room), name=f"start {room}", context=contextvars.Context()
            )
            self._starting[room] = starting
            starting.add_done_callback(lambda _: self._starting.pop(room))
        # Shielded, because others may wait for the same start.
        return await asyncio.shield(starting)

    async def submit(
        self, room: RoomId, participant: Participant, id: CommandId, command: Command, language: str
    ) -> Position:
        """Give a command to a room and wait until it is stored. Raises Refused and UnknownRoom.

        `id` is the asker's own and at most 64 characters; the same id again gets the first answer.
        """
        try:
            actor = await self.actor(room)
        except Unavailable as error:
            logger.error("room %s: %s", room, error)
            raise Refused("unavailable") from error
        answered: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

        def answer(_id: str, outcome: Outcome) -> None:
            if not answered.done():
                answered.set_result(outcome)

        if not actor.post(Asked(participant, id, command, language, answer)):
            raise Refused("unavailable")
        outcome = await answered
        if isinstance(outcome, Refused):
            raise outcome
        return outcome

    async def signal(self, room: RoomId, signal: Signal) -> None:
        """Show a signal to those who watch a room, whether it runs in this process or not."""
        actor = self._actors.get(room)
        if actor is not None:
            await actor.signal(signal)
            return
        try:
            await self._bus.signal(room, signal)
        except OSError as error:
            logger.warning("room %s: a signal is lost: %s", room, error)

    def follow(self, follower: Follower) -> Callable[[], None]:
        """Call `follower` with what the rooms of this process apply; the result ends that. It must return at once."""
        self._followers.append(follower)
        return lambda: self._followers.remove(follower)

    def _moved(self, room: RoomId, entries: Iterable[Entry]) -> None:
        for follower in self._followers:
            follower(room, entries)

    def running(self) -> tuple[RoomActor, ...]:
        """Return the actors that have been started."""
        return tuple(self._actors.values())

    def expel(self, conference: str, participant: ParticipantId, code: CloseCode) -> None:
        """Close a person's sockets in every room of a conference in this process."""
        for actor in self.running():
            if actor.id.startswith(f"{conference}/"):
                actor.hub.close_participant(participant, code)

    async def stop_idle(self) -> None:
        """Stop the actors that nobody has watched or asked for IDLE_MS."""
        now = self._clock()
        for room, actor in tuple(self._actors.items()):
            if not actor.idle:
                self._used_at[room] = now
            elif now - self._used_at[room] >= IDLE_MS:
                del self._actors[room], self._used_at[room]
                await actor.close()

    async def close(self) -> None:
        """Finish every mailbox and close every socket. Actors cannot be had afterwards."""
        self._closed = True
        await asyncio.gather(*self._starting.values(), return_exceptions=True)
        await asyncio.gather(*(actor.close() for actor in self._actors.values()))
        self._actors.clear()

    async def _start(self, room: RoomId) -> RoomActor:
        slug, _, name = room.partition("/")
        conference = self._conferences.get(slug)
        if conference is None or conference.room(name) is None:
            raise UnknownRoom(room)

        def banned(participant: ParticipantId) -> None:
            self.expel(slug, participant, CloseCode.BANNED)

        actor = await RoomActor.start(
            room,
            Surroundings(
                log=self._log,
                veil=Veil(self._secret, room),
                bus=self._bus,
                presence=self._presence,
                clock=self._clock,
                tick_s=self._tick_s,
                languages=tuple(conference.languages),
                readable=self._readable,
                named=self._named,
                banned=banned,
                moved=self._moved,
                meter=self._meter,
                stored=self._stored,
            ),
        )
        self._actors[room] = actor
        return actor

    def _stored(self, room: RoomId, keys: frozenset[str]) -> None:
        for hear in self._listeners:
            hear(room, keys)

    async def _named(self, id: ParticipantId) -> Participant | None:
        try:
            account = await self._accounts.account(id)
        except SQLAlchemyError as error:
            raise Unavailable(str(error)) from error
        return None if account is None else account.participant
