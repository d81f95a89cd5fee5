"""The chat of a room: messages, replies, emoji, slow mode. Commands come from participants; the text is their own.

A removed message leaves no trace but the gap in the numbers: its text goes, and so does every excerpt in replies.
"""

from typing import Final

from rooms.chat.commands import COMMANDS, EMOJI
from rooms.chat.entries import ENTRIES
from rooms.chat.rules import apply, decide
from rooms.chat.state import EMPTY
from rooms.chat.views import WINDOW, keys, own_keys, page, show, show_own, touched

NAME: Final = "chat"
KEYS: Final = ("chat", "my/reactions")

__all__ = [
    "COMMANDS",
    "EMOJI",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "WINDOW",
    "apply",
    "decide",
    "keys",
    "own_keys",
    "page",
    "show",
    "show_own",
    "touched",
]
