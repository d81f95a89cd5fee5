"""One socket in one room: hello, commands, heartbeat, goodbye. Input: the frames of one accepted WebSocket.

There is one reader and no writer task: what is written goes straight to the wire. While the wire lags nothing is written
and nothing is read, so that a peer that does not read holds no more memory than the wire's bound.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.types import Message

import rooms
from rooms import Lease, Participant, Refused, audience_of
from server.live.frames import (
    ChoiceFrame,
    CloseCode,
    CommandFrame,
    Goodbye,
    LanguageFrame,
    Malformed,
    Page,
    PageFrame,
    Pong,
    SignalFrame,
    decode,
    decode_hello,
    encode,
    fitting,
    welcome,
)
from server.live.inbox import Inbox
from server.live.limits import CommandRate, FrameRate
from server.live.pulse import Pulse
from server.live.resume import resumed_from
from server.live.room_actor import RoomActor
from server.live.services import Services
from server.live.signals import read
from server.live.tongues import keep, refusal_of, require_readable
from server.live.wire import Wire
from server.presence.port import LEASE_MS, Seat

logger = logging.getLogger(__name__)


class Connection:
    """A participant's tab. `run` returns when the socket is closed."""

    __slots__ = (
        "_actor", "_counted", "_drained", "_frames", "_gone", "_greeted", "_held", "_inbox", "_lagging", "_pulse",
        "_receive", "_services", "_signals", "_waiting", "_wire", "audience", "descriptor", "id", "informed",
        "participant", "write",
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
        self.write, self.descriptor = wire.write, wire.descriptor
        self.informed = False
        self._actor = actor
        self._wire = wire
        self._receive = receive
        self._services = services
        self._inbox = Inbox(participant, actor, services, self._send)
        self._signals = CommandRate(services.clock)
        self._frames = FrameRate(services.clock)
        self._pulse = Pulse(services.clock(), services.ping_s)
        self._greeted = self._lagging = False
        # The reader waits for a frame; the frame that it gets next is counted already.
        self._waiting = self._counted = False
        self._gone = wire.gone
        # Answers that wait until the wire has drained, and the reader that waits with them.
        self._held: list[bytes] = []
        self._drained: asyncio.Future[None] | None = None
        wire.on_lag, wire.on_drain = self._lag, self._drain
        wire.on_lost, wire.on_stop = self._leave, self.stop
        wire.on_text = self._take

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
                self._services.presence.release(self._actor.id, self.id)

    def close(self, code: CloseCode, reason: str = "") -> None:
        """Say goodbye; `run` returns soon. Closing twice changes nothing."""
        if not self._gone:
            self._services.meter.closes[code] += 1
        self._leave()
        self._wire.close(code, fitting(reason))

    def stop(self) -> None:
        """The server stops: answer what is in hand, then say goodbye."""
        self._inbox.stop(partial(self.close, CloseCode.RESTART))

    def backlog(self) -> int:
        """Return the bytes that wait for the peer to read."""
        return 0 if self._gone else self._wire.backlog()

    def beat(self, now: int) -> int:
        """Close it if silent or stuck, ping it if due; return until when that need not be asked again."""
        if self._gone or now < self._pulse.due_at:
            return self._pulse.due_at
        overdue = self._pulse.overdue(now, self._wire.backlog)
        if overdue is not None:
            self.close(overdue)
        elif self._pulse.ping_due(now):
            self.write(self._actor.hub.ping(now))
        return self._pulse.due_at

    def shift(self, milliseconds: int) -> None:
        """The clock was set forward (or back) by so much: nothing becomes due by that, and the seat is kept."""
        self._pulse.shift(milliseconds)
        if self._greeted and not self._gone:
            self._take_seat()

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
        self._waiting = True
        message = await self._receive()
        self._waiting = False
        if self._gone or message["type"] == "websocket.disconnect":
            return None
        if not self._counted and self._frames.exceeded():
            raise Malformed("frames: too many in a short time")
        self._counted = False
        text = message.get("text")
        if not isinstance(text, str):
            raise Malformed("frame: binary")
        return text

    async def _greet(self, text: str) -> None:
        hello = decode_hello(text)
        require_readable(hello, self._actor.tongues)
        standing = rooms.standing(self._actor.hub.view.room, self.participant.id)
        if standing.banned:
            raise Goodbye(CloseCode.BANNED, "")
        if standing.removed:
            raise Goodbye(CloseCode.REMOVED, "")
        now = self._services.clock()
        self._inbox.language = hello.language
        self._greeted = True
        self._pulse.greeted(now)
        self.write(encode(welcome(self.participant, hello.language, now, self._services.ping_s)))
        self._services.meter.joins += 1
        self._actor.hub.join(self, resumed_from(hello.position))
        self._tell_troubles()
        self._take_seat()
        if self._actor.roster.due(now):
            await self._actor.roster.tell()

    def _take(self, text: str) -> bool:
        """Take what comes most often, answers to pings and commands, without waking the reader; leave the rest to it."""
        if not self._waiting or not self._greeted or self._lagging or self._frames.exceeded():
            return False
        self._counted = True
        try:
            frame = decode(text)
            if isinstance(frame, Pong):
                self._pong()
            elif not isinstance(frame, CommandFrame) or not self._inbox.take(frame):
                return False
        except Malformed:
            return False  # The reader finds the same and says so.
        self._counted = False
        return True

    async def _handle(self, text: str) -> None:
        frame = decode(text)
        if isinstance(frame, CommandFrame):
            await self._inbox.ask(frame)
        elif isinstance(frame, Pong):
            self._pong()
        elif isinstance(frame, PageFrame):
            self._page(frame)
        elif isinstance(frame, ChoiceFrame | LanguageFrame):
            await self._choose(frame)
        elif isinstance(frame, SignalFrame):
            await self._signal(text)
        else:
            raise Malformed("hello: only once")

    def _page(self, frame: PageFrame) -> None:
        if wait_s := self._inbox.page_wait_s():
            self._inbox.answer(frame.id, Refused("rate.limited", wait_s=wait_s))
            return
        room = self._actor.hub.view.room
        try:
            view, more = rooms.page(room, frame.feature, frame.before, frame.limit, self.audience)
        except LookupError as error:
            raise Malformed(f"feature: {frame.feature} has no pages") from error
        self._send(encode(Page(frame.id, frame.feature, view, more)))

    async def _signal(self, text: str) -> None:
        signal = read(text, self.participant)
        # What nobody waits for is left out when there is too much of it.
        if signal is not None and not self._signals.wait_s():
            await self._actor.signal(signal)

    def _pong(self) -> None:
        if self._pulse.pong(self._services.clock()):
            self._take_seat()

    async def _choose(self, frame: ChoiceFrame | LanguageFrame) -> None:
        if (refused := refusal_of(frame, self._actor.tongues)) is not None:
            self._inbox.answer(frame.name, refused)
            return
        if isinstance(frame, LanguageFrame):
            self._inbox.language = frame.language
            self._take_seat()
        await keep(frame, self._services.accounts, self.participant.id, self._actor.id)

    def _take_seat(self) -> None:
        person = self.participant
        lease = Lease(person.id, person.role, self._services.clock() + LEASE_MS)
        self._services.presence.take(self._actor.id, self.id, Seat(lease, person.name, self._inbox.language))

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
        self._tell_troubles()
        held, self._held = self._held, []
        for frame in held:
            self._send(frame)
        if not self._lagging:
            self._wake_reader()

    def _tell_troubles(self) -> None:
        if self._services.troubles.frame is not None:
            self._send(self._services.troubles.frame)

    def _leave(self) -> None:
        if not self._gone:
            self._gone = True
            self._actor.hub.leave(self)
            self._held.clear()
            self._wake_reader()

    def _wake_reader(self) -> None:
        if self._drained is not None and not self._drained.done():
            self._drained.set_result(None)
