"""The questions of a room: asked, held for a moderator or open at once, upvoted, merged, put on stage, answered.

Commands come from participants; the text is their own. The hall never learns of a question that is held, dismissed
or withdrawn, nor who asked an anonymous one; backstage sees everything, but who asked as far as the conference allows,
and each asker their own.
"""

from typing import Final

from rooms.questions.askers import asker_for, behind, question_behind
from rooms.questions.commands import COMMANDS, NameAskers, SetQuestionMode
from rooms.questions.effects import apply
from rooms.questions.entries import ENTRIES, QuestionUpvoted, UpvoteWithdrawn
from rooms.questions.measures import measure
from rooms.questions.purging import purge, restore
from rooms.questions.rules import (
    decide,
    dismiss_held_by,
    follow_session,
    lift_lock_down,
    lock_down,
    reportable,
)
from rooms.questions.state import EMPTY
from rooms.questions.views import keys, own_keys, show, show_own, touched

NAME: Final = "questions"
KEYS: Final = ("questions", "upvotes", "queue", "my/questions", "my/upvotes")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "NameAskers",
    "QuestionUpvoted",
    "SetQuestionMode",
    "UpvoteWithdrawn",
    "apply",
    "asker_for",
    "behind",
    "decide",
    "dismiss_held_by",
    "follow_session",
    "keys",
    "lift_lock_down",
    "lock_down",
    "measure",
    "own_keys",
    "purge",
    "question_behind",
    "reportable",
    "restore",
    "show",
    "show_own",
    "touched",
]
