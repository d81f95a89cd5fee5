"""A token bucket: how much may happen at once, and how much more each second. Input: a clock's seconds."""

from __future__ import annotations


class Allowance:
    """Allows `burst` at once and `rate` a second."""

    def __init__(self, burst: float, rate: float, now: float) -> None:
        self._burst, self._rate = burst, rate
        self._left, self._at = burst, now

    def take(self, now: float, amount: float = 1.0) -> bool:
        """Take an amount if it is allowed now."""
        self._left = min(self._burst, self._left + (now - self._at) * self._rate)
        self._at = now
        if self._left < amount:
            return False
        self._left -= amount
        return True
