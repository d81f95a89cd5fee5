"""Cues: who is told what, who may tell whom, what acknowledging shows, and how old ones go."""

from typing import Any

import pytest

from rooms import Audience, Participant, own_snapshot, snapshot
from rooms.cues import LASTS_MS
from tests.builders import Step, a_room, decided, does, refusal, shown, shown_own, then
from tests.cast import ATTENDEE, CAPTIONER, INTERPRETER, MODERATOR, ORGANIZER, SECOND_MODERATOR, SPEAKER

BACKSTAGE, GREEN_ROOM = Audience.BACKSTAGE, Audience.GREEN_ROOM


def cue(
    by: Participant = MODERATOR,
    kind: str = "two_minutes",
    to: str = "speakers",
    id: str = "k1",
    **more: Any,
) -> Step:
    return does(by, "cue.send", id=id, kind=kind, to=to, **more)


def acknowledged_by(participant: Participant, id: str = "k1") -> Step:
    return does(participant, "cue.acknowledge", cue=id)


def test_cue_to_the_speakers_is_shown_to_the_green_room_and_backstage_and_never_to_the_hall() -> None:
    room = a_room(cue())
    for audience in (GREEN_ROOM, BACKSTAGE):
        assert shown(room, "cues/k1", audience)["kind"] == "two_minutes"
    assert not [key for key in snapshot(room, Audience.HALL) if "cues" in key]
    assert "my/cues/k1" not in own_snapshot(room, SPEAKER.id)


def test_cue_to_staff_and_to_one_person_is_not_for_the_green_room() -> None:
    room = a_room(cue(to="staff"), cue(to="person", participant=SPEAKER.id, id="k2"))
    assert not [key for key in snapshot(room, GREEN_ROOM) if key.startswith("cues/")]
    assert {"cues/k1", "cues/k2"} <= snapshot(room, BACKSTAGE).keys()
    assert shown_own(room, "my/cues/k2", SPEAKER)["person"]["name"] == "Sofía"
    assert shown_own(room, "my/cues/k2", INTERPRETER) is None


def test_sender_sees_who_has_read_it_and_reading_twice_changes_nothing() -> None:
    room = a_room(cue(), acknowledged_by(SPEAKER))
    assert [each["name"] for each in shown(room, "cues/k1", BACKSTAGE)["acknowledged"]] == ["Sofía"]
    assert decided(room, acknowledged_by(SPEAKER)) == ()
    assert refusal(room, acknowledged_by(INTERPRETER)) == ("cue.unknown", {"cue": "k1"})
    assert refusal(room, acknowledged_by(ATTENDEE))[0] == "cue.unknown"


@pytest.mark.parametrize("listener", [INTERPRETER, CAPTIONER])
@pytest.mark.parametrize("kind", ["slower", "louder"])
def test_listeners_ask_the_speakers_without_being_named_to_them(listener: Participant, kind: str) -> None:
    room = a_room(cue(listener, kind), acknowledged_by(SPEAKER))
    assert shown(room, "cues/k1", GREEN_ROOM)["by"] is None
    assert listener.name not in str(shown(room, "cues/k1", GREEN_ROOM))
    assert shown(room, "cues/k1", BACKSTAGE)["by"]["name"] == listener.name
    assert shown_own(room, "my/cues/k1", listener)["acknowledged"][0]["name"] == "Sofía"


@pytest.mark.parametrize(
    "step",
    [
        cue(SPEAKER, "slower"),
        cue(INTERPRETER, "wrap_up"),
        cue(INTERPRETER, "text", text="Hello"),
        cue(SPEAKER, "slower", "interpreters"),
        cue(SPEAKER, "help", "person", participant=MODERATOR.id),
        cue(MODERATOR, to="person"),
        cue(MODERATOR, to="person", participant="nobody"),
        cue(MODERATOR, to="staff", participant=SPEAKER.id),
    ],
)
def test_cue_to_those_whom_one_may_not_cue_is_refused(step: Step) -> None:
    assert refusal(a_room(), step) == ("cue.addressee", {})


def test_attendee_sends_none_and_acknowledges_what_is_for_them() -> None:
    assert refusal(a_room(), cue(ATTENDEE, "help", "staff"))[0] == "not_permitted"
    room = a_room(cue(to="person", participant=ATTENDEE.id), acknowledged_by(ATTENDEE))
    assert shown_own(room, "my/cues/k1", ATTENDEE)["acknowledged"][0]["name"] == "Ana"


def test_those_at_work_call_staff_and_see_that_they_come() -> None:
    room = a_room(cue(SPEAKER, "help", "staff"), acknowledged_by(ORGANIZER))
    assert shown_own(room, "my/cues/k1", SPEAKER)["acknowledged"][0]["name"] == "Olga"
    assert refusal(room, acknowledged_by(SPEAKER))[0] == "cue.unknown"


def test_cue_is_taken_back_by_its_sender_or_by_staff_alone() -> None:
    room = a_room(cue(INTERPRETER, "slower"))
    assert refusal(room, does(SPEAKER, "cue.withdraw", cue="k1"))[0] == "cue.unknown"
    for who in (INTERPRETER, SECOND_MODERATOR):
        gone = then(room, does(who, "cue.withdraw", cue="k1"))
        assert shown(gone, "cues/k1", GREEN_ROOM) is None
        assert shown_own(gone, "my/cues/k1", INTERPRETER) is None
        assert refusal(gone, acknowledged_by(SPEAKER))[0] == "cue.unknown"


def test_old_cues_go_when_a_later_one_comes_after_their_time() -> None:
    room = a_room(cue(), cue(SPEAKER, "help", "staff", id="k2"))
    assert shown(room, "cues/k1", BACKSTAGE)["until"] == shown(room, "cues/k1", BACKSTAGE)["at"] + LASTS_MS
    later = then(room, does(MODERATOR, "cue.send", id="k3", at=LASTS_MS, kind="wrap_up", to="speakers"))
    assert [key for key in snapshot(later, BACKSTAGE) if key.startswith("cues/")] == ["cues/k3"]
    assert own_snapshot(later, SPEAKER.id).keys() == own_snapshot(a_room(), SPEAKER.id).keys()


def test_words_of_a_cue_are_bounded_and_not_empty() -> None:
    assert refusal(a_room(), cue(kind="text", text=" "))[0] == "text.empty"
    assert refusal(a_room(), cue(kind="text"))[0] == "text.empty"
    assert refusal(a_room(), cue(kind="text", text="x" * 201))[0] == "text.too_long"
