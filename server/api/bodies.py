"""Bodies of requests, read whole and no further than they may be long. Input: requests."""

from __future__ import annotations

from starlette.requests import Request


class TooLong(Exception):
    """The body has `size` bytes already, more than it may have."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


async def whole(request: Request, most: int) -> bytes:
    """Return the body, of `most` bytes at most. Raises TooLong, and ClientDisconnect when its sender leaves."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise TooLong(len(body))
    return bytes(body)
