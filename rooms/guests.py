"""Whether guests, who are not registered, may ask and upvote in the room. Commands come from staff and from the server.

They may until somebody says otherwise. What a guest asks is taken as everybody's questions are.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.ids import ParticipantId
from rooms.views import Audience, Json, Shown, Touched

NAME: Final = "guests"
KEYS: Final = ("guests",)


class SetGuests(Command, frozen=True, tag="room.guests"):
    on: bool


COMMANDS: Final = (SetGuests,)


class GuestsSet(Entry, frozen=True, kw_only=True, tag="room.guests_set"):
    on: bool


ENTRIES: Final = (GuestsSet,)


class Guests(Struct, frozen=True):
    welcome: bool = True


EMPTY: Final = Guests()


def decide(guests: Guests, command: SetGuests, context: Context) -> Sequence[Entry]:
    if command.on is guests.welcome:
        return ()
    return (GuestsSet(by=context.participant, at=context.now, on=command.on),)


def apply(guests: Guests, entry: GuestsSet) -> Guests:
    return Guests(entry.on)


def touched(guests: Guests, entry: GuestsSet) -> Touched:
    return Touched(frozenset(("guests",)))


def keys(guests: Guests) -> Iterator[str]:
    yield "guests"


def own_keys(guests: Guests, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(guests: Guests, key: str, audience: Audience) -> Shown:
    return {"welcome": guests.welcome} if key == "guests" else None


def show_own(guests: Guests, key: str, participant: ParticipantId) -> Json:
    return None


def welcome(guests: Guests) -> bool:
    """Whether guests may ask and upvote."""
    return guests.welcome
