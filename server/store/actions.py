"""What staff do beside the rooms: files taken, names asked for, keys made, conferences imported. Input: their requests.

A room's log keeps what is done in the room; this table keeps the rest for the audit log, which reads both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select

from rooms import Participant
from server.store.accounts import Account
from server.store.database import Database
from server.store.tables import StaffAction

# What is done here, by name; the audit log has a sentence for each.
KINDS = frozenset(
    {"export.taken", "question.asker_told", "key.made", "key.revoked", "caption.address_given"}
    | {"conference.imported", "conference.exported"}
)


@dataclass(frozen=True)
class Action:
    """One action. `by` is None on the server's command line; `about` is the id of a question or poll, or empty."""

    at: int
    kind: str
    room: str | None
    by: Participant | None
    about: str
    details: dict[str, Any]


class Actions:
    """The table `staff_actions`. `clock` gives milliseconds since 1970-01-01T00:00:00Z."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    async def note(
        self,
        kind: str,
        conference: str,
        account: Account | None,
        room: str | None = None,
        about: str = "",
        once_in_ms: int = 0,
        **details: str,
    ) -> None:
        """Keep that somebody did something. With `once_in_ms`, not again when they did the same in that time."""
        assert kind in KINDS, kind
        now = self._clock()
        by = None if account is None else account.participant
        row = {
            "conference": conference,
            "room": room,
            "at": now,
            "kind": kind,
            "by": "" if by is None else msgspec.json.encode(by).decode(),
            "about": about,
            "details": msgspec.json.encode(details).decode(),
        }

        def store(connection: Connection) -> None:
            same = [
                _a.c[name] == row[name] for name in ("conference", "room", "kind", "by", "about", "details")
            ]
            recent = select(_a.c.id).where(*same, _a.c.at > now - once_in_ms).limit(1)
            if not once_in_ms or connection.execute(recent).first() is None:
                connection.execute(insert(_a).values(row))

        await self._database.write(store)

    async def of(self, conference: str) -> Sequence[Action]:
        """Return what was done in a conference, the oldest first."""
        query = select(_a).where(_a.c.conference == conference).order_by(_a.c.id)
        async with self._database.begin() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [
            Action(
                at=row["at"],
                kind=row["kind"],
                room=row["room"],
                by=msgspec.json.decode(row["by"], type=Participant) if row["by"] else None,
                about=row["about"],
                details=msgspec.json.decode(row["details"], type=dict[str, Any]),
            )
            for row in rows
        ]


_a = StaffAction.__table__  # type: ignore[attr-defined]
