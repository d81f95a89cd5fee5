"""The presence of many processes, in Redis. `clock` gives milliseconds since 1970-01-01T00:00:00Z.

A process knows its own leases and writes them behind the caller's back, many at a time; it reads everyone's. While Redis
is away it shows its own and what it last read of the others until that ends by itself. What Redis forgot is written anew.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import msgspec
from redis.exceptions import RedisError

from rooms import Lease, ParticipantId, Role, RoomId
from server.presence.port import LEASE_MS, Seat
from server.redis.link import Link, end

logger = logging.getLogger(__name__)

BATCH: Final = 500
# Seats of others that are read at once, and how many are read a second: a room of 40,000 is looked at every 20 s.
PART: Final = 1000
READ_PER_S: Final = 2000


class _Kept(msgspec.Struct, frozen=True, array_like=True):
    """A seat as Redis keeps it. `began` orders them."""

    participant: str
    role: str
    expires_at: int
    name: str
    language: str
    began: tuple[int, int]


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Kept).decode
_Began = tuple[int, int]


class RedisPresence:
    """Leases in one hash for each room. Use it inside `running`."""

    def __init__(self, link: Link, clock: Callable[[], int]) -> None:
        self._link = link
        self._clock = clock
        self._taken = 0
        self._own: dict[RoomId, dict[str, tuple[_Began, Seat]]] = {}
        self._others: dict[RoomId, dict[str, tuple[bytes, _Began, Seat]]] = {}
        # What Redis must be told: a seat, or that there is none.
        self._owed: dict[tuple[RoomId, str], bytes | None] = {}
        self._owes = asyncio.Event()
        self._read_at: dict[RoomId, float] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write for as long as the context lasts."""
        writing = asyncio.create_task(self._write(), name="presence")
        try:
            yield
        finally:
            await end({writing})
            await self._pay()

    def take(self, room: RoomId, connection: str, seat: Seat) -> None:
        """Begin or prolong a connection's lease, and change what it says."""
        mine = self._own.setdefault(room, {})
        held = mine.get(connection)
        self._taken += 1
        mine[connection] = (held[0] if held else (self._clock(), self._taken), seat)
        self._owe(room, connection)

    def release(self, room: RoomId, connection: str) -> None:
        """End a lease."""
        mine = self._own.get(room, {})
        if mine.pop(connection, None) is not None:
            if not mine:
                del self._own[room]
            self._others.get(room, {}).pop(connection, None)
            self._owe(room, connection)

    async def seats(self, room: RoomId) -> list[Seat]:
        """Return the leases that have not ended, in the order in which they began."""
        now = self._clock()
        if self._link.connected:
            await self._read(room, now)
        mine = self._own.get(room, {})
        for connection in [name for name, (_, seat) in mine.items() if seat.lease.expires_at <= now]:
            del mine[connection]
        others = self._others.get(room, {})
        known = {name: (began, seat) for name, (_, began, seat) in others.items()} | mine
        standing = [each for each in known.values() if each[1].lease.expires_at > now]
        return [seat for _, seat in sorted(standing, key=lambda each: each[0])]

    async def _read(self, room: RoomId, now: int) -> None:
        time = asyncio.get_running_loop().time()
        crowded = len(self._others.get(room, ()))
        if crowded >= PART and time - self._read_at.get(room, 0.0) < crowded / READ_PER_S:
            return
        self._read_at[room] = time
        answer: dict[bytes | str, bytes | str] = {}
        try:
            cursor = -1
            # In parts, so that a large room does not hold this process up while it is read.
            while cursor:
                cursor, part = await self._link.client.hscan(self._key(room), max(cursor, 0), count=PART)
                answer.update(part)  # type: ignore[arg-type]
        except (RedisError, OSError) as error:
            logger.warning("room %s: who is elsewhere is not known: %s", room, error)
            return
        # The client's types cannot know that it was told to leave bytes alone.
        kept: dict[str, bytes] = {_bytes(field).decode(): _bytes(value) for field, value in answer.items()}
        before = self._others.get(room, {})
        mine = self._own.get(room, {})
        others: dict[str, tuple[bytes, _Began, Seat]] = {}
        ended = []
        for connection, value in kept.items():
            if connection in mine or self._owed.get((room, connection), value) is None:
                continue
            known = before.get(connection)
            if known is None or known[0] != value:
                known = (value, *_seat(value))
            if known[2].lease.expires_at <= now:
                ended.append(connection)
            else:
                others[connection] = known
        self._others[room] = others
        for connection in ended:
            self._owed[room, connection] = None
        for connection in mine.keys() - kept.keys():
            self._owe(room, connection)
        if ended:
            self._owes.set()

    def _owe(self, room: RoomId, connection: str) -> None:
        held = self._own.get(room, {}).get(connection)
        self._owed[room, connection] = None if held is None else _kept(*held)
        self._owes.set()

    async def _write(self) -> None:
        while True:
            await self._owes.wait()
            self._owes.clear()
            await self._pay()

    async def _pay(self) -> None:
        while self._owed and self._link.connected:
            batch = {key: self._owed.pop(key) for key in list(self._owed)[:BATCH]}
            try:
                async with self._link.client.pipeline(transaction=False) as pipe:
                    for (room, connection), value in batch.items():
                        if value is None:
                            pipe.hdel(self._key(room), connection)
                        else:
                            pipe.hset(self._key(room), connection, value)
                    for room in {room for room, _ in batch}:
                        pipe.pexpire(self._key(room), 2 * LEASE_MS)
                    await pipe.execute()
            except (RedisError, OSError) as error:
                # Leases are prolonged and written again; what ended here ends there by itself.
                logger.warning("presence is not written: %s", error)
                return
        if not self._link.connected:
            self._owed.clear()

    def _key(self, room: RoomId) -> str:
        return self._link.key(f"presence:{room}")


def _kept(began: _Began, seat: Seat) -> bytes:
    lease = seat.lease
    return _encode(
        _Kept(lease.participant, lease.role.value, lease.expires_at, seat.name, seat.language, began)
    )


def _seat(value: bytes) -> tuple[_Began, Seat]:
    kept = _decode(value)
    lease = Lease(ParticipantId(kept.participant), Role(kept.role), kept.expires_at)
    return kept.began, Seat(lease, kept.name, kept.language)


def _bytes(value: bytes | str) -> bytes:
    return value.encode() if isinstance(value, str) else value
