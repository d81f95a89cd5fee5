"""The rules of a room as a whole: each command, entry and view key goes to the feature whose it is.

A new feature is a new file and one word in FEATURES. What an entry of one feature causes in another is one line in
FOLLOW_UPS. Permission, and the standing that moderation gave somebody, are settled in `permission` before any feature
decides.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from rooms import (
    announcements,
    captions,
    chat,
    cues,
    floor,
    guests,
    interpretation,
    manuscripts,
    moderation,
    polls,
    projector,
    purges,
    questions,
    reports,
    sessions,
    slides,
    stage,
    talk,
    translations,
    words,
)
from rooms.aliases import unveiled
from rooms.authority import refuse_unknown_language
from rooms.context import Context, Original, Participant, Subject
from rooms.entries import Command, Entry, tag_of
from rooms.ids import BallotKey, ParticipantId
from rooms.originals import original_in, original_key
from rooms.permission import permit
from rooms.roles import Role, audience_of
from rooms.stage.entries import Departed
from rooms.state import Beside, Feature, Paged, Room, Veiled
from rooms.views import CONCEALED, OWN, Audience, Json, Shown, Touched

FEATURES: Final[tuple[Feature, ...]] = (
    sessions,
    chat,
    questions,
    polls,
    floor,
    announcements,
    cues,
    talk,
    stage,
    slides,
    manuscripts,
    interpretation,
    moderation,
    purges,
    reports,
    words,
    guests,
    projector,
    translations,
    captions,
)


class FollowUp(NamedTuple):
    """When `cause` happens, `decide(state of feature, cause, context)` gives further entries of the same append."""

    cause: type[Entry]
    feature: Feature
    decide: Callable[[Any, Any, Context], Sequence[Entry]]


FOLLOW_UPS: Final = (
    FollowUp(sessions.SessionStarted, questions, questions.follow_session),
    FollowUp(sessions.SessionEnded, floor, floor.clear_after),
    FollowUp(sessions.SessionEnded, stage, stage.empty_stage),
    FollowUp(floor.FloorRevoked, stage, stage.step_down),
    FollowUp(floor.HandReturned, stage, stage.step_down),
    FollowUp(floor.FloorReleased, stage, stage.step_down_by_oneself),
    FollowUp(sessions.SessionEnded, slides, slides.hide_after),
    FollowUp(moderation.ParticipantBanned, questions, questions.dismiss_held_by),
    FollowUp(moderation.ParticipantBanned, floor, floor.lower_of),
    FollowUp(moderation.ParticipantRemoved, floor, floor.lower_of),
    FollowUp(moderation.ParticipantBanned, stage, stage.let_go),
    FollowUp(moderation.ParticipantRemoved, stage, stage.let_go),
    FollowUp(moderation.ParticipantBanned, interpretation, interpretation.let_go),
    FollowUp(moderation.ParticipantRemoved, interpretation, interpretation.let_go),
    FollowUp(Departed, interpretation, interpretation.let_go),
    FollowUp(moderation.RoomLockedDown, chat, chat.lock_down),
    FollowUp(moderation.RoomLockedDown, questions, questions.lock_down),
    FollowUp(moderation.LockDownLifted, chat, chat.lift_lock_down),
    FollowUp(moderation.LockDownLifted, questions, questions.lift_lock_down),
    FollowUp(purges.ParticipantPurged, chat, chat.purge),
    FollowUp(purges.ParticipantPurged, questions, questions.purge),
    FollowUp(purges.ParticipantRestored, chat, chat.restore),
    FollowUp(purges.ParticipantRestored, questions, questions.restore),
)
# Entries that say nothing by themselves: without one that follows they are not kept.
HOLLOW: Final = (purges.ParticipantPurged,)
# Where the subject of a report is looked for.
REPORTABLE: Final[Mapping[str, tuple[Feature, Callable[[Any, str], Subject | None]]]] = {
    "message": (chat, chat.reportable),
    "question": (questions, questions.reportable),
}

# The features whose snapshot is a window.
PAGED: Final[Mapping[str, Paged]] = {chat.NAME: chat.page}

# The features whose own keys are found by ballot key.
VEILED: Final[Mapping[str, Veiled]] = {polls.NAME: polls}

# The features that are shown beside what others show, and the entries that leave the words of an original as they are.
BESIDE: Final[Mapping[str, Beside]] = {translations.NAME: translations}
SAME_WORDS: Final = (chat.Reacted, chat.Unreacted, questions.QuestionUpvoted, questions.UpvoteWithdrawn)

# The commands whose text is searched for listed words.
READ: Final = frozenset({"chat.send", "chat.edit", "question.ask"})

COMMAND_TYPES: Final[Mapping[str, type[Command]]] = {
    tag_of(kind): kind for feature in FEATURES for kind in feature.COMMANDS
}
ENTRY_TYPES: Final[Mapping[str, type[Entry]]] = {
    tag_of(kind): kind for feature in FEATURES for kind in feature.ENTRIES
}
_TAGS: Final = {kind: tag for tag, kind in COMMAND_TYPES.items()}
_DECIDES: Final = {kind: feature for feature in FEATURES for kind in feature.COMMANDS}
_APPLIES: Final = {kind: feature for feature in FEATURES for kind in feature.ENTRIES}
_FEATURE_OF_KEY: Final = {key: feature for feature in FEATURES for key in feature.KEYS}


def empty_room() -> Room:
    """A room in which nothing has happened."""
    return Room({feature.NAME: feature.EMPTY for feature in FEATURES})


def decide(room: Room, command: Command, context: Context) -> tuple[Entry, ...]:
    """The entries that follow from a command, in the order of the log; none when it changes nothing.

    Raises Refused. Decides nothing by itself: apply the entries once they are stored.
    """
    permit(room, _TAGS[type(command)], context.participant)
    refuse_unknown_language(_TAGS[type(command)], command, context)
    feature = _DECIDES[type(command)]
    command, context = unveiled(room, command, context)
    context = _reading(room, command, context)
    decided = feature.decide(room.states[feature.NAME], command, context)
    return _with_follow_ups(room, decided, context)


def apply(room: Room, entry: Entry) -> Room:
    """The room after an entry. Never refuses."""
    feature = _APPLIES[type(entry)]
    return room.with_state(feature.NAME, feature.apply(room.states[feature.NAME], entry))


def touched(room: Room, entry: Entry) -> Touched:
    """The view keys that an entry may have changed; `room` is the state right after it."""
    feature = _APPLIES[type(entry)]
    changed = feature.touched(room.states[feature.NAME], entry)
    if isinstance(entry, SAME_WORDS):
        return changed
    return Touched(changed.shared.union(_beside(room, changed.shared)), changed.own, changed.veiled)


def snapshot(room: Room, audience: Audience) -> dict[str, Json]:
    """The shared keys and their values. A window: older chat messages come by the page."""
    keys = [key for feature in FEATURES for key in feature.keys(room.states[feature.NAME])]
    return _held(room, (*keys, *_beside(room, keys)), audience)


def own_snapshot(
    room: Room, participant: ParticipantId, ballot_key: BallotKey | None = None
) -> dict[str, Json]:
    """All of a participant's own keys and their values; without the ballot key none of what the log does not name."""
    keys = [key for feature in FEATURES for key in feature.own_keys(room.states[feature.NAME], participant)]
    if ballot_key is not None:
        for name, veiled in VEILED.items():
            keys += veiled.veiled_keys(room.states[name], ballot_key)
    values = ((key, show_own(room, key, participant, ballot_key)) for key in keys)
    return {key: value for key, value in values if value is not None}


