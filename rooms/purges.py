"""Taking away everything that somebody wrote in the room, in one action, and giving it back. Commands come from staff.

What is taken away is the business of chat and questions, which follow; here is who was purged, by whom and when. Whom
backstage is not shown is purged by an alias, and stands under it: what goes then is what they asked without a name.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, assert_never

from msgspec import Struct

from rooms.authority import refuse_to_act_on_staff
from rooms.context import Context, Participant
from rooms.entries import Command, Entry, known_as
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenName, GivenParticipantId, ParticipantId
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "purges"
KEYS: Final = ("purges",)


class Purge(Command, frozen=True, tag="participant.purge"):
    participant: GivenParticipantId
    name: GivenName


class Restore(Command, frozen=True, tag="participant.restore"):
    participant: GivenParticipantId
    name: GivenName


COMMANDS: Final = (Purge, Restore)
PurgeCommand: TypeAlias = Purge | Restore


class ParticipantPurged(Entry, frozen=True, kw_only=True, tag="participant.purged"):
    """Kept only when something was there to be taken away."""

    participant: ParticipantId
    name: str
    # What staff knew the person by, who then has no name here; empty for those who are named.
    alias: str = ""


class ParticipantRestored(Entry, frozen=True, kw_only=True, tag="participant.restored"):
    participant: ParticipantId
    name: str
    alias: str = ""


ENTRIES: Final = (ParticipantPurged, ParticipantRestored)
PurgeEntry: TypeAlias = ParticipantPurged | ParticipantRestored


class Purged(Struct, frozen=True):
    name: str
    by: Participant
    at: int


class Purges(Struct, frozen=True):
    """Those whose things are away now, by their id or an alias."""

    people: FrozenMap[ParticipantId, Purged] = FrozenMap()


EMPTY: Final = Purges()


def decide(purges: Purges, command: PurgeCommand, context: Context) -> Sequence[Entry]:
    by, at, participant = context.participant, context.now, command.participant
    refuse_to_act_on_staff(participant, context)
    alias = context.alias
    name = "" if alias else command.name if context.named is None else context.named.name
    match command:
        case Purge():
            return (ParticipantPurged(by=by, at=at, participant=participant, name=name, alias=alias),)
        case Restore():
            if ParticipantId(alias or participant) not in purges.people:
                return ()
            return (ParticipantRestored(by=by, at=at, participant=participant, name=name, alias=alias),)
    assert_never(command)


def apply(purges: Purges, entry: PurgeEntry) -> Purges:
    match entry:
        case ParticipantPurged():
            return Purges(purges.people.put(known_as(entry), Purged(entry.name, entry.by, entry.at)))
        case ParticipantRestored():
            return Purges(purges.people.drop(known_as(entry)))
    assert_never(entry)


def touched(purges: Purges, entry: PurgeEntry) -> Touched:
    return Touched(frozenset((f"purges/{known_as(entry)}",)))


def keys(purges: Purges) -> Iterator[str]:
    return (f"purges/{participant}" for participant in purges.people)


def own_keys(purges: Purges, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(purges: Purges, key: str, audience: Audience) -> Shown:
    """Whom staff acted on is for backstage alone."""
    if audience is not Audience.BACKSTAGE:
        return CONCEALED
    participant = ParticipantId(key.removeprefix("purges/"))
    purged = purges.people.get(participant)
    if purged is None:
        return None
    return {"participant": participant, "name": purged.name, "by": purged.by.shown(), "at": purged.at}


def show_own(purges: Purges, key: str, participant: ParticipantId) -> Json:
    return None
