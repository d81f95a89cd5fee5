"""Askers whom staff are not shown: who is told whose a question is, and what is done to them without a name."""

from typing import Any

import pytest

from rooms import Audience, Room, asker_for, own_snapshot, person_meant, snapshot
from rooms.ids import ParticipantId, QuestionId
from rooms.roles import Role
from tests.builders import a_room, acted_on, asked_by, decided, does, refusal, said_by, shown, then
from tests.cast import ATTENDEE, MODERATOR, ORGANIZER, SECOND_ATTENDEE, SERVER

Q1, ALIAS = QuestionId("q1"), "asker:q1"


def narrow(to: str = "nobody") -> Any:
    return does(SERVER, "question.name_askers", to=to)


def anonymous(id: str = "q1", by: Any = ATTENDEE, text: str = "Why?") -> Any:
    return does(by, "question.ask", id=id, text=text, anonymous=True)


def by_alias(what: str, by: Any = MODERATOR, alias: str = ALIAS) -> Any:
    return does(by, f"participant.{what}", participant=alias, name="whoever")


def backstage(room: Room) -> dict[str, Any]:
    return dict(snapshot(room, Audience.BACKSTAGE))


@pytest.mark.parametrize(
    ("to", "told"),
    [("staff", {Role.MODERATOR, Role.ORGANIZER}), ("organizers", {Role.ORGANIZER}), ("nobody", set())],
)
def test_conference_says_who_is_told_whose_an_anonymous_question_is(to: str, told: set[Role]) -> None:
    room = a_room(narrow(to), anonymous())
    assert {role for role in Role if asker_for(room, Q1, role)} == told
    question = backstage(room)["questions/q1"]
    assert (question["asker"] is None, question.get("alias")) == (
        (False, None) if to == "staff" else (True, ALIAS)
    )


def test_question_with_its_name_is_never_hidden() -> None:
    room = a_room(narrow(), asked_by(ATTENDEE, "Why?", id="q1"))
    assert backstage(room)["questions/q1"]["asker"]["name"] == ATTENDEE.name


def test_what_the_asker_was_told_holds_when_the_conference_becomes_more_curious() -> None:
    room = a_room(narrow("organizers"), anonymous(), narrow("staff"), anonymous("q2"), narrow("organizers"))
    assert not asker_for(room, Q1, Role.MODERATOR)
    assert not asker_for(room, QuestionId("q2"), Role.MODERATOR)
    assert asker_for(then(room, narrow("staff")), QuestionId("q2"), Role.MODERATOR) == ATTENDEE
    assert asker_for(then(room, narrow("staff")), Q1, Role.MODERATOR) is None


def test_hall_is_told_how_far_its_names_go() -> None:
    assert shown(a_room(narrow("organizers")), "questions")["askers_named_to"] == "organizers"
    assert "askers_named_to" not in shown(a_room(), "questions")


def test_hidden_asker_is_muted_and_heard_again_without_being_named() -> None:
    room = a_room(narrow(), anonymous(), by_alias("mute"))
    assert own_snapshot(room, ATTENDEE.id)["my/standing"] == {"muted": True}
    standing = {key: value for key, value in backstage(room).items() if key.startswith("moderation/")}
    assert standing == {
        f"moderation/{ALIAS}": {
            "participant": ALIAS, "name": "", "muted": True, "removed": False, "banned": False
        }
    }  # fmt: skip
    assert refusal(room, asked_by(ATTENDEE, "Again?"))[0] == "participant.muted"
    assert decided(room, by_alias("mute")) == ()
    heard = then(room, by_alias("unmute"))
    assert own_snapshot(heard, ATTENDEE.id)["my/standing"] == {"muted": False}


def test_what_is_done_by_name_and_by_alias_stand_apart() -> None:
    room = a_room(narrow(), anonymous(), by_alias("mute"))
    twice = then(room, acted_on(ATTENDEE, "mute"))
    assert {f"moderation/{ALIAS}", f"moderation/{ATTENDEE.id}"} <= backstage(twice).keys()
    still = then(twice, acted_on(ATTENDEE, "unmute"))
    assert own_snapshot(still, ATTENDEE.id)["my/standing"] == {"muted": True}
    assert own_snapshot(then(still, by_alias("unmute")), ATTENDEE.id)["my/standing"] == {"muted": False}


