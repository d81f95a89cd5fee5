"""What is shown of the questions: to the hall, to backstage, and to each asker and upvoter."""

from collections.abc import Iterator
from typing import assert_never

from rooms.ids import ParticipantId, QuestionId
from rooms.questions.entries import (
    QuestionAsked,
    QuestionEntry,
    QuestionModeSet,
    QuestionsEntry,
    QuestionUpvoted,
    UpvoteWithdrawn,
)
from rooms.questions.state import OPEN_TO_ALL, Questions
from rooms.views import CONCEALED, Audience, Json, Shown, Touched


def touched(questions: Questions, entry: QuestionsEntry) -> Touched:
    match entry:
        case QuestionModeSet():
            return Touched(frozenset(("questions",)))
        case QuestionUpvoted() | UpvoteWithdrawn():
            return Touched(
                frozenset((f"questions/{entry.question}",)),
                {entry.by.id: frozenset((f"my/upvotes/{entry.question}",))},
            )
        case QuestionAsked() | QuestionEntry():
            question = questions.questions.get(entry.question)
            if question is None:
                return Touched()
            return Touched(
                frozenset((f"questions/{question.id}",)),
                {question.asker.id: frozenset((f"my/questions/{question.id}",))},
            )
    assert_never(entry)


def keys(questions: Questions) -> Iterator[str]:
    yield "questions"
    yield from (f"questions/{question}" for question in questions.questions)


def own_keys(questions: Questions, participant: ParticipantId) -> Iterator[str]:
    yield from (f"my/questions/{question}" for question in questions.asked.get(participant, ()))
    # Sorted, because a set of texts has another order in each process.
    yield from (f"my/upvotes/{question}" for question in sorted(questions.upvotes.get(participant, ())))


def show(questions: Questions, key: str, audience: Audience) -> Shown:
    if key == "questions":
        return {"mode": questions.mode}
    question = questions.questions.get(QuestionId(key.removeprefix("questions/")))
    if question is None:
        return None
    backstage = audience is Audience.BACKSTAGE
    if not backstage and question.state not in OPEN_TO_ALL:
        return None if question.was_open else CONCEALED
    shown: dict[str, Json] = {
        "question": question.id,
        "number": question.number,
        "text": question.text,
        "language": question.language,
        "asker": question.asker.shown() if backstage or not question.anonymous else None,
        "at": question.at,
        "state": question.state,
        "upvotes": question.upvotes,
        "answered_at": question.answered_at,
    }
    return {**shown, "anonymous": question.anonymous} if backstage else shown


def show_own(questions: Questions, key: str, participant: ParticipantId) -> Json:
    _, kind, id = (*key.split("/", 2), "")[:3]
    question = questions.questions.get(QuestionId(id))
    if question is None:
        return None
    if kind == "upvotes":
        return question.id in questions.upvotes.get(participant, frozenset()) or None
    if question.asker.id != participant or question.state == "withdrawn":
        return None
    return {
        "question": question.id,
        "text": question.text,
        "language": question.language,
        "at": question.at,
        "anonymous": question.anonymous,
        "state": question.state,
    }
