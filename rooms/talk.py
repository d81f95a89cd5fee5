"""The talk behind the stage: one chat for staff alone, one for everyone who works at the room's sessions.

Commands come from those at work and from staff; the text is their own. The hall learns of none of it.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId, TalkId
from rooms.text import LIMITS, cleaned
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "talk"
KEYS: Final = ("talk",)

# `staff`: moderators and organizers. `backstage`: speakers, interpreters and captioners too.
Circle: TypeAlias = Literal["staff", "backstage"]


class SayBehind(Command, frozen=True, tag="talk.send"):
    circle: Circle
    text: str


class UnsayBehind(Command, frozen=True, tag="talk.remove"):
    talk: Annotated[TalkId, Meta(min_length=1, max_length=64)]


COMMANDS: Final = (SayBehind, UnsayBehind)
TalkCommand: TypeAlias = SayBehind | UnsayBehind


class TalkSent(Entry, frozen=True, kw_only=True, tag="talk.sent"):
    talk: TalkId
    circle: Circle
    text: str
    language: str


class TalkRemoved(Entry, frozen=True, kw_only=True, tag="talk.removed"):
    talk: TalkId


ENTRIES: Final = (TalkSent, TalkRemoved)
TalkEntry: TypeAlias = TalkSent | TalkRemoved


class Said(Struct, frozen=True):
    """`text` is None once it was removed; whose circle it was in is remembered, so that its going is told to no other."""

    sent: TalkSent
    number: int
    text: str | None


class Talk(Struct, frozen=True):
    said: FrozenMap[TalkId, Said] = FrozenMap()


EMPTY: Final = Talk()


def decide(talk: Talk, command: TalkCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case SayBehind():
            if command.circle == "staff" and not me.is_staff:
                raise Refused("not_permitted", capability="talk.send")
            return (
                TalkSent(
                    by=me,
                    at=now,
                    talk=TalkId(context.new_id),
                    circle=command.circle,
                    text=cleaned(command.text, LIMITS["chat"]),
                    language=context.language,
                ),
            )
        case UnsayBehind():
            said = talk.said.get(command.talk)
            hidden = said is not None and said.sent.circle == "staff" and not me.is_staff
            if said is None or said.text is None or hidden:
                raise Refused("talk.unknown", talk=command.talk)
            if said.sent.by.id != me.id and not me.is_staff:
                raise Refused("talk.not_yours", talk=command.talk)
            return (TalkRemoved(by=me, at=now, talk=command.talk),)
    assert_never(command)


def apply(talk: Talk, entry: TalkEntry) -> Talk:
    match entry:
        case TalkSent():
            said = Said(entry, len(talk.said) + 1, entry.text)
            return Talk(talk.said.put(entry.talk, said))
        case TalkRemoved():
            found = talk.said.get(entry.talk)
            if found is None:
                return talk
            gone = replace(found, text=None, sent=replace(found.sent, text=""))
            return Talk(talk.said.put(entry.talk, gone))
    assert_never(entry)


def touched(talk: Talk, entry: TalkEntry) -> Touched:
    return Touched(frozenset((f"talk/{entry.talk}",)))


def keys(talk: Talk) -> Iterator[str]:
    return (f"talk/{id}" for id in talk.said)


def own_keys(talk: Talk, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(talk: Talk, key: str, audience: Audience) -> Shown:
    """`backstage` is for all behind the stage, `staff` for staff, and nothing of either for the hall."""
    said = talk.said.get(TalkId(key.removeprefix("talk/")))
    if audience is Audience.HALL:
        return CONCEALED
    if said is not None and said.sent.circle == "staff" and audience is not Audience.BACKSTAGE:
        return CONCEALED
    if said is None or said.text is None:
        return None
    return {
        "talk": said.sent.talk,
        "number": said.number,
        "circle": said.sent.circle,
        "author": said.sent.by.shown(),
        "text": said.text,
        "language": said.sent.language,
        "at": said.sent.at,
    }


def show_own(talk: Talk, key: str, participant: ParticipantId) -> Json:
    return None
