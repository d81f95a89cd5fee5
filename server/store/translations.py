"""What translation engines made, once for each text and target. Input: texts before and after the engine."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError

from server.store.database import Database
from server.store.tables import MadeTranslation


class Translations:
    """The table `made_translations`. `clock` gives milliseconds since 1970-01-01T00:00:00Z."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    async def find(self, text: str, source: str, target: str, engine: str) -> tuple[str, int] | None:
        """Return what an engine made of a text, and how many words it did not know; None when it was not asked."""
        query = select(_m.c.text, _m.c.unknown).where(
            _m.c.digest == digest_of(text),
            _m.c.source == source,
            _m.c.target == target,
            _m.c.engine == engine,
        )
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else (str(row.text), int(row.unknown))

    async def keep(self, text: str, source: str, target: str, engine: str, made: str, unknown: int) -> None:
        """Keep what an engine made. When another process was quicker its translation stays."""
        row = {
            "digest": digest_of(text),
            "source": source,
            "target": target,
            "engine": engine,
            "text": made,
            "unknown": unknown,
            "at": self._clock(),
        }

        def store(connection: Connection) -> None:
            connection.execute(insert(_m).values(row))

        try:
            await self._database.write(store)
        except IntegrityError:
            return


def digest_of(text: str) -> str:
    """Return what names a text here: the SHA-256 of its UTF-8, in hexadecimal."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_m = MadeTranslation.__table__  # type: ignore[attr-defined]
