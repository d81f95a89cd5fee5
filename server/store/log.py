"""The rooms' append-only log: the only writer of `log_entries`. Input: what a room actor decided.

A position counts a room's entries: offset 0 is the empty log, the first entry has offset 1, and there are no gaps.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Update, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from rooms import (
    CommandId,
    Entry,
    ParticipantBanned,
    ParticipantUnbanned,
    Position,
    RoomId,
    decode_entry,
    encode_entry,
)
from server.store.database import Database
from server.store.rows import Rows
from server.store.tables import AccountRow, LogCommand, LogEntry, LogEpoch


class Conflict(Exception):
    """Someone else appended first, or one of the commands is already stored. Catch up and decide again."""


class Unavailable(Exception):
    """The database did not answer as it should. Whether an append was stored is not known: read the log."""


class Log:
    """Every room's entries in one database. All methods raise Unavailable when the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def head(self, room: RoomId) -> Position:
        """Return the position of the newest entry. A room seen for the first time gets its epoch here."""
        epoch = await self._epoch(room)
        query = select(func.max(_e.c.offset)).where(_e.c.room == room, _e.c.epoch == epoch)
        async with self._transaction() as connection:
            return Position(epoch, (await connection.execute(query)).scalar_one() or 0)

    async def heads(self, rooms: Iterable[RoomId]) -> dict[RoomId, Position]:
        """Return the positions of the newest entries of many rooms, of those that have an epoch."""
        named = {"rooms": list(rooms)}
        try:
            rows = await self._database.read(lambda connection: connection.execute(_HEADS, named).all())
        except SQLAlchemyError as error:
            raise Unavailable(str(error)) from error
        return {RoomId(room): Position(epoch, offset or 0) for room, epoch, offset in rows}

    async def since(self, room: RoomId, position: Position) -> list[Entry]:
        """Return the entries after a position, in order. An epoch that is not the room's has none."""
        query = (
            select(_e.c.body)
            .where(_e.c.room == room, _e.c.epoch == position.epoch, _e.c.offset > position.offset)
            .order_by(_e.c.offset)
        )
        async with self._transaction() as connection:
            bodies = (await connection.execute(query)).scalars().all()
        return [decode_entry(body) for body in bodies]

    async def known_commands(self, room: RoomId, commands: Iterable[CommandId]) -> dict[CommandId, Position]:
        """Return the first answer of those commands that are stored already."""
        query = select(_c).where(_c.c.room == room, _c.c.command.in_(list(commands)))
        async with self._transaction() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return {CommandId(row["command"]): Position(row["epoch"], row["offset"]) for row in rows}

    async def append(
        self,
        room: RoomId,
        expected: Position,
        entries: Sequence[Entry],
        commands: Sequence[tuple[CommandId, Position]],
        at: int,
    ) -> Position:
        """Store entries, at least one, after `expected`, with commands and their answers; return the new head.

        All of it is one transaction; `at` is in ms. Raises Conflict when `expected` is not the head or a command is
        stored already: nothing was stored then.
        """
        rows = [
            {
                "room": room,
                "epoch": expected.epoch,
                "offset": expected.offset + number,
                "at": at,
                "body": encode_entry(entry),
            }
            for number, entry in enumerate(entries, start=1)
        ]
        answers = [
            {"room": room, "command": command, "epoch": answer.epoch, "offset": answer.offset}
            for command, answer in commands
        ]

        def store(connection: Connection) -> None:
            _ENTRIES.insert(connection, rows)
            if answers:
                _COMMANDS.insert(connection, answers)
            for entry in entries:
                if project := PROJECTIONS.get(type(entry)):
                    connection.execute(project(entry))

        try:
            await self._database.write(store)
        except IntegrityError as error:
            raise Conflict(f"{room} at {expected.encode()}") from error
        except SQLAlchemyError as error:
            raise Unavailable(str(error)) from error
        return Position(expected.epoch, expected.offset + len(rows))

    async def _epoch(self, room: RoomId) -> str:
        query = select(_p.c.epoch).where(_p.c.room == room)
        async with self._transaction() as connection:
            epoch = (await connection.execute(query)).scalar_one_or_none()
        if epoch is not None:
            return str(epoch)
        try:
            async with self._transaction() as connection:
                await connection.execute(insert(_p).values(room=room, epoch=secrets.token_urlsafe(4)))
        except IntegrityError:
            # Another process made the epoch between the two transactions; its epoch is read below.
            return await self._epoch(room)
        return await self._epoch(room)

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._database.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise Unavailable(str(error)) from error


_e = LogEntry.__table__  # type: ignore[attr-defined]
_c = LogCommand.__table__  # type: ignore[attr-defined]
_p = LogEpoch.__table__  # type: ignore[attr-defined]
_a = AccountRow.__table__  # type: ignore[attr-defined]
_newest = select(func.max(_e.c.offset)).where(_e.c.room == _p.c.room, _e.c.epoch == _p.c.epoch)
# Asked once a second, and so made once.
_HEADS = select(_p.c.room, _p.c.epoch, _newest.scalar_subquery()).where(
    _p.c.room.in_(bindparam("rooms", expanding=True))
)
_ENTRIES = Rows(_e, ("room", "epoch", "offset", "at", "body"))
_COMMANDS = Rows(_c, ("room", "command", "epoch", "offset"))


def _banned(entry: Any) -> Update:
    return update(_a).where(_a.c.id == entry.participant).values(banned_at=entry.at)


def _unbanned(entry: Any) -> Update:
    return update(_a).where(_a.c.id == entry.participant).values(banned_at=None)


# What other tables must know of an entry, written in the transaction that stores it.
PROJECTIONS: Mapping[type[Entry], Callable[[Any], Update]] = {
    ParticipantBanned: _banned,
    ParticipantUnbanned: _unbanned,
}
