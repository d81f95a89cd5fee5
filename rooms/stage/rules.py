"""Who may do what on the stage and behind it, and what comes of it: decide and apply."""

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from rooms.context import Context, Participant
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.ids import ParticipantId
from rooms.roles import Role
from rooms.stage.commands import (
    SOURCES,
    AnnounceSources,
    BringOnStage,
    Broadcast,
    Depart,
    HoldStage,
    LayOutStage,
    MuteSource,
    ResumeStage,
    Source,
    SpeakLanguage,
    StageCommand,
    TakeOffStage,
    TellReady,
    UnmuteSource,
)
from rooms.stage.entries import (
    BroadcastBegan,
    BroadcastEnded,
    BroughtOnStage,
    Departed,
    LanguageTold,
    ReadyTold,
    SourceMuted,
    SourcesAnnounced,
    SourceUnmuted,
    StageEntry,
    StageHeld,
    StageLaidOut,
    StageResumed,
    TakenOffStage,
)
from rooms.stage.state import MOST_ON_STAGE, Holding, Muter, Person, Stage, spoken_by
from rooms.text import LIMITS, cleaned


def decide(stage: Stage, command: StageCommand, context: Context) -> Sequence[Entry]:
    match command:
        case BringOnStage():
            return _brought(stage, command, context)
        case TakeOffStage():
            return _left(stage, command.participant, context)
        case LayOutStage() | HoldStage() | ResumeStage() | Broadcast():
            return _set(stage, command, context)
        case TellReady():
            return _readied(stage, command, context)
        case SpeakLanguage():
            me = context.participant
            if spoken_by(stage, me.id) == command.language:
                return ()
            return (LanguageTold(by=me, at=context.now, language=command.language),)
        case MuteSource() | UnmuteSource():
            return _muted(stage, command, context)
        case AnnounceSources():
            return _announced(stage, command, context)
        case Depart():
            return _gone(stage, command.participant, context)
    assert_never(command)


def _set(
    stage: Stage, command: LayOutStage | HoldStage | ResumeStage | Broadcast, context: Context
) -> Sequence[Entry]:
    """What concerns the stage as a whole."""
    by, at = context.participant, context.now
    match command:
        case LayOutStage():
            return (
                () if command.layout == stage.layout else (StageLaidOut(by=by, at=at, layout=command.layout),)
            )
        case HoldStage():
            text = cleaned(command.text, LIMITS["holding"])
            if stage.holding == Holding(text, context.language, command.until):
                return ()
            return (StageHeld(by=by, at=at, text=text, language=context.language, until=command.until),)
        case ResumeStage():
            return () if stage.holding is None else (StageResumed(by=by, at=at),)
        case Broadcast():
            if command.on is (stage.broadcast_since is not None):
                return ()
            return ((BroadcastBegan if command.on else BroadcastEnded)(by=by, at=at),)
    assert_never(command)


def _left(stage: Stage, participant: ParticipantId, context: Context) -> Sequence[Entry]:
    if participant not in stage.order:
        return ()
    return (TakenOffStage(by=context.participant, at=context.now, participant=participant),)


def _readied(stage: Stage, command: TellReady, context: Context) -> Sequence[Entry]:
    by = context.participant
    mine = stage.people.get(by.id)
    if mine is not None and (mine.name, mine.role, mine.state) == (by.name, by.role, command.state):
        return ()
    return (ReadyTold(by=by, at=context.now, state=command.state),)


def _gone(stage: Stage, participant: ParticipantId, context: Context) -> Sequence[Entry]:
    """Whoever is on the stage keeps the place, and comes back to it."""
    person = stage.people.get(participant)
    if person is None or (participant in stage.order and person.state == "away" and not person.sources):
        return ()
    return (Departed(by=context.participant, at=context.now, participant=participant),)


def _brought(stage: Stage, command: BringOnStage, context: Context) -> Sequence[Entry]:
    if command.participant in stage.order:
        return ()
    person = context.named
    if person is None:
        raise Refused("stage.unknown", participant=command.participant)
    if len(stage.order) >= MOST_ON_STAGE:
        raise Refused("stage.full", most=MOST_ON_STAGE)
    return (
        BroughtOnStage(
            by=context.participant, at=context.now, participant=person.id, name=person.name, role=person.role
        ),
    )


