"""What staff did in a conference: who, what, on whom, when. Input: the logs of all its rooms, its links, and what was
done beside the rooms (`actions`).

What somebody on the staff merely writes or asks is no action. Entries are read once and kept as short records; each call
reads on from where the last one stopped.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import select

from rooms import STAFF, Participant, Role, decode_entry, question_behind, tag_of
from server.store.actions import Action, Actions
from server.store.database import Database
from server.store.tables import LogEntry
from server.store.tables import Ticket as TicketRow

# What anybody may do, and staff do too: no action.
ORDINARY = frozenset(
    {"chat.sent", "chat.edited", "chat.reacted", "chat.unreacted", "poll.voted", "report.filed"}
    | {"question.asked", "question.withdrawn", "question.upvoted", "question.upvote_withdrawn"}
    | {"floor.requested", "floor.withdrawn", "floor.released", "talk.sent", "cue.acknowledged"}
    | {"booth.sent", "caption.added", "translation.added"}
    | {"stage.readied", "stage.announced", "stage.departed", "stage.unmuted", "stage.spoke"}
)
# What follows from an entry beside it, and would tell the same twice.
FOLLOWING = frozenset(
    {"chat.locked_down", "chat.lock_down_lifted", "question.locked_down", "question.lock_down_lifted"}
    | {"chat.purged", "chat.restored", "question.purged", "question.restored"}
)
EXCERPT = 160
# Entries that are read at a time.
BATCH = 2000
OVERLAP = 500
# The fields of an entry that tell more than on whom and on what.
_DETAILS = (
    "text", "seconds", "mode", "reason", "label", "speaker", "words", "language", "on", "to", "layout", "source",
    "starts", "ends", "minutes", "sources", "scene", "title", "into",
)  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """What an action is about: a message, question, poll, report or session, as it read last."""

    text: str
    language: str
    # None where whose it is must not be told.
    author: str | None = None


@dataclass(frozen=True)
class Record:
    """One action. `room` and `by` are None for what was done on the server's command line."""

    at: int
    kind: str
    room: str | None
    by: Participant | None
    whom: str | None = None
    subject: Subject | None = None
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def area(self) -> str:
        """The first part of its kind: `chat` of `chat.removed`."""
        return self.kind.partition(".")[0]

    def as_json(self) -> dict[str, Any]:
        """Return the record as it is exported."""
        return {
            "at": self.at,
            "room": self.room,
            "kind": self.kind,
            "by": None if self.by is None else self.by.shown(),
            "whom": self.whom,
            "about": None if self.subject is None else self.subject.text,
            **({"details": self.details} if self.details else {}),
        }


@dataclass
class _Read:
    """What is known of one conference's logs so far."""

    last: int = 0
    # The newest entries that were read: rooms commit side by side, so that a lower number may come after a higher one.
    recent: deque[int] = field(default_factory=lambda: deque(maxlen=OVERLAP))
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)
    records: list[Record] = field(default_factory=list)
    subjects: dict[str, Subject] = field(default_factory=dict)


class AuditLog:
    """The actions of staff, by conference. `actions` are those that no room's log keeps."""

    def __init__(self, database: Database, actions: Actions) -> None:
        self._database = database
        self._actions = actions
        self._read: dict[str, _Read] = {}

    async def records(self, conference: str) -> list[Record]:
        """Return every action, the newest first."""
        read = self._read.setdefault(conference, _Read())
        async with read.reading:
            known = set(read.recent)
            while rows := await self._since(conference, max(read.last - OVERLAP, 0), known):
                for id, room, body in rows:
                    _take(read, room.partition("/")[2], body)
                    read.recent.append(id)
                    read.last = max(read.last, id)
                known = set(read.recent)
        beside = [_beside(read, action) for action in await self._actions.of(conference)]
        every = [*read.records, *beside, *await self._links(conference)]
        return sorted(every, key=lambda each: each.at, reverse=True)

    async def _since(self, conference: str, last: int, known: set[int]) -> Sequence[Any]:
        query = (
            select(_e.c.id, _e.c.room, _e.c.body)
            .where(_e.c.room.startswith(f"{conference}/", autoescape=True), _e.c.id > last)
            .order_by(_e.c.id)
            .limit(BATCH)
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(query)).all()
        return [row for row in rows if row[0] not in known]

    async def _links(self, conference: str) -> list[Record]:
        """Links that were made and revoked; those that every start prints, and guests' own, are nobody's action."""
        query = select(_t).where(
            _t.c.conference == conference, ~_t.c.label.startswith("standing:"), _t.c.role != Role.GUEST.value
        )
        async with self._database.begin() as connection:
            rows = (await connection.execute(query)).mappings().all()
        made = [
            Record(row["created_at"], "link.made", None, None, row["name"], None, {"role": row["role"]})
            for row in rows
        ]
        revoked = [
            Record(row["revoked_at"], "link.revoked", None, None, row["name"], None, {"role": row["role"]})
            for row in rows
            if row["revoked_at"] is not None
        ]
        return made + revoked


