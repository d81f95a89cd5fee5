"""Interpretation: channels that any moderator opens and closes, and the booths of those who speak in them.

Commands come from moderators and interpreters. A channel is a language; untouched sound is no channel of this feature.
Who is on air in a channel is one person at most. The sound itself takes its own way: see `server.media`.
"""

from typing import Final

from rooms.interpretation.commands import COMMANDS
from rooms.interpretation.entries import ENTRIES
from rooms.interpretation.rules import apply, decide, let_go
from rooms.interpretation.state import EMPTY, on_air
from rooms.interpretation.views import keys, own_keys, show, show_own, touched

NAME: Final = "interpretation"
KEYS: Final = ("channels", "booths", "booth_messages", "my/booth")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "apply",
    "decide",
    "keys",
    "let_go",
    "on_air",
    "own_keys",
    "show",
    "show_own",
    "touched",
]
