"""What is asked of channels and booths. A booth has the language of its channel; `language` names it everywhere."""

from typing import Annotated, Final, Literal, TypeAlias

from msgspec import Meta

from rooms.entries import Command
from rooms.ids import GivenLanguage

# `booth`: those in it alone. `technician`: moderators and organizers too.
Hearer: TypeAlias = Literal["booth", "technician"]
# Milliseconds since 1970-01-01T00:00:00Z.
Moment = Annotated[int, Meta(ge=0, le=2**53)]


class OpenChannel(Command, frozen=True, tag="channel.open"):
    language: GivenLanguage


class CloseChannel(Command, frozen=True, tag="channel.close"):
    """Whoever is on air in it is on air no more."""

    language: GivenLanguage


class JoinBooth(Command, frozen=True, tag="booth.join"):
    language: GivenLanguage


class LeaveBooth(Command, frozen=True, tag="booth.leave"):
    language: GivenLanguage


class DirectBooth(Command, frozen=True, tag="booth.direct"):
    """The booth speaks into this channel from now on: the other direction of its pair."""

    language: GivenLanguage
    into: GivenLanguage


class GoOnAir(Command, frozen=True, tag="booth.go_on_air"):
    language: GivenLanguage


class GoOffAir(Command, frozen=True, tag="booth.go_off_air"):
    language: GivenLanguage


class OfferHandover(Command, frozen=True, tag="booth.offer"):
    """Whoever is on air offers the microphone to the partner, at once or at a time."""

    language: GivenLanguage
    when: Moment | None = None


class AcceptHandover(Command, frozen=True, tag="booth.accept"):
    """Takes the microphone; where a time was given, it is taken with `booth.take` when that has come."""

    language: GivenLanguage


class TakeHandover(Command, frozen=True, tag="booth.take"):
    language: GivenLanguage


class WithdrawHandover(Command, frozen=True, tag="booth.withdraw"):
    """Takes an offer back, or gives back one's acceptance."""

    language: GivenLanguage


class SayInBooth(Command, frozen=True, tag="booth.send"):
    language: GivenLanguage
    to: Hearer
    text: str


COMMANDS: Final = (
    OpenChannel, CloseChannel, JoinBooth, LeaveBooth, DirectBooth, GoOnAir, GoOffAir, OfferHandover, AcceptHandover,
    TakeHandover, WithdrawHandover, SayInBooth,
)  # fmt: skip
OfChannel: TypeAlias = OpenChannel | CloseChannel
OfMicrophone: TypeAlias = GoOnAir | GoOffAir | DirectBooth
OfHandover: TypeAlias = OfferHandover | AcceptHandover | TakeHandover | WithdrawHandover
InterpretationCommand: TypeAlias = OfChannel | JoinBooth | LeaveBooth | OfMicrophone | OfHandover | SayInBooth
