"""Captions: what is said, as text in a language, with where it came from. Asked by captioners and by the server.

Cues as in WebVTT: id, start, end, text. Each bears its own language, so that a floor which changes language breaks
nothing. People's cues and a machine's stand side by side. Two captioners share a session by turns. What is not final is
a signal.
"""

from typing import Final

from rooms.captions.commands import COMMANDS, AddCaption
from rooms.captions.entries import ENTRIES
from rooms.captions.rules import apply, decide
from rooms.captions.state import EMPTY, Caption, measure
from rooms.captions.views import WINDOW, keys, last_seq, own_keys, show, show_own, touched, tracks, transcript

NAME: Final = "captions"
KEYS: Final = ("captions", "captioning")

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "NAME",
    "WINDOW",
    "AddCaption",
    "Caption",
    "apply",
    "decide",
    "keys",
    "last_seq",
    "measure",
    "own_keys",
    "show",
    "show_own",
    "touched",
    "tracks",
    "transcript",
]
