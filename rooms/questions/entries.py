"""What the log keeps of the questions. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import QuestionId
from rooms.questions.commands import Mode


class QuestionAsked(Entry, frozen=True, kw_only=True, tag="question.asked"):
    question: QuestionId
    text: str
    language: str
    anonymous: bool
    held: bool


class QuestionEntry(Entry, frozen=True, kw_only=True):
    question: QuestionId


class QuestionWithdrawn(QuestionEntry, frozen=True, kw_only=True, tag="question.withdrawn"):
    pass


class QuestionUpvoted(QuestionEntry, frozen=True, kw_only=True, tag="question.upvoted"):
    pass


class UpvoteWithdrawn(QuestionEntry, frozen=True, kw_only=True, tag="question.upvote_withdrawn"):
    pass


class QuestionApproved(QuestionEntry, frozen=True, kw_only=True, tag="question.approved"):
    pass


class QuestionDismissed(QuestionEntry, frozen=True, kw_only=True, tag="question.dismissed"):
    pass


class QuestionAnswered(QuestionEntry, frozen=True, kw_only=True, tag="question.answered"):
    pass


class QuestionReopened(QuestionEntry, frozen=True, kw_only=True, tag="question.reopened"):
    pass


class QuestionModeSet(Entry, frozen=True, kw_only=True, tag="question.mode_set"):
    mode: Mode


QuestionsEntry: TypeAlias = QuestionAsked | QuestionEntry | QuestionModeSet

ENTRIES: Final = (
    QuestionAsked,
    QuestionWithdrawn,
    QuestionUpvoted,
    UpvoteWithdrawn,
    QuestionApproved,
    QuestionDismissed,
    QuestionAnswered,
    QuestionReopened,
    QuestionModeSet,
)
