"""What is shown of the chat: touched, keys, show and the pages of older messages.

The hall never learns of a message that waits or was dismissed; backstage sees it, and its author is told.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, assert_never

from rooms.chat import pins
from rooms.chat.commands import EMOJI
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
    SlowModeSet,
    Unreacted,
)
from rooms.chat.state import Chat, Message
from rooms.ids import MessageId, ParticipantId
from rooms.text import excerpt
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

# The newest messages that a snapshot holds.
WINDOW: Final = 50
EXCERPT_LENGTH: Final = 120
PURGED: Final = "purged"


def touched(chat: Chat, entry: ChatEntry) -> Touched:
    keys_of = _touched(chat, entry)
    pinned = [id for id in chat.pinned if f"chat/{id}" in keys_of.shared]
    if not pinned:
        return keys_of
    return replace(keys_of, shared=keys_of.shared | {f"pins/{id}" for id in pinned})


def _touched(chat: Chat, entry: ChatEntry) -> Touched:
    match entry:
        case MessagePinned() | MessageUnpinned():
            return Touched(frozenset((f"pins/{entry.message}",)))
        case MessagesPurged() | MessagesRestored():
            return _moved(chat, entry.messages)
        case HoldAllSet() | SlowModeSet() | ChatLockedDown() | ChatLockDownLifted():
            return Touched(frozenset(("chat",)))
        case MessageSent() if not entry.held:
            return Touched(frozenset((f"chat/{entry.message}",)))
        case MessageSent() | MessageDismissed():
            return _aside_touched(chat, entry.message)
        case MessageEdited():
            if entry.message in chat.aside:
                return _aside_touched(chat, entry.message)
            return Touched(frozenset(_with_replies(chat, entry.message)), _quoting(chat, (entry.message,)))
        case MessageRemoved():
            if entry.aside_of is None:
                return _moved(chat, [entry.message])
            own = {entry.aside_of: frozenset((f"my/messages/{entry.message}",))}
            return Touched(frozenset((f"held/{entry.message}",)), own)
        case MessageHeld() | MessageApproved():
            message = chat.message(entry.message)
            if message is None or message.number == 0:
                # The hall was never shown it.
                return _aside_touched(chat, entry.message)
            return _moved(chat, [entry.message])
        case Reacted() | Unreacted():
            return Touched(
                frozenset((f"chat/{entry.message}",)),
                {entry.by.id: frozenset((f"my/reactions/{entry.message}",))},
            )
    assert_never(entry)


def keys(chat: Chat) -> Iterator[str]:
    yield "chat"
    yield from (f"pins/{id}" for id in chat.pinned)
    yield from page(chat, chat.last_number + 1, WINDOW)[0]
    yield from (f"held/{message.id}" for message in chat.aside.values() if message.aside != PURGED)


def own_keys(chat: Chat, participant: ParticipantId) -> Iterator[str]:
    yield from (f"my/reactions/{message}" for message in chat.given.get(participant, ()))
    yield from (
        f"my/messages/{each.id}"
        for each in chat.aside.values()
        if each.author.id == participant and each.aside != PURGED
    )


def show(chat: Chat, key: str, audience: Audience) -> Shown:
    if key == "chat":
        return {"slow_mode_s": chat.slow_mode_s, "hold_all": chat.hold_all}
    kind, _, id = key.partition("/")
    if kind == "held":
        return _waiting(chat, MessageId(id)) if audience is Audience.BACKSTAGE else CONCEALED
    if kind == "pins":
        return pins.show(chat, MessageId(id))
    message = chat.messages.get(MessageId(id))
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
    _, kind, id = (*key.split("/", 2), "")[:3]
    if kind == "messages":
        return _own(chat, MessageId(id), participant)
    message, given = MessageId(id), chat.given.get(participant)
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


def _waiting(chat: Chat, id: MessageId) -> Json:
    message = chat.aside.get(id)
    if message is None or message.aside == PURGED:
        return None
    return {
        **_told(chat, message),
        "author": message.author.shown(),
        **({"listed": list(message.listed)} if message.listed else {}),
    }


def _own(chat: Chat, id: MessageId, participant: ParticipantId) -> Json:
    message = chat.aside.get(id)
    if message is None or message.author.id != participant or message.aside == PURGED:
        return None
    return _told(chat, message)


def _told(chat: Chat, message: Message) -> dict[str, Json]:
    return {
        "message": message.id,
        "text": message.text,
        "language": message.language,
        "at": message.at,
        "edited_at": message.edited_at,
        "reply_to": _quoted(chat, message.reply_to),
        "state": message.aside,
    }


def _aside_touched(chat: Chat, id: MessageId) -> Touched:
    message = chat.message(id)
    own = {} if message is None else {message.author.id: frozenset((f"my/messages/{id}",))}
    return Touched(frozenset((f"held/{id}",)), own)


def _moved(chat: Chat, ids: Iterable[MessageId]) -> Touched:
    """Messages that came into the hall or left it: their replies quote them, and their reactions come and go."""
    shared: set[str] = set()
    moved = set(ids)
    own = _quoting(chat, moved)
    for id in moved:
        message = chat.message(id)
        # The hall was never shown what has no number.
        if message is None or message.number:
            shared.update(_with_replies(chat, id))
        if message is not None:
            shared.add(f"held/{id}")
            author = message.author.id
            own[author] = own.get(author, frozenset()) | {f"my/messages/{id}"}
    # The window of a snapshot may reach as many messages further back now.
    window, _ = page(chat, chat.last_number + 1, WINDOW)
    shared.update(window[-len(moved) :])
    for person, given in chat.given.items():
        reacted = moved & given.keys()
        if reacted:
            own[person] = own.get(person, frozenset()) | {f"my/reactions/{id}" for id in reacted}
    return Touched(frozenset(shared), own)


def _quoting(chat: Chat, ids: Iterable[MessageId]) -> dict[ParticipantId, frozenset[str]]:
    """The own keys of those whose waiting messages quote one of these."""
    own: dict[ParticipantId, frozenset[str]] = {}
    for id in ids:
        for reply in chat.replies.get(id, ()):
            waiting = chat.aside.get(reply)
            if waiting is not None:
                author = waiting.author.id
                own[author] = own.get(author, frozenset()) | {f"my/messages/{reply}"}
    return own


def _with_replies(chat: Chat, message: MessageId) -> Iterator[str]:
    """The keys of a message and of those that quote it; a quoting message that is not in the hall has another key."""
    yield f"chat/{message}"
    for reply in chat.replies.get(message, ()):
        yield f"held/{reply}" if reply in chat.aside else f"chat/{reply}"


def _quoted(chat: Chat, message: MessageId | None) -> Json:
    if message is None:
        return None
    quoted = chat.messages.get(message)
    if quoted is None:
        return {"message": message, "name": None, "excerpt": None}
    return {"message": message, "name": quoted.author.name, "excerpt": excerpt(quoted.text, EXCERPT_LENGTH)}
