"""How many bits per second a subscriber can take, from what it reports. Input: REMB limits and report blocks.

Loss moves the estimate as in draft-ietf-rmcat-gcc-02 §6. A receiver's own limit (REMB) starts low and grows slowly
whatever the path could carry; only its fall below what is sent is news: the path is full.
"""

from __future__ import annotations

LOWEST, HIGHEST = 50_000, 20_000_000
_TOO_MUCH, _LITTLE = 0.10, 0.02
_FELL = 0.95
_FULL_S = 4.0


class Estimate:
    """`loss` is the smoothed share of lost packets."""

    def __init__(self) -> None:
        self.loss = 0.0
        self._limit: int | None = None
        self._held: float | None = None
        self._full_until = 0.0

    def note_limit(self, bitrate: int, sending: int, now: float) -> None:
        """The receiver's own limit arrived; `sending` is what it is sent now, in bits per second."""
        if self._limit is not None and bitrate < self._limit * _FELL and bitrate < sending:
            self._full_until = now + _FULL_S
            self._held = max(LOWEST, min(self._held if self._held is not None else bitrate, bitrate))
        self._limit = bitrate

    def note_loss(self, fraction: float, sending: int, now: float) -> None:
        """A report tells the share of packets lost since the last one."""
        self.loss += (fraction - self.loss) * 0.3
        sent = float(max(sending, LOWEST))
        held = self._held if self._held is not None else 2 * sent
        if fraction > _TOO_MUCH:
            held = min(held, sent) * (1 - 0.5 * fraction)
        elif fraction < _LITTLE and now >= self._full_until:
            # What arrives whole is proven; what was never sent is not, so growth stays near it.
            held = max(held, min(2 * sent, max(held * 1.08 + 1000, 1.3 * sent)))
        self._held = max(LOWEST, min(HIGHEST, held))

    def bitrate(self) -> int | None:
        """Bits per second, None when nothing is known."""
        return self._limit if self._held is None else int(self._held)
