"""Who is told whose an anonymous question is, and how staff act on an asker whom they are not told.

Input: what the conference's file allows, by a command of the server, and what it allowed when the question was asked: the
narrower of both counts. A hidden asker has an alias, one for each question, so that two of them cannot be joined.
"""

from typing import Final

from rooms.context import Participant
from rooms.ids import ParticipantId, QuestionId
from rooms.questions.commands import Askers
from rooms.questions.state import Question, Questions
from rooms.roles import STAFF, Role

# From the widest to the narrowest.
WIDTHS: Final[tuple[Askers, ...]] = ("staff", "organizers", "nobody")
ALIAS: Final = "asker:"


def named_to(questions: Questions, question: Question) -> Askers:
    """Who is told whose this question is; only of an anonymous one may it be less than all of staff."""
    if not question.anonymous:
        return "staff"
    return max(question.named_to, questions.named_to, key=WIDTHS.index)


def is_hidden(questions: Questions, question: Question) -> bool:
    """Whether backstage as a whole is not shown the asker."""
    return named_to(questions, question) != "staff"


def alias_of(questions: Questions, question: Question) -> ParticipantId | None:
    """What stands for a hidden asker; None for one who is shown."""
    return ParticipantId(f"{ALIAS}{question.id}") if is_hidden(questions, question) else None


def question_behind(alias: str) -> QuestionId | None:
    """The question whose asker an alias stands for; None for an id that is no alias."""
    return QuestionId(alias.removeprefix(ALIAS)) if alias.startswith(ALIAS) else None


def behind(questions: Questions, alias: str) -> ParticipantId | None:
    """The person behind an alias; None where nobody is."""
    id = question_behind(alias)
    question = None if id is None else questions.questions.get(id)
    return None if question is None else question.asker.id


def asker_for(questions: Questions, id: QuestionId, role: Role) -> Participant | None:
    """Whose a question is, as far as a role may be told; None for whom it may not, or for an unknown question."""
    question = questions.questions.get(id)
    if question is None or role not in STAFF:
        return None
    told = named_to(questions, question)
    return question.asker if told == "staff" or (told == "organizers" and role is Role.ORGANIZER) else None
