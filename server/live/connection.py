"""One socket in one room: hello, commands, heartbeat, goodbye. Input: the frames of one accepted WebSocket.

There is one reader and no writer task: what is written goes straight to the wire. While the wire lags nothing is written
and nothing is read, so that a peer that does not read holds no more memory than the wire's bound.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Message

import rooms
from rooms import LIMITS, Lease, Participant, Position, Refused, audience_of, capabilities_of, tag_of
from server.live.decisions import Asked, Outcome
from server.live.frames import (
    VERSION,
    Accepted,
    CloseCode,
    CommandFrame,
    Denied,
    Goodbye,
    Hello,
    LanguageFrame,
    Malformed,
    Page,
    PageFrame,
    Ping,
    Pong,
    Welcome,
    decode,
    decode_asked,
    encode,
    fitting,
    greeted_version,
)
from server.live.limits import CommandRate, FrameRate, WritingRate
from server.live.pulse import Pulse
from server.live.room_actor import RoomActor
from server.live.wire import Wire
from server.presence.port import LEASE_MS, Presence, Seat
from server.store.accounts import Accounts

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Services:
    """What every connection shares. `clock` gives ms since 1970-01-01T00:00:00Z."""

    accounts: Accounts
    presence: Presence
    writing_rate: WritingRate
    clock: Callable[[], int]
    ping_s: int


class Connection:
    """A participant's tab. `run` returns when the socket is closed."""

    __slots__ = (
        "_actor", "_commands", "_drained", "_frames", "_gone", "_greeted", "_held", "_lagging", "_language", "_pending",
        "_pulse", "_receive", "_services", "_stopping", "_wire", "audience", "id", "informed", "participant", "write",
    )  # fmt: skip

    def __init__(
        self,
        id: str,
        participant: Participant,
        actor: RoomActor,
        wire: Wire,
        receive: Callable[[], Awaitable[Message]],
        services: Services,
    ) -> None:
        self.id = id
        self.participant = participant
        self.audience = audience_of(participant.role)
        self.write = wire.write
        self.informed = False
        self._actor = actor
        self._wire = wire
        self._receive = receive
        self._services = services
        self._language = ""
        self._commands = CommandRate(services.clock)
        self._frames = FrameRate(services.clock)
        self._pulse = Pulse(services.clock(), services.ping_s)
        self._greeted = self._lagging = self._stopping = False
        self._gone = wire.gone
        # Answers that wait until the wire has drained, and the reader that waits with them.
        self._held: list[bytes] = []
        self._drained: asyncio.Future[None] | None = None
        # Commands in the room's mailbox.
        self._pending = 0
        wire.on_lag, wire.on_drain = self._lag, self._drain
        wire.on_lost, wire.on_stop = self._leave, self.stop

    async def run(self) -> None:
        """Serve the socket until it is closed by either side."""
        try:
            await self._serve()
        except Goodbye as goodbye:
            logger.info("room %s connection %s: closed, %s", self._actor.id, self.id, goodbye.reason)
            self.close(goodbye.code, goodbye.reason)
        except Exception:
            logger.exception("room %s connection %s failed", self._actor.id, self.id)
            self.close(CloseCode.INTERNAL)
        finally:
            self._leave()
            if self._greeted:
                await self._services.presence.release(self._actor.id, self.id)

    def close(self, code: CloseCode, reason: str = "") -> None:
        """Say goodbye; `run` returns soon. Closing twice changes nothing."""
        self._leave()
        self._wire.close(code, fitting(reason))

    def stop(self) -> None:
        """The server stops: answer what is in hand, then say goodbye."""
        self._stopping = True
        if not self._pending:
            self.close(CloseCode.RESTART)

    def beat(self, now: int) -> None:
        """Called about once a second: closes who is silent or stuck, pings who is due."""
        if self._gone:
            return
        overdue = self._pulse.overdue(now, self._wire.backlog)
        if overdue is not None:
            self.close(overdue)
        elif self._pulse.ping_due(now):
            self.write(encode(Ping(self._actor.hub.told.encode(), now)))

    async def _serve(self) -> None:
        text = await self._next()
        if text is None:
            return
        await self._greet(text)
        while (text := await self._next()) is not None:
            await self._handle(text)
            while self._lagging and not self._gone:
                self._drained = asyncio.get_running_loop().create_future()
                await self._drained

    async def _next(self) -> str | None:
        """Return the next frame's text, or None when the socket is closed."""
        message = await self._receive()
        if self._gone or message["type"] == "websocket.disconnect":
            return None
        if self._frames.exceeded():
            raise Malformed("frames: too many in a short time")
        text = message.get("text")
        if not isinstance(text, str):
            raise Malformed("frame: binary")
        return text

    async def _greet(self, text: str) -> None:
        version = greeted_version(text)
        if version is not None and version != VERSION:
            raise Goodbye(CloseCode.VERSION, f"version: {VERSION} is spoken here")
        hello = decode(text)
        if not isinstance(hello, Hello):
            raise Malformed("hello: must be the first frame")
        standing = rooms.standing(self._actor.hub.view.room, self.participant.id)
        if standing.banned:
            raise Goodbye(CloseCode.BANNED, "")
        if standing.removed:
            raise Goodbye(CloseCode.REMOVED, "")
        now = self._services.clock()
        self._language = hello.language
        self._greeted = True
        self._pulse.greeted(now)
        self.write(encode(self._welcome(now)))
        self._actor.hub.join(self, _position(hello.position))
        await self._take_seat()
        if self._actor.roster.due(now):
            await self._actor.roster.tell()

    def _welcome(self, now: int) -> Welcome:
        return Welcome(
            version=VERSION,
            participant=self.participant.shown(),
            audience=self.audience.value,
            capabilities=sorted(capabilities_of(self.participant.role)),
            language=self._language,
            now=now,
            ping_s=self._services.ping_s,
            limits=dict(LIMITS),
        )

    async def _handle(self, text: str) -> None:
        frame = decode(text)
        if isinstance(frame, CommandFrame):
            await self._command(frame)
        elif isinstance(frame, Pong):
            await self._pong()
        elif isinstance(frame, PageFrame):
            self._page(frame)
        elif isinstance(frame, LanguageFrame):
            await self._change_language(frame.language)
        else:
            raise Malformed("hello: only once")

    async def _command(self, frame: CommandFrame) -> None:
        command = decode_asked(frame)
        wait_s = self._commands.wait_s() or await self._services.writing_rate.wait_s(
            self._actor.id, self.participant, tag_of(type(command))
        )
        if self._stopping:
            return  # Its sender keeps it and asks again after the restart.
        if wait_s:
            self._send_outcome(frame.id, Refused("rate.limited", wait_s=wait_s))
        elif self._actor.post(Asked(self.participant, frame.id, command, self._language, self._answer)):
            self._pending += 1
        else:
            self._send_outcome(frame.id, Refused("unavailable"))

    def _answer(self, id: str, outcome: Outcome) -> None:
        self._pending -= 1
        self._send_outcome(id, outcome)
        if self._stopping and not self._pending:
            self.close(CloseCode.RESTART)

    def _send_outcome(self, id: str, outcome: Outcome) -> None:
        if isinstance(outcome, Refused):
            self._send(encode(Denied(id, outcome.code, dict(outcome.data), outcome.temporary)))
        else:
            self._send(encode(Accepted(id, outcome.encode())))

    def _page(self, frame: PageFrame) -> None:
        if wait_s := self._commands.wait_s():
            self._send_outcome(frame.id, Refused("rate.limited", wait_s=wait_s))
            return
        room = self._actor.hub.view.room
        try:
            view, more = rooms.page(room, frame.feature, frame.before, frame.limit, self.audience)
        except LookupError as error:
            raise Malformed(f"feature: {frame.feature} has no pages") from error
        self._send(encode(Page(frame.id, frame.feature, view, more)))

    async def _pong(self) -> None:
        if self._pulse.pong(self._services.clock()):
            await self._take_seat()

    async def _change_language(self, language: str) -> None:
        self._language = language
        await self._take_seat()
        await self._services.accounts.set_room_language(self.participant.id, self._actor.id, language)

    async def _take_seat(self) -> None:
        person = self.participant
        lease = Lease(person.id, person.role, self._services.clock() + LEASE_MS)
        await self._services.presence.take(self._actor.id, self.id, Seat(lease, person.name, self._language))

    def _send(self, frame: bytes) -> None:
        if self._lagging:
            self._held.append(frame)
        elif not self._gone:
            self.write(frame)

    def _lag(self) -> None:
        self._lagging = True
        self.informed = False
        self._pulse.lagged(self._services.clock(), self._wire.backlog())
        self._actor.hub.lag(self)

    def _drain(self) -> None:
        self._lagging = False
        self._pulse.drained(self._services.clock())
        self._actor.hub.drain(self)
        held, self._held = self._held, []
        for frame in held:
            self._send(frame)
        if not self._lagging:
            self._wake_reader()

    def _leave(self) -> None:
        if not self._gone:
            self._gone = True
            self._actor.hub.leave(self)
            self._held.clear()
            self._wake_reader()

    def _wake_reader(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)


def _position(text: str | None) -> Position | None:
    """Read what a hello resumes from. What is not a position of ours is as good as none."""
    try:
        return None if text is None else Position.decode(text)
    except ValueError:
        return None
