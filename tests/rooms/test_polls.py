"""Polls: drafts, opening and closing, one ballot a person, counting, revealing, and who is shown what."""

from typing import Any

import pytest

from rooms import UNNAMED, Audience, Participant, Refused, encode_entry, own_snapshot, poll_results, snapshot
from tests.builders import (
    a_room,
    acted_on,
    ballot_key_of,
    decided,
    does,
    drafted,
    locked,
    polled,
    refusal,
    shown,
    shown_own,
    then,
    voted_by,
)
from tests.cast import ATTENDEE, CAPTIONER, HALL, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SPEAKER

BACKSTAGE = Audience.BACKSTAGE


def test_draft_is_shown_to_backstage_only() -> None:
    room = a_room(drafted())
    assert shown(room, "polls/v1", BACKSTAGE)["state"] == "draft"
    assert not [key for key in snapshot(room, Audience.HALL) if "v1" in key]
    assert refusal(room, voted_by(ATTENDEE, "1")) == ("poll.unknown", {"poll": "v1"})


def test_edited_draft_has_all_its_terms_anew() -> None:
    edited: dict[str, Any] = {
        "kind": "multiple",
        "text": "Which?",
        "options": ["A", "B", "C"],
        "anonymous": False,
    }
    room = a_room(drafted(), does(MODERATOR, "poll.edit", poll="v1", **edited))
    poll = shown(room, "polls/v1", BACKSTAGE)
    assert {key: poll[key] for key in edited} == edited
    assert poll["most"] == 3
    assert decided(room, does(MODERATOR, "poll.edit", poll="v1", **edited)) == ()


def test_opened_poll_keeps_its_terms() -> None:
    room = a_room(drafted(), polled("open"))
    edit = does(MODERATOR, "poll.edit", poll="v1", kind="rating", text="How?", anonymous=False)
    assert refusal(room, edit) == ("poll.state", {"poll": "v1", "state": "open"})


@pytest.mark.parametrize(
    ("terms", "code", "data"),
    [
        ({"text": " "}, "text.empty", {}),
        ({"text": "x" * 301}, "text.too_long", {"limit": 300, "length": 301}),
        ({"options": ["Yes"]}, "poll.option_count", {"least": 2, "most": 20}),
        ({"options": [str(n) for n in range(21)]}, "poll.option_count", {"least": 2, "most": 20}),
        ({"kind": "rating"}, "poll.option_count", {"least": 0, "most": 0}),
        ({"options": ["Yes", "\u200b"]}, "poll.option_empty", {"number": 2}),
        ({"options": ["Sí", "No", " SÍ. "]}, "poll.option_twice", {"number": 3}),
        ({"options": ["Yes", "x" * 121]}, "text.too_long", {"limit": 120, "length": 121}),
        ({"most": 2}, "poll.most", {"least": 1, "most": 1}),
        ({"kind": "multiple", "most": 3}, "poll.most", {"least": 1, "most": 2}),
        ({"kind": "words", "options": [], "most": 6}, "poll.most", {"least": 1, "most": 5}),
    ],
)
def test_poll_that_cannot_be_is_refused(terms: dict[str, Any], code: str, data: dict[str, Any]) -> None:
    assert refusal(a_room(), drafted(**terms)) == (code, data)


@pytest.mark.parametrize(
    ("kind", "choices", "code"),
    [
        ("single", ["1", "2"], "poll.choice_count"),
        ("single", [], "poll.choice_count"),
        ("single", ["3"], "poll.option_unknown"),
        ("rating", ["6"], "poll.option_unknown"),
        ("rating", ["Yes"], "poll.option_unknown"),
        ("words", ["one", "two"], "poll.choice_count"),
        ("words", ["x" * 41], "text.too_long"),
        ("words", [" ", ""], "poll.choice_count"),
    ],
)
def test_ballot_that_cannot_be_is_refused(kind: str, choices: list[str], code: str) -> None:
    options = ["Yes", "No"] if kind == "single" else []
    room = a_room(drafted(kind=kind, options=options), polled("open"))
    assert refusal(room, voted_by(ATTENDEE, *choices))[0] == code


def test_person_has_one_ballot_and_may_change_it_until_the_poll_closes() -> None:
    room = a_room(drafted(), polled("open"), voted_by(ATTENDEE, "1"), voted_by(SPEAKER, "1"))
    room = then(room, voted_by(ATTENDEE, "2"))
    assert shown(room, "results/v1", BACKSTAGE) == {"poll": "v1", "ballots": 2, "counts": [1, 1]}
    assert decided(room, voted_by(ATTENDEE, "2")) == ()
    room = then(room, polled("close"))
    assert refusal(room, voted_by(ATTENDEE, "1")) == ("poll.state", {"poll": "v1", "state": "closed"})
    assert shown_own(room, "my/polls/v1", ATTENDEE) == {"poll": "v1", "choices": ["2"]}


def test_closed_poll_may_be_opened_again() -> None:
    room = a_room(drafted(), polled("open"), polled("close"), polled("open"), voted_by(ATTENDEE, "1"))
    assert shown(room, "polls/v1")["state"] == "open"
    assert shown(room, "results/v1", BACKSTAGE)["ballots"] == 1


def test_choices_of_a_multiple_ballot_count_once_each_in_the_order_of_the_options() -> None:
    room = a_room(drafted(kind="multiple", options=["A", "B", "C"], most=2), polled("open"))
    room = then(room, voted_by(ATTENDEE, "3", "1", "3"))
    assert shown_own(room, "my/polls/v1", ATTENDEE)["choices"] == ["1", "3"]
    assert shown(room, "results/v1", BACKSTAGE)["counts"] == [1, 0, 1]
    assert refusal(room, voted_by(SPEAKER, "1", "2", "3"))[1] == {"least": 1, "most": 2}