def filtered(records: Iterable[Record], room: str = "", person: str = "", area: str = "") -> list[Record]:
    """Return those of a room, of an area, and by or on a person whose name holds `person`."""
    wanted = person.casefold()
    return [
        each
        for each in records
        if (not room or each.room == room)
        and (not area or each.area == area)
        and (not wanted or any(wanted in name.casefold() for name in _names(each)))
    ]


def _names(record: Record) -> list[str]:
    by = [] if record.by is None else [record.by.name]
    return by if record.whom is None else [*by, record.whom]


def _take(read: _Read, room: str, body: bytes) -> None:
    entry = decode_entry(body)
    kind = tag_of(type(entry))
    fact: dict[str, Any] = msgspec.to_builtins(entry)
    _remember(read.subjects, kind, entry.by, fact)
    # Slides come by way of the server: who handed them in is their owner.
    by = msgspec.convert(fact["owner"], Participant) if kind == "slides.added" else entry.by
    if by.role not in STAFF or kind in ORDINARY or kind in FOLLOWING:
        return
    subject = read.subjects.get(_subject_of(fact))
    whom = fact.get("name") or (None if subject is None else subject.author)
    details = {name: fact[name] for name in _DETAILS if fact.get(name) not in (None, "", [], ())}
    # What reads the same beside it, and what is as long as a speech.
    if kind == "manuscript.handed_in" or (subject is not None and details.get("text") == subject.text):
        details.pop("text", None)
    read.records.append(Record(entry.at, kind, room, by, whom, subject, details))


def _beside(read: _Read, action: Action) -> Record:
    subject = read.subjects.get(action.about)
    return Record(action.at, action.kind, action.room, action.by, None, subject, action.details)


def _subject_of(fact: dict[str, Any]) -> str:
    # Whoever was acted on by an alias is the asker of a question, and has no name here.
    if question := question_behind(fact.get("alias") or ""):
        return question
    for name in ("message", "question", "poll", "report", "session", "cue", "talk", "announcement"):
        if name in fact:
            return str(fact[name])
    return ""


def _remember(subjects: dict[str, Subject], kind: str, by: Participant, fact: dict[str, Any]) -> None:
    """Keep what a message, question, poll, report or session says."""
    if kind in ("chat.sent", "question.asked"):
        author = None if fact.get("anonymous") else by.name
        subjects[_subject_of(fact)] = Subject(_short(fact["text"]), fact["language"], author)
    elif kind in ("chat.edited", "question.edited"):
        before = subjects.get(_subject_of(fact))
        author = None if before is None else before.author
        subjects[_subject_of(fact)] = Subject(_short(fact["text"]), fact["language"], author)
    elif kind in ("poll.drafted", "poll.edited"):
        subjects[fact["poll"]] = Subject(_short(fact["text"]), fact["language"])
    elif kind == "report.filed":
        author = None if fact["alias"] else fact["author"]["name"]
        subjects[fact["report"]] = Subject(_short(fact["said"]), fact["said_in"], author)
    elif kind in ("announcement.posted", "announcement.edited"):
        language, text = next(iter(fact["texts"].items()))
        subjects[fact["announcement"]] = Subject(_short(text), language)
    elif kind == "session.scheduled":
        language, title = next(iter(fact["title"].items()))
        subjects[fact["session"]] = Subject(_short(title), language)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= EXCERPT else line[: EXCERPT - 1].rstrip() + "…"


_e = LogEntry.__table__  # type: ignore[attr-defined]
_t = TicketRow.__table__  # type: ignore[attr-defined]
