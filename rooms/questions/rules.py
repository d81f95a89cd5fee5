"""Who may do what to a question in which state: decide. `effects` says what comes of it."""

from collections.abc import Sequence
from typing import Final, Protocol, assert_never

from msgspec import Struct

from rooms.context import Context, Participant
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.ids import ParticipantId, QuestionId
from rooms.questions import care
from rooms.questions.commands import (
    AnswerQuestion,
    ApproveQuestion,
    AskQuestion,
    AssignQuestion,
    DismissQuestion,
    EditQuestion,
    HandleQuestion,
    HoldQuestion,
    LabelQuestion,
    MergeQuestion,
    Merging,
    Move,
    MoveQuestion,
    QuestionCommand,
    ReleaseQuestion,
    ReopenQuestion,
    SeparateQuestion,
    SetQuestionMode,
    StageQuestion,
    State,
    UnlabelQuestion,
    UnstageQuestion,
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
    QuestionHeld,
    QuestionMerged,
    QuestionModeSet,
    QuestionReopened,
    QuestionSeparated,
    QuestionStaged,
    QuestionUnstaged,
    QuestionUpvoted,
    QuestionWithdrawn,
    UpvoteWithdrawn,
)
from rooms.questions.kinship import NONE, family, has_voted
from rooms.questions.state import Question, Questions
from rooms.text import LIMITS, cleaned


class Step(Struct, frozen=True):
    """One move of a question: from which states, and the entry that says so."""

    wants: frozenset[State]
    entry: type[QuestionEntry]


def _step(entry: type[QuestionEntry], *wants: State) -> Step:
    return Step(frozenset(wants), entry)


STEPS: Final[dict[type[Move], Step]] = {
    ApproveQuestion: _step(QuestionApproved, "held"),
    HoldQuestion: _step(QuestionHeld, "open", "staged", "answered", "dismissed"),
    DismissQuestion: _step(QuestionDismissed, "held", "open", "staged"),
    StageQuestion: _step(QuestionStaged, "held", "open", "answered", "dismissed"),
    UnstageQuestion: _step(QuestionUnstaged, "staged"),
    AnswerQuestion: _step(QuestionAnswered, "open", "staged"),
    ReopenQuestion: _step(QuestionReopened, "answered", "dismissed"),
}
WITHDRAWABLE: Final = frozenset({"held", "open"})
# A written answer needs no stage, and may be put in another's place.
ANSWERABLE_IN_WRITING: Final = frozenset({"held", "open", "staged", "answered"})
VOTED_ON: Final = frozenset({"open", "staged"})
MERGED: Final = frozenset({"held", "open"})
MERGED_INTO: Final = frozenset({"held", "open", "staged", "answered"})


class OfParticipant(Protocol):
    """An entry about somebody, of another feature."""

    @property
    def participant(self) -> ParticipantId: ...


