"""The sessions of a room, as the server schedules them."""

from typing import Any

import msgspec
import pytest

from rooms import SessionId, recording_shown
from tests.builders import START, a_room, decided, does, refusal, scheduled, shown, then
from tests.cast import CAST, MODERATOR, SERVER


def test_scheduled_session_is_shown_as_the_programme_has_it() -> None:
    room = a_room(
        scheduled(people=[{"name": "Ana Ruiz", "part": "speaker"}, {"name": None, "part": "chair"}])
    )
    assert shown(room, "sessions/s1") == {
        "session": "s1",
        "title": {"en": "Opening", "es": "Apertura"},
        "kind": "plenary",
        "starts": START,
        "ends": START + 3_600_000,
        "floor": "en",
        "people": [{"name": "Ana Ruiz", "part": "speaker"}, {"name": None, "part": "chair"}],
        "state": "planned",
    }


def test_break_has_no_language_of_the_floor() -> None:
    assert shown(a_room(scheduled(kind="break", floor=None)), "sessions/s1")["floor"] is None


def test_scheduling_the_same_again_changes_nothing() -> None:
    assert decided(a_room(scheduled()), scheduled()) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"title": {"en": "Closing"}},
        {"kind": "panel"},
        {"starts": 1},
        {"ends": 1},
        {"floor": "es"},
        {"people": []},
    ],
    ids=str,
)
def test_session_that_moved_or_changed_is_scheduled_anew(change: dict[str, Any]) -> None:
    room = a_room(scheduled(), scheduled("s2"), scheduled(**change))
    before, after = shown(a_room(scheduled()), "sessions/s1"), shown(room, "sessions/s1")
    assert after == {**before, **change}
    assert shown(room, "sessions/s2") == {**before, "session": "s2"}


def test_withdrawn_session_is_gone() -> None:
    room = then(a_room(scheduled()), does(SERVER, "session.withdraw", session="s1"))
    assert shown(room, "sessions/s1") is None
    assert refusal(room, does(SERVER, "session.withdraw", session="s1")) == (
        "session.unknown",
        {"session": "s1"},
    )


def test_recording_is_shown_until_it_is_hidden_whatever_the_programme_and_the_clock_do() -> None:
    show, hide = (does(MODERATOR, f"session.{word}_recording", session="s1") for word in ("show", "hide"))
    room = then(a_room(scheduled()), show)
    assert shown(room, "sessions/s1")["recording"] is True
    assert decided(room, show) == ()
    decision = recording_shown(room, SessionId("s1"))
    assert decision is not None and (decision.by.name, decision.at) == (MODERATOR.name, START)
    for later in (
        scheduled(starts=START + 1),
        does(MODERATOR, "session.start", session="s1"),
        does(MODERATOR, "session.end", session="s1", at=1),
        does(MODERATOR, "session.take_back", session="s1", at=2),
    ):
        room = then(room, later)
        assert shown(room, "sessions/s1")["recording"] is True
    room = then(room, hide)
    assert "recording" not in shown(room, "sessions/s1")
    assert decided(room, hide) == ()
    assert recording_shown(room, SessionId("s1")) is None
    assert refusal(a_room(), show) == refusal(a_room(), hide) == ("session.unknown", {"session": "s1"})


def test_only_the_server_schedules() -> None:
    for person in CAST:
        if person is not SERVER:
            step = does(person, "session.withdraw", session="s1")
            assert refusal(a_room(scheduled()), step)[0] == "not_permitted"


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "party"},
        {"title": {}},
        {"title": {"en": ""}},
        {"starts": "soon"},
        {"people": [{"name": "Ana"}]},
    ],
    ids=str,
)
def test_session_of_another_shape_is_malformed(fault: dict[str, Any]) -> None:
    with pytest.raises(msgspec.ValidationError):
        scheduled(**fault)
