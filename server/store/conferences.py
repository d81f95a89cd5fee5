"""The conferences of this server: imported from files, kept in the database, served from memory.

A rehearsal is a view: the database keeps the programme's own times, and `Conferences` shifts what it gives out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms import RoomId
from server.conferences.faults import Fault
from server.conferences.model import Conference
from server.conferences.reader import ConferenceFaults, read
from server.conferences.rehearsal import rehearse
from server.store.database import Database
from server.store.tables import StoredConference


@dataclass(frozen=True)
class Loaded:
    """What reading a folder of conferences did: slugs that were imported, and warnings about their files."""

    imported: tuple[str, ...]
    warnings: tuple[Fault, ...]


class Conferences:
    """Every conference by slug. Call `refresh` once before use and after each change."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], int],
        *,
        rehearse_day: bool,
        rehearsed_at: int | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._rehearse_day = rehearse_day
        # Processes that serve together shift a programme to the same moment.
        self.rehearsed_at = clock() if rehearsed_at is None else rehearsed_at
        self._by_slug: dict[str, Conference] = {}
        self._imports: list[tuple[str, int]] = []

    def get(self, slug: str) -> Conference | None:
        """Return a conference as it is held now, shifted while it is rehearsed."""
        return self._by_slug.get(slug)

    def all(self) -> tuple[Conference, ...]:
        """Return every conference, the newest first."""
        return tuple(sorted(self._by_slug.values(), key=lambda each: each.first_day, reverse=True))

    def every_room(self) -> tuple[RoomId, ...]:
        """Return the rooms of every conference that is not an archive."""
        return tuple(
            RoomId(f"{conference.slug}/{room.slug}")
            for conference in self.all()
            if not conference.archive
            for room in conference.rooms
        )

    def current(self) -> Conference | None:
        """Return the conference that links and rehearsals are for: the newest that is not an archive."""
        return next((conference for conference in self.all() if not conference.archive), None)

    async def refresh(self) -> None:
        """Read every conference from the database again."""
        async with self._database.begin() as connection:
            documents = (await connection.execute(select(_c.c.document))).scalars().all()
            self._imports = await _imports(connection)
        self._by_slug = {
            conference.slug: conference for conference in map(Conference.model_validate_json, documents)
        }
        current = self.current()
        if self._rehearse_day and current is not None:
            self._by_slug[current.slug] = rehearse(
                current, datetime.fromtimestamp(self.rehearsed_at / 1000, UTC)
            )

    async def refresh_if_changed(self) -> bool:
        """Read the conferences again when another process imported or removed one; say whether it did."""
        async with self._database.begin() as connection:
            if await _imports(connection) == self._imports:
                return False
        await self.refresh()
        return True

    async def original(self, slug: str) -> Conference | None:
        """Return a conference with its programme's own times, as it was imported."""
        async with self._database.begin() as connection:
            document = (
                await connection.execute(select(_c.c.document).where(_c.c.slug == slug))
            ).scalar_one_or_none()
        return None if document is None else Conference.model_validate_json(document)

    async def put(self, conference: Conference, digest: str = "") -> None:
        """Keep a conference, in place of one with the same slug. `digest` names the file that it came from."""
        values = {
            "digest": digest,
            "imported_at": self._clock(),
            "document": conference.model_dump_json(),
        }
        async with self._database.begin() as connection:
            await connection.execute(
                self._database.upsert(_c)
                .values(slug=conference.slug, **values)
                .on_conflict_do_update(index_elements=[_c.c.slug], set_=values)
            )
        await self.refresh()

    async def load_folder(self, folder: Path) -> Loaded:
        """Import every conference file of a folder that changed since its last import.

        Raises ConferenceFaults with the faults of all files; then nothing is imported.
        """
        async with self._database.begin() as connection:
            known = set((await connection.execute(select(_c.c.digest))).scalars())
        changed: list[tuple[Conference, str]] = []
        faults: list[Fault] = []
        warnings: list[Fault] = []
        for path in _conference_paths(folder):
            digest = _digest(path)
            if digest in known:
                continue
            try:
                reading = read(path)
            except ConferenceFaults as error:
                faults += error.faults
                continue
            changed.append((reading.conference, digest))
            warnings += reading.warnings
        if faults:
            raise ConferenceFaults(faults)
        for conference, digest in changed:
            await self.put(conference, digest)
        await self.refresh()
        return Loaded(tuple(conference.slug for conference, _ in changed), tuple(warnings))


_c = StoredConference.__table__  # type: ignore[attr-defined]


async def _imports(connection: AsyncConnection) -> list[tuple[str, int]]:
    rows = await connection.execute(select(_c.c.slug, _c.c.imported_at).order_by(_c.c.slug))
    return [(slug, imported_at) for slug, imported_at in rows]


def _conference_paths(folder: Path) -> list[Path]:
    folders = [path for path in folder.iterdir() if path.is_dir() and any(path.glob("*.toml"))]
    return sorted([*folder.glob("*.toml"), *folders])


def _digest(path: Path) -> str:
    total = hashlib.sha256()
    for file in sorted(path.glob("*.toml")) if path.is_dir() else [path]:
        total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()
