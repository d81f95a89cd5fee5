"""What is said and what is refused in the chat, and what comes of it: decide and apply."""

from collections.abc import Sequence
from math import ceil
from typing import assert_never

from msgspec.structs import replace

from rooms.chat.commands import (
    EMOJI,
    SLOW_MODE_S,
    ChatCommand,
    EditMessage,
    React,
    RemoveMessage,
    SendMessage,
    SetSlowMode,
    Unreact,
)
from rooms.chat.entries import (
    ChatEntry,
    MessageEdited,
    MessageRemoved,
    MessageSent,
    Reacted,
    SlowModeSet,
    Unreacted,
)
from rooms.chat.state import Chat, Message
from rooms.context import Context, Participant
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import MessageId
from rooms.roles import Role
from rooms.text import LIMITS, cleaned


def decide(chat: Chat, command: ChatCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case SendMessage():
            return _send(chat, command, context)
        case EditMessage():
            return _edit(chat, command, context)
        case RemoveMessage():
            message = _known(chat, command.message)
            if message.author.id != me.id and not me.is_staff:
                raise Refused("chat.not_yours", message=message.id)
            return (MessageRemoved(by=me, at=now, message=message.id),)
        case React():
            if command.emoji in _given_to(chat, command, me):
                return ()
            return (Reacted(by=me, at=now, message=command.message, emoji=command.emoji),)
        case Unreact():
            if command.emoji not in _given_to(chat, command, me):
                return ()
            return (Unreacted(by=me, at=now, message=command.message, emoji=command.emoji),)
        case SetSlowMode():
            if command.seconds not in SLOW_MODE_S:
                raise Refused("chat.slow_mode_range", least=SLOW_MODE_S[0], most=SLOW_MODE_S[-1])
            if command.seconds == chat.slow_mode_s:
                return ()
            return (SlowModeSet(by=me, at=now, seconds=command.seconds),)
    assert_never(command)


def apply(chat: Chat, entry: ChatEntry) -> Chat:
    match entry:
        case MessageSent():
            return _with_sent(chat, entry)
        case MessageEdited():
            return _with_changed(
                chat, entry.message, text=entry.text, language=entry.language, edited_at=entry.at
            )
        case MessageRemoved():
            message = chat.messages.get(entry.message)
            if message is None:
                return chat
            return replace(
                chat, messages=chat.messages.drop(message.id), numbered=chat.numbered.drop(message.number)
            )
        case Reacted() | Unreacted():
            return _with_reaction(chat, entry)
        case SlowModeSet():
            return replace(chat, slow_mode_s=entry.seconds)
    assert_never(entry)


def _send(chat: Chat, command: SendMessage, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    text = cleaned(command.text, LIMITS["chat"])
    if command.reply_to is not None:
        _known(chat, command.reply_to)
    last = chat.last_sent_at.get(me.id)
    if me.role is Role.ATTENDEE and last is not None:
        # A clock that was set back must not make anybody wait longer than slow mode asks.
        wait_ms = min(last - now, 0) + chat.slow_mode_s * 1000
        if wait_ms > 0:
            raise Refused("chat.slow", wait_s=ceil(wait_ms / 1000))
    return (
        MessageSent(
            by=me,
            at=now,
            message=MessageId(context.new_id),
            text=text,
            language=context.language,
            reply_to=command.reply_to,
        ),
    )


def _edit(chat: Chat, command: EditMessage, context: Context) -> Sequence[Entry]:
    me = context.participant
    message = _known(chat, command.message)
    if message.author.id != me.id:
        raise Refused("chat.not_yours", message=message.id)
    text = cleaned(command.text, LIMITS["chat"])
    if text == message.text:
        return ()
    return (MessageEdited(by=me, at=context.now, message=message.id, text=text, language=context.language),)


def _known(chat: Chat, id: MessageId) -> Message:
    message = chat.messages.get(id)
    if message is None:
        raise Refused("chat.unknown", message=id)
    return message


def _given_to(chat: Chat, command: React | Unreact, me: Participant) -> frozenset[str]:
    message = _known(chat, command.message)
    if command.emoji not in EMOJI:
        raise Refused("chat.emoji", emoji=command.emoji[:64])
    given = chat.given.get(me.id)
    return frozenset() if given is None else given.get(message.id, frozenset())


def _with_sent(chat: Chat, entry: MessageSent) -> Chat:
    number = chat.last_number + 1
    message = Message(
        entry.message, number, entry.by, entry.text, entry.language, entry.at, reply_to=entry.reply_to
    )
    replies = chat.replies
    if entry.reply_to is not None:
        replies = replies.put(entry.reply_to, (*replies.get(entry.reply_to, ()), entry.message))
    return replace(
        chat,
        messages=chat.messages.put(message.id, message),
        numbered=chat.numbered.put(number, message.id),
        last_number=number,
        replies=replies,
        last_sent_at=chat.last_sent_at.put(entry.by.id, entry.at),
    )


def _with_changed(chat: Chat, id: MessageId, **changes: object) -> Chat:
    message = chat.messages.get(id)
    if message is None:
        return chat
    return replace(chat, messages=chat.messages.put(id, replace(message, **changes)))


def _with_reaction(chat: Chat, entry: Reacted | Unreacted) -> Chat:
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
        _with_changed(chat, entry.message, reactions=reactions), given=chat.given.put(entry.by.id, given)
    )
