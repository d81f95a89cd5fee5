"""Who may write, and who may be here: muting, removing, banning, and the lock of the room.

Commands come from staff. `name` is how the room knew the person; what the accounts know of them (`context.named`)
counts more. Whom backstage is not shown is acted on by an alias, and stands under it: what was done to the asker of an
anonymous question is not told of anybody by name.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.authority import refuse_to_act_on_staff
from rooms.context import Context
from rooms.entries import Command, Entry, known_as
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenName, GivenParticipantId, ParticipantId
from rooms.roles import Role
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "moderation"
KEYS: Final = ("moderation", "my/standing")


_Alias = Annotated[str, Meta(max_length=80)]


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
    """`alias` is the server's, who carries what staff did to somebody whom they are not shown."""

    alias: _Alias = ""


class Unban(AboutParticipant, frozen=True, tag="participant.unban"):
    alias: _Alias = ""


class Lock(Command, frozen=True, tag="room.lock"):
    pass


class Unlock(Command, frozen=True, tag="room.unlock"):
    pass


class LockDown(Command, frozen=True, tag="room.lock_down"):
    """Locks the room, holds all chat, slows it, and takes no question unread: all at once, and all lifted at once."""


class LiftLockDown(Command, frozen=True, tag="room.lift_lock_down"):
    pass


COMMANDS: Final = (Mute, Unmute, Remove, Readmit, Ban, Unban, Lock, Unlock, LockDown, LiftLockDown)
PersonCommand: TypeAlias = Mute | Unmute | Remove | Readmit | Ban | Unban
ModerationCommand: TypeAlias = PersonCommand | Lock | Unlock | LockDown | LiftLockDown


class ParticipantEntry(Entry, frozen=True, kw_only=True):
    """`alias` is what staff knew the person by, who then has no name here; empty for those who are named."""

    participant: ParticipantId
    name: str
    alias: str = ""


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


class RoomLockedDown(Entry, frozen=True, kw_only=True, tag="room.locked_down"):
    pass


class LockDownLifted(Entry, frozen=True, kw_only=True, tag="room.lock_down_lifted"):
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
    RoomLockedDown,
    LockDownLifted,
)
ModerationEntry: TypeAlias = ParticipantEntry | RoomLocked | RoomUnlocked | RoomLockedDown | LockDownLifted


class Standing(Struct, frozen=True):
    """How somebody stands in the room. `name` is empty for those whom nobody ever acted on by name."""

    muted: bool = False
    removed: bool = False
    banned: bool = False
    name: str = ""

    @property
    def is_restricted(self) -> bool:
        return self.muted or self.removed or self.banned


class Moderation(Struct, frozen=True):
    """`standings` holds those who are muted, removed or banned, by their id or an alias; `aliases` those of a person."""

    standings: FrozenMap[ParticipantId, Standing] = FrozenMap()
    aliases: FrozenMap[ParticipantId, tuple[ParticipantId, ...]] = FrozenMap()
    locked: bool = False
    locked_down: bool = False
    # Whether it was locked before the lock-down; None when it is not locked down, or was locked or unlocked since.
    locked_before: bool | None = None


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
        case LockDown():
            return () if moderation.locked_down else (RoomLockedDown(by=by, at=at),)
        case LiftLockDown():
            return (LockDownLifted(by=by, at=at),) if moderation.locked_down else ()
        case Mute() | Unmute() | Remove() | Readmit() | Ban() | Unban():
            refuse_to_act_on_staff(command.participant, context)
            fact, what, value = _CHANGES[type(command)]
            alias = context.alias
            if by.role is Role.SERVER and isinstance(command, Ban | Unban):
                alias = command.alias
            under = moderation.standings.get(ParticipantId(alias or command.participant), _UNTOUCHED)
            if getattr(under, what) is value:
                return ()
            name = "" if alias else command.name if context.named is None else context.named.name
            return (fact(by=by, at=at, participant=command.participant, name=name, alias=alias),)
    assert_never(command)


def apply(moderation: Moderation, entry: ModerationEntry) -> Moderation:
    match entry:
        case RoomLocked() | RoomUnlocked():
            return replace(moderation, locked=isinstance(entry, RoomLocked), locked_before=None)
        case RoomLockedDown():
            return replace(moderation, locked=True, locked_down=True, locked_before=moderation.locked)
        case LockDownLifted():
            before = moderation.locked_before
            locked = moderation.locked if before is None else before
            return replace(moderation, locked=locked, locked_down=False, locked_before=None)
        case ParticipantEntry():
            return _changed(moderation, entry)
    assert_never(entry)


def _changed(moderation: Moderation, entry: ParticipantEntry) -> Moderation:
    what, value = _CHANGED[type(entry)]
    key = known_as(entry)
    before = moderation.standings.get(key, _UNTOUCHED)
    changed: Standing = replace(before, name=entry.name, **{what: value})
    standings, aliases = moderation.standings, moderation.aliases
    standings = standings.put(key, changed) if changed.is_restricted else standings.drop(key)
    known = aliases.get(entry.participant, ())
    if entry.alias and key not in known:
        aliases = aliases.put(entry.participant, (*known, key))
    return replace(moderation, standings=standings, aliases=aliases)


def touched(moderation: Moderation, entry: ModerationEntry) -> Touched:
    match entry:
        case RoomLocked() | RoomUnlocked() | RoomLockedDown() | LockDownLifted():
            return Touched(frozenset(("moderation",)))
        case ParticipantEntry():
            return Touched(
                frozenset((f"moderation/{known_as(entry)}",)),
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
        return {"locked": moderation.locked, "locked_down": moderation.locked_down}
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
    own = moderation.standings.get(participant, _UNTOUCHED)
    for alias in moderation.aliases.get(participant, ()):
        under = moderation.standings.get(alias, _UNTOUCHED)
        own = replace(
            own,
            muted=own.muted or under.muted,
            removed=own.removed or under.removed,
            banned=own.banned or under.banned,
        )
    return own


def behind(moderation: Moderation, alias: str) -> ParticipantId | None:
    """The person on whom staff acted by an alias; None where there is none."""
    return next((id for id, aliases in moderation.aliases.items() if alias in aliases), None)


def is_locked(moderation: Moderation) -> bool:
    """Whether the room is read-only for all but staff."""
    return moderation.locked


_UNTOUCHED: Final = Standing()
