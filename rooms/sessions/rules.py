"""What becomes of the sessions and their hours: decide and apply."""

from collections.abc import Iterable, Sequence
from typing import assert_never

from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.ids import SessionId
from rooms.sessions import taking_back
from rooms.sessions.arrangement import Follow, arranged
from rooms.sessions.commands import (
    MINUTES,
    EndSession,
    ExtendSession,
    HideRecording,
    ScheduleSession,
    SessionCommand,
    ShowRecording,
    StartSession,
    TakeBackSession,
    WithdrawSession,
)
from rooms.sessions.entries import (
    Moved,
    RecordingHidden,
    RecordingShown,
    SessionEnded,
    SessionEntry,
    SessionExtended,
    SessionScheduled,
    SessionStarted,
    SessionTakenBack,
    SessionWithdrawn,
)
from rooms.sessions.state import Decision, Hours, Plan, Session, Sessions


def decide(sessions: Sessions, command: SessionCommand, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    match command:
        case ScheduleSession():
            known = sessions.sessions.get(command.session)
            if known is not None and known.plan == _plan(command):
                return ()
            return (
                SessionScheduled(
                    by=by,
                    at=at,
                    session=command.session,
                    title=dict(command.title),
                    kind=command.kind,
                    starts=command.starts,
                    ends=command.ends,
                    floor=command.floor,
                    people=command.people,
                    questions=command.questions,
                ),
            )
        case WithdrawSession():
            _known(sessions, command.session)
            return (SessionWithdrawn(by=by, at=at, session=command.session),)
        case StartSession():
            return _started(sessions, command, context)
        case ExtendSession():
            return _extended(sessions, command, context)
        case TakeBackSession():
            return taking_back.decided(sessions, command, context)
        case EndSession():
            session = _known(sessions, command.session)
            begun = session.state == "live" or (session.state == "planned" and session.hours.starts <= at)
            if not begun:
                raise Refused("session.state", session=command.session, state=session.state)
            return (SessionEnded(by=by, at=at, session=command.session),)
        case ShowRecording():
            shown = _known(sessions, command.session).recording is not None
            return () if shown else (RecordingShown(by=by, at=at, session=command.session),)
        case HideRecording():
            shown = _known(sessions, command.session).recording is not None
            return (RecordingHidden(by=by, at=at, session=command.session),) if shown else ()
    assert_never(command)


def apply(sessions: Sessions, entry: SessionEntry) -> Sessions:
    return taking_back.noted(sessions, _applied(sessions, entry), entry)


def _applied(sessions: Sessions, entry: SessionEntry) -> Sessions:
    known = sessions.sessions.get(entry.session)
    match entry:
        case SessionScheduled():
            return _with(sessions, entry.session, _rescheduled(known, entry))
        case SessionWithdrawn():
            return replace(sessions, sessions=sessions.sessions.drop(entry.session))
        case SessionStarted() | SessionExtended():
            if known is None:
                return sessions
            if isinstance(entry, SessionStarted):
                known = replace(known, hours=Hours(entry.at, entry.ends), state="live")
            else:
                known = replace(known, hours=Hours(known.hours.starts, entry.ends))
            return _moved(_with(sessions, entry.session, known), entry.moved)
        case SessionTakenBack():
            return taking_back.restored(sessions, entry)
        case SessionEnded():
            if known is None:
                return sessions
            hours = Hours(min(known.hours.starts, entry.at), entry.at)
            return _with(sessions, entry.session, replace(known, hours=hours, state="over"))
        case RecordingShown() | RecordingHidden():
            if known is None:
                return sessions
            decision = Decision(entry.by, entry.at) if isinstance(entry, RecordingShown) else None
            return _with(sessions, entry.session, replace(known, recording=decision))
    assert_never(entry)


def _started(sessions: Sessions, command: StartSession, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    session = _known(sessions, command.session)
    if session.state != "planned":
        raise Refused("session.state", session=command.session, state=session.state)
    live = [id for id, each in sessions.sessions.items() if each.state == "live"]
    # What begins so late that its end is past has its whole length before it.
    length = session.hours.ends - session.hours.starts
    ends = session.hours.ends if session.hours.ends > at else at + length
    return (
        *(SessionEnded(by=by, at=at, session=id) for id in live),
        SessionStarted(
            by=by,
            at=at,
            session=command.session,
            ends=ends,
            moved=_following(sessions, command.session, ends, "shift") if ends > session.hours.ends else (),
            questions=session.plan.questions,
        ),
    )


def _extended(sessions: Sessions, command: ExtendSession, context: Context) -> Sequence[Entry]:
    session = _known(sessions, command.session)
    if command.minutes not in MINUTES:
        raise Refused("session.minutes", least=MINUTES[0], most=MINUTES[-1])
    if session.state == "over":
        raise Refused("session.state", session=command.session, state=session.state)
    if command.seen is not None and command.seen != session.hours.ends:
        raise Refused("session.moved", session=command.session, ends=session.hours.ends)
    # An overrun is extended from now on: from its end it might be over again at once.
    overrun = context.now if session.state == "live" else 0
    ends = max(session.hours.ends, overrun) + command.minutes * 60_000
    return (
        SessionExtended(
            by=context.participant,
            at=context.now,
            session=command.session,
            ends=ends,
            moved=_following(sessions, command.session, ends, command.follow),
        ),
    )


def _following(sessions: Sessions, session: SessionId, ends: int, follow: Follow) -> tuple[Moved, ...]:
    begins = sessions.sessions[session].hours.starts
    following = {
        str(id): (each.hours.starts, each.hours.ends)
        for id, each in sessions.sessions.items()
        if id != session and each.state == "planned" and each.hours.starts >= begins
    }
    changed = arranged(following, ends, follow)
    return tuple(Moved(SessionId(id), starts, its_end) for id, (starts, its_end) in changed.items())


def _rescheduled(known: Session | None, entry: SessionScheduled) -> Session:
    """The programme anew. Hours that a moderator changed stand, unless the programme's own have moved since.

    What has begun or is over keeps its hours, unless the programme has it begin later than now: then it is planned again.
    """
    plan = _plan(entry)
    if known is None:
        return Session(plan, plan.hours)
    again = known.state != "planned" and plan.hours != known.plan.hours and plan.starts > entry.at
    if again or (known.state == "planned" and plan.hours != known.plan.hours):
        return replace(known, plan=plan, hours=plan.hours, state="planned")
    return replace(known, plan=plan)


def _known(sessions: Sessions, id: SessionId) -> Session:
    session = sessions.sessions.get(id)
    if session is None:
        raise Refused("session.unknown", session=id)
    return session


def _with(sessions: Sessions, id: SessionId, session: Session) -> Sessions:
    return replace(sessions, sessions=sessions.sessions.put(id, session))


def _moved(sessions: Sessions, moved: Iterable[Moved]) -> Sessions:
    for each in moved:
        known = sessions.sessions.get(each.session)
        if known is not None:
            sessions = _with(sessions, each.session, replace(known, hours=Hours(each.starts, each.ends)))
    return sessions


def _plan(told: ScheduleSession | SessionScheduled) -> Plan:
    return Plan(told.title, told.kind, told.starts, told.ends, told.floor, told.people, told.questions)
