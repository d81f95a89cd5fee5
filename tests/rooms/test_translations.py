"""Twin of rooms/translations.py."""

from typing import Any

import pytest

from rooms import Audience, Original, Participant, Role, Room, delta, digest, page, snapshot
from tests.builders import (
    Step,
    a_room,
    approved,
    asked_by,
    decided,
    does,
    drafted,
    polled,
    refusal,
    said_by,
    shown,
    then,
    upvoted_by,
)
from tests.cast import ATTENDEE, INTERPRETER, MODERATOR, SECOND_MODERATOR, SERVER, SPEAKER

WHY = "Why is it so?"


def made(about: str, of: str, text: str, language: str = "es") -> Step:
    """The engine's translation of an English text."""
    return does(
        SERVER,
        "translation.add",
        about=about,
        digest=digest(Original(of, "en")),
        language=language,
        text=text,
        engine="apertium",
    )


def corrected(
    text: str,
    by: Participant = MODERATOR,
    about: str = "question/q1",
    language: str = "es",
    seen: str | None = None,
) -> Step:
    return does(by, "translation.correct", about=about, language=language, text=text, seen=seen)


def held() -> Room:
    return a_room(asked_by(ATTENDEE, WHY), made("question/q1", WHY, "¿Por qué es así?"))


def test_translation_stands_beside_the_original_with_its_engine() -> None:
    room = a_room(said_by(ATTENDEE, "Hello"), made("chat/m1", "Hello", "Hola"))
    assert shown(room, "translations/chat/m1") == {"es": {"text": "Hola", "by": None, "engine": "apertium"}}
    assert "translations/chat/m1" in snapshot(room, Audience.HALL)
    assert "translations/chat/m1" in page(room, "chat", 10, 10, Audience.HALL)[0]


def test_held_question_has_no_translation_for_the_hall_until_it_is_approved() -> None:
    room = held()
    assert "translations/question/q1" not in snapshot(room, Audience.HALL)
    assert shown(room, "translations/question/q1", Audience.BACKSTAGE)["es"]["text"] == "¿Por qué es así?"
    assert shown(then(room, approved()), "translations/question/q1")["es"]["text"] == "¿Por qué es así?"


def test_removed_message_takes_its_translation_along() -> None:
    room = a_room(said_by(ATTENDEE, "Hello"), made("chat/m1", "Hello", "Hola"))
    room = then(room, does(ATTENDEE, "chat.remove", message="m1"))
    for audience in Audience:
        assert "Hola" not in str(snapshot(room, audience))
        assert shown(room, "translations/chat/m1", audience) is None


def test_edit_drops_what_was_made_and_corrected_of_the_text_before() -> None:
    room = then(held(), approved(), corrected("¿Por qué?"))
    room = then(room, does(MODERATOR, "question.edit", question="q1", text="Why not?"))
    assert shown(room, "translations/question/q1") is None
    room = then(room, made("question/q1", "Why not?", "¿Por qué no?"))
    assert shown(room, "translations/question/q1")["es"]["text"] == "¿Por qué no?"


def test_translation_that_comes_too_late_is_dropped() -> None:
    room = a_room(said_by(ATTENDEE, "Hello"), does(ATTENDEE, "chat.remove", message="m1"))
    assert decided(room, made("chat/m1", "Hello", "Hola")) == ()
    room = a_room(said_by(ATTENDEE, "Hello there"))
    assert decided(room, made("chat/m1", "Hello", "Hola")) == ()


def test_corrected_translation_wins_and_no_engine_replaces_it() -> None:
    room = then(held(), corrected("¿Por qué?"), approved())
    assert shown(room, "translations/question/q1") == {"es": {"text": "¿Por qué?", "by": "Mateo"}}
    assert decided(room, made("question/q1", WHY, "Otra")) == ()


def test_interpreter_corrects_what_the_hall_sees_and_attendee_nothing() -> None:
    room = then(held(), approved(), corrected("¿Por qué?", INTERPRETER))
    assert shown(room, "translations/question/q1")["es"]["by"] == "Inés"
    assert refusal(room, corrected("No", ATTENDEE))[0] == "not_permitted"


def test_second_corrector_learns_that_the_first_was_quicker() -> None:
    room = then(held(), corrected("¿Por qué?"))
    code, data = refusal(room, corrected("¿A qué se debe?", SECOND_MODERATOR))
    assert (code, data["name"]) == ("translation.edited", "Mateo")
    again = then(room, corrected("¿A qué se debe?", SECOND_MODERATOR, seen="¿Por qué?"))
    assert shown(again, "translations/question/q1", Audience.BACKSTAGE)["es"]["by"] == "Mary"
    assert decided(room, corrected("¿Por qué?", SECOND_MODERATOR)) == ()


@pytest.mark.parametrize(
    ("step", "code"),
    [
        (corrected("x", about="question/q9"), "translation.unknown"),
        (corrected("x", about="song/s1"), "translation.unknown"),
        (corrected("x", language="en-GB"), "translation.same_language"),
        (corrected(" "), "text.empty"),
        (corrected("x" * 3001), "text.too_long"),
    ],
)
def test_correction_is_refused_with_its_reason(step: Step, code: str) -> None:
    assert refusal(held(), step)[0] == code


