"""What moderators do to a question without moving it to another state: edit, label, assign, put in order, handle.

Input: commands of staff. A handled mark only tells the others; it stops nobody.
"""

from collections.abc import Sequence
from typing import Final, assert_never

from rooms.context import Context
from rooms.errors import Refused
from rooms.questions.commands import (
    AssignQuestion,
    Care,
    EditQuestion,
    HandleQuestion,
    LabelQuestion,
    MoveQuestion,
    ReleaseQuestion,
    UnlabelQuestion,
)
from rooms.questions.entries import (
    QuestionAssigned,
    QuestionEdited,
    QuestionEntry,
    QuestionHandled,
    QuestionLabelled,
    QuestionRanked,
    QuestionReleased,
    QuestionUnlabelled,
)
from rooms.questions.state import Question, Questions
from rooms.text import LIMITS, cleaned

# In code points, and how many a question may have.
LABEL: Final = 40
LABELS: Final = 8
EDITABLE: Final = frozenset({"held", "open", "staged", "answered"})


def decide(
    questions: Questions, question: Question, command: Care, context: Context
) -> Sequence[QuestionEntry]:
    """The entries of one command about a question that is there. Raises Refused."""
    me, now = context.participant, context.now
    match command:
        case EditQuestion():
            return _edited(question, command, context)
        case LabelQuestion():
            return _labelled(question, command, context)
        case UnlabelQuestion():
            if command.label not in question.labels:
                return ()
            return (QuestionUnlabelled(by=me, at=now, question=question.id, label=command.label),)
        case AssignQuestion():
            speaker = None if command.speaker is None else cleaned(command.speaker, LIMITS["name"])
            if speaker == question.assigned:
                return ()
            return (QuestionAssigned(by=me, at=now, question=question.id, speaker=speaker),)
        case MoveQuestion():
            return _ranked(questions, question, command, context)
        case HandleQuestion():
            return _handled(question, context)
        case ReleaseQuestion():
            if question.handler is None:
                return ()
            return (QuestionReleased(by=me, at=now, question=question.id),)
    assert_never(command)


def _labelled(question: Question, command: LabelQuestion, context: Context) -> Sequence[QuestionEntry]:
    label = " ".join(cleaned(command.label, LABEL).split())
    if label.casefold() in (held.casefold() for held in question.labels):
        return ()
    if len(question.labels) >= LABELS:
        raise Refused("question.labels", most=LABELS)
    return (QuestionLabelled(by=context.participant, at=context.now, question=question.id, label=label),)


def _handled(question: Question, context: Context) -> Sequence[QuestionEntry]:
    if question.handler is None:
        return (QuestionHandled(by=context.participant, at=context.now, question=question.id),)
    if question.handler.id == context.participant.id:
        return ()
    raise Refused("question.handled", question=question.id, name=question.handler.name)


def _edited(question: Question, command: EditQuestion, context: Context) -> Sequence[QuestionEntry]:
    if question.state not in EDITABLE:
        raise Refused("question.state", question=question.id, state=question.state)
    if command.seen_text not in (None, question.text):
        raise Refused("question.edited", question=question.id)
    text = cleaned(command.text, LIMITS["question"])
    if text == question.text:
        return ()
    by, at, language = context.participant, context.now, context.language
    return (QuestionEdited(by=by, at=at, question=question.id, text=text, language=language),)


def _ranked(
    questions: Questions, question: Question, command: MoveQuestion, context: Context
) -> Sequence[QuestionEntry]:
    if command.after == question.id:
        return ()
    in_order = sorted(questions.questions.values(), key=lambda each: each.place)
    others = [each for each in in_order if each.id != question.id]
    at = 0
    if command.after is not None:
        if command.after not in questions.questions:
            raise Refused("question.unknown", question=command.after)
        at = 1 + next(place for place, each in enumerate(others) if each.id == command.after)
    if at == in_order.index(question):
        return ()
    below = others[at - 1].place[0] if at > 0 else others[at].place[0] - 2
    above = others[at].place[0] if at < len(others) else below + 2
    rank = (below + above) / 2
    if below < rank < above:
        return (_rank(question, rank, context),)
    # No number is left between the two: all get new ones.
    renewed = [*others[:at], question, *others[at:]]
    return [_rank(each, float(place), context) for place, each in enumerate(renewed, 1)]


def _rank(question: Question, rank: float, context: Context) -> QuestionRanked:
    return QuestionRanked(by=context.participant, at=context.now, question=question.id, rank=rank)
