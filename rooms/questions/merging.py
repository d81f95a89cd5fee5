"""What merging and separating make of the questions: votes are united by person, and parted again."""

from msgspec.structs import replace

from rooms.questions.entries import QuestionMerged, QuestionSeparated
from rooms.questions.kinship import ancestry, counted
from rooms.questions.state import Question, Questions


def merged(questions: Questions, question: Question, entry: QuestionMerged) -> Questions:
    """The questions with one merged into another."""
    into = questions.questions.get(entry.into)
    if into is None:
        return questions
    questions = questions.put(
        replace(question, state="merged", merged_into=into.id, merged_as=question.state, handler=None)
    )
    return _recounted(questions.put(replace(into, merged=(*into.merged, question.id))), into)


def separated(questions: Questions, question: Question, entry: QuestionSeparated) -> Questions:
    """The questions with one standing for itself again."""
    into = questions.questions.get(entry.into)
    if into is None:
        return questions
    questions = questions.put(replace(question, state=question.merged_as, merged_into=None))
    kept = tuple(id for id in into.merged if id != question.id)
    return _recounted(questions.put(replace(into, merged=kept)), into)


def _recounted(questions: Questions, changed: Question) -> Questions:
    """The votes of a question, and of those that it is merged into, counted anew."""
    for each in list(ancestry(questions, questions.questions[changed.id])):
        questions = questions.put(replace(each, upvotes=counted(questions, each)))
    return questions
