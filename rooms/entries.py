"""What is asked of a room, and what its log keeps: the two shapes that every feature's own ones are built on.

A command and an entry are JSON objects with a `type`: imperative for commands (`chat.send`), past tense for
entries (`chat.sent`).

Entries are kept for ever, so what was once written must always be readable: an entry only ever gains fields, each
with a default. A field is never renamed, removed, narrowed or given another meaning.
"""

from typing import Protocol

import msgspec

from rooms.context import Participant
from rooms.ids import ParticipantId


class Command(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """What a participant asks."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """A fact: who caused it, and when, in milliseconds since 1970-01-01T00:00:00Z."""

    by: Participant
    at: int


class OfParticipant(Protocol):
    """An entry about somebody, of another feature."""

    @property
    def participant(self) -> ParticipantId: ...


class OfSomebody(OfParticipant, Protocol):
    """The same, about somebody who may be known by an alias alone; `alias` is empty for those who are named."""

    @property
    def alias(self) -> str: ...


def known_as(somebody: OfSomebody) -> ParticipantId:
    """By what those who act know somebody: the alias where they have one, else the id."""
    return ParticipantId(somebody.alias or somebody.participant)


def tag_of(kind: type[Command] | type[Entry]) -> str:
    """The `type` of a kind of command or entry: `chat.send`."""
    return str(kind.__struct_config__.tag)
