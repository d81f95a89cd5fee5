"""What is shown of the chat: touched, keys, show and the pages of older messages."""

from collections.abc import Iterator
from typing import Final, assert_never

from rooms.chat.commands import EMOJI
from rooms.chat.entries import (
    ChatEntry,
    MessageEdited,
    MessageRemoved,
    MessageSent,
    Reacted,
    SlowModeSet,
    Unreacted,
)
from rooms.chat.state import Chat
from rooms.ids import MessageId, ParticipantId
from rooms.text import excerpt
from rooms.views import Audience, Json, Shown, Touched

# The newest messages that a snapshot holds.
WINDOW: Final = 50
EXCERPT_LENGTH: Final = 120


def touched(chat: Chat, entry: ChatEntry) -> Touched:
    match entry:
        case MessageSent():
            return Touched(frozenset((f"chat/{entry.message}",)))
        case MessageEdited():
            return Touched(frozenset(_with_replies(chat, entry.message)))
        case MessageRemoved():
            # The window of a snapshot reaches one message further back now.
            window, _ = page(chat, chat.last_number + 1, WINDOW)
            reactors = [person for person, given in chat.given.items() if entry.message in given]
            return Touched(
                frozenset((*_with_replies(chat, entry.message), *window[-1:])),
                dict.fromkeys(reactors, frozenset((f"my/reactions/{entry.message}",))),
            )
        case Reacted() | Unreacted():
            return Touched(
                frozenset((f"chat/{entry.message}",)),
                {entry.by.id: frozenset((f"my/reactions/{entry.message}",))},
            )
        case SlowModeSet():
            return Touched(frozenset(("chat",)))
    assert_never(entry)


def keys(chat: Chat) -> Iterator[str]:
    yield "chat"
    yield from page(chat, chat.last_number + 1, WINDOW)[0]


def own_keys(chat: Chat, participant: ParticipantId) -> Iterator[str]:
    return (f"my/reactions/{message}" for message in chat.given.get(participant, ()))


def show(chat: Chat, key: str, audience: Audience) -> Shown:
    """The same for both audiences."""
    if key == "chat":
        return {"slow_mode_s": chat.slow_mode_s}
    message = chat.messages.get(MessageId(key.removeprefix("chat/")))
    if message is None:
        return None
    return {
        "message": message.id,
        "number": message.number,
        "author": message.author.shown(),
        "text": message.text,
        "language": message.language,
        "at": message.at,
        "edited_at": message.edited_at,
        "reply_to": _quoted(chat, message.reply_to),
        "reactions": {emoji: message.reactions[emoji] for emoji in EMOJI if emoji in message.reactions},
    }


def show_own(chat: Chat, key: str, participant: ParticipantId) -> Json:
    message = MessageId(key.removeprefix("my/reactions/"))
    given = chat.given.get(participant)
    if given is None or message not in given or message not in chat.messages:
        return None
    return [emoji for emoji in EMOJI if emoji in given[message]] or None


def page(chat: Chat, before: int, limit: int) -> tuple[list[str], bool]:
    """The keys of the newest `limit` messages numbered below `before`, newest first, and whether more are below."""
    found: list[str] = []
    for number in range(min(before - 1, chat.last_number), 0, -1):
        message = chat.numbered.get(number)
        if message is not None:
            if len(found) >= limit:
                return found, True
            found.append(f"chat/{message}")
    return found, False


def _with_replies(chat: Chat, message: MessageId) -> Iterator[str]:
    yield f"chat/{message}"
    yield from (f"chat/{reply}" for reply in chat.replies.get(message, ()))


def _quoted(chat: Chat, message: MessageId | None) -> Json:
    if message is None:
        return None
    quoted = chat.messages.get(message)
    if quoted is None:
        return {"message": message, "name": None, "excerpt": None}
    return {"message": message, "name": quoted.author.name, "excerpt": excerpt(quoted.text, EXCERPT_LENGTH)}
