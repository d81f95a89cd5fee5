"""Pictures go out in step with the sounds. Input: what is made of a picture, and how far the sounds have come.

A player begins where the picture says that the present is, and waits for the sounds to come there. While it waits, hls.js
looks for the present anew. Sounds that stay behind, as on a machine with too much to do, it would await without end.
"""

from __future__ import annotations

from collections import deque

from server.media.hls.products import Emit, PartCut, Product


class InStep:
    """One picture's products in their order; a part goes out when the sounds are far enough for it."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._until = 0.0
        self._held: deque[Product] = deque()

    def take(self, product: Product) -> None:
        """Give a product out now, or when it may go."""
        self._held.append(product)
        self.release(self._until)

    def release(self, until: float) -> None:
        """Parts may go that end by this moment, in seconds since 1970, and what follows them."""
        self._until = until
        while self._held:
            first = self._held[0]
            if isinstance(first, PartCut) and first.began + first.duration > self._until:
                break
            self._emit(self._held.popleft())
