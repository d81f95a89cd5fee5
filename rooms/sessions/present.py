"""Which session is on. Input: the sessions, and the moment, in ms since 1970-01-01T00:00:00Z."""

from collections.abc import Mapping

from msgspec import Struct

from rooms.ids import SessionId
from rooms.sessions.state import Session, Sessions


class LiveSession(Struct, frozen=True):
    """What is on: the session, and the language of its floor."""

    session: SessionId
    floor: str | None


def live(sessions: Sessions, now: int) -> LiveSession | None:
    """The session that is on at a moment; a break is none. One that was started is on until it is ended."""
    started = [(id, each) for id, each in sessions.sessions.items() if each.state == "live"]
    by_clock = [(id, each) for id, each in sessions.sessions.items() if _is_due(each, now)]
    for id, session in (*started, *by_clock):
        return None if session.plan.kind == "break" else LiveSession(id, session.plan.floor)
    return None


def measure(sessions: Sessions, now: int) -> Mapping[str, float]:
    """Whether a session is on, and by how many seconds the one that was started is beyond its end."""
    beyond = [now - each.hours.ends for each in sessions.sessions.values() if each.state == "live"]
    return {
        "sessions_live": float(live(sessions, now) is not None),
        "sessions_overrun_s": max([0, *beyond]) / 1000,
    }


def _is_due(session: Session, now: int) -> bool:
    return session.state == "planned" and session.hours.starts <= now < session.hours.ends
