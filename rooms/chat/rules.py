"""What is said, what waits and what is refused in the chat: decide. `effects` says what comes of it.

What attendees and people at work write waits for a moderator while everything is held, and always where it holds a
listed word; so does what they make of a message that the hall has seen.
"""

from collections.abc import Sequence
from math import ceil
from typing import Final, assert_never

from rooms.chat import pins
from rooms.chat.commands import (
    EMOJI,
    SLOW_MODE_S,
    ApproveMessage,
    ChatCommand,
    DismissMessage,
    EditMessage,
    HoldMessage,
    Moving,
    PinMessage,
    React,
    RemoveMessage,
    SendMessage,
    SetHoldAll,
    SetSlowMode,
    Setting,
    UnpinMessage,
    Unreact,
)
from rooms.chat.entries import (
    ChatLockDownLifted,
    ChatLockedDown,
    HoldAllSet,
    MessageApproved,
    MessageDismissed,
    MessageEdited,
    MessageHeld,
    MessageMoved,
    MessageRemoved,
    MessageSent,
    MessagesPurged,
    MessagesRestored,
    Reacted,
    SlowModeSet,
    Unreacted,
)
from rooms.chat.state import Chat, Message
from rooms.context import Context, Participant, Subject
from rooms.entries import Entry, OfSomebody
from rooms.errors import Refused
from rooms.ids import MessageId
from rooms.roles import Role
from rooms.text import LIMITS, cleaned

SHOWN: Final = "shown"
# How long attendees wait between two messages in a room that is locked down, at least.
LOCK_DOWN_PACE_S: Final = 30
# Where a message must be for each move, and the entry that says so.
_STEPS: Final[dict[type[Moving], tuple[frozenset[str], type[MessageMoved]]]] = {
    ApproveMessage: (frozenset({"held"}), MessageApproved),
    DismissMessage: (frozenset({"held"}), MessageDismissed),
    HoldMessage: (frozenset({SHOWN, "dismissed"}), MessageHeld),
}


def decide(chat: Chat, command: ChatCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case SendMessage():
            return _sent(chat, command, context)
        case EditMessage():
            return _edited(chat, command, context)
        case RemoveMessage():
            message = _known(chat, command.message, me)
            if message.author.id != me.id and not me.is_staff:
                raise Refused("chat.not_yours", message=message.id)
            aside_of = None if message.aside is None else message.author.id
            return (MessageRemoved(by=me, at=now, message=message.id, aside_of=aside_of),)
        case React():
            if command.emoji in _given_to(chat, command, me):
                return ()
            return (Reacted(by=me, at=now, message=command.message, emoji=command.emoji),)
        case Unreact():
            if command.emoji not in _given_to(chat, command, me):
                return ()
            return (Unreacted(by=me, at=now, message=command.message, emoji=command.emoji),)
        case ApproveMessage() | DismissMessage() | HoldMessage():
            message = _known(chat, command.message, me)
            wants, entry = _STEPS[type(command)]
            if (message.aside or SHOWN) not in wants:
                raise Refused("chat.state", message=message.id, state=message.aside or SHOWN)
            return (entry(by=me, at=now, message=message.id),)
        case SetHoldAll() | SetSlowMode():
            return _set(chat, command, context)
        case PinMessage() | UnpinMessage():
            return pins.decide(chat, command, context)
    assert_never(command)


def _set(chat: Chat, command: Setting, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    if isinstance(command, SetHoldAll):
        return () if command.on is chat.hold_all else (HoldAllSet(by=me, at=now, on=command.on),)
    if command.seconds not in SLOW_MODE_S:
        raise Refused("chat.slow_mode_range", least=SLOW_MODE_S[0], most=SLOW_MODE_S[-1])
    if command.seconds == chat.slow_mode_s:
        return ()
    return (SlowModeSet(by=me, at=now, seconds=command.seconds),)


def _sent(chat: Chat, command: SendMessage, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    text = cleaned(command.text, LIMITS["chat"])
    if command.reply_to is not None:
        _in_the_hall(chat, command.reply_to)
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
            held=_waits(chat, context),
            listed=context.listed,
        ),
    )


def _edited(chat: Chat, command: EditMessage, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    message = _known(chat, command.message, me)
    if message.author.id != me.id:
        raise Refused("chat.not_yours", message=message.id)
    if message.aside == "dismissed":
        raise Refused("chat.state", message=message.id, state=message.aside)
    text = cleaned(command.text, LIMITS["chat"])
    if text == message.text:
        return ()
    edited = MessageEdited(
        by=me, at=now, message=message.id, text=text, language=context.language, listed=context.listed
    )
    if message.aside is None and _waits(chat, context):
        # First out of the hall, so that nobody there reads the new text.
        return (MessageHeld(by=me, at=now, message=message.id), edited)
    return (edited,)


def _waits(chat: Chat, context: Context) -> bool:
    return not context.participant.is_staff and (chat.hold_all or bool(context.listed))


def purge(chat: Chat, cause: OfSomebody, context: Context) -> Sequence[Entry]:
    """What follows when somebody is purged; nothing when they have no message left.

    Messages bear a name: of somebody who is known by an alias they stay, or their going would tell who it is.
    """
    if cause.alias:
        return ()
    everything = (*chat.messages.values(), *chat.aside.values())
    theirs = [m.id for m in everything if m.author.id == cause.participant and m.aside != "purged"]
    if not theirs:
        return ()
    by, at = context.participant, context.now
    return (MessagesPurged(by=by, at=at, participant=cause.participant, messages=tuple(theirs)),)


def restore(chat: Chat, cause: OfSomebody, context: Context) -> Sequence[Entry]:
    """What follows when somebody is restored."""
    if cause.alias:
        return ()
    away = [m.id for m in chat.aside.values() if m.author.id == cause.participant and m.aside == "purged"]
    if not away:
        return ()
    by, at = context.participant, context.now
    return (MessagesRestored(by=by, at=at, participant=cause.participant, messages=tuple(away)),)


def lock_down(chat: Chat, cause: Entry, context: Context) -> Sequence[Entry]:
    """What follows when the room is locked down."""
    return (ChatLockedDown(by=context.participant, at=context.now, slow_mode_s=LOCK_DOWN_PACE_S),)


def lift_lock_down(chat: Chat, cause: Entry, context: Context) -> Sequence[Entry]:
    """What follows when that is lifted."""
    return (ChatLockDownLifted(by=context.participant, at=context.now),)


def reportable(chat: Chat, id: str) -> Subject | None:
    """A message that the hall is shown, as a report keeps it."""
    message = chat.messages.get(MessageId(id))
    return None if message is None else Subject(message.author, message.text, message.language)


def _known(chat: Chat, id: MessageId, me: Participant) -> Message:
    message = chat.message(id)
    if message is None or message.aside == "purged":
        raise Refused("chat.unknown", message=id)
    if message.aside is not None and message.author.id != me.id and not me.is_staff:
        raise Refused("chat.unknown", message=id)
    return message


def _in_the_hall(chat: Chat, id: MessageId) -> None:
    if id not in chat.messages:
        raise Refused("chat.unknown", message=id)


def _given_to(chat: Chat, command: React | Unreact, me: Participant) -> frozenset[str]:
    _in_the_hall(chat, command.message)
    if command.emoji not in EMOJI:
        raise Refused("chat.emoji", emoji=command.emoji[:64])
    given = chat.given.get(me.id)
    return frozenset() if given is None else given.get(command.message, frozenset())
