"""Whether what this process stands on answers: database, bus, media engine. Input: one check for each of them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

logger = logging.getLogger(__name__)

Check = Callable[[], Awaitable[object]]
# What does not answer in this time does not answer.
PATIENCE_S = 2.0
# An answer is kept for this long, so that nobody loads the database by asking.
KEPT_S = 1.0


class Readiness:
    """Asks all checks at once. A check raises OSError when its part is out of reach."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._asking: asyncio.Task[dict[str, bool]] | None = None
        self._asked_at = 0.0

    async def parts(self) -> dict[str, bool]:
        """Return for each part whether it answers."""
        now = time.monotonic()
        if self._asking is None or (self._asking.done() and now - self._asked_at >= KEPT_S):
            self._asked_at = now
            self._asking = asyncio.create_task(self._ask(), name="readiness")
        return await asyncio.shield(self._asking)

    async def _ask(self) -> dict[str, bool]:
        answers = await asyncio.gather(*(self._answers(name) for name in self._checks))
        return dict(zip(self._checks, answers, strict=True))

    async def _answers(self, name: str) -> bool:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._checks[name]()
        except OSError as error:
            logger.warning("%s does not answer: %r", name, error)
            return False
        return True
