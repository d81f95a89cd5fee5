"""The sessions held in this room: what the programme says of them, and what moderators made of their hours.

The programme's own hours are kept beside those that count, so that an import moves only what the file itself has moved.
"""

from typing import Final

from rooms.sessions.arrangement import LEAST_MS, Follow, arranged
from rooms.sessions.commands import (
    COMMANDS,
    MINUTES,
    HideRecording,
    PersonOfSession,
    ScheduleSession,
    ShowRecording,
    WithdrawSession,
)
from rooms.sessions.entries import ENTRIES, SessionEnded, SessionStarted
from rooms.sessions.present import LiveSession, live, measure
from rooms.sessions.rules import apply, decide
from rooms.sessions.state import EMPTY, Decision, Hours
from rooms.sessions.views import hours_of, keys, own_keys, recording_of, show, show_own, touched

NAME: Final = "sessions"
KEYS: Final = ("sessions",)

__all__ = [
    "COMMANDS",
    "EMPTY",
    "ENTRIES",
    "KEYS",
    "LEAST_MS",
    "MINUTES",
    "NAME",
    "Decision",
    "Follow",
    "HideRecording",
    "Hours",
    "LiveSession",
    "PersonOfSession",
    "ScheduleSession",
    "SessionEnded",
    "SessionStarted",
    "ShowRecording",
    "WithdrawSession",
    "apply",
    "arranged",
    "decide",
    "hours_of",
    "keys",
    "live",
    "measure",
    "own_keys",
    "recording_of",
    "show",
    "show_own",
    "touched",
]
