"""One room's mailbox in this process: decides commands one after the other, stores them, then tells everyone.

Input: commands of connections and pages, and hints from the bus. What arrives while a transaction runs, or within a tick
of the last one, shares the next transaction. The log is the truth: on a conflict the actor reads it and decides again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import rooms
from rooms import (
    Command,
    CommandId,
    Context,
    Entry,
    Participant,
    ParticipantBanned,
    ParticipantId,
    ParticipantRemoved,
    Position,
    Refused,
    Room,
    RoomId,
)
from server.bus.port import Bus, Hint, Subscription
from server.live.detect import language_of
from server.live.frames import CloseCode
from server.live.hub import Hub
from server.live.resume import Changes, RoomView
from server.live.roster import Roster
from server.presence.port import Presence
from server.store.log import Conflict, Log, Unavailable

logger = logging.getLogger(__name__)

MAILBOX = 2000
# Commands of one transaction. Deciding so many takes some milliseconds, in which nothing else runs.
BATCH = 256
HINTS = 64
ATTEMPTS = 20

Outcome = Position | Refused


@dataclass(frozen=True)
class Asked:
    """A command on its way. `id` is its sender's; `answer` is called once, and must return at once."""

    participant: Participant
    id: str
    command: Command
    language: str
    answer: Callable[[str, Outcome], None]

    @property
    def key(self) -> CommandId:
        """The command's name in the log: two people may well choose the same id."""
        return CommandId(f"{self.participant.id}/{self.id}")


@dataclass(frozen=True)
class Surroundings:
    """What an actor needs beside its room. `tick_s` is how long a busy room gathers commands.

    `named` gives who an id is, `languages` what the conference speaks, `banned` closes a person's sockets everywhere.
    """

    log: Log
    bus: Bus
    presence: Presence
    clock: Callable[[], int]
    tick_s: float
    languages: tuple[str, ...]
    named: Callable[[ParticipantId], Awaitable[Participant | None]]
    banned: Callable[[ParticipantId], None]


@dataclass
class _Plan:
    """What a batch comes to, before it is stored."""

    steps: list[tuple[Entry, Room]] = field(default_factory=list)
    answers: dict[CommandId, Position] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)


class RoomActor:
    """The only one in this process who moves its room. Make it with `start`."""

    def __init__(self, id: RoomId, position: Position, around: Surroundings) -> None:
        self.id = id
        self.hub = Hub(RoomView(position))
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
        actor.hub.view.replay(await around.log.since(id, actor.hub.view.position))
        actor.hub.told = actor.hub.view.position
        actor._task = asyncio.create_task(actor._work(), name=f"room {id}")
        return actor

    @property
    def idle(self) -> bool:
        """Whether nobody watches and nothing waits."""
        return not self._mailbox and not len(self.hub)

    @property
    def working(self) -> bool:
        """Whether the actor still takes commands."""
        return self._task is not None and not self._task.done() and not self._closing

    def post(self, asked: Asked) -> bool:
        """Put a command into the mailbox. Returns False when it is full or closing; then nothing will answer."""
        if not self.working or len(self._mailbox) >= MAILBOX:
            return False
        self._mailbox.append(asked)
        self._arrived.set()
        return True

    async def close(self) -> None:
        """Finish what is in the mailbox, then close every socket with the code that means: come back."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await asyncio.wait({self._task})
        self.hub.close_all(CloseCode.RESTART)

    def _hear(self, hint: Hint) -> None:
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
                _answer_all(batch, [Refused("unavailable")] * len(batch))
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
            logger.error("room %s: %d commands could not be stored: %s", self.id, len(batch), error)
            self._uncertain = True
            _answer_all(batch, [Refused("unavailable")] * len(batch))
            return
        _answer_all(batch, plan.outcomes)
        if plan.steps:
            entries = tuple(entry for entry, _ in plan.steps)
            try:
                await self._around.bus.publish(self.id, self.hub.view.position, entries)
            except OSError as error:
                logger.warning("room %s: other processes are not told: %s", self.id, error)

    async def _committed(self, batch: Sequence[Asked]) -> _Plan:
        around, view = self._around, self.hub.view
        named = {id: await around.named(id) for id in _named_in(batch)}
        for _ in range(ATTEMPTS):
            if self._uncertain:
                await self._catch_up()
            known = await around.log.known_commands(self.id, {asked.key for asked in batch})
            plan = self._decided(batch, known, named)
            if not plan.steps:
                return plan
            entries = [entry for entry, _ in plan.steps]
            try:
                await around.log.append(
                    self.id, view.position, entries, list(plan.answers.items()), around.clock()
                )
            except Conflict:
                self._uncertain = True
                continue
            self._tell(entries, view.advance(plan.steps))
            return plan
        raise Unavailable(f"{ATTEMPTS} conflicts in a row")

    def _decided(
        self,
        batch: Sequence[Asked],
        known: Mapping[CommandId, Position],
        named: Mapping[ParticipantId, Participant | None],
    ) -> _Plan:
        plan = _Plan()
        room, start = self.hub.view.room, self.hub.view.position
        for asked in batch:
            answered = known.get(asked.key) or plan.answers.get(asked.key)
            if answered is not None:
                plan.outcomes.append(answered)
                continue
            try:
                steps = _steps(room, rooms.decide(room, asked.command, self._context(asked, named)))
            except Refused as refused:
                plan.outcomes.append(refused)
            except Exception:
                log_id = secrets.token_hex(4)
                logger.exception("room %s: %s failed, log id %s", self.id, asked.command, log_id)
                plan.outcomes.append(Refused("internal", log_id=log_id))
            else:
                plan.steps += steps
                position = start.advanced(len(plan.steps))
                plan.outcomes.append(position)
                if steps:
                    room = steps[-1][1]
                    plan.answers[asked.key] = position
        return plan

    def _context(self, asked: Asked, named: Mapping[ParticipantId, Participant | None]) -> Context:
        text = getattr(asked.command, "text", None)
        prior = asked.language
        return Context(
            participant=asked.participant,
            now=self._around.clock(),
            new_id=secrets.token_urlsafe(9),
            language=prior if text is None else language_of(text, prior, self._around.languages),
            named=named.get(getattr(asked.command, "participant", None) or ParticipantId("")),
        )

    def _tell(self, entries: Iterable[Entry], changes: Changes) -> None:
        self.hub.publish(changes)
        for entry in entries:
            if isinstance(entry, ParticipantBanned):
                self._around.banned(entry.participant)
            elif isinstance(entry, ParticipantRemoved):
                self.hub.close_participant(entry.participant, CloseCode.REMOVED)


def _answer_all(batch: list[Asked], outcomes: Sequence[Outcome]) -> None:
    answered, batch[:] = tuple(batch), []
    for asked, outcome in zip(answered, outcomes, strict=True):
        asked.answer(asked.id, outcome)


def _steps(room: Room, entries: Iterable[Entry]) -> list[tuple[Entry, Room]]:
    steps = []
    for entry in entries:
        room = rooms.apply(room, entry)
        steps.append((entry, room))
    return steps


def _named_in(batch: Iterable[Asked]) -> set[ParticipantId]:
    named = (getattr(asked.command, "participant", None) for asked in batch)
    return {ParticipantId(id) for id in named if id is not None}
