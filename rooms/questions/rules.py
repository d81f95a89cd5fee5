"""Who may do what to a question in which state: decide. `effects` says what comes of it."""

from collections.abc import Sequence
from typing import Final, Protocol, assert_never

from msgspec import Struct

from rooms.context import Context, Participant, Subject
from rooms.entries import Entry, OfSomebody
from rooms.errors import Refused
from rooms.ids import QuestionId
from rooms.questions import care
from rooms.questions.askers import alias_of, is_hidden, question_behind
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
    Mode,
    Move,
    MoveQuestion,
    NameAskers,
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
    AskersNamed,
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
    QuestionsLockDownLifted,
    QuestionsLockedDown,
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


def decide(questions: Questions, command: QuestionCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case AskQuestion():
            return _asked(questions, command, context)
        case SetQuestionMode():
            return (
                () if command.mode == questions.mode else (QuestionModeSet(by=me, at=now, mode=command.mode),)
            )
        case NameAskers():
            return () if command.to == questions.named_to else (AskersNamed(by=me, at=now, to=command.to),)
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


def dismiss_held_by(questions: Questions, cause: OfSomebody, context: Context) -> Sequence[Entry]:
    """What follows when somebody is put out for good: nobody need read what they still had waiting.

    What others asked and a moderator merged into it stands for itself again. Where the asker of a question is hidden,
    only what was done to the asker of that very question ends it: anything else would tell whose it is.
    """
    meant = question_behind(cause.alias)
    entries: list[Entry] = []
    for id in questions.asked.get(cause.participant, ()):
        question = questions.questions[id]
        apart = meant is not None or is_hidden(questions, question)
        if question.state == "held" and (not apart or meant == id):
            entries.append(QuestionDismissed(by=context.participant, at=context.now, question=id))
            entries.extend(_freed(question, context))
    return entries


class Started(Protocol):
    """A session's start, of another feature: how the programme wants questions taken during it."""

    @property
    def questions(self) -> Mode | None: ...


def follow_session(questions: Questions, cause: Started, context: Context) -> Sequence[Entry]:
    """What follows when a session starts whose programme says how questions are taken."""
    if cause.questions is None or cause.questions == questions.mode:
        return ()
    return (QuestionModeSet(by=context.participant, at=context.now, mode=cause.questions),)


def lock_down(questions: Questions, cause: Entry, context: Context) -> Sequence[Entry]:
    """What follows when the room is locked down: nothing more reaches the hall unread."""
    return (QuestionsLockedDown(by=context.participant, at=context.now),)


def lift_lock_down(questions: Questions, cause: Entry, context: Context) -> Sequence[Entry]:
    """What follows when that is lifted."""
    return (QuestionsLockDownLifted(by=context.participant, at=context.now),)


def reportable(questions: Questions, id: str) -> Subject | None:
    """A question that the hall is shown, as a report keeps it."""
    question = questions.questions.get(QuestionId(id))
    if question is None or not question.is_open_to_all:
        return None
    return Subject(question.asker, question.text, question.language, alias_of(questions, question) or "")


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
            held=questions.mode == "moderated" or (bool(context.listed) and not context.participant.is_staff),
            listed=context.listed,
            named_to=questions.named_to if command.anonymous else "staff",
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
        case ReopenQuestion() if question.private:
            # The hall never saw it: back among those that wait, as it was.
            return (QuestionHeld(by=me, at=now, question=question.id),)
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
