"""Who may do what to a question in which state, and what comes of it: decide and apply."""

from collections.abc import Sequence
from typing import Final, Protocol, assert_never

from msgspec import Struct
from msgspec.structs import replace

from rooms.context import Context, Participant
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.ids import ParticipantId, QuestionId
from rooms.questions.commands import (
    AnswerQuestion,
    ApproveQuestion,
    AskQuestion,
    DismissQuestion,
    Move,
    QuestionCommand,
    ReopenQuestion,
    SetQuestionMode,
    UpvoteQuestion,
    Upvoting,
    WithdrawQuestion,
    WithdrawUpvote,
)
from rooms.questions.entries import (
    QuestionAnswered,
    QuestionApproved,
    QuestionAsked,
    QuestionDismissed,
    QuestionEntry,
    QuestionModeSet,
    QuestionReopened,
    QuestionsEntry,
    QuestionUpvoted,
    QuestionWithdrawn,
    UpvoteWithdrawn,
)
from rooms.questions.state import OPEN_TO_ALL, Question, Questions, State
from rooms.text import LIMITS, cleaned


class Step(Struct, frozen=True):
    """One move of a question: from which states, to which, and the entry that says so."""

    wants: frozenset[State]
    becomes: State
    entry: type[QuestionEntry]


STEPS: Final[dict[type[Move], Step]] = {
    WithdrawQuestion: Step(frozenset({"held", "open"}), "withdrawn", QuestionWithdrawn),
    ApproveQuestion: Step(frozenset({"held"}), "open", QuestionApproved),
    DismissQuestion: Step(frozenset({"held", "open"}), "dismissed", QuestionDismissed),
    AnswerQuestion: Step(frozenset({"open"}), "answered", QuestionAnswered),
    ReopenQuestion: Step(frozenset({"answered", "dismissed"}), "open", QuestionReopened),
}
_BECOMES: Final[dict[type[QuestionEntry], State]] = {step.entry: step.becomes for step in STEPS.values()}


class OfParticipant(Protocol):
    """An entry about somebody, of another feature."""

    @property
    def participant(self) -> ParticipantId: ...


def decide(questions: Questions, command: QuestionCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case AskQuestion():
            if questions.mode == "closed":
                raise Refused("question.closed")
            return (
                QuestionAsked(
                    by=me,
                    at=now,
                    question=QuestionId(context.new_id),
                    text=cleaned(command.text, LIMITS["question"]),
                    language=context.language,
                    anonymous=command.anonymous,
                    held=questions.mode == "moderated",
                ),
            )
        case SetQuestionMode():
            return (
                () if command.mode == questions.mode else (QuestionModeSet(by=me, at=now, mode=command.mode),)
            )
        case UpvoteQuestion() | WithdrawUpvote():
            return _upvoted(questions, command, context)
        case WithdrawQuestion() | ApproveQuestion() | DismissQuestion() | AnswerQuestion() | ReopenQuestion():
            question = _visible(questions, command.question, me)
            if isinstance(command, WithdrawQuestion) and question.asker.id != me.id:
                raise Refused("question.not_yours", question=question.id)
            step = STEPS[type(command)]
            if question.state not in step.wants:
                raise _wrong_state(question)
            return (step.entry(by=me, at=now, question=question.id),)
    assert_never(command)


def dismiss_held_by(questions: Questions, cause: OfParticipant, context: Context) -> Sequence[Entry]:
    """What follows when somebody is put out for good: nobody need read what they still had waiting."""
    held = (
        question
        for question in questions.asked.get(cause.participant, ())
        if questions.questions[question].state == "held"
    )
    return [QuestionDismissed(by=context.participant, at=context.now, question=question) for question in held]


def apply(questions: Questions, entry: QuestionsEntry) -> Questions:
    match entry:
        case QuestionAsked():
            return _with_asked(questions, entry)
        case QuestionModeSet():
            return replace(questions, mode=entry.mode)
        case QuestionUpvoted() | UpvoteWithdrawn():
            return _with_upvote(questions, entry)
        case QuestionEntry():
            question = questions.questions.get(entry.question)
            if question is None:
                return questions
            becomes = _BECOMES[type(entry)]
            moved = replace(
                question,
                state=becomes,
                was_open=question.was_open or becomes in OPEN_TO_ALL,
                answered_at=entry.at if becomes == "answered" else None,
            )
            return replace(questions, questions=questions.questions.put(question.id, moved))
    assert_never(entry)


def _upvoted(questions: Questions, command: Upvoting, context: Context) -> Sequence[Entry]:
    me = context.participant
    question = _visible(questions, command.question, me)
    gives = isinstance(command, UpvoteQuestion)
    if gives and question.asker.id == me.id:
        raise Refused("question.own", question=question.id)
    if question.state != "open":
        raise _wrong_state(question)
    if (question.id in questions.upvotes.get(me.id, frozenset())) is gives:
        return ()
    entry = QuestionUpvoted if gives else UpvoteWithdrawn
    return (entry(by=me, at=context.now, question=question.id),)


def _visible(questions: Questions, id: QuestionId, me: Participant) -> Question:
    question = questions.questions.get(id)
    if question is not None and (question.state in OPEN_TO_ALL or question.asker.id == me.id or me.is_staff):
        return question
    raise Refused("question.unknown", question=id)


def _wrong_state(question: Question) -> Refused:
    return Refused("question.state", question=question.id, state=question.state)


def _with_asked(questions: Questions, entry: QuestionAsked) -> Questions:
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
    )
    asked = questions.asked.get(entry.by.id, ())
    return replace(
        questions,
        questions=questions.questions.put(question.id, question),
        asked=questions.asked.put(entry.by.id, (*asked, question.id)),
    )


def _with_upvote(questions: Questions, entry: QuestionUpvoted | UpvoteWithdrawn) -> Questions:
    question = questions.questions.get(entry.question)
    if question is None:
        return questions
    mine: frozenset[QuestionId] = questions.upvotes.get(entry.by.id, frozenset())
    gives = isinstance(entry, QuestionUpvoted)
    mine = mine | {question.id} if gives else mine - {question.id}
    counted = replace(question, upvotes=question.upvotes + (1 if gives else -1))
    return replace(
        questions,
        questions=questions.questions.put(question.id, counted),
        upvotes=questions.upvotes.put(entry.by.id, mine),
    )