def show(room: Room, key: str, audience: Audience) -> Json:
    """The value of a shared key, None without one. Answers for any key, in the window or not."""
    shown = _shown(room, key, audience)
    return None if shown is CONCEALED else shown


def show_own(room: Room, key: str, participant: ParticipantId, ballot_key: BallotKey | None = None) -> Json:
    """The value of a participant's own key, None without one."""
    kind = "/".join(key.split("/", 2)[:2])
    feature = _FEATURE_OF_KEY.get(kind) if key.startswith(OWN) else None
    if feature is None:
        return None
    veiled = VEILED.get(feature.NAME)
    if veiled is not None and ballot_key is not None:
        return veiled.show_veiled(room.states[feature.NAME], key, ballot_key)
    return feature.show_own(room.states[feature.NAME], key, participant)


def delta(room: Room, keys: Iterable[str], audience: Audience) -> dict[str, Json]:
    """The present value of shared keys, None for those that are gone.

    Keys that the audience was never shown are left out, so that not even a held question's id reaches the hall.
    """
    shown = ((key, _shown(room, key, audience)) for key in keys)
    return {key: value for key, value in shown if value is not CONCEALED}


def own_delta(
    room: Room, keys: Iterable[str], participant: ParticipantId, ballot_key: BallotKey | None = None
) -> dict[str, Json]:
    """The present value of a participant's own keys, None for those that are gone."""
    return {key: show_own(room, key, participant, ballot_key) for key in keys}


