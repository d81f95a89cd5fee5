"""What the log keeps of the questions. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import ParticipantId, QuestionId
from rooms.questions.commands import Askers, Mode, Readers, Reason


class QuestionAsked(Entry, frozen=True, kw_only=True, tag="question.asked"):
    question: QuestionId
    text: str
    language: str
    anonymous: bool
    held: bool
    listed: tuple[str, ...] = ()
    # What the asker was told, where the question is anonymous.
    named_to: Askers = "staff"


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
    reason: Reason | None = None
    text: str | None = None
    language: str | None = None


class QuestionAnswered(QuestionEntry, frozen=True, kw_only=True, tag="question.answered"):
    text: str | None = None
    language: str | None = None
    to: Readers = "all"


class QuestionReopened(QuestionEntry, frozen=True, kw_only=True, tag="question.reopened"):
    pass


class QuestionHeld(QuestionEntry, frozen=True, kw_only=True, tag="question.held"):
    pass


class QuestionStaged(QuestionEntry, frozen=True, kw_only=True, tag="question.staged"):
    pass


class QuestionUnstaged(QuestionEntry, frozen=True, kw_only=True, tag="question.unstaged"):
    pass


class QuestionMerged(QuestionEntry, frozen=True, kw_only=True, tag="question.merged"):
    into: QuestionId


class QuestionSeparated(QuestionEntry, frozen=True, kw_only=True, tag="question.separated"):
    """`into` is the question that it was merged into until now."""

    into: QuestionId


class QuestionEdited(QuestionEntry, frozen=True, kw_only=True, tag="question.edited"):
    text: str
    language: str


class QuestionLabelled(QuestionEntry, frozen=True, kw_only=True, tag="question.labelled"):
    label: str


class QuestionUnlabelled(QuestionEntry, frozen=True, kw_only=True, tag="question.unlabelled"):
    label: str


class QuestionAssigned(QuestionEntry, frozen=True, kw_only=True, tag="question.assigned"):
    speaker: str | None


class QuestionRanked(QuestionEntry, frozen=True, kw_only=True, tag="question.ranked"):
    """The place in the moderators' own order, lowest first."""

    rank: float


class QuestionHandled(QuestionEntry, frozen=True, kw_only=True, tag="question.handled"):
    pass


class QuestionReleased(QuestionEntry, frozen=True, kw_only=True, tag="question.released"):
    pass


class QuestionModeSet(Entry, frozen=True, kw_only=True, tag="question.mode_set"):
    mode: Mode


class AskersNamed(Entry, frozen=True, kw_only=True, tag="question.askers_named"):
    to: Askers


class QuestionsLockedDown(Entry, frozen=True, kw_only=True, tag="question.locked_down"):
    pass


class QuestionsLockDownLifted(Entry, frozen=True, kw_only=True, tag="question.lock_down_lifted"):
    pass


class QuestionsPurged(Entry, frozen=True, kw_only=True, tag="question.purged"):
    """`merged` are the pairs that were separated just before: a question, and what it was merged into.

    `alias` is what staff knew the asker by, empty where they are named.
    """

    participant: ParticipantId
    questions: tuple[QuestionId, ...]
    merged: tuple[tuple[QuestionId, QuestionId], ...]
    alias: str = ""


class QuestionsRestored(Entry, frozen=True, kw_only=True, tag="question.restored"):
    participant: ParticipantId
    questions: tuple[QuestionId, ...]
    alias: str = ""


LockDownEntry: TypeAlias = QuestionsLockedDown | QuestionsLockDownLifted
PurgeEntry: TypeAlias = QuestionsPurged | QuestionsRestored
QuestionsEntry: TypeAlias = (
    QuestionAsked | QuestionEntry | QuestionModeSet | AskersNamed | LockDownEntry | PurgeEntry
)

ENTRIES: Final = (
    QuestionAsked,
    QuestionWithdrawn,
    QuestionUpvoted,
    UpvoteWithdrawn,
    QuestionApproved,
    QuestionDismissed,
    QuestionAnswered,
    QuestionReopened,
    QuestionHeld,
    QuestionStaged,
    QuestionUnstaged,
    QuestionMerged,
    QuestionSeparated,
    QuestionEdited,
    QuestionLabelled,
    QuestionUnlabelled,
    QuestionAssigned,
    QuestionRanked,
    QuestionHandled,
    QuestionReleased,
    QuestionModeSet,
    AskersNamed,
    QuestionsLockedDown,
    QuestionsLockDownLifted,
    QuestionsPurged,
    QuestionsRestored,
)
