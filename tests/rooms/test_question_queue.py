"""The moderators' queue: stage, answers in writing, edits, labels, order, and two moderators at once."""

from typing import Any

import pytest

from rooms import Audience, Participant, Room, delta, snapshot
from tests.builders import (
    START,
    Step,
    a_room,
    approved,
    asked_by,
    decided,
    does,
    open_for_questions,
    refusal,
    shown,
    shown_own,
    then,
    upvoted_by,
)
from tests.cast import (
    ATTENDEE,
    HALL,
    MODERATOR,
    SECOND_ATTENDEE,
    SECOND_MODERATOR,
    SPEAKER,
)

BACKSTAGE = Audience.BACKSTAGE


def on(question: str, what: str, by: Participant = MODERATOR, at: int = 0, **fields: Any) -> Step:
    return does(by, f"question.{what}", at=at, question=question, **fields)


def two_questions(*steps: Step) -> Room:
    """Ana's q1 and Ben's q2, both open."""
    return a_room(
        open_for_questions(),
        asked_by(ATTENDEE, "Who pays?"),
        asked_by(SECOND_ATTENDEE, "¿Quién paga?", id="q2"),
        *steps,
    )


def state(room: Room, question: str = "q1") -> str:
    return str(shown(room, f"questions/{question}", BACKSTAGE)["state"])


def test_one_question_is_on_stage_at_a_time() -> None:
    room = two_questions(on("q1", "stage"))
    assert shown(room, "questions/q1")["state"] == "staged"
    assert shown_own(room, "my/questions/q1", ATTENDEE)["state"] == "staged"
    room = then(room, on("q2", "stage", by=SECOND_MODERATOR))
    assert (state(room, "q1"), state(room, "q2")) == ("open", "staged")
    room = then(room, on("q2", "unstage"))
    assert (state(room, "q1"), state(room, "q2")) == ("open", "open")
    assert refusal(room, on("q2", "unstage"))[0] == "question.state"


def test_question_on_stage_may_still_be_voted_for() -> None:
    room = two_questions(on("q1", "stage"), upvoted_by(SPEAKER))
    assert shown(room, "upvotes/q1") == 1


def test_answered_question_leaves_the_stage() -> None:
    room = two_questions(on("q1", "stage"), on("q1", "answer"), on("q2", "stage"))
    assert (state(room, "q1"), state(room, "q2")) == ("answered", "staged")


def test_approved_question_can_be_held_again_and_the_hall_is_told_that_it_goes() -> None:
    room = then(two_questions(), on("q1", "hold"))
    assert state(room) == "held"
    assert delta(room, ["questions/q1"], Audience.HALL) == {"questions/q1": None}
    assert state(then(room, approved())) == "open"


@pytest.mark.parametrize("what", ["approve", "dismiss", "answer", "stage", "hold"])
def test_move_of_a_question_that_another_moderator_has_moved_is_refused_with_its_state(what: str) -> None:
    room = a_room(asked_by(ATTENDEE, "Why?"), approved(by=SECOND_MODERATOR))
    assert refusal(room, on("q1", what, seen="held")) == (
        "question.state",
        {"question": "q1", "state": "open"},
    )


def test_dismissal_tells_its_asker_why_and_nobody_else_in_the_hall() -> None:
    room = two_questions(on("q1", "dismiss", reason="off_topic", text="Please ask the organizers."))
    own = shown_own(room, "my/questions/q1", ATTENDEE)
    assert own["reason"] == "off_topic"
    assert own["note"] == {"text": "Please ask the organizers.", "language": "en"}
    assert shown(room, "questions/q1") is None
    assert shown(room, "queue/q1") is None
    assert shown(room, "queue/q1", BACKSTAGE)["reason"] == "off_topic"
    back = then(room, on("q1", "reopen"))
    assert "reason" not in shown_own(back, "my/questions/q1", ATTENDEE)


def test_dismissal_needs_no_reason() -> None:
    own = shown_own(two_questions(on("q1", "dismiss")), "my/questions/q1", ATTENDEE)
    assert (own["state"], "reason" in own, "note" in own) == ("dismissed", False, False)


