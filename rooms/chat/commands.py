"""What participants ask of the chat. The texts are their own, as they wrote them."""

from typing import Final, TypeAlias

from rooms.entries import Command
from rooms.ids import GivenMessageId

EMOJI: Final = ("👍", "❤️", "👏", "😂", "🎉", "🤔")
# How many messages may be kept on top.
PINS: Final = 3
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


class ApproveMessage(Command, frozen=True, tag="chat.approve"):
    message: GivenMessageId


class DismissMessage(Command, frozen=True, tag="chat.dismiss"):
    message: GivenMessageId


class HoldMessage(Command, frozen=True, tag="chat.hold"):
    """Takes a message from the hall, or a dismissed one back among those that wait."""

    message: GivenMessageId


class SetHoldAll(Command, frozen=True, tag="chat.hold_all"):
    on: bool


class SetSlowMode(Command, frozen=True, tag="chat.slow_mode"):
    seconds: int


class PinMessage(Command, frozen=True, tag="chat.pin"):
    """Keeps a message on top of the chat."""

    message: GivenMessageId


class UnpinMessage(Command, frozen=True, tag="chat.unpin"):
    message: GivenMessageId


Pinning: TypeAlias = PinMessage | UnpinMessage
Moving: TypeAlias = ApproveMessage | DismissMessage | HoldMessage
Setting: TypeAlias = SetHoldAll | SetSlowMode
COMMANDS: Final = (
    SendMessage,
    EditMessage,
    RemoveMessage,
    React,
    Unreact,
    ApproveMessage,
    DismissMessage,
    HoldMessage,
    SetHoldAll,
    SetSlowMode,
    PinMessage,
    UnpinMessage,
)
ChatCommand: TypeAlias = (
    SendMessage | EditMessage | RemoveMessage | React | Unreact | Moving | Setting | Pinning
)