def test_words_are_counted_by_what_their_spellings_have_in_common() -> None:
    room = a_room(drafted(kind="words", options=[], most=3), polled("open"))
    room = then(room, voted_by(ATTENDEE, "¡Puente!", " río  grande"), voted_by(SPEAKER, "PUENTE", "puente."))
    room = then(room, voted_by(SECOND_ATTENDEE, "Rio Grande"))
    results = shown(room, "results/v1", BACKSTAGE)
    assert results["words"] == [["¡Puente!", 2], ["Rio Grande", 1], ["río grande", 1]]
    assert (results["ballots"], results["different"]) == (3, 3)
    room = then(room, voted_by(ATTENDEE, "mar"), voted_by(SPEAKER, "mar"))
    assert shown(room, "results/v1", BACKSTAGE)["words"] == [["mar", 2], ["Rio Grande", 1]]


@pytest.mark.parametrize(
    ("reveal", "while_open", "when_closed"),
    [("open", True, True), ("close", False, True), ("later", False, False)],
)
def test_results_come_to_the_hall_when_the_poll_says(
    reveal: str, while_open: bool, when_closed: bool
) -> None:
    room = a_room(drafted(reveal=reveal), polled("open"), voted_by(ATTENDEE, "1"))
    assert ("results/v1" in snapshot(room, Audience.HALL)) is while_open
    room = then(room, polled("close"))
    assert ("results/v1" in snapshot(room, Audience.HALL)) is when_closed
    room = then(room, polled("reveal"))
    assert snapshot(room, Audience.HALL)["results/v1"] == {"poll": "v1", "ballots": 1, "counts": [1, 0]}


def test_moderator_reveals_results_while_people_vote() -> None:
    room = a_room(drafted(), polled("open"), polled("reveal"), voted_by(ATTENDEE, "2"))
    assert shown(room, "results/v1")["counts"] == [0, 1]
    assert decided(room, polled("reveal")) == ()


def test_discarded_poll_is_gone_for_everybody() -> None:
    room = a_room(drafted(reveal="open"), polled("open"), voted_by(ATTENDEE, "1"), polled("discard"))
    for audience in Audience:
        assert not [key for key in snapshot(room, audience) if "v1" in key]
    assert shown_own(room, "my/polls/v1", ATTENDEE) is None
    assert poll_results(room) == ()
    assert refusal(room, polled("open")) == ("poll.state", {"poll": "v1", "state": "discarded"})


def test_second_of_two_moderators_learns_what_the_first_has_done() -> None:
    room = a_room(drafted(), polled("open"), polled("close"))
    assert refusal(room, polled("close", by=ORGANIZER)) == ("poll.state", {"poll": "v1", "state": "closed"})


def test_entry_of_an_anonymous_ballot_tells_neither_person_nor_hour() -> None:
    room = a_room(drafted(), polled("open", at=5))
    (entry,) = decided(room, voted_by(CAPTIONER, "1", at=90))
    (opened,) = decided(a_room(drafted()), polled("open", at=5))
    assert entry.by == UNNAMED
    assert entry.at == opened.at
    line = encode_entry(entry).decode()
    assert CAPTIONER.id not in line
    assert "captioner" not in line


def test_person_has_another_pseudonym_in_every_poll() -> None:
    room = a_room(drafted(), polled("open"), drafted("v2"), polled("open", "v2"))
    (one,), (other,) = (
        decided(room, voted_by(ATTENDEE, "1")),
        decided(room, voted_by(ATTENDEE, "1", poll="v2")),
    )
    assert getattr(one, "ballot") != getattr(other, "ballot")  # noqa: B009


def test_poll_that_is_not_anonymous_keeps_who_chose_what_for_staff() -> None:
    room = a_room(drafted(anonymous=False), polled("open"), voted_by(ATTENDEE, "2"), polled("close"))
    assert shown(room, "polls/v1")["anonymous"] is False
    (result,) = poll_results(room)
    assert result.ballots == ((ATTENDEE, ("No",)),)
    assert ATTENDEE.id not in str(shown(room, "results/v1"))


def test_own_ballot_is_found_by_the_ballot_key_alone() -> None:
    room = a_room(drafted(), polled("open"), voted_by(ATTENDEE, "2"))
    assert "my/polls/v1" not in own_snapshot(room, ATTENDEE.id)
    assert "my/polls/v1" not in own_snapshot(room, SPEAKER.id, ballot_key_of(SPEAKER))
    assert "my/polls/v1" in own_snapshot(room, ATTENDEE.id, ballot_key_of(ATTENDEE))


def test_muted_person_and_a_locked_room_cast_no_ballots() -> None:
    room = a_room(drafted(), polled("open"), acted_on(ATTENDEE, "mute"))
    assert refusal(room, voted_by(ATTENDEE, "1"))[0] == "participant.muted"
    assert refusal(then(room, locked()), voted_by(SPEAKER, "1"))[0] == "room.locked"


@pytest.mark.parametrize("person", HALL, ids=lambda person: person.name)
def test_hall_votes_and_does_nothing_else_with_polls(person: Participant) -> None:
    room = a_room(drafted(), polled("open"))
    assert decided(room, voted_by(person, "1"))
    for what in ("open", "close", "reveal", "discard"):
        assert refusal(room, polled(what, by=person))[0] == "not_permitted"
    with pytest.raises(Refused, match="not_permitted"):
        decided(room, drafted(by=person))
