"""Who takes part in a session, by part. Input: a conference and one of its sessions."""

from __future__ import annotations

from dataclasses import dataclass

from server.conferences.model import Conference, Part, Person, Session


@dataclass(frozen=True)
class Seats:
    """Those who share a part in a session: people who are known, and how many are to be announced."""

    part: Part
    people: tuple[Person, ...]
    unannounced: int


def lineup(conference: Conference, session: Session) -> tuple[Seats, ...]:
    """Return a session's parts in the order in which the programme first names them."""
    parts: dict[Part, list[Person | None]] = {}
    for entry in session.people:
        person = conference.person(entry.person) if entry.person else None
        parts.setdefault(entry.part, []).append(person)
    return tuple(
        Seats(part, tuple(person for person in seated if person is not None), seated.count(None))
        for part, seated in parts.items()
    )