def decide(questions: Questions, command: QuestionCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case AskQuestion():
            return _asked(questions, command, context)
        case SetQuestionMode():
            return (
                () if command.mode == questions.mode else (QuestionModeSet(by=me, at=now, mode=command.mode),)
            )
        case UpvoteQuestion() | WithdrawUpvote():
            return _upvoted(questions, command, context)
        case WithdrawQuestion():
            question = _visible(questions, command.question, me)
            if question.asker.id != me.id:
                raise Refused("question.not_yours", question=question.id)
            if question.state not in WITHDRAWABLE:
                raise _wrong_state(question)
            withdrawn = QuestionWithdrawn(by=me, at=now, question=question.id)
            return (withdrawn, *_freed(question, context))
        case Move():
            return _moved(questions, command, context)
        case MergeQuestion() | SeparateQuestion():
            return _kin(questions, command, context)
        case (
            EditQuestion()
            | LabelQuestion()
            | UnlabelQuestion()
            | AssignQuestion()
            | MoveQuestion()
            | HandleQuestion()
            | ReleaseQuestion()
        ):
            return care.decide(questions, _visible(questions, command.question, me), command, context)
    assert_never(command)


def dismiss_held_by(questions: Questions, cause: OfParticipant, context: Context) -> Sequence[Entry]:
    """What follows when somebody is put out for good: nobody need read what they still had waiting.

    What others asked and a moderator merged into it stands for itself again.
    """
    entries: list[Entry] = []
    for id in questions.asked.get(cause.participant, ()):
        question = questions.questions[id]
        if question.state == "held":
            entries.append(QuestionDismissed(by=context.participant, at=context.now, question=id))
            entries.extend(_freed(question, context))
    return entries


def _asked(questions: Questions, command: AskQuestion, context: Context) -> Sequence[Entry]:
    if questions.mode == "closed":
        raise Refused("question.closed")
    return (
        QuestionAsked(
            by=context.participant,
            at=context.now,
            question=QuestionId(context.new_id),
            text=cleaned(command.text, LIMITS["question"]),
            language=context.language,
            anonymous=command.anonymous,
            held=questions.mode == "moderated",
        ),
    )


def _moved(questions: Questions, command: Move, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    question = _visible(questions, command.question, me)
    written = isinstance(command, AnswerQuestion) and command.text is not None
    wants = ANSWERABLE_IN_WRITING if written else STEPS[type(command)].wants
    if question.state not in wants or command.seen not in (None, question.state):
        raise _wrong_state(question)
    match command:
        case AnswerQuestion(text=str(text)):
            kept = cleaned(text, LIMITS["chat"])
            answer = QuestionAnswered(
                by=me, at=now, question=question.id, text=kept, language=context.language, to=command.to
            )
            return (answer,)
        case DismissQuestion():
            note = None if command.text is None else cleaned(command.text, LIMITS["question"])
            language = None if note is None else context.language
            dismissed = QuestionDismissed(
                by=me, at=now, question=question.id, reason=command.reason, text=note, language=language
            )
            return (dismissed,)
        case StageQuestion() if questions.staged is not None:
            back = QuestionUnstaged(by=me, at=now, question=questions.staged)
            return (back, QuestionStaged(by=me, at=now, question=question.id))
    return (STEPS[type(command)].entry(by=me, at=now, question=question.id),)


def _kin(questions: Questions, command: Merging, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    question = _visible(questions, command.question, me)
    if isinstance(command, SeparateQuestion):
        if question.merged_into is None:
            raise _wrong_state(question)
        return (QuestionSeparated(by=me, at=now, question=question.id, into=question.merged_into),)
    into = _visible(questions, command.into, me)
    if into.id == question.id:
        raise Refused("question.same", question=question.id)
    for each, wants in ((question, MERGED), (into, MERGED_INTO)):
        if each.state not in wants:
            raise _wrong_state(each)
    return (QuestionMerged(by=me, at=now, question=question.id, into=into.id),)


def _freed(question: Question, context: Context) -> list[Entry]:
    """What was merged into a question that goes for good stands for itself again."""
    by, at = context.participant, context.now
    return [QuestionSeparated(by=by, at=at, question=id, into=question.id) for id in question.merged]


def _upvoted(questions: Questions, command: Upvoting, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    question = _visible(questions, command.question, me)
    gives = isinstance(command, UpvoteQuestion)
    if gives and question.asker.id == me.id:
        raise Refused("question.own", question=question.id)
    if question.state not in VOTED_ON:
        raise _wrong_state(question)
    if has_voted(questions, me.id, question) is gives:
        return ()
    if gives:
        return (QuestionUpvoted(by=me, at=now, question=question.id),)
    given = questions.upvotes.get(me.id, NONE)
    kin = (id for id in family(questions, question) if id in given)
    return [UpvoteWithdrawn(by=me, at=now, question=id) for id in kin]


def _visible(questions: Questions, id: QuestionId, me: Participant) -> Question:
    question = questions.questions.get(id)
    if question is not None and (question.is_open_to_all or question.asker.id == me.id or me.is_staff):
        return question
    raise Refused("question.unknown", question=id)


def _wrong_state(question: Question) -> Refused:
    return Refused("question.state", question=question.id, state=question.state)
