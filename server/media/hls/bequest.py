"""What a process leaves of its broadcasts for the next start, where no other took them over. Input: a file's path.

So players come back to the same playlist after a restart, behind a discontinuity, and the recording stays one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Final

import msgspec

logger = logging.getLogger(__name__)

# A playlist tells of 48 s: after longer no player has a place in it any more, and the recording would have a long hole.
LASTS_MS: Final = 60_000


class _Left(msgspec.Struct, frozen=True):
    """`at` is in ms since 1970."""

    at: int
    handed: bytes


_decode = msgspec.msgpack.Decoder(_Left).decode


class Bequest:
    """`clock` gives ms since 1970-01-01T00:00:00Z."""

    def __init__(self, path: Path, clock: Callable[[], int]) -> None:
        self._path = path
        self._clock = clock

    def leave(self, handed: bytes) -> None:
        """Keep it for the next start; of nothing nothing is kept."""
        if not handed:
            return
        fresh = self._path.with_suffix(".new")
        try:
            fresh.write_bytes(msgspec.msgpack.encode(_Left(self._clock(), handed)))
            fresh.replace(self._path)
        except OSError as error:
            logger.error("the broadcasts begin anew at the next start, they cannot be kept: %s", error)

    def take(self) -> bytes:
        """What was left a moment ago, and only once; else nothing."""
        try:
            content = self._path.read_bytes()
            # Whatever comes: what this start cannot go on with must not be in the way of another.
            self._path.unlink()
            left = _decode(content)
        except FileNotFoundError:
            return b""
        except (OSError, msgspec.MsgspecError) as error:
            logger.error("the broadcasts begin anew, what was left of them cannot be read: %s", error)
            return b""
        age = self._clock() - left.at
        if not 0 <= age <= LASTS_MS:
            logger.info("the broadcasts begin anew, what was left of them is %d s old", age / 1000)
            return b""
        return left.handed