def test_written_answer_for_all_is_shown_to_all() -> None:
    room = two_questions(on("q1", "answer", text="The city does.", at=9))
    answer = {"text": "The city does.", "language": "en", "to": "all", "at": START + 9}
    assert shown(room, "questions/q1")["answer"] == answer
    assert shown_own(room, "my/questions/q1", ATTENDEE)["answer"] == answer
    amended = then(room, on("q1", "answer", text="The city and the province."))
    assert shown(amended, "questions/q1")["answer"]["text"] == "The city and the province."
    assert "answer" not in shown(then(room, on("q1", "reopen")), "questions/q1")


def test_written_answer_for_the_asker_is_theirs_alone() -> None:
    room = two_questions(on("q1", "answer", text="It is you.", to="asker"))
    assert shown(room, "questions/q1")["state"] == "answered"
    assert "answer" not in shown(room, "questions/q1")
    assert shown_own(room, "my/questions/q1", ATTENDEE)["answer"]["text"] == "It is you."
    assert shown(room, "questions/q1", BACKSTAGE)["answer"]["to"] == "asker"


def test_held_question_answered_to_its_asker_never_reaches_the_hall() -> None:
    room = a_room(asked_by(ATTENDEE, "Am I invited?"), on("q1", "answer", text="Yes.", to="asker"))
    assert delta(room, ["questions/q1"], Audience.HALL) == {}
    assert shown_own(room, "my/questions/q1", ATTENDEE)["state"] == "answered"
    assert refusal(room, on("q1", "upvote", by=SPEAKER)) == ("question.unknown", {"question": "q1"})
    again = then(room, on("q1", "answer", text="Yes, you are.", to="asker"))
    assert delta(again, ["questions/q1"], Audience.HALL) == {}
    assert delta(then(room, on("q1", "reopen")), ["questions/q1"], Audience.HALL) == {}


def test_written_answer_has_the_length_of_a_chat_message() -> None:
    assert refusal(two_questions(), on("q1", "answer", text=" "))[0] == "text.empty"
    assert refusal(two_questions(), on("q1", "answer", text="x" * 2001))[0] == "text.too_long"


def test_edit_is_told_to_the_asker_and_its_history_is_kept_backstage() -> None:
    room = two_questions(on("q1", "edit", text="Who pays for it?", at=5))
    assert shown(room, "questions/q1")["text"] == "Who pays for it?"
    assert shown(room, "questions/q1")["edited_at"] == START + 5
    own = shown_own(room, "my/questions/q1", ATTENDEE)
    assert (own["text"], own["original"]) == ("Who pays for it?", "Who pays?")
    (edit,) = shown(room, "queue/q1", BACKSTAGE)["edits"]
    assert (edit["text"], edit["by"]["name"]) == ("Who pays?", "Mateo")
    assert decided(room, on("q1", "edit", text="Who pays for it?")) == ()


def test_edit_of_a_text_that_another_moderator_has_edited_is_refused() -> None:
    room = two_questions(on("q1", "edit", by=SECOND_MODERATOR, text="Who pays for it?"))
    step = on("q1", "edit", text="Who pays, and how much?", seen_text="Who pays?")
    assert refusal(room, step) == ("question.edited", {"question": "q1"})
    assert decided(room, on("q1", "edit", text="Who?", seen_text="Who pays for it?"))


def test_labels_are_for_moderators_and_each_is_there_once() -> None:
    room = two_questions(on("q1", "label", label="Money"), on("q1", "label", label=" money "))
    assert shown(room, "queue/q1", BACKSTAGE)["labels"] == ["Money"]
    assert shown(room, "queue/q1") is None
    assert delta(room, ["queue/q1"], Audience.HALL) == {}
    assert shown(then(room, on("q1", "unlabel", label="Money")), "queue/q1", BACKSTAGE) is None
    full = two_questions(*(on("q1", "label", label=f"label {n}") for n in range(8)))
    assert refusal(full, on("q1", "label", label="one more")) == ("question.labels", {"most": 8})
    assert refusal(room, on("q1", "label", label="x" * 41))[0] == "text.too_long"


