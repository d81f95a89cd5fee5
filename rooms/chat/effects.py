"""What an entry makes of the chat. Never refuses: what is in the log happened."""

from functools import reduce
from typing import assert_never

from msgspec.structs import replace

from rooms.chat import pins
from rooms.chat.entries import (
    ChatEntry,
    ChatLockDownLifted,
    ChatLockedDown,
    HoldAllSet,
    MessageApproved,
    MessageDismissed,
    MessageEdited,
    MessageHeld,
    MessagePinned,
    MessageRemoved,
    MessageSent,
    MessagesPurged,
    MessagesRestored,
    MessageUnpinned,
    Reacted,
    SettingEntry,
    SlowModeSet,
    Unreacted,
)
from rooms.chat.state import Aside, Chat, Message, Pace
from rooms.frozen_map import FrozenMap
from rooms.ids import MessageId


def apply(chat: Chat, entry: ChatEntry) -> Chat:
    match entry:
        case MessageSent():
            return _sent(chat, entry)
        case MessageEdited():
            return _changed(
                chat,
                entry.message,
                text=entry.text,
                language=entry.language,
                edited_at=entry.at,
                listed=entry.listed,
            )
        case MessageRemoved():
            message = chat.message(entry.message)
            return chat if message is None else _removed(chat, message)
        case Reacted() | Unreacted():
            return _reacted(chat, entry)
        case MessageApproved():
            return shown(chat, entry.message)
        case MessageDismissed() | MessageHeld():
            return set_aside(chat, entry.message, "held" if isinstance(entry, MessageHeld) else "dismissed")
        case HoldAllSet() | SlowModeSet() | ChatLockedDown() | ChatLockDownLifted():
            return _set(chat, entry)
        case MessagePinned() | MessageUnpinned():
            return pins.apply(chat, entry)
        case MessagesPurged():
            return reduce(_purged, entry.messages, chat)
        case MessagesRestored():
            return reduce(_restored, entry.messages, chat)
    assert_never(entry)


def _set(chat: Chat, entry: SettingEntry) -> Chat:
    match entry:
        case HoldAllSet():
            before = None if chat.before is None else replace(chat.before, hold_all=None)
            return replace(chat, hold_all=entry.on, before=before)
        case SlowModeSet():
            before = None if chat.before is None else replace(chat.before, slow_mode_s=None)
            return replace(chat, slow_mode_s=entry.seconds, before=before)
        case ChatLockedDown():
            return replace(
                chat,
                hold_all=True,
                slow_mode_s=max(chat.slow_mode_s, entry.slow_mode_s),
                before=Pace(chat.hold_all, chat.slow_mode_s),
            )
        case ChatLockDownLifted():
            return _lifted(chat)
    assert_never(entry)


def set_aside(chat: Chat, id: MessageId, why: Aside) -> Chat:
    """The chat with a message out of the hall's sight."""
    message = chat.message(id)
    if message is None:
        return chat
    chat = _dropped(chat, message)
    return replace(chat, aside=chat.aside.put(id, replace(message, aside=why)))


def shown(chat: Chat, id: MessageId) -> Chat:
    """The chat with a message in the hall: at its old place, or as the newest when it was never there."""
    message = chat.message(id)
    if message is None:
        return chat
    number = message.number or chat.last_number + 1
    message = replace(message, number=number, aside=None)
    return replace(
        chat,
        aside=chat.aside.drop(id),
        messages=chat.messages.put(id, message),
        numbered=chat.numbered.put(number, id),
        last_number=max(chat.last_number, number),
    )


def _removed(chat: Chat, message: Message) -> Chat:
    chat = _dropped(chat, message)
    if message.reply_to is None:
        return chat
    kept = tuple(id for id in chat.replies.get(message.reply_to, ()) if id != message.id)
    return replace(chat, replies=chat.replies.put(message.reply_to, kept))


def _purged(chat: Chat, id: MessageId) -> Chat:
    message = chat.message(id)
    if message is None:
        return chat
    chat = set_aside(chat, id, "purged")
    return _changed(chat, id, aside_before=message.aside)


def _restored(chat: Chat, id: MessageId) -> Chat:
    message = chat.aside.get(id)
    if message is None:
        return chat
    before = message.aside_before
    return shown(chat, id) if before is None else _changed(chat, id, aside=before, aside_before=None)


def _lifted(chat: Chat) -> Chat:
    if chat.before is None:
        return chat
    hold_all, slow_mode_s = chat.before.hold_all, chat.before.slow_mode_s
    return replace(
        chat,
        hold_all=chat.hold_all if hold_all is None else hold_all,
        slow_mode_s=chat.slow_mode_s if slow_mode_s is None else slow_mode_s,
        before=None,
    )


def _dropped(chat: Chat, message: Message) -> Chat:
    return replace(
        chat,
        messages=chat.messages.drop(message.id),
        numbered=chat.numbered.drop(message.number),
        aside=chat.aside.drop(message.id),
    )


def _sent(chat: Chat, entry: MessageSent) -> Chat:
    message = Message(
        entry.message,
        0,
        entry.by,
        entry.text,
        entry.language,
        entry.at,
        reply_to=entry.reply_to,
        listed=entry.listed,
        aside="held",
    )
    replies = chat.replies
    if entry.reply_to is not None:
        replies = replies.put(entry.reply_to, (*replies.get(entry.reply_to, ()), entry.message))
    chat = replace(
        chat,
        aside=chat.aside.put(message.id, message),
        replies=replies,
        last_sent_at=chat.last_sent_at.put(entry.by.id, entry.at),
    )
    return chat if entry.held else shown(chat, message.id)


def _changed(chat: Chat, id: MessageId, **changes: object) -> Chat:
    message = chat.message(id)
    if message is None:
        return chat
    changed = replace(message, **changes)
    if message.aside is None:
        return replace(chat, messages=chat.messages.put(id, changed))
    return replace(chat, aside=chat.aside.put(id, changed))


def _reacted(chat: Chat, entry: Reacted | Unreacted) -> Chat:
    message = chat.messages.get(entry.message)
    if message is None:
        return chat
    given = chat.given.get(entry.by.id, FrozenMap())
    mine = given.get(entry.message, frozenset())
    mine = mine | {entry.emoji} if isinstance(entry, Reacted) else mine - {entry.emoji}
    count = message.reactions.get(entry.emoji, 0) + (1 if isinstance(entry, Reacted) else -1)
    reactions = {**message.reactions, entry.emoji: count}
    if not count:
        del reactions[entry.emoji]
    given = given.put(entry.message, mine) if mine else given.drop(entry.message)
    return replace(
        _changed(chat, entry.message, reactions=reactions), given=chat.given.put(entry.by.id, given)
    )
