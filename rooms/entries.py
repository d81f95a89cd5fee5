"""What is asked of a room, and what its log keeps: the two shapes that every feature's own ones are built on.

A command and an entry are JSON objects with a `type`: imperative for commands (`chat.send`), past tense for
entries (`chat.sent`).

Entries are kept for ever, so what was once written must always be readable: an entry only ever gains fields, each
with a default. A field is never renamed, removed, narrowed or given another meaning.
"""

import msgspec

from rooms.context import Participant


class Command(msgspec.Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """What a participant asks."""


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="type", forbid_unknown_fields=True):
    """A fact: who caused it, and when, in milliseconds since 1970-01-01T00:00:00Z."""

    by: Participant
    at: int


def tag_of(kind: type[Command] | type[Entry]) -> str:
    """The `type` of a kind of command or entry: `chat.send`."""
    return str(kind.__struct_config__.tag)
