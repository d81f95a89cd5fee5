"""Who may write, and who may be here: muting, removing, banning, and the lock of the room.

Commands come from staff. `name` is how the room knew the person; what the accounts know of them (`context.named`)
counts more.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenParticipantId, ParticipantId
from rooms.roles import STAFF, Role
from rooms.text import LIMITS
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "moderation"
KEYS: Final = ("moderation", "my/standing")

GivenName = Annotated[str, Meta(min_length=1, max_length=LIMITS["name"])]


class AboutParticipant(Command, frozen=True):
    participant: GivenParticipantId
    name: GivenName


class Mute(AboutParticipant, frozen=True, tag="participant.mute"):
    pass


class Unmute(AboutParticipant, frozen=True, tag="participant.unmute"):
    pass


class Remove(AboutParticipant, frozen=True, tag="participant.remove"):
    pass


class Readmit(AboutParticipant, frozen=True, tag="participant.readmit"):
    pass


class Ban(AboutParticipant, frozen=True, tag="participant.ban"):
    pass


class Unban(AboutParticipant, frozen=True, tag="participant.unban"):
    pass


class Lock(Command, frozen=True, tag="room.lock"):
    pass


class Unlock(Command, frozen=True, tag="room.unlock"):
    pass


COMMANDS: Final = (Mute, Unmute, Remove, Readmit, Ban, Unban, Lock, Unlock)
PersonCommand: TypeAlias = Mute | Unmute | Remove | Readmit | Ban | Unban
ModerationCommand: TypeAlias = PersonCommand | Lock | Unlock


class ParticipantEntry(Entry, frozen=True, kw_only=True):
    participant: ParticipantId
    name: str


class ParticipantMuted(ParticipantEntry, frozen=True, kw_only=True, tag="participant.muted"):
    pass


class ParticipantUnmuted(ParticipantEntry, frozen=True, kw_only=True, tag="participant.unmuted"):
    pass


class ParticipantRemoved(ParticipantEntry, frozen=True, kw_only=True, tag="participant.removed"):
    pass


class ParticipantReadmitted(ParticipantEntry, frozen=True, kw_only=True, tag="participant.readmitted"):
    pass


class ParticipantBanned(ParticipantEntry, frozen=True, kw_only=True, tag="participant.banned"):
    pass


class ParticipantUnbanned(ParticipantEntry, frozen=True, kw_only=True, tag="participant.unbanned"):
    pass


class RoomLocked(Entry, frozen=True, kw_only=True, tag="room.locked"):
    pass


class RoomUnlocked(Entry, frozen=True, kw_only=True, tag="room.unlocked"):
    pass


ENTRIES: Final = (
    ParticipantMuted,
    ParticipantUnmuted,
    ParticipantRemoved,
    ParticipantReadmitted,
    ParticipantBanned,
    ParticipantUnbanned,
    RoomLocked,
    RoomUnlocked,
)
ModerationEntry: TypeAlias = ParticipantEntry | RoomLocked | RoomUnlocked


class Standing(Struct, frozen=True):
    """How somebody stands in the room. `name` is empty for those whom nobody ever acted on."""

    muted: bool = False
    removed: bool = False
    banned: bool = False
    name: str = ""


class Moderation(Struct, frozen=True):
    """`standings` holds only those who are muted, removed or banned."""

    standings: FrozenMap[ParticipantId, Standing] = FrozenMap()
    locked: bool = False


EMPTY: Final = Moderation()

# What each command changes of a standing, and the entry that says so; each entry changes the same.
_CHANGES: Final[dict[type[PersonCommand], tuple[type[ParticipantEntry], str, bool]]] = {
    Mute: (ParticipantMuted, "muted", True),
    Unmute: (ParticipantUnmuted, "muted", False),
    Remove: (ParticipantRemoved, "removed", True),
    Readmit: (ParticipantReadmitted, "removed", False),
    Ban: (ParticipantBanned, "banned", True),
    Unban: (ParticipantUnbanned, "banned", False),
}
_CHANGED: Final = {entry: (what, value) for entry, what, value in _CHANGES.values()}


def decide(moderation: Moderation, command: ModerationCommand, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    match command:
        case Lock():
            return () if moderation.locked else (RoomLocked(by=by, at=at),)
        case Unlock():
            return (RoomUnlocked(by=by, at=at),) if moderation.locked else ()
        case Mute() | Unmute() | Remove() | Readmit() | Ban() | Unban():
            _refuse_to_act_on_staff(command, context)
            fact, what, value = _CHANGES[type(command)]
            if getattr(standing(moderation, command.participant), what) is value:
                return ()
            name = command.name if context.named is None else context.named.name
            return (fact(by=by, at=at, participant=command.participant, name=name),)
    assert_never(command)


def apply(moderation: Moderation, entry: ModerationEntry) -> Moderation:
    match entry:
        case RoomLocked() | RoomUnlocked():
            return replace(moderation, locked=isinstance(entry, RoomLocked))
        case ParticipantEntry():
            what, value = _CHANGED[type(entry)]
            changed = replace(standing(moderation, entry.participant), name=entry.name, **{what: value})
            standings = moderation.standings
            if changed.muted or changed.removed or changed.banned:
                return replace(moderation, standings=standings.put(entry.participant, changed))
            return replace(moderation, standings=standings.drop(entry.participant))
    assert_never(entry)


def touched(moderation: Moderation, entry: ModerationEntry) -> Touched:
    match entry:
        case RoomLocked() | RoomUnlocked():
            return Touched(frozenset(("moderation",)))
        case ParticipantEntry():
            return Touched(
                frozenset((f"moderation/{entry.participant}",)),
                {entry.participant: frozenset(("my/standing",))},
            )
    assert_never(entry)


def keys(moderation: Moderation) -> Iterator[str]:
    yield "moderation"
    yield from (f"moderation/{participant}" for participant in moderation.standings)


def own_keys(moderation: Moderation, participant: ParticipantId) -> Iterator[str]:
    yield "my/standing"


def show(moderation: Moderation, key: str, audience: Audience) -> Shown:
    """Whom staff acted on is for backstage alone."""
    if key == "moderation":
        return {"locked": moderation.locked}
    if audience is not Audience.BACKSTAGE:
        return CONCEALED
    participant = ParticipantId(key.removeprefix("moderation/"))
    found = moderation.standings.get(participant)
    if found is None:
        return None
    return {
        "participant": participant,
        "name": found.name,
        "muted": found.muted,
        "removed": found.removed,
        "banned": found.banned,
    }


def show_own(moderation: Moderation, key: str, participant: ParticipantId) -> Json:
    return {"muted": standing(moderation, participant).muted} if key == "my/standing" else None


def standing(moderation: Moderation, participant: ParticipantId) -> Standing:
    """How a participant stands; also whether they may be in the room at all."""
    return moderation.standings.get(participant, _UNTOUCHED)


def is_locked(moderation: Moderation) -> bool:
    """Whether the room is read-only for all but staff."""
    return moderation.locked


def _refuse_to_act_on_staff(command: PersonCommand, context: Context) -> None:
    if command.participant == context.participant.id:
        raise Refused("participant.self")
    if context.named is None or context.named.role not in STAFF:
        return
    # An organizer stands above the moderators; otherwise staff do not act on staff.
    if context.participant.role is not Role.ORGANIZER or context.named.role is not Role.MODERATOR:
        raise Refused("participant.staff")


_UNTOUCHED: Final = Standing()
