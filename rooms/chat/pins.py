"""Messages that staff keep on top of the chat: decide, apply and show. One that leaves the hall leaves the top."""

from collections.abc import Sequence

from msgspec.structs import replace

from rooms.chat.commands import PINS, PinMessage, Pinning
from rooms.chat.entries import MessagePinned, MessageUnpinned, PinEntry
from rooms.chat.state import Chat
from rooms.context import Context
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.ids import MessageId
from rooms.views import Json


def decide(chat: Chat, command: Pinning, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    if isinstance(command, PinMessage):
        if command.message not in chat.messages:
            raise Refused("chat.unknown", message=command.message)
        if command.message in chat.pinned:
            return ()
        if sum(id in chat.messages for id in chat.pinned) >= PINS:
            raise Refused("chat.pins", most=PINS)
        return (MessagePinned(by=by, at=at, message=command.message),)
    if command.message not in chat.pinned:
        return ()
    return (MessageUnpinned(by=by, at=at, message=command.message),)


def apply(chat: Chat, entry: PinEntry) -> Chat:
    others = tuple(id for id in chat.pinned if id != entry.message)
    pinned = (*others, entry.message) if isinstance(entry, MessagePinned) else others
    return replace(chat, pinned=pinned)


def show(chat: Chat, id: MessageId) -> Json:
    message = chat.messages.get(id)
    if message is None or id not in chat.pinned:
        return None
    return {
        "message": id,
        "author": message.author.shown(),
        "text": message.text,
        "language": message.language,
        "at": message.at,
    }
