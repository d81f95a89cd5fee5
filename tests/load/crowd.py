"""The crowd: one process that holds a thousand connections to a room and parses what it hears cheaply.

Input: an address that speaks PROTOCOL.md (the server, or the bare loop that repeats its bytes).

Everyone in a room is written the same bytes. So the crowd parses a piece of the stream once, remembers what it held,
and recognises it in all other seats by comparing bytes: a delivery costs it a read and a comparison.
"""

from array import array
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.load.seat import Seat

_UPGRADE = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nOrigin: {origin}\r\n{cookie}\r\n"
)


class Disturbed(Exception):
    """The crowd could not do what a benchmark needs: someone was refused, closed or left waiting."""


@dataclass(frozen=True)
class Address:
    """Where a room is: loopback host and port, the path of its socket, and the origin of its pages (also the Host)."""

    port: int
    path: str
    origin: str
    host: str = "127.0.0.1"

    def upgrade(self, cookie: str) -> bytes:
        line = f"Cookie: {cookie}\r\n" if cookie else ""
        return _UPGRADE.format(
            path=self.path, host=self.origin.removeprefix("http://"), origin=self.origin, cookie=line
        ).encode()


class Piece:
    """A stretch of the stream that held whole deltas only: its bytes, what they held, and when it was delivered."""

    __slots__ = ("arrivals", "content", "deltas", "sent")

    def __init__(self, content: bytes, deltas: int, sent: tuple[int, ...]) -> None:
        self.content = content
        self.deltas = deltas
        self.sent = sent
        self.arrivals = array("q")


@dataclass
class Crowd:
    """What all seats heard together."""

    seats: "list[Seat]" = field(default_factory=list)
    closed: Counter[int] = field(default_factory=Counter)
    fault: Disturbed | None = None
    replied: Callable[[], None] | None = None
    # The piece heard last, which the next seat most probably hears too, and all of this phase.
    piece: Piece = field(default_factory=lambda: Piece(b"", 0, ()))
    pieces: list[Piece] = field(default_factory=list)

    @property
    def deltas(self) -> int:
        return sum(seat.deltas for seat in self.seats)

    @property
    def messages(self) -> int:
        return sum(seat.messages for seat in self.seats)

    def waits(self) -> list[int]:
        """Microseconds from sending to hearing, one for each message and seat."""
        return [
            arrival // 1000 - sent
            for piece in self.pieces
            for sent in piece.sent
            for arrival in piece.arrivals
        ]

    def forget(self) -> None:
        """Begin a measured phase: nothing was heard yet."""
        self.pieces = []
        self.piece = Piece(b"", 0, ())
        for seat in self.seats:
            seat.deltas = seat.messages = 0

    def require_whole(self) -> None:
        """Raise Disturbed when a seat was refused, closed or lost."""
        if self.fault is not None:
            raise self.fault
