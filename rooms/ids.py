"""The names of things. Every id is an opaque string that the shell made; nobody here looks inside one."""

from typing import Annotated, NewType

from msgspec import Meta

# "<conference>/<room>", for example "metropolis-americas-2022/plenary".
RoomId = NewType("RoomId", str)
ParticipantId = NewType("ParticipantId", str)
# Made by whoever sends the command; unique in a room's log.
CommandId = NewType("CommandId", str)
SessionId = NewType("SessionId", str)
MessageId = NewType("MessageId", str)
QuestionId = NewType("QuestionId", str)
PollId = NewType("PollId", str)
CueId = NewType("CueId", str)
ReportId = NewType("ReportId", str)
TalkId = NewType("TalkId", str)
DeckId = NewType("DeckId", str)
AnnouncementId = NewType("AnnouncementId", str)
BoothMessageId = NewType("BoothMessageId", str)
# What the shell gives one person in one room, and what the log holds of it: see `veil`.
BallotKey = NewType("BallotKey", str)
Pseudonym = NewType("Pseudonym", str)

_BOUNDED = Meta(min_length=1, max_length=64)

# A person's name as somebody else gives it, in code points as `text.LIMITS` has them.
GivenName = Annotated[str, Meta(min_length=1, max_length=80)]

# The same ids as they arrive from outside: 1 to 64 characters.
GivenParticipantId = Annotated[ParticipantId, _BOUNDED]
GivenSessionId = Annotated[SessionId, _BOUNDED]
GivenMessageId = Annotated[MessageId, _BOUNDED]
GivenQuestionId = Annotated[QuestionId, _BOUNDED]
GivenPollId = Annotated[PollId, _BOUNDED]
GivenReportId = Annotated[ReportId, _BOUNDED]
GivenDeckId = Annotated[DeckId, _BOUNDED]

# A BCP 47 tag as it arrives from outside.
GivenLanguage = Annotated[str, Meta(pattern=r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", max_length=35)]
