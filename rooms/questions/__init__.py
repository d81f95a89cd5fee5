"""The questions of a room: asked, held for a moderator or open at once, upvoted, merged, put on stage, answered.

Commands come from participants; the text is their own. The hall never learns of a question that is held, dismissed
or withdrawn, nor who asked an anonymous one; backstage sees everything, and each asker their own.
"""

from typing import Final

from rooms.questions.commands import COMMANDS, SetQuestionMode
from rooms.questions.effects import apply
from rooms.questions.entries import ENTRIES
from rooms.questions.rules import decide, dismiss_held_by
from rooms.questions.state import EMPTY
from rooms.questions.views import keys, own_keys, show, show_own, touched

NAME: Final = "questions"
KEYS: Final = ("questions", "queue", "my/questions", "my/upvotes")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "SetQuestionMode",
    "apply",
    "decide",
    "dismiss_held_by",
    "keys",
    "own_keys",
    "show",
    "show_own",
    "touched",
]
