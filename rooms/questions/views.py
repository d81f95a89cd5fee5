"""What is shown of the questions: to the hall, to backstage, and to each asker and upvoter.

A field that says nothing is left out. The count of upvotes has a key of its own, so that an upvote in a full room does
not send the question again.
"""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from rooms.ids import ParticipantId, QuestionId
from rooms.questions.askers import alias_of, is_hidden
from rooms.questions.entries import (
    AskersNamed,
    QuestionAsked,
    QuestionAssigned,
    QuestionEntry,
    QuestionHandled,
    QuestionLabelled,
    QuestionMerged,
    QuestionModeSet,
    QuestionRanked,
    QuestionReleased,
    QuestionsEntry,
    QuestionSeparated,
    QuestionsLockDownLifted,
    QuestionsLockedDown,
    QuestionsPurged,
    QuestionsRestored,
    QuestionUnlabelled,
    QuestionUpvoted,
    UpvoteWithdrawn,
)
from rooms.questions.kinship import NONE, ancestry, family, has_voted, root, voters
from rooms.questions.state import Question, Questions
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

_SHARED: Final = ("questions", "upvotes", "queue")
# What concerns backstage alone.
_BACKSTAGE_ONLY: Final = (QuestionLabelled, QuestionUnlabelled, QuestionHandled, QuestionReleased)


def touched(questions: Questions, entry: QuestionsEntry) -> Touched:
    if isinstance(entry, QuestionModeSet | QuestionsLockedDown | QuestionsLockDownLifted):
        return Touched(frozenset(("questions",)))
    if isinstance(entry, QuestionsPurged | QuestionsRestored):
        return Touched(
            frozenset(f"{kind}/{id}" for id in entry.questions for kind in _SHARED),
            {entry.participant: frozenset(f"my/questions/{id}" for id in entry.questions)},
        )
    if isinstance(entry, AskersNamed):
        anonymous = (each.id for each in questions.questions.values() if each.anonymous)
        return Touched(frozenset(("questions", *(f"questions/{id}" for id in anonymous))))
    question = questions.questions.get(entry.question)
    if question is None:
        return Touched()
    match entry:
        case QuestionUpvoted() | UpvoteWithdrawn():
            up = [each.id for each in ancestry(questions, question)]
            return Touched(
                frozenset(f"upvotes/{id}" for id in up),
                {entry.by.id: frozenset(f"my/upvotes/{id}" for id in up)},
            )
        case QuestionMerged() | QuestionSeparated():
            return _kin_touched(questions, question, entry)
        case QuestionAssigned() | QuestionRanked():
            return Touched(frozenset((f"questions/{question.id}",)))
        case QuestionEntry() if isinstance(entry, _BACKSTAGE_ONLY):
            return Touched(frozenset((f"queue/{question.id}",)))
        case QuestionAsked() | QuestionEntry():
            # The count comes and goes with what it counts for.
            return Touched(
                frozenset(f"{kind}/{question.id}" for kind in _SHARED),
                _own_touched(questions, question),
            )
    assert_never(entry)


def keys(questions: Questions) -> Iterator[str]:
    yield "questions"
    for question in questions.questions:
        yield from (f"{kind}/{question}" for kind in _SHARED)


def own_keys(questions: Questions, participant: ParticipantId) -> Iterator[str]:
    yield from (f"my/questions/{question}" for question in questions.asked.get(participant, ()))
    voted = {
        each.id
        for id in questions.upvotes.get(participant, NONE)
        for each in ancestry(questions, questions.questions[id])
    }
    # Sorted, because a set of texts has another order in each process.
    yield from (f"my/upvotes/{question}" for question in sorted(voted))


