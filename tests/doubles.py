"""Doubles: real parts that record, disturb or fail on request."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from rooms import CommandId, Entry, Position, RoomId
from server.bus.memory import MemoryBus
from server.bus.port import Signal
from server.store.log import Log, Unavailable
from server.translation.port import EngineFailed, Made


class LossyBus(MemoryBus):
    """A bus that loses the hints for which `loses` says so."""

    def __init__(self, loses: Callable[[Position], bool]) -> None:
        super().__init__()
        self._loses = loses

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        if not self._loses(position):
            await super().publish(room, position, entries)


class SilentBus(MemoryBus):
    """A bus that is out of reach for those who publish, and knows it."""

    whole = False

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        raise OSError("the bus is down")

    async def signal(self, room: RoomId, signal: Signal) -> None:
        raise OSError("the bus is down")


class WatchedLog(Log):
    """A log that counts its transactions, waits while the gate is shut, and fails while told to."""

    appended: list[int]
    gate: asyncio.Event
    fails_before: bool = False
    fails_after: bool = False

    def watch(self) -> WatchedLog:
        """Begin to count; the gate is open."""
        self.appended = []
        self.gate = asyncio.Event()
        self.gate.set()
        return self

    async def append(
        self,
        room: RoomId,
        expected: Position,
        entries: Sequence[Entry],
        commands: Sequence[tuple[CommandId, Position]],
        at: int,
    ) -> Position:
        await self.gate.wait()
        if self.fails_before:
            raise Unavailable("the disk is full")
        position = await super().append(room, expected, entries, commands, at)
        self.appended.append(len(entries))
        if self.fails_after:
            raise Unavailable("the answer was lost")
        return position


class RecordingWire:
    """A wire that keeps what is written, and lags when the test says so."""

    descriptor = None

    def __init__(self) -> None:
        self.on_lag: Callable[[], None] | None = None
        self.on_drain: Callable[[], None] | None = None
        self.on_lost: Callable[[], None] | None = None
        self.on_stop: Callable[[], None] | None = None
        self.gone = False
        self.frames: list[bytes] = []
        self.waiting = 0
        self.closed: tuple[int, str] | None = None

    def write(self, frame: bytes) -> None:
        assert not self.gone
        self.frames.append(frame)

    def backlog(self) -> int:
        return self.waiting

    def close(self, code: int, reason: str) -> None:
        if self.closed is None:
            self.closed = (code, reason)
            self.gone = True
            if self.on_lost is not None:
                self.on_lost()


class ScriptedEngine:
    """A translation engine that puts the target's tag before a text, and fails while told to."""

    name = "scripted"

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.unknown = 0
        self.fails = ""
        self.makes: Callable[[str, str], str] = lambda text, target: f"{target}: {text}"

    async def translates(self, source: str, target: str) -> bool:
        return target != "xx"

    async def translate(self, text: str, source: str, target: str) -> Made:
        if self.fails:
            raise EngineFailed(self.fails)
        self.asked.append((text, target))
        made = self.makes(text, target)
        # Shielded terms are unknown words too, as every engine counts them.
        return Made(made, self.unknown or text.count("Zq"))

    async def close(self) -> None:
        pass