def test_ban_by_alias_ends_that_question_alone_and_ban_by_name_leaves_hidden_ones() -> None:
    room = a_room(narrow(), anonymous(), anonymous("q2"), asked_by(ATTENDEE, "Named?", id="q3"))

    def states(after: Room) -> list[str]:
        return [backstage(after)[f"questions/q{n}"]["state"] for n in (1, 2, 3)]

    assert states(then(room, by_alias("ban"))) == ["dismissed", "held", "held"]
    assert states(then(room, acted_on(ATTENDEE, "ban"))) == ["held", "held", "dismissed"]
    purged = then(room, does(MODERATOR, "participant.purge", participant=ATTENDEE.id, name="Ana"))
    assert states(purged) == ["held", "held", "dismissed"]


def test_purge_by_alias_takes_what_was_asked_hidden_and_nothing_that_bears_the_name() -> None:
    room = a_room(
        narrow(),
        anonymous(),
        anonymous("q2"),
        asked_by(ATTENDEE, "Named?", id="q3"),
        said_by(ATTENDEE, "Hello", id="m1"),
        anonymous("q4", by=SECOND_ATTENDEE),
        does(MODERATOR, "question.answer", question="q2", text="Yes."),
    )
    before = [dict(snapshot(room, audience)) for audience in Audience]

    def states(after: Room) -> list[str]:
        return [backstage(after)[f"questions/q{n}"]["state"] for n in (1, 2, 3, 4)]

    purged = then(room, by_alias("purge"))
    assert states(purged) == ["dismissed", "dismissed", "held", "held"]
    assert "chat/m1" in backstage(purged)
    note = backstage(purged)[f"purges/{ALIAS}"]
    assert (note["participant"], note["name"]) == (ALIAS, "")
    assert not [key for key in backstage(purged) if ATTENDEE.id in key]
    # By name the rest goes, and comes back without what is hidden.
    named = acted_on(ATTENDEE, "purge")
    assert states(then(purged, named)) == ["dismissed", "dismissed", "dismissed", "held"]
    back = then(purged, named, acted_on(ATTENDEE, "restore"))
    assert states(back) == ["dismissed", "dismissed", "held", "held"]
    assert [dict(snapshot(then(back, by_alias("restore")), audience)) for audience in Audience] == before


def test_purge_by_the_alias_of_a_question_with_a_known_asker_reaches_nothing_hidden() -> None:
    room = a_room(anonymous(), asked_by(ATTENDEE, "Named?", id="q2"), narrow(), anonymous("q3"))
    assert decided(room, by_alias("purge", alias="asker:q2")) == ()
    # Staff were told whose the first one is before the conference hid its askers.
    before = then(room, by_alias("purge", alias="asker:q1"))
    assert [backstage(before)[f"questions/q{n}"]["state"] for n in (1, 2, 3)] == ["dismissed", "held", "held"]


def test_alias_of_nobody_and_of_oneself_and_of_staff_are_refused() -> None:
    room = a_room(narrow(), anonymous(by=MODERATOR), anonymous("q2", by=ORGANIZER))
    assert refusal(room, by_alias("mute", alias="asker:q9")) == ("question.unknown", {"question": "q9"})
    assert refusal(room, by_alias("mute"))[0] == "participant.self"
    named = person_meant(room, "asker:q2")
    assert named == ORGANIZER.id
    assert person_meant(room, "p9") == ParticipantId("p9")
    assert refusal(room, by_alias("purge", alias="asker:q9"))[0] == "question.unknown"


def test_report_on_a_hidden_askers_question_names_nobody() -> None:
    room = a_room(
        narrow(),
        does(SERVER, "question.set_mode", mode="open"),
        anonymous(),
        does(SECOND_ATTENDEE, "report.file", id="r1", kind="question", subject="q1", text="Rude"),
    )
    report = backstage(room)["reports/r1"]
    assert (report["author"], report["alias"]) == (None, ALIAS)


def test_server_carries_a_ban_with_its_alias_to_rooms_that_never_heard_the_question() -> None:
    elsewhere = a_room(
        does(SERVER, "participant.ban", participant=ATTENDEE.id, name=ALIAS, alias=ALIAS),
    )
    assert backstage(elsewhere)[f"moderation/{ALIAS}"]["name"] == ""
    assert ATTENDEE.id not in str(backstage(elsewhere))
    lifted = then(elsewhere, by_alias("unban"))
    assert not [key for key in backstage(lifted) if key.startswith("moderation/")]
