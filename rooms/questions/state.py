"""What a room remembers of its questions. Made by `rules` from the entries."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId, QuestionId
from rooms.questions.commands import Mode

State: TypeAlias = Literal["held", "open", "answered", "dismissed", "withdrawn"]
# What the hall is shown.
OPEN_TO_ALL: Final = frozenset({"open", "answered"})


class Question(Struct, frozen=True):
    id: QuestionId
    number: int
    asker: Participant
    anonymous: bool
    text: str
    language: str
    at: int
    state: State
    # Once true, the hall holds this question's key, and must be told when it goes.
    was_open: bool
    upvotes: int = 0
    answered_at: int | None = None


class Questions(Struct, frozen=True):
    questions: FrozenMap[QuestionId, Question] = FrozenMap()
    # By person, so that a participant's own view needs no search, and an upvote copies no crowd.
    asked: FrozenMap[ParticipantId, tuple[QuestionId, ...]] = FrozenMap()
    upvotes: FrozenMap[ParticipantId, frozenset[QuestionId]] = FrozenMap()
    # Until the programme or a moderator says otherwise, nothing reaches the hall unread.
    mode: Mode = "moderated"


EMPTY: Final = Questions()
