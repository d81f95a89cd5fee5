"""Reports: filed by anybody, seen by staff alone, handled once."""

from typing import Any

from rooms import Audience, Participant, snapshot
from tests.builders import (
    Step,
    a_room,
    acted_on,
    asked_by,
    decided,
    does,
    locked,
    open_for_questions,
    refusal,
    said_by,
    shown,
    shown_own,
    then,
)
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE, SECOND_MODERATOR


def reported(
    by: Participant = ATTENDEE, subject: str = "m1", kind: str = "message", text: str = "Rude", id: str = "r1"
) -> Step:
    return does(by, "report.file", id=id, kind=kind, subject=subject, text=text)


def moved(what: str, by: Participant = MODERATOR) -> Step:
    return does(by, f"report.{what}", report="r1")


TALK = (said_by(SECOND_ATTENDEE, "You fool"),)


def test_report_is_seen_by_staff_alone_and_keeps_what_it_is_about() -> None:
    room = a_room(*TALK, reported(), does(SECOND_ATTENDEE, "chat.remove", message="m1"))
    told: Any = shown(room, "reports/r1", Audience.BACKSTAGE)
    assert (told["said"], told["author"]["name"], told["reporter"]["name"]) == ("You fool", "Ben", "Ana")
    assert (told["text"], told["state"], told["number"], "by" in told) == ("Rude", "open", 1, False)
    for audience in (Audience.HALL, Audience.GREEN_ROOM):
        assert "r1" not in str(snapshot(room, audience))
    assert shown_own(room, "my/reports/m1", ATTENDEE) is True
    assert shown_own(room, "my/reports/m1", SECOND_ATTENDEE) is None


def test_reporting_twice_changes_nothing_but_another_person_may() -> None:
    room = a_room(*TALK, reported())
    assert decided(room, reported(text="Again", id="r2")) == ()
    room = then(room, reported(by=MODERATOR, id="r2"))
    assert shown(room, "reports/r2", Audience.BACKSTAGE)["number"] == 2


def test_question_is_reported_too_and_what_the_hall_does_not_see_cannot_be() -> None:
    room = a_room(
        open_for_questions(), asked_by(SECOND_ATTENDEE, "Fool?"), reported(subject="q1", kind="question")
    )
    assert shown(room, "reports/r1", Audience.BACKSTAGE)["kind"] == "question"
    held = a_room(asked_by(SECOND_ATTENDEE, "Fool?"), does(MODERATOR, "chat.hold_all", on=True), *TALK)
    for kind, subject in (("question", "q1"), ("message", "m1"), ("message", "q1"), ("question", "gone")):
        assert refusal(held, reported(subject=subject, kind=kind)) == ("report.unknown", {"report": subject})


def test_reports_are_handled_once_and_can_be_reopened() -> None:
    room = a_room(*TALK, reported(), moved("handle"))
    told = shown(room, "reports/r1", Audience.BACKSTAGE)
    assert (told["state"], told["by"]["name"]) == ("handled", MODERATOR.name)
    assert refusal(room, moved("dismiss", by=SECOND_MODERATOR)) == (
        "report.state",
        {"report": "r1", "state": "handled"},
    )
    room = then(room, moved("reopen"), moved("dismiss"))
    assert shown(room, "reports/r1", Audience.BACKSTAGE)["state"] == "dismissed"
    assert refusal(room, does(MODERATOR, "report.handle", report="nope")) == (
        "report.unknown",
        {"report": "nope"},
    )
    assert refusal(room, moved("handle", by=ATTENDEE))[0] == "not_permitted"


def test_report_wants_a_line_of_why_and_is_open_to_the_muted_in_a_locked_room() -> None:
    room = a_room(*TALK)
    assert refusal(room, reported(text=" ")) == ("text.empty", {})
    assert refusal(room, reported(text="x" * 301)) == ("text.too_long", {"limit": 300, "length": 301})
    assert decided(then(room, acted_on(ATTENDEE, "mute"), locked()), reported())
