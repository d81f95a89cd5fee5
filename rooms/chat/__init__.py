"""The chat of a room: messages, replies, emoji, slow mode, what waits for approval. Commands come from participants.

A removed message leaves no trace but the gap in the numbers: its text goes, and so does every excerpt in replies.
"""

from typing import Final

from rooms.chat.commands import COMMANDS, EMOJI
from rooms.chat.effects import apply
from rooms.chat.entries import ENTRIES, Reacted, Unreacted
from rooms.chat.rules import decide, lift_lock_down, lock_down, purge, reportable, restore
from rooms.chat.state import EMPTY
from rooms.chat.views import WINDOW, keys, own_keys, page, show, show_own, touched

NAME: Final = "chat"
KEYS: Final = ("chat", "held", "my/reactions", "my/messages", "pins")

__all__ = [
    "COMMANDS",
    "EMOJI",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "WINDOW",
    "Reacted",
    "Unreacted",
    "apply",
    "decide",
    "keys",
    "lift_lock_down",
    "lock_down",
    "own_keys",
    "page",
    "purge",
    "reportable",
    "restore",
    "show",
    "show_own",
    "touched",
]
