"""Manuscripts: what a speaker means to say, handed in beforehand for those who interpret and caption it.

Commands come from speakers and moderators; the text is their own. Everyone who works at the room's sessions reads it,
the hall never.
"""

from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias, assert_never

from msgspec import Struct

from rooms.context import Context, Participant
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenParticipantId, ParticipantId
from rooms.text import LIMITS, cleaned
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "manuscripts"
KEYS: Final = ("manuscripts",)


class HandInManuscript(Command, frozen=True, tag="manuscript.hand_in"):
    """One's own; it takes the place of the one before."""

    text: str


class WithdrawManuscript(Command, frozen=True, tag="manuscript.withdraw"):
    """One's own, or for moderators anybody's."""

    participant: GivenParticipantId


COMMANDS: Final = (HandInManuscript, WithdrawManuscript)
ManuscriptCommand: TypeAlias = HandInManuscript | WithdrawManuscript


class ManuscriptHandedIn(Entry, frozen=True, kw_only=True, tag="manuscript.handed_in"):
    text: str
    language: str


class ManuscriptWithdrawn(Entry, frozen=True, kw_only=True, tag="manuscript.withdrawn"):
    participant: ParticipantId


ENTRIES: Final = (ManuscriptHandedIn, ManuscriptWithdrawn)
ManuscriptEntry: TypeAlias = ManuscriptHandedIn | ManuscriptWithdrawn


class Manuscript(Struct, frozen=True):
    """`language` is the BCP 47 tag detected for the text; `at` when it was handed in, in ms."""

    owner: Participant
    text: str
    language: str
    at: int


class Manuscripts(Struct, frozen=True):
    """The present one of each person."""

    by_owner: FrozenMap[ParticipantId, Manuscript] = FrozenMap()


EMPTY: Final = Manuscripts()


def decide(manuscripts: Manuscripts, command: ManuscriptCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case HandInManuscript():
            text = cleaned(command.text, LIMITS["manuscript"])
            known = manuscripts.by_owner.get(me.id)
            if known is not None and known.text == text:
                return ()
            return (ManuscriptHandedIn(by=me, at=now, text=text, language=context.language),)
        case WithdrawManuscript():
            if command.participant != me.id and not me.is_staff:
                raise Refused("not_permitted", capability="manuscript.withdraw")
            if command.participant not in manuscripts.by_owner:
                return ()
            return (ManuscriptWithdrawn(by=me, at=now, participant=command.participant),)
    assert_never(command)


def apply(manuscripts: Manuscripts, entry: ManuscriptEntry) -> Manuscripts:
    match entry:
        case ManuscriptHandedIn():
            handed_in = Manuscript(entry.by, entry.text, entry.language, entry.at)
            return Manuscripts(manuscripts.by_owner.put(entry.by.id, handed_in))
        case ManuscriptWithdrawn():
            return Manuscripts(manuscripts.by_owner.drop(entry.participant))
    assert_never(entry)


def touched(manuscripts: Manuscripts, entry: ManuscriptEntry) -> Touched:
    owner = entry.by.id if isinstance(entry, ManuscriptHandedIn) else entry.participant
    return Touched(frozenset((f"manuscripts/{owner}",)))


def keys(manuscripts: Manuscripts) -> Iterator[str]:
    return (f"manuscripts/{owner}" for owner in manuscripts.by_owner)


def own_keys(manuscripts: Manuscripts, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(manuscripts: Manuscripts, key: str, audience: Audience) -> Shown:
    """The whole text, for those who work at the session."""
    if audience is Audience.HALL:
        return CONCEALED
    manuscript = manuscripts.by_owner.get(ParticipantId(key.removeprefix("manuscripts/")))
    if manuscript is None:
        return None
    return {
        "owner": manuscript.owner.shown(),
        "text": manuscript.text,
        "language": manuscript.language,
        "at": manuscript.at,
    }


def show_own(manuscripts: Manuscripts, key: str, participant: ParticipantId) -> Json:
    return None
