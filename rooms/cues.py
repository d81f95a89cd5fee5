"""Cues: short messages to those who make a session, during it: "2 minutes", "slower, please", with who has read them.

They come from staff; from speakers, interpreters and captioners to staff; and "slower" and "louder" from interpreters and
captioners to the speakers, who are not told by whom. A cue is for a moment: clients leave it out after `until`.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context, Participant
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import CueId, GivenParticipantId, ParticipantId
from rooms.roles import AT_WORK, STAFF, Role
from rooms.text import LIMITS, cleaned
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "cues"
KEYS: Final = ("cues", "my/cues")

Kind: TypeAlias = Literal["five_minutes", "two_minutes", "wrap_up", "slower", "louder", "help", "text"]
Addressee: TypeAlias = Literal["speakers", "interpreters", "green_room", "staff", "person"]

LASTS_MS: Final = 10 * 60_000
# What may be said to the speakers by whoever listens to them at work.
FROM_LISTENERS: Final = frozenset({"slower", "louder"})
_ROLES: Final[dict[Addressee, frozenset[Role]]] = {
    "speakers": frozenset({Role.SPEAKER}),
    "interpreters": frozenset({Role.INTERPRETER, Role.CAPTIONER}),
    "green_room": AT_WORK,
    "staff": STAFF,
    "person": frozenset(),
}


class SendCue(Command, frozen=True, tag="cue.send"):
    """`participant` is for the addressee `person`, `text` for the kind `text`."""

    kind: Kind
    to: Addressee
    participant: GivenParticipantId | None = None
    text: str | None = None


class AcknowledgeCue(Command, frozen=True, tag="cue.acknowledge"):
    cue: Annotated[CueId, Meta(min_length=1, max_length=64)]


class WithdrawCue(Command, frozen=True, tag="cue.withdraw"):
    cue: Annotated[CueId, Meta(min_length=1, max_length=64)]


COMMANDS: Final = (SendCue, AcknowledgeCue, WithdrawCue)
CueCommand: TypeAlias = SendCue | AcknowledgeCue | WithdrawCue


class CueSent(Entry, frozen=True, kw_only=True, tag="cue.sent"):
    """`person` is the one addressee; `over` are the cues whose time was over by then, which are forgotten."""

    cue: CueId
    kind: Kind
    to: Addressee
    person: Participant | None
    text: str | None
    language: str
    over: tuple[CueId, ...] = ()


class CueAcknowledged(Entry, frozen=True, kw_only=True, tag="cue.acknowledged"):
    cue: CueId


class CueWithdrawn(Entry, frozen=True, kw_only=True, tag="cue.withdrawn"):
    cue: CueId


ENTRIES: Final = (CueSent, CueAcknowledged, CueWithdrawn)
CueEntry: TypeAlias = CueSent | CueAcknowledged | CueWithdrawn


class Cue(Struct, frozen=True):
    """`gone` is one that was taken back, or whose time was over when a later one was sent."""

    sent: CueSent
    acknowledged: tuple[Participant, ...] = ()
    gone: bool = False


class Cues(Struct, frozen=True):
    """`own` holds, for those who are no staff, the cues that they sent or that are for them alone."""

    cues: FrozenMap[CueId, Cue] = FrozenMap()
    standing: frozenset[CueId] = frozenset()
    own: FrozenMap[ParticipantId, tuple[CueId, ...]] = FrozenMap()


EMPTY: Final = Cues()


def decide(cues: Cues, command: CueCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case SendCue():
            return (_sent(cues, command, context),)
        case AcknowledgeCue():
            cue = _known(cues, command.cue)
            if not _is_for(cue.sent, me):
                raise Refused("cue.unknown", cue=command.cue)
            if any(person.id == me.id for person in cue.acknowledged):
                return ()
            return (CueAcknowledged(by=me, at=now, cue=command.cue),)
        case WithdrawCue():
            cue = _known(cues, command.cue)
            if cue.sent.by.id != me.id and not me.is_staff:
                raise Refused("cue.unknown", cue=command.cue)
            return (CueWithdrawn(by=me, at=now, cue=command.cue),)
    assert_never(command)


def apply(cues: Cues, entry: CueEntry) -> Cues:
    match entry:
        case CueSent():
            for id in entry.over:
                cues = _without(cues, id)
            own = cues.own
            for participant in _owners(entry):
                own = own.put(participant, (*own.get(participant, ()), entry.cue))
            return Cues(cues.cues.put(entry.cue, Cue(entry)), cues.standing | {entry.cue}, own)
        case CueAcknowledged():
            cue = cues.cues.get(entry.cue)
            if cue is None:
                return cues
            cue = replace(cue, acknowledged=(*cue.acknowledged, entry.by))
            return replace(cues, cues=cues.cues.put(entry.cue, cue))
        case CueWithdrawn():
            return _without(cues, entry.cue)
    assert_never(entry)


def touched(cues: Cues, entry: CueEntry) -> Touched:
    concerned = (entry.cue, *(entry.over if isinstance(entry, CueSent) else ()))
    own: dict[ParticipantId, frozenset[str]] = {}
    for id in concerned:
        cue = cues.cues.get(id)
        for participant in () if cue is None else _owners(cue.sent):
            own[participant] = own.get(participant, frozenset()) | {f"my/cues/{id}"}
    return Touched(frozenset(f"cues/{id}" for id in concerned), own)


def keys(cues: Cues) -> Iterator[str]:
    return (f"cues/{id}" for id in cues.cues if id in cues.standing)


def own_keys(cues: Cues, participant: ParticipantId) -> Iterator[str]:
    return (f"my/cues/{id}" for id in cues.own.get(participant, ()) if id in cues.standing)


def show(cues: Cues, key: str, audience: Audience) -> Shown:
    """To backstage all of it. To the green room what is for several of its own, and not which of them asked for it."""
    cue = cues.cues.get(CueId(key.removeprefix("cues/")))
    if audience is Audience.HALL or (
        cue is not None and audience is not Audience.BACKSTAGE and cue.sent.to in ("staff", "person")
    ):
        return CONCEALED
    if cue is None or cue.gone:
        return None
    return _shown(cue, named=audience is Audience.BACKSTAGE or cue.sent.by.is_staff)


def show_own(cues: Cues, key: str, participant: ParticipantId) -> Json:
    id = CueId(key.removeprefix("my/cues/"))
    cue = cues.cues.get(id)
    if cue is None or cue.gone or participant not in _owners(cue.sent):
        return None
    return _shown(cue, named=True)


def _sent(cues: Cues, command: SendCue, context: Context) -> CueSent:
    me, now = context.participant, context.now
    person = _person(command, context)
    if not me.is_staff and command.to != "staff" and not _is_asked(command, me):
        raise Refused("cue.addressee")
    text = None
    if command.kind == "text":
        text = cleaned(command.text or "", LIMITS["cue"])
    over = tuple(id for id in cues.cues if id in cues.standing and cues.cues[id].sent.at + LASTS_MS <= now)
    return CueSent(
        by=me,
        at=now,
        cue=CueId(context.new_id),
        kind=command.kind,
        to=command.to,
        person=person,
        text=text,
        language=context.language,
        over=over,
    )


def _is_asked(command: SendCue, me: Participant) -> bool:
    """Whether this is what an interpreter or a captioner may ask of the speakers."""
    return command.to == "speakers" and command.kind in FROM_LISTENERS and me.role in _ROLES["interpreters"]


def _person(command: SendCue, context: Context) -> Participant | None:
    if (command.to == "person") != (command.participant is not None):
        raise Refused("cue.addressee")
    if command.participant is None:
        return None
    if context.named is None or context.named.role is Role.SERVER:
        raise Refused("cue.addressee")
    return context.named


def _known(cues: Cues, id: CueId) -> Cue:
    cue = cues.cues.get(id)
    if cue is None or cue.gone:
        raise Refused("cue.unknown", cue=id)
    return cue


def _is_for(sent: CueSent, me: Participant) -> bool:
    return me.role in _ROLES[sent.to] if sent.person is None else sent.person.id == me.id


def _owners(sent: CueSent) -> tuple[ParticipantId, ...]:
    """Those who are no staff and have this cue to themselves: who sent it, and who alone it is for."""
    people = (None if sent.by.is_staff else sent.by, sent.person)
    return tuple(dict.fromkeys(person.id for person in people if person is not None and not person.is_staff))


def _without(cues: Cues, id: CueId) -> Cues:
    cue = cues.cues.get(id)
    if cue is None:
        return cues
    return replace(cues, cues=cues.cues.put(id, replace(cue, gone=True)), standing=cues.standing - {id})


def _shown(cue: Cue, *, named: bool) -> Json:
    sent = cue.sent
    shown: dict[str, Json] = {
        "cue": sent.cue,
        "kind": sent.kind,
        "to": sent.to,
        "by": sent.by.shown() if named else None,
        "at": sent.at,
        "until": sent.at + LASTS_MS,
        "acknowledged": [person.shown() for person in cue.acknowledged],
    }
    if sent.person is not None:
        shown["person"] = sent.person.shown()
    if sent.text is not None:
        shown["text"], shown["language"] = sent.text, sent.language
    return shown
