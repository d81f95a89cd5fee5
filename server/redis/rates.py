"""Counts of what people do, held across processes. Input: the rate limits of `server.live.limits`.

While Redis is away each process counts for itself: a limit is then as many times wider as there are processes, and
nobody is kept from writing.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from redis.exceptions import RedisError

from server.redis.link import Link

logger = logging.getLogger(__name__)

T = TypeVar("T")


class SharedRates(Storage):
    """A storage of `limits` that asks Redis first and this process's memory while there is none."""

    STORAGE_SCHEME = None

    def __init__(self, link: Link, url: str) -> None:
        super().__init__()
        self._link = link
        self._memory = MemoryStorage()
        self._shared = RedisStorage(
            "async+" + url.replace("unix://", "redis+unix://", 1),
            implementation="redispy",
            key_prefix=link.key("rates"),
            # The library's types know of texts and numbers only; it hands this to the client.
            connection_pool=link.client.connection_pool,  # type: ignore[arg-type]
        )

    @property
    def base_exceptions(self) -> type[Exception] | tuple[type[Exception], ...]:
        """What a storage may raise; this one raises nothing."""
        return RedisError

    async def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count, and return the count of the window."""
        return await self._first(lambda storage: storage.incr(key, int(expiry), amount))

    async def get(self, key: str) -> int:
        """Return the count of the window."""
        return await self._first(lambda storage: storage.get(key))

    async def get_expiry(self, key: str) -> float:
        """Return when the window ends, in seconds since 1970."""
        return await self._first(lambda storage: storage.get_expiry(key))

    async def check(self) -> bool:
        """Say whether counts are held across processes now."""
        return self._link.connected

    async def reset(self) -> int | None:
        """Forget every count of this process."""
        return await self._memory.reset()

    async def clear(self, key: str) -> None:
        """Forget one count."""
        await self._first(lambda storage: storage.clear(key))

    async def _first(self, ask: Callable[[Storage], Awaitable[T]]) -> T:
        if self._link.connected:
            try:
                return await ask(self._shared)
            except (RedisError, OSError) as error:
                logger.warning("what people do is counted here alone: %s", error)
        return await ask(self._memory)
