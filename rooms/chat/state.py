"""What a room remembers of its chat. Made by `rules` from the entries."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import MessageId, ParticipantId


class Message(Struct, frozen=True):
    id: MessageId
    number: int
    author: Participant
    text: str
    language: str
    at: int
    reply_to: MessageId | None
    edited_at: int | None = None
    reactions: Mapping[str, int] = {}


class Chat(Struct, frozen=True):
    """`numbered` and `messages` hold what still exists; `replies` and `given` may name messages that are gone."""

    messages: FrozenMap[MessageId, Message] = FrozenMap()
    numbered: FrozenMap[int, MessageId] = FrozenMap()
    last_number: int = 0
    replies: FrozenMap[MessageId, tuple[MessageId, ...]] = FrozenMap()
    # By who gave them, so that a participant's own view needs no search.
    given: FrozenMap[ParticipantId, FrozenMap[MessageId, frozenset[str]]] = FrozenMap()
    last_sent_at: FrozenMap[ParticipantId, int] = FrozenMap()
    slow_mode_s: int = 0


EMPTY: Final = Chat()
