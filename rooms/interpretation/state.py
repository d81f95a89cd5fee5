"""Channels and booths as values."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from rooms.context import Participant
from rooms.ids import BoothMessageId, ParticipantId
from rooms.interpretation.entries import SaidInBooth

MOST_CHANNELS: Final = 12
MOST_IN_BOOTH: Final = 6
# How long one interpreter speaks before the partner's turn.
TURN_MS: Final = 20 * 60_000


class Offer(Struct, frozen=True):
    """The microphone is offered by whoever is on air. `when` is a time in ms; `accepted` is who takes it then."""

    when: int | None
    accepted: Participant | None = None


class Booth(Struct, frozen=True):
    """The interpreters of one language. Its channel is there while it is open; what was said stays."""

    language: str
    into: str
    is_open: bool = True
    members: tuple[Participant, ...] = ()
    on_air: Participant | None = None
    since: int | None = None
    offer: Offer | None = None
    said: tuple[SaidInBooth, ...] = ()

    def holds(self, participant: ParticipantId) -> bool:
        return any(each.id == participant for each in self.members)


class Interpretation(Struct, frozen=True):
    """By language, in the order in which the channels were first opened."""

    booths: Mapping[str, Booth] = {}
    messages: Mapping[BoothMessageId, str] = {}


EMPTY: Final = Interpretation()


def speaking_into(interpretation: Interpretation, channel: str) -> Booth | None:
    """The booth that is on air in a channel."""
    for booth in interpretation.booths.values():
        if booth.on_air is not None and booth.into == channel:
            return booth
    return None


def on_air(interpretation: Interpretation) -> dict[str, ParticipantId | None]:
    """The open channels by language, with who speaks in them now."""
    found: dict[str, ParticipantId | None] = {}
    for language, booth in interpretation.booths.items():
        if booth.is_open:
            speaking = speaking_into(interpretation, language)
            found[language] = speaking.on_air.id if speaking is not None and speaking.on_air else None
    return found
