"""One connection's sense of time: until when it must say hello, answer a ping, read what was written. Arithmetic only.

All times are in ms since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from server.live.frames import CloseCode

HELLO_MS: Final = 10_000
# A lagging peer must read something in each LAG_MS, and everything within LAG_MOST_MS.
LAG_MS: Final = 10_000
LAG_MOST_MS: Final = 60_000


class Pulse:
    """Begins when the socket is accepted."""

    __slots__ = (
        "_backlog", "_greeted", "_lag_checked_at", "_lag_since", "_opened_at", "_ping_at", "_ping_ms", "_pong_due",
        "due_at",
    )  # fmt: skip

    def __init__(self, now: int, ping_s: int) -> None:
        self._opened_at = now
        self._ping_ms = ping_s * 1000
        self._greeted = False
        self._ping_at = 0
        self._pong_due: int | None = None
        self._lag_since: int | None = None
        self._lag_checked_at = 0
        self._backlog = 0
        # Before this nothing is due: most connections in most beats need no closer look.
        self.due_at = 0
        self._look_ahead()

    def greeted(self, now: int) -> None:
        """The hello came."""
        self._greeted = True
        self._rest(now)

    def pong(self, now: int) -> bool:
        """A pong came; tell whether it was asked for."""
        asked = self._pong_due is not None
        if asked:
            self._rest(now)
        return asked

    def lagged(self, now: int, backlog: int) -> None:
        """So many bytes wait for the peer to read."""
        self._lag_since = self._lag_checked_at = now
        self._backlog = backlog
        self._look_ahead()

    def drained(self, now: int) -> None:
        """The peer has read. A pong may have waited behind what it sent, so the count begins anew."""
        self._lag_since = None
        self._rest(now)

    def shift(self, milliseconds: int) -> None:
        """The clock was set forward by so much (back, where it is negative): what was due in a while still is."""
        self._opened_at += milliseconds
        self._ping_at += milliseconds
        self._lag_checked_at += milliseconds
        if self._pong_due is not None:
            self._pong_due += milliseconds
        if self._lag_since is not None:
            self._lag_since += milliseconds
        self._look_ahead()

    def ping_due(self, now: int) -> bool:
        """Tell whether to ping now; if so, the pong is awaited from now on."""
        if (
            not self._greeted
            or self._lag_since is not None
            or self._pong_due is not None
            or now < self._ping_at
        ):
            return False
        self._pong_due = now + self._ping_ms
        self._look_ahead()
        return True

    def overdue(self, now: int, backlog: Callable[[], int]) -> CloseCode | None:
        """Return why to close the socket, if there is a reason. `backlog` gives the bytes that wait."""
        if not self._greeted:
            return CloseCode.NO_PONG if now - self._opened_at >= HELLO_MS else None
        if self._lag_since is not None:
            return self._stuck(now, self._lag_since, backlog)
        if self._pong_due is not None and now >= self._pong_due:
            return CloseCode.NO_PONG
        return None

    def _stuck(self, now: int, since: int, backlog: Callable[[], int]) -> CloseCode | None:
        if now - self._lag_checked_at < LAG_MS:
            return None
        before, self._backlog, self._lag_checked_at = self._backlog, backlog(), now
        self._look_ahead()
        return CloseCode.SLOW if self._backlog >= before or now - since >= LAG_MOST_MS else None

    def _rest(self, now: int) -> None:
        self._pong_due = None
        self._ping_at = now + self._ping_ms
        self._look_ahead()

    def _look_ahead(self) -> None:
        if not self._greeted:
            self.due_at = self._opened_at + HELLO_MS
        elif self._lag_since is not None:
            self.due_at = self._lag_checked_at + LAG_MS
        else:
            self.due_at = self._ping_at if self._pong_due is None else self._pong_due
