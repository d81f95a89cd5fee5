"""The domain, pure: what happens in a room, and what it shows. No I/O, no clock, no randomness.

A command and a context go in; entries or a refusal come out; entries make the room; the room shows views. This file
is the public face: nobody outside looks past it.
"""

from rooms.aliases import asker_for, person_meant
from rooms.authority import require_known_language
from rooms.captions import AddCaption, Caption
from rooms.context import Context, Original, Participant
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
    touched,
)
from rooms.entries import Command, Entry, tag_of
from rooms.errors import CODES, Refused
from rooms.ids import (
    BallotKey,
    CommandId,
    DeckId,
    MessageId,
    ParticipantId,
    PollId,
    Pseudonym,
    QuestionId,
    RoomId,
    SessionId,
)
from rooms.inquiries import (
    behind_stage,
    caption_tracks,
    channels,
    has_floor,
    is_broadcast,
    last_seq,
    live_session,
    may_publish,
    may_see_slide,
    measures,
    on_air,
    poll_results,
    recording_shown,
    sending,
    session_hours,
    shows_only_unsuitable,
    slides_shown,
    sources_in,
    spoken_language,
    standing,
    transcript,
    trespassers,
)
from rooms.manuscripts import HandInManuscript
from rooms.moderation import Ban as BanParticipant
from rooms.moderation import ParticipantBanned, ParticipantRemoved, ParticipantUnbanned, Standing
from rooms.moderation import Unban as UnbanParticipant
from rooms.originals import base_language, digest, original_in, original_key, texts_in
from rooms.polls import Result
from rooms.position import Position
from rooms.presence import Lease, counts, present
from rooms.questions import NameAskers, SetQuestionMode, question_behind
from rooms.roles import STAFF, Role, audience_of, capabilities_of
from rooms.sessions import (
    Decision,
    HideRecording,
    Hours,
    PersonOfSession,
    ScheduleSession,
    ShowRecording,
    WithdrawSession,
)
from rooms.slides import AddDeck, DeckRemoved, Showing
from rooms.stage.commands import AnnounceSources, Broadcast, Depart
from rooms.state import Room
from rooms.text import LIMITS
from rooms.translations import AddTranslation, ReportTranslation
from rooms.veil import UNNAMED, pseudonym
from rooms.views import Audience, Delta, Json, Touched, View, patch
from rooms.wire import decode_command, decode_entry, encode_entry
from rooms.words import SetWords

__all__ = [
    "CODES",
    "COMMAND_TYPES",
    "LIMITS",
    "STAFF",
    "UNNAMED",
    "AddCaption",
    "AddDeck",
    "AddTranslation",
    "AnnounceSources",
    "Audience",
    "BallotKey",
    "BanParticipant",
    "Broadcast",
    "Caption",
    "Command",
    "CommandId",
    "Context",
    "Decision",
    "DeckId",
    "DeckRemoved",
    "Delta",
    "Depart",
    "Entry",
    "HandInManuscript",
    "HideRecording",
    "Hours",
    "Json",
    "Lease",
    "MessageId",
    "NameAskers",
    "Original",
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
    "ReportTranslation",
    "Result",
    "Role",
    "Room",
    "RoomId",
    "ScheduleSession",
    "SessionId",
    "SetQuestionMode",
    "SetWords",
    "ShowRecording",
    "Showing",
    "Standing",
    "Touched",
    "UnbanParticipant",
    "View",
    "WithdrawSession",
    "apply",
    "asker_for",
    "audience_of",
    "base_language",
    "behind_stage",
    "capabilities_of",
    "caption_tracks",
    "channels",
    "counts",
    "decide",
    "decode_command",
    "decode_entry",
    "delta",
    "digest",
    "empty_room",
    "encode_entry",
    "has_floor",
    "is_broadcast",
    "last_seq",
    "live_session",
    "may_publish",
    "may_see_slide",
    "measures",
    "on_air",
    "original_in",
    "original_key",
    "own_delta",
    "own_snapshot",
    "page",
    "patch",
    "person_meant",
    "poll_results",
    "present",
    "pseudonym",
    "question_behind",
    "recording_shown",
    "require_known_language",
    "sending",
    "session_hours",
    "show",
    "show_own",
    "shows_only_unsuitable",
    "slides_shown",
    "snapshot",
    "sources_in",
    "spoken_language",
    "standing",
    "tag_of",
    "texts_in",
    "touched",
    "transcript",
    "trespassers",
]
