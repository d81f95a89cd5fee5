"""The domain, pure: what happens in a room, and what it shows. No I/O, no clock, no randomness.

A command and a context go in; entries or a refusal come out; entries make the room; the room shows views. This file
is the public face: nobody outside looks past it.
"""

from rooms.context import Context, Participant
from rooms.core import (
    COMMAND_TYPES,
    apply,
    decide,
    delta,
    empty_room,
    own_delta,
    own_snapshot,
    page,
    show,
    show_own,
    snapshot,
    standing,
    touched,
)
from rooms.entries import Command, Entry, tag_of
from rooms.errors import CODES, Refused
from rooms.ids import CommandId, MessageId, ParticipantId, QuestionId, RoomId, SessionId
from rooms.moderation import ParticipantBanned, ParticipantRemoved, ParticipantUnbanned, Standing
from rooms.position import Position
from rooms.presence import Lease, counts, present
from rooms.questions import SetQuestionMode
from rooms.roles import STAFF, Role, audience_of, capabilities_of
from rooms.sessions import PersonOfSession, ScheduleSession, WithdrawSession
from rooms.state import Room
from rooms.text import LIMITS
from rooms.views import Audience, Delta, Json, Touched, View, patch
from rooms.wire import decode_command, decode_entry, encode_entry

__all__ = [
    "CODES",
    "COMMAND_TYPES",
    "LIMITS",
    "STAFF",
    "Audience",
    "Command",
    "CommandId",
    "Context",
    "Delta",
    "Entry",
    "Json",
    "Lease",
    "MessageId",
    "Participant",
    "ParticipantBanned",
    "ParticipantId",
    "ParticipantRemoved",
    "ParticipantUnbanned",
    "PersonOfSession",
    "Position",
    "QuestionId",
    "Refused",
    "Role",
    "Room",
    "RoomId",
    "ScheduleSession",
    "SessionId",
    "SetQuestionMode",
    "Standing",
    "Touched",
    "View",
    "WithdrawSession",
    "apply",
    "audience_of",
    "capabilities_of",
    "counts",
    "decide",
    "decode_command",
    "decode_entry",
    "delta",
    "empty_room",
    "encode_entry",
    "own_delta",
    "own_snapshot",
    "page",
    "patch",
    "present",
    "show",
    "show_own",
    "snapshot",
    "standing",
    "tag_of",
    "touched",
]