def test_translation_into_the_same_language_is_none() -> None:
    room = a_room(said_by(ATTENDEE, "Hello"))
    assert decided(room, made("chat/m1", "Hello", "Hello", language="en-GB")) == ()


def test_option_of_a_poll_is_translated_by_itself() -> None:
    room = a_room(drafted(), made("option/v1.1", "Yes", "Sí"))
    assert "translations/option/v1.1" not in snapshot(room, Audience.HALL)
    assert shown(then(room, polled("open")), "translations/option/v1.1")["es"]["text"] == "Sí"


def test_upvote_does_not_send_the_translation_again() -> None:
    from rooms import apply, touched

    room = then(held(), approved())
    entry = decided(room, upvoted_by(MODERATOR))[0]
    assert "translations/question/q1" not in touched(apply(room, entry), entry).shared


def test_staff_see_how_the_engine_does_and_only_changes_are_kept() -> None:
    failing = does(SERVER, "translation.report", state="failing", engine="deepl", reason="no answer")
    room = a_room(failing)
    assert shown(room, "translation", Audience.BACKSTAGE)["state"] == "failing"
    assert "translation" not in snapshot(room, Audience.HALL)
    assert decided(room, failing) == ()
    assert decided(a_room(), does(SERVER, "translation.report", state="off", engine="none")) == ()
    assert (
        refusal(room, does(MODERATOR, "translation.report", state="off", engine="none"))[0] == "not_permitted"
    )
    assert Role.SERVER is SERVER.role


def test_interpreters_correct_the_translation_of_a_question_that_waits_and_the_hall_gets_it_with_the_question() -> (
    None
):
    room = a_room(asked_by(ATTENDEE, "Who pays?"))
    held = shown(room, "questions/q1", Audience.BOOTH)
    assert (held["state"], held["asker"]) == ("held", None)
    assert shown(room, "questions/q1", Audience.GREEN_ROOM) is None
    correction: Any = {"about": "question/q1", "language": "es", "text": "¿Quién paga?"}
    assert refusal(room, does(SPEAKER, "translation.correct", **correction))[0] == "not_permitted"
    room = then(room, does(INTERPRETER, "translation.correct", **correction))
    assert delta(room, ["questions/q1", "translations/question/q1"], Audience.GREEN_ROOM) == {}
    assert shown(room, "translations/question/q1", Audience.BACKSTAGE)["es"]["by"] == INTERPRETER.name
    room = then(room, approved("q1"))
    assert shown(room, "translations/question/q1")["es"] == {"text": "¿Quién paga?", "by": INTERPRETER.name}
    dismissed = then(room, does(MODERATOR, "question.dismiss", question="q1"))
    assert delta(dismissed, ["questions/q1"], Audience.BOOTH) == {"questions/q1": None}


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        (does(SPEAKER, "talk.send", circle="backstage", text=WHY), "talk"),
        (does(MODERATOR, "talk.send", circle="staff", text=WHY), "talk"),
        (does(MODERATOR, "cue.send", kind="text", to="interpreters", text=WHY), "cue"),
        (does(ATTENDEE, "floor.request", kind="microphone", about=WHY), "hand"),
        (does(MODERATOR, "booth.send", language="es", to="technician", text=WHY), "technician"),
    ],
    ids=["talk", "staff", "cue", "hand", "technician"],
)
def test_what_is_written_behind_the_stage_is_translated_for_those_alone_who_are_shown_it(
    step: Step, kind: str
) -> None:
    def holds(value: object) -> bool:
        return isinstance(value, dict) and WHY in (value.get("text"), value.get("about"))

    room = a_room(does(MODERATOR, "channel.open", language="es"), step)
    [key] = [key for key, value in snapshot(room, Audience.BACKSTAGE).items() if holds(value)]
    about = f"{kind}/{key.partition('/')[2]}"
    room = then(room, made(about, WHY, "¿Por qué es así?"))
    for audience in Audience:
        view = snapshot(room, audience)
        assert (f"translations/{about}" in view) is (key in view), audience
    assert f"translations/{about}" not in snapshot(room, Audience.HALL)


def test_message_that_waits_is_translated_for_moderators_and_the_hall_gets_no_word_of_it() -> None:
    room = a_room(does(MODERATOR, "chat.hold_all", on=True), said_by(ATTENDEE, WHY))
    room = then(room, made("held/m1", WHY, "¿Por qué es así?"))
    assert shown(room, "translations/held/m1", Audience.BACKSTAGE)["es"]["text"] == "¿Por qué es así?"
    assert "translations/held/m1" not in snapshot(room, Audience.HALL)
    room = then(room, does(MODERATOR, "chat.approve", message="m1"))
    assert "translations/held/m1" not in snapshot(room, Audience.BACKSTAGE)