def _muted(stage: Stage, command: MuteSource | UnmuteSource, context: Context) -> Sequence[Entry]:
    me, at = context.participant, context.now
    if isinstance(command, UnmuteSource):
        mine = stage.people.get(me.id)
        if mine is None or command.source not in mine.muted:
            return ()
        return (SourceUnmuted(by=me, at=at, source=command.source),)
    if command.participant != me.id and not me.is_staff:
        raise Refused("not_permitted", capability="stage.mute")
    person = stage.people.get(command.participant)
    if person is None:
        raise Refused("stage.unknown", participant=command.participant)
    if command.source in person.muted:
        return ()
    return (SourceMuted(by=me, at=at, participant=command.participant, source=command.source),)


def _announced(stage: Stage, command: AnnounceSources, context: Context) -> Sequence[Entry]:
    known = stage.people.get(command.participant)
    person = context.named
    if person is None and known is not None:
        person = Participant(command.participant, known.name, known.role)
    if person is None:
        raise Refused("stage.unknown", participant=command.participant)
    sources, unsuitable = _in_order(command.sources), _in_order(command.unsuitable)
    told = () if known is None else known.sources
    if (told, () if known is None else known.unsuitable) == (sources, unsuitable):
        return ()
    return (
        SourcesAnnounced(
            by=context.participant,
            at=context.now,
            participant=person.id,
            name=person.name,
            role=person.role,
            sources=sources,
            unsuitable=unsuitable,
        ),
    )


def _in_order(sources: Sequence[Source]) -> tuple[Source, ...]:
    return tuple(source for source in SOURCES if source in sources)


def apply(stage: Stage, entry: StageEntry) -> Stage:
    match entry:
        case StageLaidOut():
            return replace(stage, layout=entry.layout)
        case StageHeld():
            return replace(stage, holding=Holding(entry.text, entry.language, entry.until))
        case StageResumed():
            return replace(stage, holding=None)
        case BroadcastBegan():
            return replace(stage, broadcast_since=entry.at)
        case BroadcastEnded():
            return replace(stage, broadcast_since=None)
        case BroughtOnStage():
            return _brought_on(stage, entry)
        case TakenOffStage():
            return _taken_off(stage, entry.participant)
        case Departed():
            return _departed(stage, entry.participant)
        case ReadyTold() | LanguageTold() | SourceMuted() | SourceUnmuted() | SourcesAnnounced():
            return _changed(stage, entry)
    assert_never(entry)


def _changed(
    stage: Stage, entry: ReadyTold | LanguageTold | SourceMuted | SourceUnmuted | SourcesAnnounced
) -> Stage:
    """What concerns one person."""
    match entry:
        case ReadyTold():
            me = entry.by
            return _with(stage, me.id, replace(_person(stage, me.id, me.name, me.role), state=entry.state))
        case LanguageTold():
            me = entry.by
            told = replace(_person(stage, me.id, me.name, me.role), language=entry.language)
            return _with(stage, me.id, told)
        case SourceMuted():
            muter: Muter = "self" if entry.by.id == entry.participant else "moderator"
            person = stage.people[entry.participant]
            muted = {**person.muted, entry.source: muter}
            return _with(stage, entry.participant, replace(person, muted=muted))
        case SourceUnmuted():
            person = stage.people[entry.by.id]
            kept = {source: by for source, by in person.muted.items() if source != entry.source}
            return _with(stage, entry.by.id, replace(person, muted=kept))
        case SourcesAnnounced():
            person = _person(stage, entry.participant, entry.name, entry.role)
            told = replace(person, sources=entry.sources, unsuitable=entry.unsuitable)
            return _with(stage, entry.participant, told)
    assert_never(entry)


def _person(stage: Stage, participant: ParticipantId, name: str, role: Role) -> Person:
    known = stage.people.get(participant)
    return Person(name, role) if known is None else replace(known, name=name, role=role)


def _brought_on(stage: Stage, entry: BroughtOnStage) -> Stage:
    stage = _with(stage, entry.participant, _person(stage, entry.participant, entry.name, entry.role))
    number = stage.last_number + 1
    return replace(stage, order=stage.order.put(entry.participant, number), last_number=number)


def _with(stage: Stage, participant: ParticipantId, person: Person) -> Stage:
    return replace(stage, people=stage.people.put(participant, person))


def _taken_off(stage: Stage, participant: ParticipantId) -> Stage:
    stage = replace(stage, order=stage.order.drop(participant))
    person = stage.people.get(participant)
    if person is not None and person.state == "away" and not person.sources:
        return replace(stage, people=stage.people.drop(participant))
    return stage


def _departed(stage: Stage, participant: ParticipantId) -> Stage:
    if participant not in stage.order:
        return replace(stage, people=stage.people.drop(participant))
    person = stage.people[participant]
    return _with(stage, participant, replace(person, state="away", sources=(), unsuitable=()))
