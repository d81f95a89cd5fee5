"""Merging: votes united by person, what askers hear, and coming apart again."""

from rooms import Room, own_snapshot, touched
from tests.builders import a_room, acted_on, asked_by, decided, refusal, shown, shown_own, then, upvoted_by
from tests.cast import ATTENDEE, CAPTIONER, INTERPRETER, SECOND_ATTENDEE, SPEAKER
from tests.rooms.test_question_queue import BACKSTAGE, on, state, two_questions


def merged_votes() -> Room:
    """q2 merged into q1: Sofía voted for both, Inés for q2 alone, Carl for q1 alone, Ana (q1's asker) for q2."""
    return two_questions(
        upvoted_by(SPEAKER, "q1"),
        upvoted_by(SPEAKER, "q2"),
        upvoted_by(INTERPRETER, "q2"),
        upvoted_by(CAPTIONER, "q1"),
        upvoted_by(ATTENDEE, "q2"),
        on("q2", "merge", into="q1"),
    )


def test_merged_votes_are_united_by_person() -> None:
    room = merged_votes()
    assert shown(room, "upvotes/q1") == 3
    assert shown(room, "questions/q1")["merged"] == 1
    assert shown(room, "questions/q2") is None
    assert shown(room, "questions/q2", BACKSTAGE)["merged_into"] == "q1"
    assert shown_own(room, "my/upvotes/q1", INTERPRETER) is True
    assert shown_own(room, "my/upvotes/q1", ATTENDEE) is None
    assert decided(room, upvoted_by(INTERPRETER, "q1")) == ()


def test_united_vote_is_withdrawn_as_one() -> None:
    room = then(merged_votes(), on("q1", "withdraw_upvote", by=SPEAKER))
    assert shown(room, "upvotes/q1") == 2
    assert shown_own(room, "my/upvotes/q1", SPEAKER) is None
    assert shown_own(room, "my/upvotes/q2", SPEAKER) is None


def test_separated_questions_have_their_own_votes_again() -> None:
    room = then(merged_votes(), on("q2", "separate"))
    assert (shown(room, "upvotes/q1"), shown(room, "upvotes/q2")) == (2, 3)
    assert "merged" not in shown(room, "questions/q1")
    assert shown_own(room, "my/upvotes/q1", INTERPRETER) is None
    assert refusal(room, on("q2", "separate")) == ("question.state", {"question": "q2", "state": "open"})


def test_voters_are_told_of_a_merge_and_of_a_separation() -> None:
    room = merged_votes()
    (entry,) = decided(room, on("q2", "separate"))
    told = touched(then(room, on("q2", "separate")), entry).own
    assert told[INTERPRETER.id] == {"my/upvotes/q1"}
    assert told[SECOND_ATTENDEE.id] == {"my/questions/q2"}


def test_asker_of_a_merged_question_hears_what_becomes_of_the_one_that_stands_for_it() -> None:
    room = then(merged_votes(), on("q1", "answer", text="The city."))
    own = shown_own(room, "my/questions/q2", SECOND_ATTENDEE)
    assert (own["state"], own["merged_state"], own["merged_into"]) == ("merged", "answered", "q1")
    assert own["answer"]["text"] == "The city."
    (entry,) = decided(merged_votes(), on("q1", "stage"))
    assert SECOND_ATTENDEE.id in touched(then(merged_votes(), on("q1", "stage")), entry).own


def test_question_merged_into_a_held_one_does_not_name_it() -> None:
    room = a_room(asked_by(ATTENDEE, "One"), asked_by(SPEAKER, "Two", id="q2"), on("q2", "merge", into="q1"))
    assert "merged_into" not in shown_own(room, "my/questions/q2", SPEAKER)
    assert state(then(room, on("q2", "separate")), "q2") == "held"


def test_merges_add_up_and_come_apart_one_by_one() -> None:
    room = then(
        merged_votes(),
        asked_by(SPEAKER, "Who?", id="q3"),
        upvoted_by(CAPTIONER, "q3"),
        on("q1", "merge", into="q3"),
    )
    # Sofía asked q3, so that her earlier votes do not count; Ana's vote for q2 does now.
    assert shown(room, "upvotes/q3") == 3
    room = then(room, on("q2", "separate"))
    assert shown(room, "upvotes/q3") == 1
    assert shown_own(room, "my/upvotes/q3", INTERPRETER) is None


def test_question_is_not_merged_with_itself_nor_into_one_that_is_gone() -> None:
    room = merged_votes()
    assert refusal(room, on("q1", "merge", into="q1")) == ("question.same", {"question": "q1"})
    assert refusal(room, on("q1", "merge", into="q2"))[1] == {"question": "q2", "state": "merged"}
    assert refusal(room, on("q2", "merge", into="q1"))[1] == {"question": "q2", "state": "merged"}
    assert refusal(room, on("q1", "merge", into="q9")) == ("question.unknown", {"question": "q9"})


def test_withdrawn_question_gives_back_those_merged_into_it() -> None:
    room = then(merged_votes(), on("q1", "withdraw", by=ATTENDEE))
    assert (state(room, "q1"), state(room, "q2")) == ("withdrawn", "open")
    assert shown(room, "upvotes/q2") == 3


def test_ban_gives_back_what_was_merged_into_the_held_questions_of_the_banned() -> None:
    room = a_room(asked_by(ATTENDEE, "One"), asked_by(SPEAKER, "Two", id="q2"), on("q2", "merge", into="q1"))
    room = then(room, acted_on(ATTENDEE, "ban"))
    assert (state(room, "q1"), state(room, "q2")) == ("dismissed", "held")


def test_own_snapshot_names_the_united_votes() -> None:
    assert {"my/upvotes/q1", "my/upvotes/q2"} <= set(own_snapshot(merged_votes(), INTERPRETER.id))