def page(
    room: Room, feature: str, before: int, limit: int, audience: Audience
) -> tuple[dict[str, Json], bool]:
    """The newest `limit` things of a feature numbered below `before`, and whether there are still older ones.

    LookupError for a feature without pages.
    """
    keys, more = PAGED[feature](room.states[feature], before, limit)
    return _held(room, (*keys, *_beside(room, keys)), audience), more


def _reading(room: Room, command: Command, context: Context) -> Context:
    """The context with the listed words in the command's text, and with what a report or a translation is about."""
    if isinstance(command, reports.FileReport):
        feature, find = REPORTABLE[command.kind]
        return replace(context, subject=find(room.states[feature.NAME], command.subject))
    if _DECIDES[type(command)].NAME in BESIDE:
        return replace(context, original=_original(room, command, context.participant))
    if _TAGS[type(command)] not in READ:
        return context
    text = getattr(command, "text", "")
    listed = words.found(room.states[words.NAME], text, context.language)
    return replace(context, listed=listed) if listed else context


def _with_follow_ups(room: Room, decided: Sequence[Entry], context: Context) -> tuple[Entry, ...]:
    if not any(follow_up.cause is type(entry) for entry in decided for follow_up in FOLLOW_UPS):
        return tuple(decided)
    entries: list[Entry] = []
    waiting = deque(decided)
    while waiting:
        entry = waiting.popleft()
        after = apply(room, entry)
        following: list[Entry] = []
        for follow_up in FOLLOW_UPS:
            if follow_up.cause is type(entry):
                following.extend(follow_up.decide(after.states[follow_up.feature.NAME], entry, context))
        if isinstance(entry, HOLLOW) and not following:
            continue
        entries.append(entry)
        room = after
        waiting.extend(following)
    return tuple(entries)


def _shown(room: Room, key: str, audience: Audience) -> Shown:
    feature = None if key.startswith(OWN) else _FEATURE_OF_KEY.get(key.partition("/")[0])
    if feature is None:
        return None
    state, beside = room.states[feature.NAME], BESIDE.get(feature.NAME)
    original = None if beside is None else beside.original_of(key)
    if beside is None or original is None:
        return feature.show(state, key, audience)
    shown = _shown(room, original, audience)
    return shown if shown is None or shown is CONCEALED else beside.show_beside(state, key, shown)


def _beside(room: Room, keys: Iterable[str]) -> Iterable[str]:
    keys = tuple(keys)
    return [
        each
        for name, feature in BESIDE.items()
        for key in keys
        for each in feature.beside(room.states[name], key)
    ]


def _original(room: Room, command: Command, participant: Participant) -> Original | None:
    """The text that a command is about, as its asker is shown it. The server is shown everything."""
    about = getattr(command, "about", "")
    key = original_key(about)
    audience = Audience.BACKSTAGE if participant.role is Role.SERVER else audience_of(participant.role)
    return None if key is None else original_in(about, show(room, key, audience))


def _held(room: Room, keys: Iterable[str], audience: Audience) -> dict[str, Json]:
    return {key: value for key, value in delta(room, keys, audience).items() if value is not None}
