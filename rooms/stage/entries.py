"""What the log keeps of the stage."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import ParticipantId
from rooms.roles import Role
from rooms.stage.commands import Layout, Ready, Source


class BroughtOnStage(Entry, frozen=True, kw_only=True, tag="stage.brought"):
    participant: ParticipantId
    name: str
    role: Role


class TakenOffStage(Entry, frozen=True, kw_only=True, tag="stage.taken_off"):
    participant: ParticipantId


class StageLaidOut(Entry, frozen=True, kw_only=True, tag="stage.laid_out"):
    layout: Layout


class StageHeld(Entry, frozen=True, kw_only=True, tag="stage.held"):
    text: str
    language: str
    until: int | None = None


class StageResumed(Entry, frozen=True, kw_only=True, tag="stage.resumed"):
    pass


class ReadyTold(Entry, frozen=True, kw_only=True, tag="stage.readied"):
    state: Ready


class LanguageTold(Entry, frozen=True, kw_only=True, tag="stage.spoke"):
    """What they speak from now on."""

    language: str


class SourceMuted(Entry, frozen=True, kw_only=True, tag="stage.muted"):
    participant: ParticipantId
    source: Source


class SourceUnmuted(Entry, frozen=True, kw_only=True, tag="stage.unmuted"):
    source: Source


class SourcesAnnounced(Entry, frozen=True, kw_only=True, tag="stage.announced"):
    participant: ParticipantId
    name: str
    role: Role
    sources: tuple[Source, ...]
    unsuitable: tuple[Source, ...] = ()


class Departed(Entry, frozen=True, kw_only=True, tag="stage.departed"):
    participant: ParticipantId


class BroadcastBegan(Entry, frozen=True, kw_only=True, tag="stage.broadcast_began"):
    pass


class BroadcastEnded(Entry, frozen=True, kw_only=True, tag="stage.broadcast_ended"):
    pass


ENTRIES: Final = (
    BroughtOnStage, TakenOffStage, StageLaidOut, StageHeld, StageResumed, ReadyTold, LanguageTold, SourceMuted,
    SourceUnmuted, SourcesAnnounced, Departed, BroadcastBegan, BroadcastEnded,
)  # fmt: skip
StageEntry: TypeAlias = (
    BroughtOnStage
    | TakenOffStage
    | StageLaidOut
    | StageHeld
    | StageResumed
    | ReadyTold
    | LanguageTold
    | SourceMuted
    | SourceUnmuted
    | SourcesAnnounced
    | Departed
    | BroadcastBegan
    | BroadcastEnded
)
