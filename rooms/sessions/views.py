"""What is shown of the sessions, the same to everyone: touched, keys, show."""

from collections.abc import Iterator, Mapping

from rooms.ids import ParticipantId, SessionId
from rooms.sessions.entries import SessionEntry, SessionExtended, SessionStarted, SessionTakenBack
from rooms.sessions.state import Decision, Hours, Sessions
from rooms.views import Audience, Json, Shown, Touched


def touched(sessions: Sessions, entry: SessionEntry) -> Touched:
    if isinstance(entry, SessionTakenBack):
        return Touched(frozenset(f"sessions/{each.session}" for each in entry.restored))
    moved = entry.moved if isinstance(entry, SessionStarted | SessionExtended) else ()
    return Touched(frozenset((f"sessions/{entry.session}", *(f"sessions/{each.session}" for each in moved))))


def keys(sessions: Sessions) -> Iterator[str]:
    return (f"sessions/{session}" for session in sessions.sessions)


def own_keys(sessions: Sessions, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(sessions: Sessions, key: str, audience: Audience) -> Shown:
    id = SessionId(key.removeprefix("sessions/"))
    session = sessions.sessions.get(id)
    if session is None:
        return None
    plan = session.plan
    shown: dict[str, Json] = {
        "session": id,
        "title": plan.title,
        "kind": plan.kind,
        "starts": session.hours.starts,
        "ends": session.hours.ends,
        "floor": plan.floor,
        "people": [{"name": person.name, "part": person.part} for person in plan.people],
        "state": session.state,
    }
    if session.hours != plan.hours:
        shown["planned"] = {"starts": plan.starts, "ends": plan.ends}
    if session.recording is not None:
        shown["recording"] = True
    return shown


def show_own(sessions: Sessions, key: str, participant: ParticipantId) -> Json:
    return None


def hours_of(sessions: Sessions) -> Mapping[SessionId, Hours]:
    """The hours of those sessions whose hours are not the programme's, as moderators changed them."""
    return {
        id: session.hours for id, session in sessions.sessions.items() if session.hours != session.plan.hours
    }


def recording_of(sessions: Sessions, id: SessionId) -> Decision | None:
    """Who let attendees see a session's recording; None while they may not."""
    session = sessions.sessions.get(id)
    return None if session is None else session.recording
