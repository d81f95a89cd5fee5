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
    poll_results,
    show,
    show_own,
    snapshot,
    standing,
    touched,
)
from rooms.entries import Command, Entry, tag_of
from rooms.errors import CODES, Refused
from rooms.ids import (
    BallotKey,
    CommandId,
    MessageId,
    ParticipantId,
    PollId,
    Pseudonym,
    QuestionId,
    RoomId,
    SessionId,
)
from rooms.moderation import ParticipantBanned, ParticipantRemoved, ParticipantUnbanned, Standing
from rooms.polls import Result
from rooms.position import Position
from rooms.presence import Lease, counts, present
from rooms.questions import SetQuestionMode
from rooms.roles import STAFF, Role, audience_of, capabilities_of
from rooms.sessions import PersonOfSession, ScheduleSession, WithdrawSession
from rooms.state import Room
from rooms.text import LIMITS
from rooms.veil import UNNAMED, pseudonym
from rooms.views import Audience, Delta, Json, Touched, View, patch
from rooms.wire import decode_command, decode_entry, encode_entry

__all__ = [
    "CODES",
    "COMMAND_TYPES",
    "LIMITS",
    "STAFF",
    "UNNAMED",
    "Audience",
    "BallotKey",
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
    "PollId",
    "Position",
    "Pseudonym",
    "QuestionId",
    "Refused",
    "Result",
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
    "poll_results",
    "present",
    "pseudonym",
    "show",
    "show_own",
    "snapshot",
    "standing",
    "tag_of",
    "touched",
]
