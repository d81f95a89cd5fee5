"""Taking back what was done to the clock: the last start, extension or end of a session, with all that gave way to it.

Input: the sessions with the steps that were taken, which `rules` notes here. A step is taken back only while everything
that it changed is still as it left it, so that nothing is undone that somebody decided since.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from rooms.context import Context
from rooms.errors import Refused
from rooms.ids import SessionId
from rooms.sessions.commands import TakeBackSession
from rooms.sessions.entries import (
    Restored,
    SessionEnded,
    SessionEntry,
    SessionExtended,
    SessionStarted,
    SessionTakenBack,
)
from rooms.sessions.state import Hours, Sessions, Standing, Step

# How many steps are remembered.
MOST: Final = 30


def noted(before: Sessions, after: Sessions, entry: SessionEntry) -> Sessions:
    """The sessions after an entry, with what it changed as a step."""
    if isinstance(entry, SessionTakenBack):
        return replace(after, taken=_without(after.taken, entry.session))
    if not isinstance(entry, SessionStarted | SessionExtended | SessionEnded):
        return after
    concerned = (
        entry.session,
        *(() if isinstance(entry, SessionEnded) else (each.session for each in entry.moved)),
    )
    was, became = _standing(before, concerned), _standing(after, concerned)
    taken = after.taken
    # A start ends the session that was live just before, and is one step with that.
    last = taken[-1] if taken else None
    if isinstance(entry, SessionStarted) and last is not None and last.is_end and last.at == entry.at:
        was, became, taken = {**was, **last.was}, {**last.became, **became}, taken[:-1]
    step = Step(entry.session, entry.at, isinstance(entry, SessionEnded), was, became)
    return replace(after, taken=(*taken, step)[-MOST:])


def decided(sessions: Sessions, command: TakeBackSession, context: Context) -> Sequence[SessionTakenBack]:
    """What takes back the last step of a session. Raises Refused."""
    session = sessions.sessions.get(command.session)
    if session is None:
        raise Refused("session.unknown", session=command.session)
    step = next((each for each in reversed(sessions.taken) if each.session == command.session), None)
    if step is None:
        raise Refused("session.state", session=command.session, state=session.state)
    for id, became in step.became.items():
        present = sessions.sessions.get(id)
        if present is None or (present.hours, present.state) != (became.hours, became.state):
            raise Refused(
                "session.moved",
                session=id,
                ends=session.hours.ends if present is None else present.hours.ends,
            )
    live_again = any(was.state == "live" for was in step.was.values())
    for id, each in sessions.sessions.items():
        # Two are never live at once.
        if live_again and each.state == "live" and id not in step.was:
            raise Refused("session.state", session=id, state="live")
    restored = tuple(
        Restored(id, was.hours.starts, was.hours.ends, was.state) for id, was in step.was.items()
    )
    return (
        SessionTakenBack(by=context.participant, at=context.now, session=command.session, restored=restored),
    )


def restored(sessions: Sessions, entry: SessionTakenBack) -> Sessions:
    """The sessions with the hours and states that they had."""
    known = sessions.sessions
    for each in entry.restored:
        session = known.get(each.session)
        if session is not None:
            known = known.put(
                each.session, replace(session, hours=Hours(each.starts, each.ends), state=each.state)
            )
    return replace(sessions, sessions=known)


def _standing(sessions: Sessions, ids: Sequence[SessionId]) -> dict[SessionId, Standing]:
    known = ((id, sessions.sessions.get(id)) for id in ids)
    return {id: Standing(session.hours, session.state) for id, session in known if session is not None}


def _without(taken: tuple[Step, ...], session: SessionId) -> tuple[Step, ...]:
    at = max((place for place, step in enumerate(taken) if step.session == session), default=None)
    return taken if at is None else (*taken[:at], *taken[at + 1 :])
