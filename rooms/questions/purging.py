"""What becomes of somebody's questions when they are purged, and when they are restored: follow-ups and their effects.

Everything that is theirs is dismissed together: by name what bears their name or what staff are told is theirs, by an
alias what they asked hidden. Neither touches the other, or the one would tell who is behind the other. What was merged
with it stands for itself meanwhile, and is merged again on the way back. A question that a moderator moved since is left
as they have it.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from rooms.context import Context
from rooms.entries import Entry, OfSomebody, known_as
from rooms.ids import ParticipantId, QuestionId
from rooms.questions.askers import is_hidden, question_behind
from rooms.questions.entries import QuestionMerged, QuestionSeparated, QuestionsPurged, QuestionsRestored
from rooms.questions.merging import merged
from rooms.questions.rules import MERGED, MERGED_INTO
from rooms.questions.state import Question, Questions

PURGED: Final = frozenset({"held", "open", "staged", "answered", "merged"})


def purge(questions: Questions, cause: OfSomebody, context: Context) -> Sequence[Entry]:
    """What follows when somebody is purged; nothing when they have no question left.

    Staff who purge a hidden asker learn which hidden questions are of one person, and nothing of who that is.
    """
    by, at = context.participant, context.now
    mine = [questions.questions[id] for id in questions.asked.get(cause.participant, ())]
    mine = [each for each in mine if each.state in PURGED and _is_meant(questions, each, cause.alias)]
    if not mine:
        return ()
    pairs: dict[tuple[QuestionId, QuestionId], None] = {}
    for question in mine:
        if question.merged_into is not None:
            pairs[question.id, question.merged_into] = None
        pairs.update({(kin, question.id): None for kin in question.merged})
    return (
        *(QuestionSeparated(by=by, at=at, question=id, into=into) for id, into in pairs),
        QuestionsPurged(
            by=by,
            at=at,
            participant=cause.participant,
            questions=tuple(question.id for question in mine),
            merged=tuple(pairs),
            alias=cause.alias,
        ),
    )


def _is_meant(questions: Questions, question: Question, alias: str) -> bool:
    """Whether a question is of those that go with whoever staff know by name, or by an alias.

    The alias of a question that is not hidden reaches nothing, and what was asked before the conference hid its askers
    stays apart from what was asked hidden: staff know whose the former is.
    """
    behind = question_behind(alias)
    if behind is None:
        return not is_hidden(questions, question)
    about = questions.questions[behind]
    before, since = about.named_to == "staff", question.named_to == "staff"
    return is_hidden(questions, about) and is_hidden(questions, question) and before is since


def restore(questions: Questions, cause: OfSomebody, context: Context) -> Sequence[Entry]:
    """What follows when somebody is restored."""
    by, at, participant = context.participant, context.now, cause.participant
    known = known_as(cause)
    mine = (questions.questions[id] for id in questions.asked.get(participant, ()))
    away = tuple(each.id for each in mine if each.before_purge is not None and each.purged_as == known)
    pairs = questions.purged.get(known)
    if not away and pairs is None:
        return ()
    restored = QuestionsRestored(by=by, at=at, participant=participant, questions=away, alias=cause.alias)
    entries: list[Entry] = [restored]
    after = with_restored(questions, restored)
    for id, into in pairs or ():
        if after.questions[id].state in MERGED and after.questions[into].state in MERGED_INTO:
            again = QuestionMerged(by=by, at=at, question=id, into=into)
            entries.append(again)
            after = merged(after, after.questions[id], again)
    return entries


def with_purged(questions: Questions, entry: QuestionsPurged) -> Questions:
    staged, known = questions.staged, known_as(entry)
    for id in entry.questions:
        question = questions.questions[id]
        questions = questions.put(_away(question, known))
        staged = None if staged == id else staged
    pairs = (*questions.purged.get(known, ()), *entry.merged)
    return replace(questions, staged=staged, purged=questions.purged.put(known, pairs))


def with_restored(questions: Questions, entry: QuestionsRestored) -> Questions:
    for id in entry.questions:
        question = questions.questions[id]
        before = question.before_purge
        if before is None:
            continue
        # Another one may have been put on stage meanwhile.
        back = "open" if before.state == "staged" and questions.staged is not None else before.state
        questions = questions.put(
            replace(
                question,
                state=back,
                answered_at=before.answered_at,
                answer=before.answer,
                private=before.private,
                reason=before.reason,
                note=before.note,
                handler=before.handler,
                before_purge=None,
                purged_as=None,
            )
        )
        if back == "staged":
            questions = replace(questions, staged=id)
    return replace(questions, purged=questions.purged.drop(known_as(entry)))


def _away(question: Question, known: ParticipantId) -> Question:
    return replace(
        question,
        state="dismissed",
        answered_at=None,
        answer=None,
        private=False,
        reason="conduct",
        note=None,
        handler=None,
        before_purge=question,
        purged_as=known,
    )
