"""One connection of the crowd: shakes hands, answers pings, speaks, and counts what is delivered to it.

Input: what the server (or the bare loop that repeats its bytes) writes to one socket, by PROTOCOL.md.
"""

import asyncio
from collections.abc import Awaitable, Iterable
from time import monotonic, monotonic_ns
from typing import cast

import msgspec
from websockets.frames import Opcode

from tests.load.crowd import Address, Crowd, Disturbed, Piece
from tests.load.frames import BrokenFrame, FrameReader, client_frame, stamp, stamps

_HELLO = client_frame(b'{"type": "hello", "version": 1, "language": "en"}')
_PONG = client_frame(b'{"type": "pong"}')
_WORDS = "Does the panel expect regional governance to follow the people who already move north?"


class Head(msgspec.Struct):
    """What the crowd needs to know of a server's frame; the rest is skipped, not decoded."""

    type: str
    id: str = ""
    code: str | None = None
    temporary: bool = False
    position: str = ""
    ping_s: int = 20


_read_head = msgspec.json.Decoder(Head).decode


class Seat(asyncio.Protocol):
    """One connection in the room. `deltas` and `messages` count what was delivered to it in this phase."""

    def __init__(self, crowd: Crowd, address: Address, cookie: str, number: int) -> None:
        self.crowd = crowd
        self.number = number
        self.deltas = 0
        self.messages = 0
        self.joined: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._address = address
        self._cookie = cookie
        self._sent = 0
        self._reader = FrameReader()
        self._between = True
        self._answer: bytes | None = b""
        self._transport: asyncio.Transport | None = None
        self._leaving = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports behave as asyncio.Transport and do not inherit from it.
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._address.upgrade(self._cookie))

    def data_received(self, data: bytes) -> None:
        piece = self.crowd.piece
        if data == piece.content and self._between:
            self.deltas += piece.deltas
            self.messages += len(piece.sent)
            piece.arrivals.append(monotonic_ns())
        elif self._answer is None:
            self._read(data)
        else:
            self._shake_hands(self._answer + data)

    def _shake_hands(self, answer: bytes) -> None:
        head, end, rest = answer.partition(b"\r\n\r\n")
        if not end:
            self._answer = answer
            return
        if not head.startswith(b"HTTP/1.1 101"):
            self.fail(0, f"the upgrade was answered by {head.splitlines()[0].decode(errors='replace')}")
            return
        self._answer = None
        self._write(self.hello())
        if rest:
            self._read(rest)

    def _read(self, data: bytes) -> None:
        now = monotonic_ns()
        began_between = self._between
        deltas, sent, shared = 0, list[int](), True
        try:
            whole = self._reader.feed(data)
        except BrokenFrame as broken:
            self.fail(0, str(broken))
            return
        for opcode, payload in whole:
            if opcode != Opcode.TEXT:
                shared = False
                self._control(opcode, payload)
                continue
            head = _read_head(payload)
            if head.type == "delta":
                deltas += 1
                sent += stamps(payload)
                self.hear_delta(head, payload)
            else:
                shared = False
                self._hear(head, payload)
            if head.type in {"snapshot", "delta"} and not self.joined.done():
                shared = False
                self.joined.set_result(now // 1000)
        self._between = self._reader.idle
        if deltas:
            self._keep(Piece(data, deltas, tuple(sent)), now, shared and began_between and self._between)

    def _keep(self, piece: Piece, now: int, shared: bool) -> None:
        piece.arrivals.append(now)
        self.deltas += piece.deltas
        self.messages += len(piece.sent)
        self.crowd.pieces.append(piece)
        if shared:
            self.crowd.piece = piece

    def _hear(self, head: Head, payload: bytes) -> None:
        if head.type == "ping":
            self._write(_PONG)
        elif head.type == "reply":
            if head.code is not None:
                self.refused(head)
            elif self.crowd.replied is not None:
                self.crowd.replied()
        self.hear_other(head, payload)

    def hello(self) -> bytes:
        """The frame that this seat begins with."""
        return _HELLO

    def hear_delta(self, head: Head, payload: bytes) -> None:
        """A delta that was parsed in this seat; for seats that listen closely."""

    def hear_other(self, head: Head, payload: bytes) -> None:
        """Any other frame; for seats that listen closely."""

    def _control(self, opcode: int, payload: bytes) -> None:
        if opcode == Opcode.PING:
            self._write(client_frame(payload, Opcode.PONG))
        elif opcode == Opcode.CLOSE:
            code = int.from_bytes(payload[:2], "big") if payload else 1005
            self.crowd.closed[code] += 1
            self.fail(code, f"closed with {code} {payload[2:].decode(errors='replace')}")

    def fail(self, code: int, reason: str) -> None:
        """The connection is over, with a close code or 0, and nobody here wanted that."""
        fault = Disturbed(f"seat {self.number}: {reason}")
        self.crowd.fault = self.crowd.fault or fault
        if not self.joined.done():
            self.joined.set_exception(fault)
        self.leave()

    def refused(self, head: Head) -> None:
        """A command was refused; most crowds send none that may be."""
        self.crowd.fault = self.crowd.fault or Disturbed(f"seat {self.number} was refused: {head.code}")

    def _write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._leaving:
            self.fail(0, "the connection was lost")

    def leave(self) -> None:
        self._leaving = True
        if self._transport is not None:
            self._transport.abort()

    def say(self) -> str:
        """Send a chat message stamped with the present moment; give the command's id."""
        self._sent += 1
        command_id = f"s{self.number}-{self._sent}"
        command = {"type": "chat.send", "text": f"{_WORDS} {stamp()}"}
        self.send({"type": "command", "id": command_id, "command": command})
        return command_id

    def send(self, frame: dict[str, object]) -> None:
        """Send one frame of PROTOCOL.md."""
        self._write(client_frame(msgspec.json.encode(frame)))


class ListeningSeat(Seat):
    """A seat that parses every frame itself."""

    def data_received(self, data: bytes) -> None:
        if self._answer is None:
            self._read(data)
        else:
            self._shake_hands(self._answer + data)


class TapingSeat(ListeningSeat):
    """A seat that keeps its greeting and a tape of the deltas with their moments."""

    def __init__(self, crowd: Crowd, address: Address, cookie: str, number: int) -> None:
        super().__init__(crowd, address, cookie, number)
        self.greeting: list[bytes] = []
        self.tape: list[tuple[float, bytes]] = []
        self._rewound = monotonic()

    def rewind(self) -> None:
        """Begin a new tape; its moments are seconds from now."""
        self.tape = []
        self._rewound = monotonic()

    def hear_delta(self, head: Head, payload: bytes) -> None:
        self.tape.append((monotonic() - self._rewound, payload))

    def hear_other(self, head: Head, payload: bytes) -> None:
        if not self.joined.done():
            self.greeting.append(payload)


async def join(crowd: Crowd, address: Address, cookies: Iterable[str], within_s: float) -> list[float]:
    """Bring one seat in for each cookie, evenly over `within_s`; the first one keeps a tape.

    Gives for each seat the milliseconds from the beginning of its TCP connection to its snapshot. Raises Disturbed.
    """
    loop = asyncio.get_running_loop()
    begin, wanted = loop.time(), list(cookies)
    first = len(crowd.seats)

    async def one(index: int, cookie: str) -> float:
        await asyncio.sleep(begin + within_s * index / len(wanted) - loop.time())
        kind = Seat if crowd.seats else TapingSeat
        seat = kind(crowd, address, cookie, first + index)
        crowd.seats.append(seat)
        started = monotonic_ns() // 1000
        await loop.create_connection(lambda: seat, address.host, address.port)
        return (await seat.joined - started) / 1000

    joins: list[Awaitable[float]] = [one(index, cookie) for index, cookie in enumerate(wanted)]
    try:
        async with asyncio.timeout(within_s + 60):
            return await asyncio.gather(*joins)
    except TimeoutError:
        here = sum(seat.joined.done() for seat in crowd.seats)
        raise Disturbed(
            f"only {here} of {len(wanted)} seats heard a snapshot within {within_s + 60:.0f} s"
        ) from None


def leave(crowd: Crowd) -> None:
    """Close all connections at once."""
    for seat in crowd.seats:
        seat.leave()
