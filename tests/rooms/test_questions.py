"""The questions: who sees which of them in which state, and who may move them."""

import pytest

from rooms import Audience, Participant, Room, delta, own_snapshot, snapshot, touched
from tests.builders import (
    START,
    Step,
    a_room,
    acted_on,
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
from tests.cast import ATTENDEE, HALL, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SECOND_MODERATOR, SPEAKER

BACKSTAGE = Audience.BACKSTAGE
HELD = (asked_by(ATTENDEE, "¿Por qué?"),)
OPEN = (*HELD, approved())
ANSWERED = (*OPEN, does(MODERATOR, "question.answer", at=9, question="q1"))
DISMISSED = (*HELD, does(MODERATOR, "question.dismiss", question="q1"))
WITHDRAWN = (*OPEN, does(ATTENDEE, "question.withdraw", question="q1"))
STATES = {"held": HELD, "open": OPEN, "answered": ANSWERED, "dismissed": DISMISSED, "withdrawn": WITHDRAWN}


def test_held_question_is_hidden_from_the_hall() -> None:
    room = a_room(*HELD)
    assert shown(room, "questions/q1") is None
    assert "questions/q1" not in snapshot(room, Audience.HALL)
    assert shown(room, "questions/q1", BACKSTAGE)["state"] == "held"
    assert shown_own(room, "my/questions/q1", ATTENDEE) == {
        "question": "q1",
        "text": "¿Por qué?",
        "language": "en",
        "at": START,
        "anonymous": False,
        "state": "held",
    }
    assert shown_own(room, "my/questions/q1", SECOND_ATTENDEE) is None


def test_hall_is_not_even_told_that_a_question_is_held() -> None:
    room = a_room(*HELD)
    assert delta(room, ["questions/q1"], Audience.HALL) == {}
    assert delta(a_room(*DISMISSED), ["questions/q1"], Audience.HALL) == {}
    assert set(delta(room, ["questions/q1"], BACKSTAGE)) == {"questions/q1"}


def test_hall_is_told_when_a_question_that_it_saw_goes() -> None:
    for end in ("dismiss", "withdraw"):
        by = ATTENDEE if end == "withdraw" else MODERATOR
        room = a_room(*OPEN, does(by, f"question.{end}", question="q1"))
        assert delta(room, ["questions/q1"], Audience.HALL) == {"questions/q1": None}


def test_approved_question_is_shown_to_the_hall() -> None:
    assert shown(a_room(*OPEN), "questions/q1") == {
        "question": "q1",
        "number": 1,
        "text": "¿Por qué?",
        "language": "en",
        "asker": {"participant": "p-ana", "name": "Ana", "role": "attendee"},
        "at": START,
        "state": "open",
        "answered_at": None,
    }


def test_anonymous_question_names_its_asker_to_backstage_alone() -> None:
    room = a_room(open_for_questions(), asked_by(ATTENDEE, "Why?", anonymous=True))
    assert shown(room, "questions/q1")["asker"] is None
    assert shown(room, "questions/q1", BACKSTAGE)["asker"]["name"] == "Ana"
    assert shown(room, "questions/q1", BACKSTAGE)["anonymous"] is True
    assert shown_own(room, "my/questions/q1", ATTENDEE)["anonymous"] is True


def test_question_is_open_at_once_in_the_open_mode_and_refused_in_the_closed_one() -> None:
    assert shown(a_room(open_for_questions(), *HELD), "questions/q1")["state"] == "open"
    closed = a_room(does(MODERATOR, "question.set_mode", mode="closed"))
    assert shown(closed, "questions") == {"mode": "closed"}
    assert refusal(closed, HELD[0]) == ("question.closed", {})
    assert decided(closed, does(MODERATOR, "question.set_mode", mode="closed")) == ()


def test_question_text_has_its_own_limit() -> None:
    assert refusal(a_room(), asked_by(ATTENDEE, "")) == ("text.empty", {})
    assert refusal(a_room(), asked_by(ATTENDEE, "ñ" * 1001)) == (
        "text.too_long",
        {"limit": 1000, "length": 1001},
    )
    assert decided(a_room(), asked_by(ATTENDEE, "ñ" * 1000))


MOVES = {
    "approve": (MODERATOR, {"held"}, "open"),
    "dismiss": (MODERATOR, {"held", "open"}, "dismissed"),
    "answer": (MODERATOR, {"open"}, "answered"),
    "reopen": (MODERATOR, {"answered", "dismissed"}, "open"),
    "withdraw": (ATTENDEE, {"held", "open"}, "withdrawn"),
}


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("state", STATES)
def test_question_moves_only_from_the_states_that_the_move_wants(move: str, state: str) -> None:
    by, wants, becomes = MOVES[move]
    room = a_room(*STATES[state])
    step = does(by, f"question.{move}", question="q1")
    if state in wants:
        assert shown(then(room, step), "questions/q1", BACKSTAGE)["state"] == becomes
    else:
        assert refusal(room, step) == ("question.state", {"question": "q1", "state": state})


def test_answered_question_says_when_and_forgets_it_when_reopened() -> None:
    room = a_room(*ANSWERED)
    assert shown(room, "questions/q1")["answered_at"] == START + 9
    room = then(room, does(MODERATOR, "question.reopen", question="q1"))
    assert shown(room, "questions/q1")["answered_at"] is None


def test_withdrawn_question_is_gone_for_its_asker_and_kept_backstage() -> None:
    room = a_room(*WITHDRAWN)
    assert shown_own(room, "my/questions/q1", ATTENDEE) is None
    assert shown(room, "questions/q1") is None
    assert shown(room, "questions/q1", BACKSTAGE)["state"] == "withdrawn"


def test_nobody_withdraws_the_question_of_another() -> None:
    room = a_room(*OPEN)
    for other in (SECOND_ATTENDEE, MODERATOR):
        assert refusal(room, does(other, "question.withdraw", question="q1")) == (
            "question.not_yours",
            {"question": "q1"},
        )


def _on_q1(participant: Participant, type: str) -> Step:
    return does(participant, f"question.{type}", question="q1")


@pytest.mark.parametrize("state", ["held", "dismissed", "withdrawn"])
@pytest.mark.parametrize("type", ["upvote", "withdraw_upvote", "withdraw"])
def test_question_that_one_may_not_see_is_unknown(state: str, type: str) -> None:
    room = a_room(*STATES[state])
    for person in (SECOND_ATTENDEE, SPEAKER):
        assert refusal(room, _on_q1(person, type)) == ("question.unknown", {"question": "q1"})
    assert refusal(a_room(), _on_q1(MODERATOR, type)) == ("question.unknown", {"question": "q1"})


def test_upvotes_are_counted_once_for_each_person_and_can_be_withdrawn() -> None:
    room = a_room(*OPEN, upvoted_by(SECOND_ATTENDEE), upvoted_by(SPEAKER))
    assert decided(room, upvoted_by(SPEAKER)) == ()
    assert shown(room, "upvotes/q1") == 2
    assert shown_own(room, "my/upvotes/q1", SPEAKER) is True
    assert shown_own(room, "my/upvotes/q1", MODERATOR) is None

    (entry,) = decided(room, _on_q1(SPEAKER, "withdraw_upvote"))
    room = then(room, _on_q1(SPEAKER, "withdraw_upvote"))
    assert touched(room, entry).shared == {"upvotes/q1"}
    assert touched(room, entry).own == {SPEAKER.id: {"my/upvotes/q1"}}
    assert shown(room, "upvotes/q1") == 1
    assert shown_own(room, "my/upvotes/q1", SPEAKER) is None
    assert decided(room, _on_q1(SPEAKER, "withdraw_upvote")) == ()


def test_upvotes_want_an_open_question_of_somebody_else() -> None:
    assert refusal(a_room(*OPEN), upvoted_by(ATTENDEE)) == ("question.own", {"question": "q1"})
    answered = a_room(*ANSWERED)
    for type in ("upvote", "withdraw_upvote"):
        assert refusal(answered, _on_q1(SPEAKER, type)) == (
            "question.state",
            {"question": "q1", "state": "answered"},
        )


def test_upvotes_outlast_the_dismissal_and_return_of_a_question() -> None:
    room = a_room(*OPEN, upvoted_by(SPEAKER), _on_q1(MODERATOR, "dismiss"), _on_q1(MODERATOR, "reopen"))
    assert shown(room, "upvotes/q1") == 1


def test_own_snapshot_holds_ones_questions_and_upvotes() -> None:
    room = a_room(*OPEN, asked_by(SPEAKER, "And?", id="q2"), upvoted_by(SPEAKER))
    assert set(own_snapshot(room, SPEAKER.id)) == {"my/standing", "my/questions/q2", "my/upvotes/q1"}


def _banned(*steps: Step) -> tuple[Room, int]:
    room = a_room(*steps)
    entries = decided(room, acted_on(ATTENDEE, "ban"))
    return then(room, acted_on(ATTENDEE, "ban")), len(entries)


def test_ban_dismisses_the_held_questions_of_the_banned_and_no_others() -> None:
    room, entries = _banned(
        *OPEN,
        asked_by(ATTENDEE, "Two", id="q2"),
        asked_by(ATTENDEE, "Three", id="q3"),
        asked_by(SPEAKER, "Four", id="q4"),
    )
    states = {key: shown(room, f"questions/{key}", BACKSTAGE)["state"] for key in ("q1", "q2", "q3", "q4")}
    assert states == {"q1": "open", "q2": "dismissed", "q3": "dismissed", "q4": "held"}
    assert entries == 3


def test_every_role_of_the_hall_asks_and_only_staff_decide() -> None:
    for person in HALL:
        room = a_room(asked_by(person, "Why?"))
        for move in ("approve", "dismiss", "answer", "reopen"):
            assert refusal(room, _on_q1(person, move)) == (
                "not_permitted",
                {"capability": f"question.{move}"},
            )
    for staff in (MODERATOR, SECOND_MODERATOR, ORGANIZER):
        assert decided(a_room(*HELD), approved(by=staff))
