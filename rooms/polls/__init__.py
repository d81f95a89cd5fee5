"""The polls of a room: drafted and opened by moderators, answered with one ballot a person, counted, revealed.

Commands come from participants; question and options are a moderator's words, open answers a voter's. The hall never
learns of a draft, nor of results before they are revealed. Unless a poll says otherwise, nothing tells whose a ballot is.
"""

from typing import Final

from rooms.polls.commands import COMMANDS
from rooms.polls.entries import ENTRIES
from rooms.polls.results import Result, results_of
from rooms.polls.rules import apply, decide
from rooms.polls.state import EMPTY
from rooms.polls.views import keys, own_keys, show, show_own, show_veiled, touched, veiled_keys

NAME: Final = "polls"
KEYS: Final = ("polls", "results", "my/polls")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "Result",
    "apply",
    "decide",
    "keys",
    "own_keys",
    "results_of",
    "show",
    "show_own",
    "show_veiled",
    "touched",
    "veiled_keys",
]
