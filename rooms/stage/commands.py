"""What is asked of the stage."""

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta

from rooms.entries import Command
from rooms.ids import GivenLanguage, GivenParticipantId

# The order in which sources are shown.
SOURCES: Final = ("camera", "microphone", "screen")

Source: TypeAlias = Literal["camera", "microphone", "screen"]
Layout: TypeAlias = Literal["speaker", "side_by_side", "screen"]
Ready: TypeAlias = Literal["checking", "ready", "away"]
GivenSources = Annotated[tuple[Source, ...], Meta(max_length=len(SOURCES))]
# Milliseconds since 1970-01-01T00:00:00Z.
Moment = Annotated[int, Meta(ge=0, le=2**53)]


class BringOnStage(Command, frozen=True, tag="stage.bring"):
    participant: GivenParticipantId


class TakeOffStage(Command, frozen=True, tag="stage.take_off"):
    participant: GivenParticipantId


class LayOutStage(Command, frozen=True, tag="stage.layout"):
    layout: Layout


class HoldStage(Command, frozen=True, tag="stage.hold"):
    """A slide covers the stage: the hall sees and hears nothing else. `until` is what a countdown runs to."""

    text: str
    until: Moment | None = None


class ResumeStage(Command, frozen=True, tag="stage.resume"):
    """Takes the slide away."""


class TellReady(Command, frozen=True, tag="stage.ready"):
    """How far whoever asks is with getting ready."""

    state: Ready


class SpeakLanguage(Command, frozen=True, tag="stage.speak"):
    """What whoever asks speaks from now on: the floor's language while they are heard."""

    language: GivenLanguage


class MuteSource(Command, frozen=True, tag="stage.mute"):
    """One's own, or for moderators anybody's."""

    participant: GivenParticipantId
    source: Source


class UnmuteSource(Command, frozen=True, tag="stage.unmute"):
    """One's own, whoever muted it."""

    source: Source


class AnnounceSources(Command, frozen=True, tag="stage.announce"):
    """What the engine receives of somebody now. `unsuitable` are those of them that cannot be broadcast."""

    participant: GivenParticipantId
    sources: GivenSources
    unsuitable: GivenSources = ()


class Depart(Command, frozen=True, tag="stage.depart"):
    """Somebody who was backstage is gone."""

    participant: GivenParticipantId


class Broadcast(Command, frozen=True, tag="stage.broadcast"):
    """Whether the stage is broadcast to those who watch from a distance."""

    on: bool


COMMANDS: Final = (
    BringOnStage, TakeOffStage, LayOutStage, HoldStage, ResumeStage, TellReady, SpeakLanguage, MuteSource,
    UnmuteSource, AnnounceSources, Depart, Broadcast,
)  # fmt: skip
StageCommand: TypeAlias = (
    BringOnStage
    | TakeOffStage
    | LayOutStage
    | HoldStage
    | ResumeStage
    | TellReady
    | SpeakLanguage
    | MuteSource
    | UnmuteSource
    | AnnounceSources
    | Depart
    | Broadcast
)
