"""The other workers of this machine, for what is asked of one and must tell of all. Input: the crew's roll.

`/metrics` and `/readyz` reach one worker, whichever the kernel chose; it asks the others at their own addresses.
"""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Mapping
from typing import Final

import httpx2

logger = logging.getLogger(__name__)

# What does not answer in this time does not answer. A worker's own parts take two seconds at most.
PATIENCE_S: Final = 3.0
HEADER: Final = "x-puente-colleague"


class Colleagues:
    """One for each worker. `address` is its own; `proof` is what only workers of this service know."""

    def __init__(self, address: str, proof: str) -> None:
        self._address = address
        self._proof = proof
        self._addresses: dict[str, str] = {}

    def meet(self, addresses: Mapping[str, str]) -> None:
        """Know who serves now, by slot."""
        self._addresses = dict(addresses)

    @property
    def slot(self) -> str | None:
        """The slot of this worker; None for one that is not on the roll yet, or any more."""
        return next((slot for slot, each in self._addresses.items() if each == self._address), None)

    def is_one(self, headers: Mapping[str, str]) -> bool:
        """Say whether a request is another worker's, who wants to know of this one alone."""
        return hmac.compare_digest(headers.get(HEADER, "").encode(), self._proof.encode())

    async def ask(self, path: str) -> dict[str, httpx2.Response | None]:
        """What the others answer by slot, None for one that does not."""
        others = {slot: each for slot, each in self._addresses.items() if each != self._address}
        if not others:
            return {}
        # Made for each question: it is asked every few seconds, and a worker lives for a day.
        async with httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False, verify=False) as client:
            answers = await asyncio.gather(*(self._ask(client, each + path) for each in others.values()))
        return dict(zip(others, answers, strict=True))

    async def _ask(self, client: httpx2.AsyncClient, url: str) -> httpx2.Response | None:
        try:
            return await client.get(url, headers={HEADER: self._proof})
        except httpx2.HTTPError as error:
            logger.warning("another worker does not answer: %r", error)
            return None
