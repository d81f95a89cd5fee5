"""What is shown of the stage: to everyone who is on it, to those at work also who is behind it."""

from collections.abc import Iterator
from typing import assert_never

from rooms.ids import ParticipantId
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
from rooms.stage.state import Person, Stage
from rooms.views import CONCEALED, Audience, Json, Shown, Touched


def touched(stage: Stage, entry: StageEntry) -> Touched:
    match entry:
        case StageLaidOut() | StageHeld() | StageResumed() | BroadcastBegan() | BroadcastEnded():
            return Touched(frozenset(("stage",)))
        case ReadyTold() | LanguageTold() | SourceUnmuted():
            person = entry.by.id
        case BroughtOnStage() | TakenOffStage() | SourceMuted() | SourcesAnnounced() | Departed():
            person = entry.participant
        case _:
            assert_never(entry)
    # Of those who are behind the stage the hall is not even told that a key of theirs is empty.
    shown = isinstance(entry, TakenOffStage) or person in stage.order
    return Touched(frozenset((f"backstage/{person}", *((f"stage/{person}",) if shown else ()))))


def keys(stage: Stage) -> Iterator[str]:
    yield "stage"
    yield from (f"stage/{person}" for person in stage.order)
    yield from (f"backstage/{person}" for person in stage.people)


def own_keys(stage: Stage, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(stage: Stage, key: str, audience: Audience) -> Shown:
    """Who is behind the stage is not for the hall."""
    if key == "stage":
        return _stage(stage)
    kind, _, id = key.partition("/")
    participant = ParticipantId(id)
    person = stage.people.get(participant)
    if kind == "backstage":
        if audience is Audience.HALL:
            return CONCEALED
        return None if person is None else _backstage(participant, person)
    if person is None or participant not in stage.order:
        return None
    return {
        "participant": participant,
        "name": person.name,
        "role": person.role.value,
        "sources": list(person.sources),
        "muted": _muted(person),
        "unsuitable": list(person.unsuitable),
        "order": stage.order[participant],
        **_language(person),
    }


def show_own(stage: Stage, key: str, participant: ParticipantId) -> Json:
    return None


def _stage(stage: Stage) -> Json:
    holding: Json = None
    if stage.holding is not None:
        holding = {
            "text": stage.holding.text,
            "language": stage.holding.language,
            "until": stage.holding.until,
        }
    since = stage.broadcast_since
    return {
        "layout": stage.layout,
        "holding": holding,
        "broadcast": None if since is None else {"since": since},
    }


def _backstage(participant: ParticipantId, person: Person) -> Json:
    return {
        "participant": participant,
        "name": person.name,
        "role": person.role.value,
        "state": person.state,
        "sources": list(person.sources),
        "muted": _muted(person),
        "unsuitable": list(person.unsuitable),
        **_language(person),
    }


def _language(person: Person) -> dict[str, Json]:
    return {} if person.language is None else {"language": person.language}


def _muted(person: Person) -> Json:
    return {source: by for source, by in person.muted.items()}  # noqa: C416
