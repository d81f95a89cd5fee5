"""The stage of a room: who is on it with which sources, what the hall is shown of it, and who stands ready behind it.

Commands come from moderators, from whoever works at the session, and from the server, which knows what the media engine
receives. Being on the stage means that the hall receives one's tracks. The hall learns nothing of who is backstage.
"""

from typing import Final

from rooms.stage.commands import COMMANDS
from rooms.stage.effects import empty_stage, let_go, step_down, step_down_by_oneself
from rooms.stage.entries import ENTRIES
from rooms.stage.rules import apply, decide
from rooms.stage.state import (
    EMPTY,
    here,
    is_broadcast,
    is_on,
    measure,
    on_air,
    person,
    sending,
    shows_only_unsuitable,
    spoken_by,
)
from rooms.stage.views import keys, own_keys, show, show_own, touched

NAME: Final = "stage"
KEYS: Final = ("stage", "backstage")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "apply",
    "decide",
    "empty_stage",
    "here",
    "is_broadcast",
    "is_on",
    "keys",
    "let_go",
    "measure",
    "on_air",
    "own_keys",
    "person",
    "sending",
    "show",
    "show_own",
    "shows_only_unsuitable",
    "spoken_by",
    "step_down",
    "step_down_by_oneself",
    "touched",
]
