"""The door of the rooms: lets people in one after the other when many come at once. Input: who stands before it.

Nobody inside suffers from those who come: while this process is late with what it does, fewer are let in. Who would wait
longer than is bearable with an open socket is told how long it takes, and comes back by then.
"""

from __future__ import annotations

import asyncio
from collections import deque
from math import ceil
from typing import Final

# Admissions a second of one process: at two to three milliseconds each about half of a core.
PER_S: Final = 200
# How often the door opens, and for how many at most.
EVERY_S: Final = 0.02
AT_ONCE: Final = 8
# A wait of the loop beyond this says that those inside already wait.
LATE_S: Final = 0.03
# Who would wait longer before the door is told to come back.
BEARABLE_S: Final = 5.0


class Full(Exception):
    """It takes too long: come back in `wait_s` seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


class Admission:
    """The queue of one process. It needs no task of its own while nobody waits."""

    def __init__(self, per_s: float = PER_S) -> None:
        self._per_s = per_s
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._credit = float(AT_ONCE)
        self._credited_at = 0.0
        self._opening: asyncio.Task[None] | None = None
        # What the door really lets in a second, of late.
        self._pace = per_s
        # Those who were told to come back, until they are due: they are part of the queue.
        self._told: deque[float] = deque()

    @property
    def waiting(self) -> int:
        """How many stand before the door."""
        return len(self._waiting)

    def wait_s(self) -> float:
        """Return about how long one who comes now would wait."""
        return len(self._waiting) / self._pace

    async def turn(self) -> None:
        """Return when it is one's turn. Raises Full."""
        now = asyncio.get_running_loop().time()
        if not self._waiting and self._take(now):
            return
        wait = self.wait_s()
        if wait > BEARABLE_S:
            raise Full(self._appointment(now, wait))
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open(), name="admission")
        try:
            await place
        except asyncio.CancelledError:
            if place in self._waiting:
                self._waiting.remove(place)
            raise

    def _appointment(self, now: float, wait: float) -> int:
        """Give everyone who is sent away a moment of their own behind those who were sent away before."""
        while self._told and self._told[0] <= now:
            self._told.popleft()
        due = max(now + wait, self._told[-1] if self._told else 0.0) + 1 / self._pace
        self._told.append(due)
        return ceil(due - now)

    def _take(self, now: float) -> bool:
        self._credit = min(AT_ONCE, self._credit + (now - self._credited_at) * self._per_s)
        self._credited_at = now
        if self._credit < 1:
            return False
        self._credit -= 1
        return True

    async def _open(self) -> None:
        """Let people in for as long as somebody waits."""
        loop = asyncio.get_running_loop()
        while self._waiting:
            before = loop.time()
            await asyncio.sleep(EVERY_S)
            now = loop.time()
            late = now - before - EVERY_S
            let_in = 0
            # One at least, so that a busy server opens too.
            while self._waiting and let_in < (AT_ONCE if late < LATE_S else 1):
                if not self._take(now) and let_in:
                    break
                place = self._waiting.popleft()
                if not place.done():
                    place.set_result(None)
                    let_in += 1
            self._pace += 0.05 * (max(let_in, 1) / (now - before) - self._pace)
