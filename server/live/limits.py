"""How often somebody may do something. Input: the frames of a connection, the commands of a person.

A connection's own limits are plain arithmetic, because a connection lives in one process. What a person may do in a room
goes through the `limits` library, whose storages can hold a count across processes.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from time import time

from limits import RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

from rooms import STAFF, Participant, RoomId
from server.live.counts import Counts

COMMANDS_A_SECOND = 10
COMMANDS_AT_ONCE = 20
FRAMES_IN_A_WINDOW = 200
FRAME_WINDOW_MS = 10_000
WRITINGS_A_MINUTE = 60
# What everyone in the room has to read.
WRITINGS = frozenset({"chat.send", "chat.edit", "question.ask", "report.file"})


class CommandRate:
    """A bucket of tokens for one connection, for commands or signals: COMMANDS_AT_ONCE, refilled at COMMANDS_A_SECOND."""

    __slots__ = ("_at", "_clock", "_tokens")

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._at = clock()
        self._tokens = float(COMMANDS_AT_ONCE)

    def wait_s(self) -> int:
        """Take a token and return 0, or return after how many seconds there is one again."""
        now = self._clock()
        # A clock that is set back refills nothing and takes nothing.
        gained = max(now - self._at, 0) * COMMANDS_A_SECOND / 1000
        self._tokens = min(self._tokens + gained, float(COMMANDS_AT_ONCE))
        self._at = now
        if self._tokens >= 1:
            self._tokens -= 1
            return 0
        return ceil((1 - self._tokens) / COMMANDS_A_SECOND)


class FrameRate:
    """Counts one connection's frames in windows of FRAME_WINDOW_MS."""

    __slots__ = ("_clock", "_count", "_since")

    def __init__(self, clock: Callable[[], int]) -> None:
        self._clock = clock
        self._since = clock()
        self._count = 0

    def exceeded(self) -> bool:
        """Count one frame; tell whether it is one too many."""
        now = self._clock()
        if not 0 <= now - self._since < FRAME_WINDOW_MS:
            self._since, self._count = now, 0
        self._count += 1
        return self._count > FRAMES_IN_A_WINDOW


class WritingRate:
    """What one person may write in one room: WRITINGS_A_MINUTE, whatever the number of their connections."""

    def __init__(self, storage: Storage) -> None:
        self._limiter = FixedWindowRateLimiter(storage)
        self._limit = RateLimitItemPerMinute(WRITINGS_A_MINUTE)
        self._counts = storage if isinstance(storage, Counts) else None

    @property
    def near(self) -> bool:
        """Whether counting needs no waiting: `wait_now` may be asked then."""
        return self._counts is not None

    async def wait_s(self, room: RoomId, participant: Participant, command: str) -> int:
        """Count a command and return 0, or return after how many seconds it may be sent. Staff are not counted."""
        if self._counts is not None:
            return self.wait_now(room, participant, command)
        if not _is_counted(participant, command) or await self._limiter.hit(
            self._limit, room, participant.id
        ):
            return 0
        window = await self._limiter.get_window_stats(self._limit, room, participant.id)
        return _seconds_until(window.reset_time)

    def wait_now(self, room: RoomId, participant: Participant, command: str) -> int:
        """Do what `wait_s` does, where it is near."""
        if not _is_counted(participant, command):
            return 0
        assert self._counts is not None
        key = self._limit.key_for(room, participant.id)
        if self._counts.count(key, self._limit.get_expiry()) <= self._limit.amount:
            return 0
        return _seconds_until(self._counts.expirations[key])


def _is_counted(participant: Participant, command: str) -> bool:
    return command in WRITINGS and participant.role not in STAFF


def _seconds_until(at: float) -> int:
    # The library's storages keep wall-clock time themselves.
    return max(ceil(at - time()), 1)
