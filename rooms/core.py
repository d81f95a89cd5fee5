"""The rules of a room as a whole: each command, entry and view key goes to the feature whose it is.

A new feature is a new file and one word in FEATURES. What an entry of one feature causes in another is one line in
FOLLOW_UPS. Permission, and the standing that moderation gave somebody, are settled here before any feature decides.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from rooms import chat, moderation, polls, questions, sessions
from rooms.context import Context, Participant
from rooms.entries import Command, Entry, tag_of
from rooms.errors import Refused
from rooms.ids import BallotKey, ParticipantId
from rooms.moderation import Standing
from rooms.roles import STAFF, Role, capabilities_of
from rooms.state import Feature, Paged, Room, Veiled
from rooms.views import CONCEALED, OWN, Audience, Json, Shown, Touched

FEATURES: Final[tuple[Feature, ...]] = (sessions, chat, questions, polls, moderation)


class FollowUp(NamedTuple):
    """When `cause` happens, `decide(state of feature, cause, context)` gives further entries of the same append."""

    cause: type[Entry]
    feature: Feature
    decide: Callable[[Any, Any, Context], Sequence[Entry]]


FOLLOW_UPS: Final = (FollowUp(moderation.ParticipantBanned, questions, questions.dismiss_held_by),)

# The features whose snapshot is a window.
PAGED: Final[Mapping[str, Paged]] = {chat.NAME: chat.page}

# The features whose own keys are found by ballot key.
VEILED: Final[Mapping[str, Veiled]] = {polls.NAME: polls}

# The commands by which something new is said to others; taking back is always allowed.
WRITING: Final = frozenset(
    {"chat.send", "chat.edit", "chat.react", "question.ask", "question.upvote", "poll.vote"}
)
# A mute binds whom it was laid on; only an organizer, whom nobody may mute, is above it. A lock does not bind staff.
NOT_BOUND_BY_MUTE: Final = frozenset({Role.ORGANIZER, Role.SERVER})
NOT_BOUND_BY_LOCK: Final = STAFF | {Role.SERVER}

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
    _permit(room, _TAGS[type(command)], context.participant)
    feature = _DECIDES[type(command)]
    decided = feature.decide(room.states[feature.NAME], command, context)
    return _with_follow_ups(room, decided, context)


def apply(room: Room, entry: Entry) -> Room:
    """The room after an entry. Never refuses."""
    feature = _APPLIES[type(entry)]
    return room.with_state(feature.NAME, feature.apply(room.states[feature.NAME], entry))


def touched(room: Room, entry: Entry) -> Touched:
    """The view keys that an entry may have changed; `room` is the state right after it."""
    feature = _APPLIES[type(entry)]
    return feature.touched(room.states[feature.NAME], entry)


def snapshot(room: Room, audience: Audience) -> dict[str, Json]:
    """The shared keys and their values. A window: older chat messages come by the page."""
    keys = (key for feature in FEATURES for key in feature.keys(room.states[feature.NAME]))
    return _held(room, keys, audience)


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
    return _held(room, keys, audience), more


def poll_results(room: Room) -> tuple[polls.Result, ...]:
    """The polls with their results, revealed or not, for files that staff keep."""
    return polls.results_of(room.states[polls.NAME])


def standing(room: Room, participant: ParticipantId) -> Standing:
    """Whether somebody is muted, removed from the room or banned."""
    return moderation.standing(room.states[moderation.NAME], participant)


def _permit(room: Room, capability: str, participant: Participant) -> None:
    role = participant.role
    stands = standing(room, participant.id)
    if capability not in capabilities_of(role) or stands.removed or stands.banned:
        raise Refused("not_permitted", capability=capability)
    if capability not in WRITING:
        return
    if stands.muted and role not in NOT_BOUND_BY_MUTE:
        raise Refused("participant.muted")
    if moderation.is_locked(room.states[moderation.NAME]) and role not in NOT_BOUND_BY_LOCK:
        raise Refused("room.locked")


def _with_follow_ups(room: Room, decided: Sequence[Entry], context: Context) -> tuple[Entry, ...]:
    if not any(follow_up.cause is type(entry) for entry in decided for follow_up in FOLLOW_UPS):
        return tuple(decided)
    entries: list[Entry] = []
    waiting = deque(decided)
    while waiting:
        entry = waiting.popleft()
        entries.append(entry)
        room = apply(room, entry)
        for follow_up in FOLLOW_UPS:
            if follow_up.cause is type(entry):
                waiting.extend(follow_up.decide(room.states[follow_up.feature.NAME], entry, context))
    return tuple(entries)


def _shown(room: Room, key: str, audience: Audience) -> Shown:
    feature = None if key.startswith(OWN) else _FEATURE_OF_KEY.get(key.partition("/")[0])
    return None if feature is None else feature.show(room.states[feature.NAME], key, audience)


def _held(room: Room, keys: Iterable[str], audience: Audience) -> dict[str, Json]:
    return {key: value for key, value in delta(room, keys, audience).items() if value is not None}
