"""What a room remembers of its chat. Made by `effects` from the entries."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

from msgspec import Struct

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import MessageId, ParticipantId

# Why a message is not in the hall.
Aside: TypeAlias = Literal["held", "dismissed", "purged"]


class Message(Struct, frozen=True):
    """`number` is 0 until the hall has seen it; a message that comes back keeps its number."""

    id: MessageId
    number: int
    author: Participant
    text: str
    language: str
    at: int
    reply_to: MessageId | None
    edited_at: int | None = None
    reactions: Mapping[str, int] = {}
    # The listed words in it.
    listed: tuple[str, ...] = ()
    aside: Aside | None = None
    # Why it was aside before everything of its author was taken away.
    aside_before: Aside | None = None


class Pace(Struct, frozen=True):
    """How the chat was before the room was locked down; None for what was set since."""

    hold_all: bool | None
    slow_mode_s: int | None


class Chat(Struct, frozen=True):
    """`numbered` and `messages` hold what the hall is shown, `aside` what it is not. `replies` and `given` may name
    messages that are gone."""

    messages: FrozenMap[MessageId, Message] = FrozenMap()
    aside: FrozenMap[MessageId, Message] = FrozenMap()
    numbered: FrozenMap[int, MessageId] = FrozenMap()
    last_number: int = 0
    replies: FrozenMap[MessageId, tuple[MessageId, ...]] = FrozenMap()
    # By who gave them, so that a participant's own view needs no search.
    given: FrozenMap[ParticipantId, FrozenMap[MessageId, frozenset[str]]] = FrozenMap()
    last_sent_at: FrozenMap[ParticipantId, int] = FrozenMap()
    slow_mode_s: int = 0
    hold_all: bool = False
    # Those that are kept on top, in the order in which they were; some may have left the hall since.
    pinned: tuple[MessageId, ...] = ()
    # None while the room is not locked down.
    before: Pace | None = None

    def message(self, id: MessageId) -> Message | None:
        """A message that exists, in the hall or not."""
        return self.messages.get(id) or self.aside.get(id)


EMPTY: Final = Chat()
