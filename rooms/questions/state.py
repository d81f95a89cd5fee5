"""What a room remembers of its questions. Made by `effects` from the entries."""

from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId, QuestionId
from rooms.questions.commands import Askers, Mode, Readers, Reason, State

# What the hall is shown, unless it is between the moderators and the asker.
OPEN_TO_ALL: Final = frozenset({"open", "staged", "answered"})


class Edit(Struct, frozen=True):
    """A text that was replaced: when, and by whom."""

    text: str
    language: str
    at: int
    by: Participant


class Note(Struct, frozen=True):
    """What a moderator wrote to an asker."""

    text: str
    language: str


class Answer(Struct, frozen=True):
    """A written answer."""

    text: str
    language: str
    to: Readers
    at: int
    by: Participant


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
    # Of everyone who voted for it or for what was merged into it, each once.
    upvotes: int = 0
    answered_at: int | None = None
    answer: Answer | None = None
    # Answered to its asker alone, and not shown to the hall before.
    private: bool = False
    reason: Reason | None = None
    note: Note | None = None
    edits: tuple[Edit, ...] = ()
    labels: tuple[str, ...] = ()
    assigned: str | None = None
    # None until moved: then its number is its rank.
    rank: float | None = None
    handler: Participant | None = None
    merged_into: QuestionId | None = None
    # The state to which a separation brings it back.
    merged_as: State = "open"
    merged: tuple[QuestionId, ...] = ()
    # The listed words in it, as it was asked.
    listed: tuple[str, ...] = ()
    # Who was to be told whose it is when it was asked.
    named_to: Askers = "staff"
    # How it was before everything of its asker was taken away; None when that did not happen, or it was moved since.
    before_purge: "Question | None" = None
    # By what the asker was known to whoever took it away: their id, or an alias.
    purged_as: ParticipantId | None = None

    @property
    def is_open_to_all(self) -> bool:
        return self.state in OPEN_TO_ALL and not self.private

    @property
    def place(self) -> tuple[float, int]:
        """Where it stands in the moderators' own order."""
        return (self.number if self.rank is None else self.rank, self.number)


class Questions(Struct, frozen=True):
    questions: FrozenMap[QuestionId, Question] = FrozenMap()
    # By person, so that a participant's own view needs no search, and an upvote copies no crowd.
    asked: FrozenMap[ParticipantId, tuple[QuestionId, ...]] = FrozenMap()
    upvotes: FrozenMap[ParticipantId, frozenset[QuestionId]] = FrozenMap()
    # Until the programme or a moderator says otherwise, nothing reaches the hall unread.
    mode: Mode = "moderated"
    # The mode before the room was locked down; None when it is not, or the mode was set since.
    mode_before: Mode | None = None
    staged: QuestionId | None = None
    # Who is told now whose an anonymous question is.
    named_to: Askers = "staff"
    # By the id or alias of whose questions were taken away: what was merged with them, and into what.
    purged: FrozenMap[ParticipantId, tuple[tuple[QuestionId, QuestionId], ...]] = FrozenMap()

    def put(self, question: Question) -> "Questions":
        """The same with one question as it is now."""
        return replace(self, questions=self.questions.put(question.id, question))


EMPTY: Final = Questions()
