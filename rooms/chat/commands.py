"""What participants ask of the chat. The texts are their own, as they wrote them."""

from typing import Final, TypeAlias

from rooms.entries import Command
from rooms.ids import GivenMessageId

EMOJI: Final = ("👍", "❤️", "👏", "😂", "🎉", "🤔")
SLOW_MODE_S: Final = range(0, 600 + 1)


class SendMessage(Command, frozen=True, tag="chat.send"):
    text: str
    reply_to: GivenMessageId | None = None


class EditMessage(Command, frozen=True, tag="chat.edit"):
    message: GivenMessageId
    text: str


class RemoveMessage(Command, frozen=True, tag="chat.remove"):
    message: GivenMessageId


class React(Command, frozen=True, tag="chat.react"):
    message: GivenMessageId
    emoji: str


class Unreact(Command, frozen=True, tag="chat.unreact"):
    message: GivenMessageId
    emoji: str


class SetSlowMode(Command, frozen=True, tag="chat.slow_mode"):
    seconds: int


COMMANDS: Final = (SendMessage, EditMessage, RemoveMessage, React, Unreact, SetSlowMode)
ChatCommand: TypeAlias = SendMessage | EditMessage | RemoveMessage | React | Unreact | SetSlowMode
