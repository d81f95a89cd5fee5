"""One room's mailbox in this process: decides commands one after the other, stores them, then tells everyone.

Input: commands of connections and pages, and hints from the bus. What arrives while a transaction runs, or within a tick
of the last one, shares the next transaction. The log is the truth: on a conflict the actor reads it and decides again.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field

from rooms import (
    CommandId,
    Entry,
    Participant,
    ParticipantBanned,
    ParticipantId,
    ParticipantRemoved,
    Position,
    Refused,
    RoomId,
    tag_of,
)
from server.bus.port import Bus, Expelled, Heard, Hint, Signal, Subscription
from server.live.decisions import Asked, Known, Outcome, Plan, decide_all, named_in
from server.live.frames import CloseCode
from server.live.hub import Hub
from server.live.meter import Meter
from server.live.resume import Changes, RoomView
from server.live.roster import Roster
from server.live.signals import frame_of
from server.live.veil import Veil
from server.presence.port import Presence
from server.store.log import Conflict, Log, Unavailable

logger = logging.getLogger(__name__)

MAILBOX = 2000
# Commands of one transaction. Deciding so many takes some milliseconds, in which nothing else runs.
BATCH = 256
HINTS = 64
ATTEMPTS = 20


@dataclass(frozen=True)
class Surroundings:
    """What an actor needs beside its room. `tick_s` is how long a busy room gathers commands.

    `named` gives who an id is, `languages` what the conference speaks, `readable` what its pages are read in
    beside those, `banned` closes a person's sockets everywhere, `moved` hears what was applied, and must return at once.
    """

    log: Log
    veil: Veil
    bus: Bus
    presence: Presence
    clock: Callable[[], int]
    tick_s: float
    languages: tuple[str, ...]
    named: Callable[[ParticipantId], Awaitable[Participant | None]]
    banned: Callable[[ParticipantId], None]
    meter: Meter = field(default_factory=Meter)
    readable: tuple[str, ...] = ()
    moved: Callable[[RoomId, Iterable[Entry]], None] = lambda _room, _entries: None
    # Called with the keys of what this process stored, after everyone was told. Must return at once.
    stored: Callable[[RoomId, frozenset[str]], None] = lambda _room, _keys: None


class RoomActor:
    """The only one in this process who moves its room. Make it with `start`."""

    def __init__(self, id: RoomId, position: Position, around: Surroundings) -> None:
        self.id = id
        self.hub = Hub(RoomView(position, around.veil), around.meter)
        self.roster = Roster(id, self.hub, around.presence, around.clock)
        self._around = around
        self._mailbox: deque[Asked] = deque()
        self._hints: deque[Hint] = deque(maxlen=HINTS)
        self._arrived = asyncio.Event()
        # Whether the log may hold more than the view shows.
        self._uncertain = False
        self._closing = False
        self._subscription: Subscription | None = None
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, id: RoomId, around: Surroundings) -> RoomActor:
        """Read the room's log and begin to work. Raises Unavailable."""
        head = await around.log.head(id)
        actor = cls(id, Position(head.epoch, 0), around)
        actor._subscription = await around.bus.subscribe(id, actor._hear)
        try:
            actor.hub.view.replay(await around.log.since(id, actor.hub.view.position))
        except Unavailable:
            await actor._subscription.end()
            raise
        actor.hub.told = actor.hub.view.position
        actor._task = asyncio.create_task(actor._work(), name=f"room {id}")
        return actor

    @property
    def tongues(self) -> tuple[str, ...]:
        """The languages of the conference and of its pages; empty where each is taken."""
        return (*self._around.languages, *self._around.readable) if self._around.readable else ()

    @property
    def idle(self) -> bool:
        """Whether nobody watches and nothing waits."""
        return not self._mailbox and not len(self.hub)

    @property
    def waiting(self) -> int:
        """How many commands wait in the mailbox."""
        return len(self._mailbox)

    @property
    def working(self) -> bool:
        """Whether the actor still takes commands."""
        return self._task is not None and not self._task.done() and not self._closing

    def post(self, asked: Asked) -> bool:
        """Put a command into the mailbox. Returns False when it is full or closing; then nothing will answer."""
        if not self.working or len(self._mailbox) >= MAILBOX:
            return False
        self._mailbox.append(self._around.veil.over(asked))
        self._arrived.set()
        return True

    async def signal(self, signal: Signal) -> None:
        """Show a signal to those who watch the room, in every process that can be reached."""
        try:
            await self._around.bus.signal(self.id, signal)
        except OSError as error:
            logger.warning("room %s: other processes miss a signal: %s", self.id, error)
            self._hear(signal)

    def look(self, head: Position) -> None:
        """The log's head was seen: read what this room missed, if it did."""
        here = self.hub.view.position
        if head.epoch == here.epoch and head.offset > here.offset:
            self._uncertain = True
            self._arrived.set()

    async def close(self) -> None:
        """Finish what is in the mailbox, then close every socket with the code that means: come back."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await asyncio.wait({self._task})
        self.hub.close_all(CloseCode.RESTART)

    def _hear(self, hint: Heard) -> None:
        if isinstance(hint, Signal):
            self.hub.signal(frame_of(hint), hint.audiences, hint.to)
            return
        here = self.hub.view.position
        if hint.position.epoch == here.epoch and hint.position.offset <= here.offset:
            return  # Our own, or known already: waking for it would make the next command wait a tick for nothing.
        self._hints.append(hint)
        self._arrived.set()

    async def _work(self) -> None:
        loop = asyncio.get_running_loop()
        resting_until = 0.0
        while not self._closing or self._mailbox:
            await self._arrived.wait()
            rest = resting_until - loop.time()
            if rest > 0 and not self._closing:
                await asyncio.sleep(rest)
            resting_until = loop.time() + self._around.tick_s
            batch = [self._mailbox.popleft() for _ in range(min(BATCH, len(self._mailbox)))]
            if not self._mailbox and not self._closing:
                self._arrived.clear()
            hints, self._hints = self._hints, deque(maxlen=HINTS)
            try:
                await self._follow(hints)
                await self._flush(batch)
            except Exception:
                # A fault of ours: those who watch come back to a room that is read from its log again.
                logger.exception("room %s: the actor stops", self.id)
                self._closing = True
                batch += self._mailbox
                self._mailbox.clear()
                self._answer_all(batch, [Refused("unavailable")] * len(batch))
                self.hub.close_all(CloseCode.INTERNAL)
        if self._subscription is not None:
            await self._subscription.end()

    async def _follow(self, hints: Iterable[Hint]) -> None:
        """Apply what other processes committed."""
        for hint in hints:
            here = self.hub.view.position
            if hint.position == here.advanced(len(hint.entries)):
                self._tell(hint.entries, self.hub.view.replay(hint.entries))
            elif hint.position.epoch != here.epoch or hint.position.offset > here.offset:
                self._uncertain = True
        if self._uncertain:
            try:
                await self._catch_up()
            except Unavailable as error:
                logger.error("room %s: the log cannot be read: %s", self.id, error)

    async def _catch_up(self) -> None:
        entries = await self._around.log.since(self.id, self.hub.view.position)
        self._uncertain = False
        if entries:
            self._tell(entries, self.hub.view.replay(entries))

    async def _flush(self, batch: list[Asked]) -> None:
        """Decide, store, tell, answer: in this order, so that an answer promises all that went before it.

        Takes out of the batch what is answered.
        """
        if not batch:
            return
        try:
            plan = await self._committed(batch)
        except Unavailable as error:
            logger.error(
                "room %s: %d commands could not be stored: %s",
                self.id,
                len(batch),
                error,
                extra={"room": self.id, "command_ids": [asked.id for asked in batch]},
            )
            self._uncertain = True
            self._answer_all(batch, [Refused("unavailable")] * len(batch))
            return
        self._answer_all(batch, plan.outcomes)
        if plan.steps:
            try:
                await self._around.bus.publish(self.id, self.hub.view.position, plan.entries)
                for entry in plan.entries:
                    if isinstance(entry, ParticipantBanned):
                        conference = self.id.partition("/")[0]
                        await self._around.bus.announce(Expelled(conference, entry.participant, "banned"))
            except OSError as error:
                logger.warning("room %s: other processes are not told: %s", self.id, error)

    async def _committed(self, batch: Sequence[Asked]) -> Plan:
        around, view = self._around, self.hub.view
        people = {id: await around.named(id) for id in named_in(batch, self.hub.view.room)}
        stored: dict[CommandId, Position] = {}
        for attempt in range(ATTEMPTS):
            if attempt > 1:
                # Several processes write this room at once: taking turns by chance beats running into each other.
                await asyncio.sleep(random.uniform(0, around.tick_s * min(attempt, 4)))
            if self._uncertain:
                await self._catch_up()
            now = around.clock()
            plan = decide_all(
                batch,
                view.room,
                view.position,
                Known(self.id, now, stored, people, around.languages, around.readable),
            )
            # A repeat that is decided to change something conflicts below; any other must be looked for.
            if unsure := {asked.key for asked in batch} - stored.keys() - plan.answers.keys():
                found = await around.log.known_commands(self.id, unsure)
                if found:
                    stored |= found
                    continue
            if not plan.steps:
                return plan
            began = time.perf_counter()
            try:
                await around.log.append(self.id, view.position, plan.entries, list(plan.answers.items()), now)
            except Conflict:
                around.meter.conflicts += 1
                self._uncertain = True
                stored |= await around.log.known_commands(self.id, plan.answers.keys())
                continue
            around.meter.committed(len(plan.entries), time.perf_counter() - began)
            changes = view.advance(plan.steps)
            self._tell(plan.entries, changes)
            around.stored(self.id, changes.shared)
            return plan
        raise Unavailable(f"{ATTEMPTS} conflicts in a row")

    def _tell(self, entries: Iterable[Entry], changes: Changes) -> None:
        began = time.perf_counter()
        self.hub.publish(changes)
        self._around.meter.telling.add(time.perf_counter() - began)
        for entry in entries:
            if isinstance(entry, ParticipantBanned):
                self._around.banned(entry.participant)
            elif isinstance(entry, ParticipantRemoved):
                self.hub.close_participant(entry.participant, CloseCode.REMOVED)
        self._around.moved(self.id, entries)

    def _answer_all(self, batch: list[Asked], outcomes: Sequence[Outcome]) -> None:
        answered, batch[:] = tuple(batch), []
        meter, now = self._around.meter, time.perf_counter()
        traced = logger.isEnabledFor(logging.DEBUG)
        for asked, outcome in zip(answered, outcomes, strict=True):
            asked.answer(asked.id, outcome)
            tag = tag_of(type(asked.command))
            meter.answered(tag, outcome, now - asked.since)
            if traced:
                # Without who it was: a line beside the log's own time would name an anonymous ballot.
                told = {"room": self.id, "command_id": asked.id, "command": tag}
                logger.debug("room %s: %s %s: %s", self.id, tag, asked.id, outcome, extra=told)
