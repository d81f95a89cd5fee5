"""Whose turn it is to have a text translated, among all workers, so that each text is made once. Input: leases."""

from __future__ import annotations

import logging
import secrets
from typing import Final

from server.leases.port import Leases

logger = logging.getLogger(__name__)

# A worker that died with a text leaves it to the others after this.
LASTS_MS: Final = 20_000


class Claims:
    """Without leases within reach everyone may: a text made twice is better than none."""

    def __init__(self, leases: Leases) -> None:
        self._leases = leases

    async def take(self, name: str) -> str | None:
        """Claim a text; what gives it back, or None while another one is at it."""
        mine = secrets.token_hex(8)
        try:
            holder = await self._leases.take(f"translation/{name}", mine, LASTS_MS)
        except OSError as error:
            logger.info("nobody can be asked who translates: %s", error)
            return mine
        return mine if holder == mine else None

    async def release(self, name: str, claim: str) -> None:
        """Give a claim back."""
        try:
            await self._leases.release(f"translation/{name}", claim)
        except OSError as error:
            logger.info("a claim ends by itself: %s", error)
