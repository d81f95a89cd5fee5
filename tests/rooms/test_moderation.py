"""Moderation: who is muted, removed or banned, what that stops, and whom staff may act on."""

from typing import Any

import pytest

from rooms import (
    Audience,
    Participant,
    ParticipantId,
    Role,
    Standing,
    delta,
    own_snapshot,
    snapshot,
    standing,
    touched,
)
from tests.builders import (
    Step,
    a_room,
    acted_on,
    approved,
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
from tests.cast import (
    ATTENDEE,
    CAPTIONER,
    CAST,
    HALL,
    INTERPRETER,
    MODERATOR,
    ORGANIZER,
    SECOND_MODERATOR,
    SERVER,
    SPEAKER,
)

BACKSTAGE = Audience.BACKSTAGE
NOTHING: dict[str, Any] = {}
UNDOING = {"mute": "unmute", "remove": "readmit", "ban": "unban"}
ASKER = Participant(ParticipantId("p-asker"), "Asker", Role.ATTENDEE)
DONE = {"mute": "muted", "remove": "removed", "ban": "banned"}


def _writing(participant: Participant) -> list[Step]:
    return [
        said_by(participant, "Hi", id="m2"),
        does(participant, "chat.edit", message="m1", text="New"),
        does(participant, "chat.react", message="m1", emoji="👍"),
        asked_by(participant, "Why?", id="q2"),
        does(participant, "question.upvote", question="q1"),
    ]


def _talk(participant: Participant) -> list[Step]:
    """A message of the participant and a question of another, so that nothing but their standing stops them."""
    return [open_for_questions(), said_by(participant, "Old"), asked_by(ASKER, "What?")]


@pytest.mark.parametrize("act", UNDOING)
def test_standing_changes_and_is_shown_to_backstage_alone(act: str) -> None:
    room = a_room(acted_on(ATTENDEE, act))
    expected = {"muted": False, "removed": False, "banned": False} | {DONE[act]: True}
    assert shown(room, "moderation/p-ana", BACKSTAGE) == {"participant": "p-ana", "name": "Ana"} | expected
    assert shown(room, "moderation/p-ana") is None
    assert delta(room, ["moderation/p-ana"], Audience.HALL) == {}
    assert "moderation/p-ana" not in snapshot(room, Audience.HALL)
    assert standing(room, ATTENDEE.id) == Standing(**expected, name="Ana")
    assert decided(room, acted_on(ATTENDEE, act, by=SECOND_MODERATOR)) == ()

    room = then(room, acted_on(ATTENDEE, UNDOING[act]))
    assert shown(room, "moderation/p-ana", BACKSTAGE) is None
    assert standing(room, ATTENDEE.id) == Standing()
    assert decided(room, acted_on(ATTENDEE, UNDOING[act])) == ()


def test_mute_and_ban_of_one_person_are_lifted_one_by_one() -> None:
    room = a_room(acted_on(ATTENDEE, "mute"), acted_on(ATTENDEE, "ban"), acted_on(ATTENDEE, "unban"))
    assert standing(room, ATTENDEE.id) == Standing(muted=True, name="Ana")


def test_person_learns_of_their_own_mute() -> None:
    (entry,) = decided(a_room(), acted_on(ATTENDEE, "mute"))
    room = a_room(acted_on(ATTENDEE, "mute"))
    assert shown_own(a_room(), "my/standing", ATTENDEE) == {"muted": False}
    assert own_snapshot(room, ATTENDEE.id) == {"my/standing": {"muted": True}}
    assert touched(room, entry).own == {ATTENDEE.id: {"my/standing"}}


@pytest.mark.parametrize("person", [ATTENDEE, SPEAKER, INTERPRETER, CAPTIONER, MODERATOR], ids=str)
def test_muted_person_neither_writes_nor_asks_nor_upvotes(person: Participant) -> None:
    room = a_room(*_talk(person))
    muted = then(room, acted_on(person, "mute", by=ORGANIZER))
    for step in _writing(person):
        assert decided(room, step)
        assert refusal(muted, step) == ("participant.muted", {})


@pytest.mark.parametrize("person", HALL, ids=str)
def test_locked_room_is_read_only_for_the_hall(person: Participant) -> None:
    room = a_room(*_talk(person), locked())
    assert shown(room, "moderation") == {"locked": True, "locked_down": False}
    for step in _writing(person):
        assert refusal(room, step) == ("room.locked", {})
    assert decided(then(room, does(MODERATOR, "room.unlock")), said_by(person, "Hi", id="m3"))


@pytest.mark.parametrize("person", [MODERATOR, ORGANIZER], ids=str)
def test_locked_room_is_open_to_staff_and_to_the_server(person: Participant) -> None:
    room = a_room(*_talk(person), locked())
    for step in _writing(person):
        assert decided(room, step)
    assert decided(room, does(SERVER, "question.set_mode", mode="closed"))


def test_locking_twice_changes_nothing() -> None:
    assert decided(a_room(locked()), locked()) == ()
    assert decided(a_room(), does(MODERATOR, "room.unlock")) == ()


@pytest.mark.parametrize("act", ["remove", "ban"])
def test_nothing_is_permitted_to_somebody_who_was_put_out(act: str) -> None:
    room = a_room(said_by(ATTENDEE, "Hi"), acted_on(ATTENDEE, act))
    for type in ("chat.remove", "chat.react"):
        step = does(ATTENDEE, type, message="m1", **({"emoji": "👍"} if type == "chat.react" else NOTHING))
        assert refusal(room, step) == ("not_permitted", {"capability": type})
    assert decided(then(room, acted_on(ATTENDEE, UNDOING[act])), said_by(ATTENDEE, "Back", id="m2"))


@pytest.mark.parametrize("act", [*UNDOING, *UNDOING.values()])
def test_nobody_acts_on_themselves_or_on_staff_of_their_own_rank_or_above(act: str) -> None:
    room = a_room()
    for staff in (MODERATOR, ORGANIZER):
        assert refusal(room, acted_on(staff, act, by=staff)) == ("participant.self", {})
    for other in (SECOND_MODERATOR, ORGANIZER):
        assert refusal(room, acted_on(other, act, by=MODERATOR)) == ("participant.staff", {})


def test_organizer_acts_on_moderators_and_moderators_cannot_undo_it() -> None:
    room = a_room(acted_on(MODERATOR, "mute", by=ORGANIZER))
    assert refusal(room, acted_on(MODERATOR, "unmute", by=SECOND_MODERATOR)) == ("participant.staff", {})
    assert decided(room, acted_on(MODERATOR, "unmute", by=ORGANIZER))


def test_name_that_the_accounts_know_counts_more_than_the_one_that_was_sent() -> None:
    forged = does(MODERATOR, "participant.mute", participant="p-ana", name="The boss")
    assert standing(a_room(forged), ATTENDEE.id).name == "Ana"
    stranger = does(MODERATOR, "participant.mute", participant="p-unknown", name="Zoe")
    assert shown(a_room(stranger), "moderation/p-unknown", BACKSTAGE)["name"] == "Zoe"


def test_only_staff_moderate() -> None:
    for person in CAST:
        if not person.is_staff:
            # The server carries a ban, and its end, from room to room.
            carried = {"ban", "unban"} if person is SERVER else set()
            for act in {*UNDOING, *UNDOING.values()} - carried:
                assert refusal(a_room(), acted_on(SPEAKER, act, by=person))[0] == "not_permitted"
            assert refusal(a_room(), does(person, "room.lock"))[0] == "not_permitted"


def test_approval_of_a_question_is_possible_in_a_locked_room() -> None:
    room = a_room(asked_by(ATTENDEE, "Why?"), locked(), approved())
    assert shown(room, "questions/q1")["state"] == "open"
