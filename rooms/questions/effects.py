"""What an entry makes of the questions. Never refuses: what is in the log happened."""

from typing import Final, assert_never

from msgspec.structs import replace

from rooms.questions.commands import Mode, State
from rooms.questions.entries import (
    AskersNamed,
    QuestionAnswered,
    QuestionApproved,
    QuestionAsked,
    QuestionAssigned,
    QuestionDismissed,
    QuestionEdited,
    QuestionEntry,
    QuestionHandled,
    QuestionHeld,
    QuestionLabelled,
    QuestionMerged,
    QuestionModeSet,
    QuestionRanked,
    QuestionReleased,
    QuestionReopened,
    QuestionsEntry,
    QuestionSeparated,
    QuestionsLockDownLifted,
    QuestionsLockedDown,
    QuestionsPurged,
    QuestionsRestored,
    QuestionStaged,
    QuestionUnlabelled,
    QuestionUnstaged,
    QuestionUpvoted,
    QuestionWithdrawn,
    UpvoteWithdrawn,
)
from rooms.questions.kinship import NONE, ancestry, has_voted
from rooms.questions.merging import merged, separated
from rooms.questions.purging import with_purged, with_restored
from rooms.questions.state import Answer, Edit, Note, Question, Questions

BECOMES: Final[dict[type[QuestionEntry], State]] = {
    QuestionWithdrawn: "withdrawn",
    QuestionApproved: "open",
    QuestionHeld: "held",
    QuestionDismissed: "dismissed",
    QuestionStaged: "staged",
    QuestionUnstaged: "open",
    QuestionAnswered: "answered",
    QuestionReopened: "open",
}


def apply(questions: Questions, entry: QuestionsEntry) -> Questions:
    match entry:
        case QuestionAsked():
            return _asked(questions, entry)
        case QuestionModeSet():
            return replace(questions, mode=entry.mode, mode_before=None)
        case AskersNamed():
            return replace(questions, named_to=entry.to)
        case QuestionsLockedDown():
            mode: Mode = "moderated" if questions.mode == "open" else questions.mode
            return replace(questions, mode=mode, mode_before=questions.mode)
        case QuestionsLockDownLifted():
            return replace(questions, mode=questions.mode_before or questions.mode, mode_before=None)
        case QuestionsPurged():
            return with_purged(questions, entry)
        case QuestionsRestored():
            return with_restored(questions, entry)
        case QuestionEntry():
            question = questions.questions.get(entry.question)
            return questions if question is None else _about(questions, question, entry)
    assert_never(entry)


def _about(questions: Questions, question: Question, entry: QuestionEntry) -> Questions:
    match entry:
        case QuestionUpvoted() | UpvoteWithdrawn():
            return _voted(questions, question, entry)
        case QuestionMerged():
            return merged(questions, question, entry)
        case QuestionSeparated():
            return separated(questions, question, entry)
        case QuestionEdited():
            edit = Edit(question.text, question.language, entry.at, entry.by)
            return questions.put(
                replace(question, text=entry.text, language=entry.language, edits=(*question.edits, edit))
            )
        case QuestionLabelled():
            return questions.put(replace(question, labels=(*question.labels, entry.label)))
        case QuestionUnlabelled():
            kept = tuple(label for label in question.labels if label != entry.label)
            return questions.put(replace(question, labels=kept))
        case QuestionAssigned():
            return questions.put(replace(question, assigned=entry.speaker))
        case QuestionRanked():
            return questions.put(replace(question, rank=entry.rank))
        case QuestionHandled():
            return questions.put(replace(question, handler=entry.by))
        case QuestionReleased():
            return questions.put(replace(question, handler=None))
    return _moved(questions, question, entry)


def _moved(questions: Questions, question: Question, entry: QuestionEntry) -> Questions:
    """To another state. What was said of the last state, and who handled it, is over with it."""
    becomes = BECOMES[type(entry)]
    answer = note = reason = None
    private = False
    if isinstance(entry, QuestionAnswered) and entry.text is not None:
        answer = Answer(entry.text, entry.language or question.language, entry.to, entry.at, entry.by)
        private = entry.to == "asker" and (question.state == "held" or question.private)
    elif isinstance(entry, QuestionDismissed):
        reason = entry.reason
        note = None if entry.text is None else Note(entry.text, entry.language or question.language)
    moved = replace(
        question,
        state=becomes,
        answered_at=entry.at if becomes == "answered" else None,
        answer=answer,
        private=private,
        reason=reason,
        note=note,
        handler=None,
        before_purge=None,
        purged_as=None,
    )
    moved = replace(moved, was_open=moved.was_open or moved.is_open_to_all)
    staged = questions.staged
    if becomes == "staged":
        staged = question.id
    elif staged == question.id:
        staged = None
    return replace(questions.put(moved), staged=staged)


def _asked(questions: Questions, entry: QuestionAsked) -> Questions:
    question = Question(
        entry.question,
        len(questions.questions) + 1,
        entry.by,
        entry.anonymous,
        entry.text,
        entry.language,
        entry.at,
        state="held" if entry.held else "open",
        was_open=not entry.held,
        listed=entry.listed,
        named_to=entry.named_to,
    )
    asked = questions.asked.get(entry.by.id, ())
    return replace(questions.put(question), asked=questions.asked.put(entry.by.id, (*asked, question.id)))


def _voted(questions: Questions, question: Question, entry: QuestionUpvoted | UpvoteWithdrawn) -> Questions:
    person = entry.by.id
    mine = questions.upvotes.get(person, NONE)
    mine = mine | {question.id} if isinstance(entry, QuestionUpvoted) else mine - {question.id}
    after = replace(questions, upvotes=questions.upvotes.put(person, mine))
    for each in ancestry(questions, question):
        gained = has_voted(after, person, each) - has_voted(questions, person, each)
        after = after.put(replace(each, upvotes=each.upvotes + gained))
    return after