def show(questions: Questions, key: str, audience: Audience) -> Shown:
    if key == "questions":
        narrow = None if questions.named_to == "staff" else questions.named_to
        return {"mode": questions.mode, **_told(askers_named_to=narrow)}
    kind, _, id = key.partition("/")
    backstage, booth = audience is Audience.BACKSTAGE, audience is Audience.BOOTH
    question = questions.questions.get(QuestionId(id))
    if kind == "queue":
        return _queue(question) if backstage else CONCEALED
    if question is None:
        return None
    # Interpreters correct translations while a question waits; of its asker they learn with everyone.
    waits = booth and question.state == "held"
    if not backstage and not waits and not question.is_open_to_all:
        return None if question.was_open or booth else CONCEALED
    if kind == "upvotes":
        return question.upvotes or None
    answer = question.answer
    hidden = is_hidden(questions, question) if backstage else question.anonymous or waits
    return {
        "question": question.id,
        "number": question.number,
        "text": question.text,
        "language": question.language,
        "asker": None if hidden else question.asker.shown(),
        "at": question.at,
        "state": question.state,
        "answered_at": question.answered_at,
        **({"anonymous": question.anonymous} if backstage else {}),
        **({"merged_into": question.merged_into} if question.merged_into is not None else {}),
        **_told(
            edited_at=question.edits[-1].at if question.edits else None,
            assigned=question.assigned,
            rank=question.rank,
            merged=len(question.merged) or None,
            alias=alias_of(questions, question) if backstage else None,
            private=True if backstage and question.private else None,
            answer=_answer(question) if answer is not None and (backstage or answer.to == "all") else None,
        ),
    }


def show_own(questions: Questions, key: str, participant: ParticipantId) -> Json:
    _, kind, id = (*key.split("/", 2), "")[:3]
    question = questions.questions.get(QuestionId(id))
    if question is None:
        return None
    if kind == "upvotes":
        return has_voted(questions, participant, question) or None
    if question.asker.id != participant or question.state == "withdrawn":
        return None
    # Of a merged question its asker hears what becomes of the one that stands for it.
    standing = root(questions, question)
    merged = standing is not question
    return {
        "question": question.id,
        "text": question.text,
        "language": question.language,
        "at": question.at,
        "anonymous": question.anonymous,
        "state": question.state,
        **_told(
            edited_at=question.edits[-1].at if question.edits else None,
            original=question.edits[0].text if question.edits else None,
            reason=question.reason,
            note=_note(question),
            answer=_answer(standing),
            merged_into=standing.id if merged and standing.is_open_to_all else None,
            merged_state=standing.state if merged else None,
        ),
    }


def _queue(question: Question | None) -> Json:
    """What concerns moderators alone; None while there is nothing."""
    if question is None:
        return None
    told = _told(
        labels=list(question.labels) or None,
        handled_by=question.handler.shown() if question.handler is not None else None,
        reason=question.reason,
        note=_note(question),
        listed=list(question.listed) or None,
        edits=[
            {"text": edit.text, "language": edit.language, "at": edit.at, "by": edit.by.shown()}
            for edit in question.edits
        ]
        or None,
    )
    return {"question": question.id, **told} if told else None


def _note(question: Question) -> Json:
    note = question.note
    return None if note is None else {"text": note.text, "language": note.language}


def _answer(question: Question) -> Json:
    answer = question.answer
    if answer is None:
        return None
    return {"text": answer.text, "language": answer.language, "to": answer.to, "at": answer.at}


def _told(**fields: Json) -> dict[str, Json]:
    return {name: value for name, value in fields.items() if value is not None}


def _own_touched(questions: Questions, question: Question) -> Mapping[ParticipantId, frozenset[str]]:
    """The own views of everyone whose question this is, or was merged into it."""
    own: dict[ParticipantId, frozenset[str]] = {}
    for id in family(questions, question):
        asker = questions.questions[id].asker.id
        own[asker] = own.get(asker, frozenset()) | {f"my/questions/{id}"}
    return own


def _kin_touched(
    questions: Questions, question: Question, entry: QuestionMerged | QuestionSeparated
) -> Touched:
    into = questions.questions.get(entry.into)
    up = [] if into is None else [each.id for each in ancestry(questions, into)]
    own = dict(_own_touched(questions, question))
    votes = frozenset(f"my/upvotes/{id}" for id in up)
    for person in voters(questions, question):
        own[person] = own.get(person, frozenset()) | votes
    shared = {f"{kind}/{question.id}" for kind in _SHARED}
    shared.update(f"{kind}/{id}" for id in up for kind in ("questions", "upvotes"))
    return Touched(frozenset(shared), own)
