"""The floor: who of the room asks to speak, who was given the right to, and in which order they came.

Commands come from whoever wants to speak, and from staff. `about` is the asker's own line; its language is the one they
read the room in. Granting puts nobody on the stage: it is the right to come on.
"""

from typing import Final

from rooms.floor.commands import COMMANDS, Kind, State
from rooms.floor.entries import ENTRIES, FloorReleased, FloorRevoked, HandReturned
from rooms.floor.rules import clear_after, decide, lower_of
from rooms.floor.state import EMPTY, Floor, apply, holds
from rooms.floor.views import keys, own_keys, show, show_own, touched

NAME: Final = "floor"
KEYS: Final = ("floor", "hands", "my/hand")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "Floor",
    "FloorReleased",
    "FloorRevoked",
    "HandReturned",
    "Kind",
    "State",
    "apply",
    "clear_after",
    "decide",
    "holds",
    "keys",
    "lower_of",
    "own_keys",
    "show",
    "show_own",
    "touched",
]