def test_question_is_assigned_to_a_speaker_and_to_nobody() -> None:
    room = two_questions(on("q1", "assign", speaker=" Sofía Ruiz "))
    assert shown(room, "questions/q1")["assigned"] == "Sofía Ruiz"
    assert "assigned" not in shown(then(room, on("q1", "assign", speaker=None)), "questions/q1")


def in_order(room: Room, *questions: str) -> list[str]:
    shown_ones = [shown(room, f"questions/{id}", BACKSTAGE) for id in questions]
    ranked = sorted(shown_ones, key=lambda each: (each.get("rank", each["number"]), each["number"]))
    return [each["question"] for each in ranked]


def test_questions_are_put_in_the_moderators_own_order() -> None:
    ids = ("q1", "q2", "q3")
    room = two_questions(asked_by(SPEAKER, "Three?", id="q3"))
    assert in_order(room, *ids) == ["q1", "q2", "q3"]
    room = then(room, on("q3", "move", after=None))
    assert in_order(room, *ids) == ["q3", "q1", "q2"]
    room = then(room, on("q3", "move", after="q1"))
    assert in_order(room, *ids) == ["q1", "q3", "q2"]
    assert decided(room, on("q3", "move", after="q1")) == ()
    assert decided(room, on("q3", "move", after="q3")) == ()
    assert refusal(room, on("q3", "move", after="q9")) == ("question.unknown", {"question": "q9"})


def test_order_holds_however_often_it_is_changed_at_one_place() -> None:
    ids = ("q1", "q2", "q3")
    room = two_questions(asked_by(SPEAKER, "Three?", id="q3"))
    for _ in range(60):
        room = then(room, on("q2", "move", after="q1"))
        assert in_order(room, *ids) == ["q1", "q2", "q3"]
        room = then(room, on("q3", "move", after="q1"))
        assert in_order(room, *ids) == ["q1", "q3", "q2"]


def test_somebody_is_handling_this_is_told_to_moderators_until_the_question_moves() -> None:
    room = two_questions(on("q1", "handle"))
    assert shown(room, "queue/q1", BACKSTAGE)["handled_by"]["name"] == "Mateo"
    assert decided(room, on("q1", "handle")) == ()
    assert refusal(room, on("q1", "handle", by=SECOND_MODERATOR)) == (
        "question.handled",
        {"question": "q1", "name": "Mateo"},
    )
    assert shown(then(room, on("q1", "stage")), "queue/q1", BACKSTAGE) is None
    assert shown(then(room, on("q1", "release", by=SECOND_MODERATOR)), "queue/q1", BACKSTAGE) is None


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("stage", {}), ("unstage", {}), ("hold", {}), ("merge", {"into": "q2"}), ("separate", {}),
        ("edit", {"text": "x"}), ("label", {"label": "x"}), ("unlabel", {"label": "x"}), ("assign", {"speaker": "x"}),
        ("move", {"after": None}), ("handle", {}), ("release", {}),
    ],
)  # fmt: skip
def test_queue_is_for_moderators_alone(what: str, fields: dict[str, Any]) -> None:
    for person in HALL:
        assert refusal(two_questions(), on("q1", what, by=person, **fields))[0] == "not_permitted"


def test_question_answered_to_its_asker_alone_waits_again_when_it_is_brought_back() -> None:
    held = a_room(asked_by(ATTENDEE, "Why?", id="q1"))
    answered = then(held, does(MODERATOR, "question.answer", question="q1", text="So.", to="asker"))
    back = then(answered, does(MODERATOR, "question.reopen", question="q1"))
    assert shown(back, "questions/q1", Audience.BACKSTAGE) == shown(held, "questions/q1", Audience.BACKSTAGE)
    assert "questions/q1" not in snapshot(back, Audience.HALL)
