"""What the log keeps of the chat. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import MessageId, ParticipantId


class MessageSent(Entry, frozen=True, kw_only=True, tag="chat.sent"):
    message: MessageId
    text: str
    language: str
    reply_to: MessageId | None
    held: bool = False
    listed: tuple[str, ...] = ()


class MessageEdited(Entry, frozen=True, kw_only=True, tag="chat.edited"):
    message: MessageId
    text: str
    language: str
    listed: tuple[str, ...] = ()


class MessageRemoved(Entry, frozen=True, kw_only=True, tag="chat.removed"):
    """`aside_of` is the author of a message that was not in the hall at that moment."""

    message: MessageId
    aside_of: ParticipantId | None = None


class MessageApproved(Entry, frozen=True, kw_only=True, tag="chat.approved"):
    message: MessageId


class MessageDismissed(Entry, frozen=True, kw_only=True, tag="chat.dismissed"):
    message: MessageId


class MessageHeld(Entry, frozen=True, kw_only=True, tag="chat.held"):
    message: MessageId


class HoldAllSet(Entry, frozen=True, kw_only=True, tag="chat.hold_all_set"):
    on: bool


class Reacted(Entry, frozen=True, kw_only=True, tag="chat.reacted"):
    message: MessageId
    emoji: str


class Unreacted(Entry, frozen=True, kw_only=True, tag="chat.unreacted"):
    message: MessageId
    emoji: str


class SlowModeSet(Entry, frozen=True, kw_only=True, tag="chat.slow_mode_set"):
    seconds: int


class ChatLockedDown(Entry, frozen=True, kw_only=True, tag="chat.locked_down"):
    """`slow_mode_s` is the least that attendees wait from now on."""

    slow_mode_s: int


class ChatLockDownLifted(Entry, frozen=True, kw_only=True, tag="chat.lock_down_lifted"):
    pass


class MessagesPurged(Entry, frozen=True, kw_only=True, tag="chat.purged"):
    participant: ParticipantId
    messages: tuple[MessageId, ...]


class MessagesRestored(Entry, frozen=True, kw_only=True, tag="chat.restored"):
    participant: ParticipantId
    messages: tuple[MessageId, ...]


PurgeEntry: TypeAlias = MessagesPurged | MessagesRestored
LockDownEntry: TypeAlias = ChatLockedDown | ChatLockDownLifted
MessageMoved: TypeAlias = MessageApproved | MessageDismissed | MessageHeld


class MessagePinned(Entry, frozen=True, kw_only=True, tag="chat.pinned"):
    message: MessageId


class MessageUnpinned(Entry, frozen=True, kw_only=True, tag="chat.unpinned"):
    message: MessageId


ENTRIES: Final = (
    MessageSent,
    MessageEdited,
    MessageRemoved,
    Reacted,
    Unreacted,
    MessageApproved,
    MessageDismissed,
    MessageHeld,
    HoldAllSet,
    SlowModeSet,
    ChatLockedDown,
    ChatLockDownLifted,
    MessagesPurged,
    MessagesRestored,
    MessagePinned,
    MessageUnpinned,
)
PinEntry: TypeAlias = MessagePinned | MessageUnpinned
SettingEntry: TypeAlias = HoldAllSet | SlowModeSet | LockDownEntry
ChatEntry: TypeAlias = (
    MessageSent
    | MessageEdited
    | MessageRemoved
    | Reacted
    | Unreacted
    | MessageMoved
    | SettingEntry
    | PurgeEntry
    | PinEntry
)
