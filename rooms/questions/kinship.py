"""Which questions belong together by merging, and who voted for any of them. A vote counts once for each person."""

from collections.abc import Iterator

from rooms.ids import ParticipantId, QuestionId
from rooms.questions.state import Question, Questions

NONE: frozenset[QuestionId] = frozenset()


def family(questions: Questions, question: Question) -> tuple[QuestionId, ...]:
    """The question and all that was merged into it, and into those."""
    found = [question.id]
    for id in found:
        found.extend(questions.questions[id].merged)
    return tuple(found)


def ancestry(questions: Questions, question: Question) -> Iterator[Question]:
    """The question, the one that it is merged into, and so on."""
    yield question
    while question.merged_into is not None:
        question = questions.questions[question.merged_into]
        yield question


def root(questions: Questions, question: Question) -> Question:
    """The question that stands for this one."""
    *_, last = ancestry(questions, question)
    return last


def has_voted(questions: Questions, person: ParticipantId, question: Question) -> bool:
    """Whether somebody voted for the question or for one merged into it. Nobody votes for their own."""
    given = questions.upvotes.get(person, NONE)
    return person != question.asker.id and not given.isdisjoint(family(questions, question))


def voters(questions: Questions, question: Question) -> list[ParticipantId]:
    """Everyone who voted for the question or for one merged into it, the asker of it among them."""
    wanted = family(questions, question)
    return [person for person, given in questions.upvotes.items() if not given.isdisjoint(wanted)]


def counted(questions: Questions, question: Question) -> int:
    """The upvotes of a question, from all that was given."""
    return sum(person != question.asker.id for person in voters(questions, question))
