"""The leases of many processes, in Redis, whose own clock ends them."""

from __future__ import annotations

from typing import Final

from redis.exceptions import RedisError

from server.redis.link import Link

# Both in one step, so that nobody comes between the look and the deed.
_TAKE: Final = """
local held = redis.call('GET', KEYS[1])
if held == false or held == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
    return ARGV[1]
end
return held
"""
_RELEASE: Final = "if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end"


class RedisLeases:
    """One key for each lease."""

    def __init__(self, link: Link) -> None:
        self._link = link

    async def take(self, name: str, holder: str, lasts_ms: int) -> str:
        """Take or prolong; return who holds it now."""
        held = await self._run(_TAKE, name, holder, str(lasts_ms))
        return held.decode() if isinstance(held, bytes) else str(held)

    async def holder(self, name: str) -> str | None:
        """Return who holds it."""
        held = await self._run("return redis.call('GET', KEYS[1])", name)
        return held.decode() if isinstance(held, bytes) else None

    async def release(self, name: str, holder: str) -> None:
        """Give it back."""
        await self._run(_RELEASE, name, holder)

    async def _run(self, script: str, name: str, *words: str) -> object:
        if not self._link.connected:
            raise OSError("Redis does not answer")
        try:
            return await self._link.client.eval(script, 1, self._link.key(f"lease:{name}"), *words)
        except RedisError as error:
            raise OSError(str(error)) from error
