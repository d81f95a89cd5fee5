"""What the log keeps of channels and booths."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import BoothMessageId, ParticipantId
from rooms.interpretation.commands import Hearer


class ChannelOpened(Entry, frozen=True, kw_only=True, tag="channel.opened"):
    language: str


class ChannelClosed(Entry, frozen=True, kw_only=True, tag="channel.closed"):
    language: str


class BoothJoined(Entry, frozen=True, kw_only=True, tag="booth.joined"):
    language: str


class BoothLeft(Entry, frozen=True, kw_only=True, tag="booth.left"):
    language: str
    participant: ParticipantId


class BoothDirected(Entry, frozen=True, kw_only=True, tag="booth.directed"):
    language: str
    into: str


class WentOnAir(Entry, frozen=True, kw_only=True, tag="booth.went_on_air"):
    language: str


class WentOffAir(Entry, frozen=True, kw_only=True, tag="booth.went_off_air"):
    language: str


class HandoverOffered(Entry, frozen=True, kw_only=True, tag="booth.offered"):
    language: str
    when: int | None = None


class HandoverAccepted(Entry, frozen=True, kw_only=True, tag="booth.accepted"):
    language: str


class HandoverWithdrawn(Entry, frozen=True, kw_only=True, tag="booth.withdrawn"):
    language: str


class HandedOver(Entry, frozen=True, kw_only=True, tag="booth.handed_over"):
    """`by` is on air from this moment on, whoever was before is not."""

    language: str


class SaidInBooth(Entry, frozen=True, kw_only=True, tag="booth.sent"):
    """`language` is the booth's, `text_language` that of the text."""

    language: str
    message: BoothMessageId
    to: Hearer
    text: str
    text_language: str


ENTRIES: Final = (
    ChannelOpened, ChannelClosed, BoothJoined, BoothLeft, BoothDirected, WentOnAir, WentOffAir, HandoverOffered,
    HandoverAccepted, HandoverWithdrawn, HandedOver, SaidInBooth,
)  # fmt: skip
InterpretationEntry: TypeAlias = (
    ChannelOpened
    | ChannelClosed
    | BoothJoined
    | BoothLeft
    | BoothDirected
    | WentOnAir
    | WentOffAir
    | HandoverOffered
    | HandoverAccepted
    | HandoverWithdrawn
    | HandedOver
    | SaidInBooth
)
