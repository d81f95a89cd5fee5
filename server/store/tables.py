"""The database's tables, as SQLModel classes. Alembic's migrations create them; nothing else does.

Times are integers: milliseconds since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary
from sqlmodel import Field, SQLModel, UniqueConstraint


class LogEntry(SQLModel, table=True):
    """One fact of a room's log. Only `server/store/log.py` writes here."""

    __tablename__ = "log_entries"
    __table_args__ = (UniqueConstraint("room", "epoch", "offset"),)

    id: int | None = Field(default=None, primary_key=True)
    room: str
    epoch: str
    offset: int
    at: int = Field(sa_type=BigInteger)
    body: bytes = Field(sa_type=LargeBinary)


class LogCommand(SQLModel, table=True):
    """The position that a command was answered with, so that a repeat gets the first answer."""

    __tablename__ = "log_commands"

    room: str = Field(primary_key=True)
    command: str = Field(primary_key=True)
    epoch: str
    offset: int


class LogEpoch(SQLModel, table=True):
    """The epoch in which a room's log counts. A log restored from a backup gets a new one."""

    __tablename__ = "log_epochs"

    room: str = Field(primary_key=True)
    epoch: str


class Ticket(SQLModel, table=True):
    """A personal link: what it grants, until when, and whether it was revoked."""

    __tablename__ = "tickets"

    id: str = Field(primary_key=True)
    conference: str = Field(index=True)
    role: str
    name: str
    language: str
    label: str = ""
    created_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    revoked_at: int | None = Field(default=None, sa_type=BigInteger)


class AccountRow(SQLModel, table=True):
    """Someone who entered a conference with a personal link. One ticket is one account."""

    __tablename__ = "accounts"

    id: str = Field(primary_key=True)
    ticket: str = Field(foreign_key="tickets.id", unique=True)
    conference: str = Field(index=True)
    role: str
    name: str
    language: str
    created_at: int = Field(sa_type=BigInteger)
    banned_at: int | None = Field(default=None, sa_type=BigInteger)


class Login(SQLModel, table=True):
    """One browser's cookie. Signing out ends it."""

    __tablename__ = "logins"

    id: str = Field(primary_key=True)
    account: str = Field(foreign_key="accounts.id", index=True)
    created_at: int = Field(sa_type=BigInteger)
    expires_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class RoomLanguage(SQLModel, table=True):
    """The language that a person chose inside one room."""

    __tablename__ = "room_languages"

    account: str = Field(primary_key=True)
    room: str = Field(primary_key=True)
    language: str


class RoomChoice(SQLModel, table=True):
    """What a person chose of languages inside one room beside that of the interface, as JSON of `frames.Choice`."""

    __tablename__ = "room_choices"

    account: str = Field(primary_key=True)
    room: str = Field(primary_key=True)
    choice: str


class StoredConference(SQLModel, table=True):
    """A conference as it was imported, as JSON of `server.conferences.model.Conference`."""

    __tablename__ = "conferences"

    slug: str = Field(primary_key=True)
    digest: str
    imported_at: int = Field(sa_type=BigInteger)
    document: str


class MadeTranslation(SQLModel, table=True):
    """What a translation engine made of a text, named by its digest, and how many words it did not know."""

    __tablename__ = "made_translations"

    digest: str = Field(primary_key=True)
    source: str = Field(primary_key=True)
    target: str = Field(primary_key=True)
    engine: str = Field(primary_key=True)
    text: str
    unknown: int
    at: int = Field(sa_type=BigInteger)


class StaffAction(SQLModel, table=True):
    """What somebody on the staff did beside the rooms. `by` is JSON of a participant, empty for the command line."""

    __tablename__ = "staff_actions"

    id: int | None = Field(default=None, primary_key=True)
    conference: str = Field(index=True)
    room: str | None = None
    at: int = Field(sa_type=BigInteger)
    kind: str
    by: str
    about: str
    details: str
