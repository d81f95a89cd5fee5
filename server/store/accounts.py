"""Tickets, accounts, logins and chosen languages. Input: what the entry form and the command line give."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, literal, select, union_all, update

from rooms import Participant, ParticipantId, Role
from server.store.database import Database
from server.store.tables import AccountRow, Login, RoomChoice, RoomLanguage
from server.store.tables import Ticket as TicketRow

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Ticket:
    """What a personal link grants. `label` tells the links of `puente links` apart from those made by hand."""

    id: str
    conference: str
    role: Role
    name: str
    language: str
    label: str
    expires_at: int
    revoked_at: int | None


@dataclass(frozen=True)
class Account:
    """Someone who can sign in to one conference."""

    id: ParticipantId
    ticket: str
    conference: str
    role: Role
    name: str
    language: str
    banned: bool

    @property
    def participant(self) -> Participant:
        """This account in a room."""
        return Participant(self.id, self.name, self.role)


class Accounts:
    """Reads and writes accounts. `clock` gives milliseconds since 1970-01-01T00:00:00Z."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    async def create_tickets(
        self, conference: str, role: Role, names: Sequence[str], language: str, days: int, label: str = ""
    ) -> list[Ticket]:
        """Make one ticket for each name, valid for `days`."""
        now = self._clock()
        rows = [
            {
                "id": secrets.token_urlsafe(12),
                "conference": conference,
                "role": role.value,
                "name": name,
                "language": language,
                "label": label,
                "created_at": now,
                "expires_at": now + days * DAY_MS,
                "revoked_at": None,
            }
            for name in names
        ]
        await self._database.write(lambda connection: connection.execute(insert(TicketRow), rows))
        return [_ticket(row) for row in rows]

    async def ticket(self, id: str) -> Ticket | None:
        """Return a ticket, also one that is revoked or expired."""
        async with self._database.begin() as connection:
            row = (await connection.execute(select(_t).where(_t.c.id == id))).mappings().first()
        return _ticket(row) if row else None

    async def tickets(self, conference: str, label: str | None = None) -> list[Ticket]:
        """Return a conference's tickets, oldest first; with `label` only those."""
        query = select(_t).where(_t.c.conference == conference).order_by(_t.c.created_at, _t.c.id)
        if label is not None:
            query = query.where(_t.c.label == label)
        async with self._database.begin() as connection:
            return [_ticket(row) for row in (await connection.execute(query)).mappings()]

    async def prolong(self, ticket: str, days: int) -> None:
        """Make a ticket valid for `days` from now."""
        await self._write(
            update(_t).where(_t.c.id == ticket).values(expires_at=self._clock() + days * DAY_MS)
        )

    async def revoke_ticket(self, ticket: str) -> bool:
        """Take a personal link back and end the logins that it gave. Returns False when there is no such ticket."""
        now = self._clock()
        holders = select(_a.c.id).where(_a.c.ticket == ticket)

        def revoke(connection: Connection) -> bool:
            found = connection.execute(update(_t).where(_t.c.id == ticket).values(revoked_at=now))
            connection.execute(
                update(_l).where(_l.c.account.in_(holders), _l.c.ended_at.is_(None)).values(ended_at=now)
            )
            return bool(found.rowcount)

        return await self._database.write(revoke)

    async def enter(self, ticket: Ticket, name: str, language: str) -> Account:
        """Return the ticket's account with this name and language; make it at the first entry."""
        values = {"name": name, "language": language}
        made = self._database.upsert(_a).values(
            id=secrets.token_urlsafe(9),
            ticket=ticket.id,
            conference=ticket.conference,
            role=ticket.role.value,
            created_at=self._clock(),
            banned_at=None,
            **values,
        )

        def enter(connection: Connection) -> Account:
            connection.execute(made.on_conflict_do_update(index_elements=[_a.c.ticket], set_=values))
            return _account(connection.execute(select(_a).where(_a.c.ticket == ticket.id)).mappings().one())

        return await self._database.write(enter)

    async def account_of_ticket(self, ticket: str) -> Account | None:
        """Return the account of a personal link, or None before its first entry."""
        return await self._account(select(_a).where(_a.c.ticket == ticket))

    async def account(self, id: ParticipantId) -> Account | None:
        """Return an account by its id."""
        return await self._account(select(_a).where(_a.c.id == id))

    async def expelled_since(self, at: int) -> list[tuple[str, ParticipantId, str]]:
        """Return (conference, account, `banned` or `revoked`) of those who were put out since a time in ms."""
        since = {"since": at}
        rows = await self._database.read(lambda connection: connection.execute(_EXPELLED, since).all())
        return [(conference, ParticipantId(id), why) for conference, id, why in rows]

    async def account_of_login(self, login: str) -> Account | None:
        """Return who a login signs in, or None when it ended, expired or never was."""
        return await self._account(
            select(_a)
            .join(_l, _l.c.account == _a.c.id)
            .where(_l.c.id == login, _l.c.ended_at.is_(None), _l.c.expires_at > self._clock())
        )

    async def log_in(self, account: Account, days: int, kind: str = "") -> str:
        """Begin a login of `days` and return its id, which begins with `kind`."""
        now, id = self._clock(), kind + secrets.token_urlsafe(18)
        await self._write(
            insert(_l).values(
                id=id, account=account.id, created_at=now, expires_at=now + days * DAY_MS, ended_at=None
            )
        )
        return id

    async def log_out(self, login: str) -> None:
        """End a login. Ending it twice changes nothing."""
        await self._write(
            update(_l).where(_l.c.id == login, _l.c.ended_at.is_(None)).values(ended_at=self._clock())
        )

    async def end_logins(self, account: ParticipantId, kind: str) -> None:
        """End those logins of an account whose ids begin with `kind`."""
        mine = (_l.c.account == account) & _l.c.id.startswith(kind, autoescape=True)
        await self._write(update(_l).where(mine, _l.c.ended_at.is_(None)).values(ended_at=self._clock()))

    async def room_language(self, account: ParticipantId, room: str) -> str | None:
        """Return the language that a person last chose inside a room."""
        query = select(_r.c.language).where(_r.c.account == account, _r.c.room == room)
        async with self._database.begin() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def room_choice(self, account: ParticipantId, room: str) -> str | None:
        """Return what a person last chose of languages inside a room, as JSON."""
        query = select(_rc.c.choice).where(_rc.c.account == account, _rc.c.room == room)
        async with self._database.begin() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def set_room_choice(self, account: ParticipantId, room: str, choice: str) -> None:
        """Keep what a person chose of languages inside a room."""
        await self._write(
            self._database.upsert(_rc)
            .values(account=account, room=room, choice=choice)
            .on_conflict_do_update(index_elements=[_rc.c.account, _rc.c.room], set_={"choice": choice})
        )

    async def set_room_language(self, account: ParticipantId, room: str, language: str) -> None:
        """Keep the language that a person chose inside a room."""
        await self._write(
            self._database.upsert(_r)
            .values(account=account, room=room, language=language)
            .on_conflict_do_update(index_elements=[_r.c.account, _r.c.room], set_={"language": language})
        )

    async def _account(self, query: Any) -> Account | None:
        async with self._database.begin() as connection:
            row = (await connection.execute(query)).mappings().first()
        return _account(row) if row else None

    async def _write(self, statement: Any) -> None:
        # In the one order of all that is written: when many come at once, a connection each would wait for SQLite's lock
        # by chance, and some in vain.
        await self._database.write(lambda connection: connection.execute(statement))


