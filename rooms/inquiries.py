"""What the shell asks of a room beside its views: who may send, who is heard, how somebody stands, what is counted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from rooms import (
    captions,
    floor,
    hands,
    interpretation,
    moderation,
    polls,
    questions,
    sessions,
    slides,
    stage,
)
from rooms.context import Participant
from rooms.ids import DeckId, ParticipantId, SessionId
from rooms.moderation import Standing
from rooms.roles import PUBLISHERS
from rooms.sessions import LiveSession
from rooms.stage.commands import SOURCES, Source
from rooms.state import Room
from rooms.views import Audience

# What an operator should know of a room, as numbers: each feature's `measure(state, now)` names them `<feature>_<what>`.
MEASURED: Final[Mapping[str, Callable[[Any, int], Mapping[str, float]]]] = {
    sessions.NAME: sessions.measure,
    questions.NAME: questions.measure,
    floor.NAME: hands.measure,
    stage.NAME: stage.measure,
    captions.NAME: captions.measure,
}


def poll_results(room: Room) -> tuple[polls.Result, ...]:
    """The polls with their results, revealed or not, for files that staff keep."""
    return polls.results_of(room.states[polls.NAME])


def session_hours(room: Room) -> Mapping[SessionId, sessions.Hours]:
    """The hours of the sessions that moderators moved, by session."""
    return sessions.hours_of(room.states[sessions.NAME])


def recording_shown(room: Room, session: SessionId) -> sessions.Decision | None:
    """Who let attendees see a session's recording, and when; None while they may not."""
    return sessions.recording_of(room.states[sessions.NAME], session)


def has_floor(room: Room, participant: ParticipantId) -> bool:
    """Whether somebody was granted the floor and has it still: they may send camera or microphone as a speaker may."""
    return floor.holds(room.states[floor.NAME], participant)


def measures(room: Room, now: int) -> dict[str, float]:
    """What an operator should know of a room at a time (ms), by name: `questions_held`, `questions_oldest_held_s`."""
    return {
        name: value
        for feature, measure in MEASURED.items()
        for name, value in measure(room.states[feature], now).items()
    }


def standing(room: Room, participant: ParticipantId) -> Standing:
    """Whether somebody is muted, removed from the room or banned."""
    return moderation.standing(room.states[moderation.NAME], participant)


def may_publish(room: Room, participant: Participant) -> tuple[str, ...]:
    """The sources that somebody may send in the room: of camera, microphone, screen."""
    permitted = (
        participant.role in PUBLISHERS
        or has_floor(room, participant.id)
        or stage.is_on(room.states[stage.NAME], participant.id)
    )
    return SOURCES if permitted else ()


def live_session(room: Room, now: int) -> LiveSession | None:
    """The session that is on in the room now."""
    return sessions.live(room.states[sessions.NAME], now)


def spoken_language(room: Room, participant: ParticipantId | None, now: int) -> str | None:
    """The language of the floor while somebody is heard: theirs, or what the programme says; None where nobody told."""
    told = None if participant is None else stage.spoken_by(room.states[stage.NAME], participant)
    session = live_session(room, now)
    return told or (None if session is None else session.floor)


def is_broadcast(room: Room) -> bool:
    """Whether the room was told that its stage is broadcast."""
    return stage.is_broadcast(room.states[stage.NAME])


def shows_only_unsuitable(room: Room) -> bool:
    """Whether there are pictures on the stage, and none of them can be broadcast."""
    return stage.shows_only_unsuitable(room.states[stage.NAME])


def slides_shown(room: Room, since: int, until: int) -> tuple[slides.Showing, ...]:
    """What of the slides everyone saw from one moment to another (ms), first what was on at `since`."""
    return slides.shown_between(room.states[slides.NAME], since, until)


def may_see_slide(room: Room, deck: DeckId, page: int, audience: Audience) -> bool:
    """Whether an audience may fetch a page: of the hall, what it was shown."""
    return slides.may_see(room.states[slides.NAME], deck, page, audience)


def on_air(room: Room) -> tuple[tuple[ParticipantId, tuple[str, ...]], ...]:
    """Those on the stage in their order with the sources that the hall receives; nobody while a slide covers it."""
    return stage.on_air(room.states[stage.NAME])


def trespassers(room: Room, senders: Iterable[ParticipantId]) -> frozenset[ParticipantId]:
    """Those of whom the media engine receives something, and who may not send (any more)."""
    return frozenset(id for id in senders if not _may_send(room, id))


def _may_send(room: Room, id: ParticipantId) -> bool:
    person = stage.person(room.states[stage.NAME], id)
    stands = standing(room, id)
    return not (stands.removed or stands.banned) and person is not None and bool(may_publish(room, person))


def behind_stage(room: Room) -> frozenset[ParticipantId]:
    """Those of whom is told that they are there: behind the stage, or on it."""
    return stage.here(room.states[stage.NAME])


def channels(room: Room) -> Mapping[str, ParticipantId | None]:
    """The open interpretation channels by language, with who speaks in them."""
    return interpretation.on_air(room.states[interpretation.NAME])


def sources_in(names: Iterable[str]) -> tuple[Source, ...]:
    """The sources among some names, each once, in the order in which they are shown."""
    found = set(names)
    return tuple(source for source in SOURCES if source in found)


def sending(room: Room) -> Mapping[ParticipantId, tuple[str, ...]]:
    """Whose sources the room believes the media engine to receive."""
    return stage.sending(room.states[stage.NAME])


def caption_tracks(room: Room) -> tuple[str, ...]:
    """The tracks in which something was captioned: a language (`es`), or a machine's in it (`es.machine`)."""
    return captions.tracks(room.states[captions.NAME])


def transcript(room: Room, track: str) -> tuple[captions.Caption, ...]:
    """All captions of a track, in the order in which they began."""
    return captions.transcript(room.states[captions.NAME], track)


def last_seq(room: Room, feed: str) -> int | None:
    """The number of the last text that professional software handed in as a feed; None before its first."""
    return captions.last_seq(room.states[captions.NAME], feed)
