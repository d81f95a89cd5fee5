"""What the log keeps of the chat. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import MessageId


class MessageSent(Entry, frozen=True, kw_only=True, tag="chat.sent"):
    message: MessageId
    text: str
    language: str
    reply_to: MessageId | None


class MessageEdited(Entry, frozen=True, kw_only=True, tag="chat.edited"):
    message: MessageId
    text: str
    language: str


class MessageRemoved(Entry, frozen=True, kw_only=True, tag="chat.removed"):
    message: MessageId


class Reacted(Entry, frozen=True, kw_only=True, tag="chat.reacted"):
    message: MessageId
    emoji: str


class Unreacted(Entry, frozen=True, kw_only=True, tag="chat.unreacted"):
    message: MessageId
    emoji: str


class SlowModeSet(Entry, frozen=True, kw_only=True, tag="chat.slow_mode_set"):
    seconds: int


ENTRIES: Final = (MessageSent, MessageEdited, MessageRemoved, Reacted, Unreacted, SlowModeSet)
ChatEntry: TypeAlias = MessageSent | MessageEdited | MessageRemoved | Reacted | Unreacted | SlowModeSet