_t = TicketRow.__table__  # type: ignore[attr-defined]
_a = AccountRow.__table__  # type: ignore[attr-defined]
_l = Login.__table__  # type: ignore[attr-defined]
_r = RoomLanguage.__table__  # type: ignore[attr-defined]
_rc = RoomChoice.__table__  # type: ignore[attr-defined]
# Asked once a second, and so made once.
_EXPELLED = union_all(
    select(_a.c.conference, _a.c.id, literal("banned")).where(_a.c.banned_at >= bindparam("since")),
    select(_a.c.conference, _a.c.id, literal("revoked"))
    .join(_t, _t.c.id == _a.c.ticket)
    .where(_t.c.revoked_at >= bindparam("since")),
)


def _ticket(row: RowMapping | dict[str, Any]) -> Ticket:
    return Ticket(
        id=row["id"],
        conference=row["conference"],
        role=Role(row["role"]),
        name=row["name"],
        language=row["language"],
        label=row["label"],
        expires_at=row["expires_at"],
        revoked_at=row["revoked_at"],
    )


def _account(row: RowMapping) -> Account:
    return Account(
        id=ParticipantId(row["id"]),
        ticket=row["ticket"],
        conference=row["conference"],
        role=Role(row["role"]),
        name=row["name"],
        language=row["language"],
        banned=row["banned_at"] is not None,
    )
