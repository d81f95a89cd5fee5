"""How many bits per second a subscriber can take, from what it reports. Input: REMB limits and report blocks.

Loss moves the estimate as in draft-ietf-rmcat-gcc-02 §6; the receiver's own limit (REMB) caps it.
"""

from __future__ import annotations

LOWEST, HIGHEST = 50_000, 20_000_000
_TOO_MUCH, _LITTLE = 0.10, 0.02
_FORGET_S = 10.0


class Estimate:
    """`bitrate` is None until the subscriber has reported anything."""

    def __init__(self) -> None:
        self.loss = 0.0
        self._limit: tuple[int, float] | None = None
        self._by_loss: float | None = None

    def note_limit(self, bitrate: int, now: float) -> None:
        """The receiver's own estimate arrived."""
        self._limit = (bitrate, now)

    def note_loss(self, fraction: float, sending: int) -> None:
        """A report tells the share of packets lost since the last; `sending` is bits per second sent now."""
        self.loss += (fraction - self.loss) * 0.3
        held = self._by_loss if self._by_loss is not None else float(max(sending, LOWEST) * 2)
        if fraction > _TOO_MUCH:
            held = min(held, max(sending, LOWEST)) * (1 - 0.5 * fraction)
        elif fraction < _LITTLE:
            # What is not used proves nothing: growth stays near what is sent.
            held = max(held, min(held * 1.08 + 1000, 2.0 * max(sending, LOWEST)))
        self._by_loss = max(LOWEST, min(HIGHEST, held))

    def bitrate(self, now: float) -> int | None:
        """Bits per second, None when nothing is known."""
        limit = None
        if self._limit is not None and now - self._limit[1] < _FORGET_S:
            limit = self._limit[0]
        if self._by_loss is None:
            return limit
        return int(self._by_loss) if limit is None else min(limit, int(self._by_loss))
