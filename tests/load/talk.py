"""Who speaks when: the loads that a benchmark puts on a room, and the tape that the bare loop repeats.

Input: a crowd that has joined; each load ends when everyone has heard everything, or raises Disturbed.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from tests.load.bare import FRAME, GREETING, RECORD
from tests.load.crowd import Crowd, Disturbed
from tests.load.frames import restamped, server_frame
from tests.load.seat import TapingSeat

_PATIENCE_S = 30.0


@dataclass(frozen=True)
class Tape:
    """The deltas that one seat was written: seconds since the load began, and the payload."""

    frames: tuple[tuple[float, bytes], ...]

    @staticmethod
    def of(seat: TapingSeat) -> "Tape":
        return Tape(tuple(seat.tape))

    @property
    def bytes(self) -> int:
        """The size of all frames with their heads."""
        return sum(len(server_frame(payload)) for _, payload in self.frames)


def listener(crowd: Crowd) -> TapingSeat:
    """The seat that keeps the tape."""
    seat = crowd.seats[0]
    assert isinstance(seat, TapingSeat)
    return seat


async def until(crowd: Crowd, condition: Callable[[], bool], complaint: Callable[[], str]) -> None:
    """Wait until the condition holds; Disturbed with the complaint when it does not in time."""
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        crowd.require_whole()
        if time.monotonic() > deadline:
            raise Disturbed(complaint())
        await asyncio.sleep(0.01)


class Talk:
    """Messages in turn from all seats, at most so many of them without a reply at any moment."""

    def __init__(self, crowd: Crowd) -> None:
        self.sent = self.replied = 0
        self._crowd = crowd
        self._turn = count()
        self._open = False
        crowd.replied = self._hear

    def say(self) -> None:
        seats = self._crowd.seats
        seats[next(self._turn) % len(seats)].say()
        self.sent += 1

    def _hear(self) -> None:
        self.replied += 1
        if self._open:
            self.say()

    async def in_flight(self, messages: int, seconds: float) -> None:
        """As fast as the server replies: a reply to one is the word for the next."""
        self._open = True
        for _ in range(messages):
            self.say()
        await asyncio.sleep(seconds)
        self._open = False
        await self.heard()

    async def paced(self, per_s: float, seconds: float) -> None:
        """So many messages a second, evenly, whatever the server does."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for index in range(max(1, int(per_s * seconds))):
            await asyncio.sleep(begin + index / per_s - loop.time())
            self.say()
        await self.heard()

    async def burst(self, messages: int) -> None:
        """So many messages in one moment."""
        for _ in range(messages):
            self.say()
        await self.heard()

    async def heard(self) -> None:
        """Wait until each message has its reply and each seat has each message."""
        crowd, seats = self._crowd, self._crowd.seats
        await until(
            crowd,
            lambda: self.replied >= self.sent and crowd.messages >= self.sent * len(seats),
            lambda: (
                f"{self.replied} of {self.sent} messages were answered and "
                f"{crowd.messages} of {self.sent * len(seats)} deliveries made"
            ),
        )


class BareFeed:
    """Tells the bare loop what to write."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport

    @staticmethod
    async def open(port: int) -> "BareFeed":
        transport, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, "127.0.0.1", port)
        return BareFeed(transport)

    def greet_with(self, payloads: list[bytes]) -> None:
        """From now on a new connection is written these payloads, each in its frame."""
        self._put(GREETING, b"".join(server_frame(payload) for payload in payloads))

    async def play(self, tape: Tape, crowd: Crowd) -> None:
        """Write the same bytes at the same moments; wait until everyone has them."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        for moment, payload in tape.frames:
            if (ahead := begin + moment - loop.time()) > 0:
                await asyncio.sleep(ahead)
            self._put(FRAME, server_frame(restamped(payload)))
        wanted = len(tape.frames) * len(crowd.seats)
        await until(
            crowd,
            lambda: crowd.deltas >= wanted,
            lambda: f"the bare loop delivered {crowd.deltas} of {wanted} frames",
        )

    def close(self) -> None:
        self._transport.close()

    def _put(self, letter: bytes, content: bytes) -> None:
        self._transport.write(RECORD.pack(letter, len(content)) + content)
