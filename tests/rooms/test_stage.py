"""The stage: who is on it and behind it, what is muted by whom, what covers it, and what the hall is shown."""

import pytest
from msgspec.structs import replace

from rooms import (
    Audience,
    Participant,
    ParticipantId,
    apply,
    audience_of,
    decide,
    may_publish,
    on_air,
    sending,
    shows_only_unsuitable,
    snapshot,
    spoken_language,
    tag_of,
)
from rooms.stage.commands import SOURCES
from rooms.stage.state import MOST_ON_STAGE
from tests.builders import Step, a_room, acted_on, command, decided, does, refusal, scheduled, shown, then
from tests.cast import (
    ATTENDEE,
    CAPTIONER,
    MODERATOR,
    ORGANIZER,
    SECOND_ATTENDEE,
    SECOND_MODERATOR,
    SERVER,
    SPEAKER,
)


def brought(participant: Participant = SPEAKER) -> Step:
    return does(MODERATOR, "stage.bring", participant=participant.id)


def taken_off(participant: Participant = SPEAKER) -> Step:
    return does(MODERATOR, "stage.take_off", participant=participant.id)


def announced(participant: Participant, *sources: str, unsuitable: tuple[str, ...] = ()) -> Step:
    return does(SERVER, "stage.announce", participant=participant.id, sources=sources, unsuitable=unsuitable)


def muted(by: Participant, participant: Participant = SPEAKER, source: str = "microphone") -> Step:
    return does(by, "stage.mute", participant=participant.id, source=source)


ON_AIR = (announced(SPEAKER, "microphone", "camera"), brought())


def test_whoever_is_brought_on_is_shown_to_everyone_with_what_they_send() -> None:
    room = a_room(*ON_AIR, announced(MODERATOR, "camera"), brought(MODERATOR))
    for audience in Audience:
        assert shown(room, f"stage/{SPEAKER.id}", audience) == {
            "participant": SPEAKER.id, "name": "Sofía", "role": "speaker", "sources": ["camera", "microphone"],
            "muted": {}, "unsuitable": [], "order": 1,
        }  # fmt: skip
    assert on_air(room) == ((SPEAKER.id, ("camera", "microphone")), (MODERATOR.id, ("camera",)))
    assert on_air(then(room, taken_off())) == ((MODERATOR.id, ("camera",)),)
    assert shown(then(room, taken_off()), f"stage/{SPEAKER.id}") is None


def test_hall_learns_nothing_of_those_behind_the_stage() -> None:
    room = a_room(announced(SPEAKER, "camera"), does(CAPTIONER, "stage.ready", state="ready"))
    hall = snapshot(room, Audience.HALL)
    assert not [key for key in hall if key.startswith(("stage/", "backstage/"))]
    for audience in (Audience.GREEN_ROOM, Audience.BACKSTAGE):
        assert shown(room, f"backstage/{SPEAKER.id}", audience) == {
            "participant": SPEAKER.id, "name": "Sofía", "role": "speaker", "state": "checking",
            "sources": ["camera"], "muted": {}, "unsuitable": [],
        }  # fmt: skip
        assert shown(room, f"backstage/{CAPTIONER.id}", audience)["state"] == "ready"


def test_moderator_mutes_another_and_only_that_person_unmutes() -> None:
    room = a_room(*ON_AIR, muted(MODERATOR))
    assert shown(room, f"stage/{SPEAKER.id}")["muted"] == {"microphone": "moderator"}
    assert on_air(room) == ((SPEAKER.id, ("camera",)),)
    assert decided(room, does(MODERATOR, "stage.unmute", source="microphone")) == ()
    assert on_air(then(room, does(SPEAKER, "stage.unmute", source="microphone"))) == (
        (SPEAKER.id, ("camera", "microphone")),
    )


def test_one_mutes_oneself_and_nobody_mutes_another_without_being_staff() -> None:
    room = a_room(*ON_AIR)
    assert shown(then(room, muted(SPEAKER)), f"stage/{SPEAKER.id}")["muted"] == {"microphone": "self"}
    assert refusal(room, muted(ATTENDEE)) == ("not_permitted", {"capability": "stage.mute"})
    assert refusal(room, muted(MODERATOR, ATTENDEE)) == ("stage.unknown", {"participant": ATTENDEE.id})


def test_mute_outlives_the_source_that_went_and_came_back() -> None:
    room = a_room(*ON_AIR, muted(MODERATOR), announced(SPEAKER), announced(SPEAKER, "microphone"))
    assert on_air(room) == ((SPEAKER.id, ()),)


def test_slide_covers_the_stage_with_a_countdown_until_it_is_taken_away() -> None:
    room = a_room(*ON_AIR, does(MODERATOR, "stage.hold", text="We begin soon", until=5))
    assert shown(room, "stage")["holding"] == {"text": "We begin soon", "language": "en", "until": 5}
    assert on_air(room) == ()
    room = then(room, does(MODERATOR, "stage.resume"))
    assert shown(room, "stage")["holding"] is None
    assert on_air(room) != ()
    assert refusal(room, does(MODERATOR, "stage.hold", text=" "))[0] == "text.empty"
    assert refusal(room, does(MODERATOR, "stage.hold", text="x" * 201))[0] == "text.too_long"


def test_layout_is_chosen_and_broadcast_is_told() -> None:
    room = a_room(
        does(MODERATOR, "stage.layout", layout="screen"), does(SERVER, "stage.broadcast", at=7, on=True)
    )
    told = shown(room, "stage")
    assert told["layout"] == "screen"
    assert told["broadcast"]["since"] > 7
    assert shown(then(room, does(SERVER, "stage.broadcast", on=False)), "stage")["broadcast"] is None


def test_attendee_may_send_while_on_stage_or_holding_the_floor_only() -> None:
    room = a_room(brought(ATTENDEE), does(SECOND_ATTENDEE, "floor.request", kind="camera"))
    assert may_publish(room, ATTENDEE) == SOURCES
    assert not may_publish(room, SECOND_ATTENDEE)
    granted = then(room, does(MODERATOR, "floor.grant", participant=SECOND_ATTENDEE.id))
    assert may_publish(granted, SECOND_ATTENDEE) == SOURCES
    assert not may_publish(then(room, taken_off(ATTENDEE)), ATTENDEE)
    assert not may_publish(room, CAPTIONER)
    assert refusal(room, does(SECOND_ATTENDEE, "stage.ready", state="ready"))[0] == "not_permitted"
    assert decided(room, does(ATTENDEE, "stage.ready", state="ready"))


@pytest.mark.parametrize("what", ["remove", "ban"])
def test_whoever_is_put_out_of_the_room_leaves_the_stage(what: str) -> None:
    room = a_room(*ON_AIR, acted_on(SPEAKER, what))
    assert on_air(room) == ()
    assert not sending(room)
    assert shown(room, f"backstage/{SPEAKER.id}", Audience.BACKSTAGE) is None


def test_whoever_is_gone_keeps_the_place_on_the_stage_and_none_behind_it() -> None:
    depart = does(SERVER, "stage.depart", participant=SPEAKER.id)
    room = a_room(*ON_AIR, depart)
    assert shown(room, f"stage/{SPEAKER.id}")["sources"] == []
    assert shown(room, f"backstage/{SPEAKER.id}", Audience.BACKSTAGE)["state"] == "away"
    assert decided(room, depart) == ()
    assert shown(then(room, taken_off()), f"backstage/{SPEAKER.id}", Audience.BACKSTAGE) is None
    behind = a_room(announced(SPEAKER, "camera"), depart)
    assert shown(behind, f"backstage/{SPEAKER.id}", Audience.BACKSTAGE) is None


def test_stage_holds_so_many_and_nobody_unknown() -> None:
    room = a_room()
    for number in range(MOST_ON_STAGE):
        person = Participant(ParticipantId(f"p{number}"), f"P{number}", SPEAKER.role)
        context = replace(brought().context, named=person)
        for entry in decide(room, command("stage.bring", participant=person.id), context):
            room = apply(room, entry)
    assert refusal(room, brought()) == ("stage.full", {"most": MOST_ON_STAGE})
    unknown = does(MODERATOR, "stage.bring", participant="nobody")
    assert refusal(a_room(), unknown) == ("stage.unknown", {"participant": "nobody"})
    assert (
        refusal(a_room(), does(SERVER, "stage.announce", participant="nobody", sources=[]))[0]
        == "stage.unknown"
    )


def test_what_cannot_be_broadcast_is_told_to_those_at_work() -> None:
    room = a_room(announced(SPEAKER, "camera", unsuitable=("camera",)))
    assert shown(room, f"backstage/{SPEAKER.id}", Audience.GREEN_ROOM)["unsuitable"] == ["camera"]
    assert not shows_only_unsuitable(room)
    room = then(room, brought())
    assert shows_only_unsuitable(room)
    assert not shows_only_unsuitable(then(room, announced(MODERATOR, "screen"), brought(MODERATOR)))


def test_stage_and_slides_are_cleared_when_the_session_ends() -> None:
    room = a_room(
        scheduled(),
        does(MODERATOR, "session.start", session="s1"),
        *ON_AIR,
        does(SERVER, "slides.add", participant=SPEAKER.id, deck="d1", title="Plan", pages=3),
        does(SPEAKER, "stage.slide", deck="d1", page=2),
        does(MODERATOR, "session.end", session="s1"),
    )
    assert on_air(room) == ()
    assert shown(room, "slides")["deck"] is None
    assert shown(room, f"backstage/{SPEAKER.id}", Audience.BACKSTAGE)["sources"] == ["camera", "microphone"]


@pytest.mark.parametrize("by", [ATTENDEE, MODERATOR], ids=["given back", "taken"])
def test_attendee_leaves_the_stage_with_the_floor_and_a_speaker_does_not(by: Participant) -> None:
    room = a_room()
    for person in (ATTENDEE, SPEAKER):
        granted = does(MODERATOR, "floor.grant", participant=person.id)
        room = then(room, does(person, "floor.request", kind="camera"), granted, brought(person))
        over = (
            does(person, "floor.release")
            if by is ATTENDEE
            else does(by, "floor.revoke", participant=person.id)
        )
        room = then(room, over)
    assert [person for person, _ in on_air(room)] == [SPEAKER.id]
    assert not may_publish(room, ATTENDEE)


def test_stage_is_staffs_to_arrange() -> None:
    room = a_room(*ON_AIR)
    for step in (
        does(SPEAKER, "stage.bring", participant=ATTENDEE.id),
        does(SPEAKER, "stage.take_off", participant=SPEAKER.id),
        does(SPEAKER, "stage.layout", layout="screen"),
        does(SPEAKER, "stage.hold", text="Wait"),
        does(ORGANIZER, "stage.announce", participant=SPEAKER.id, sources=[]),
        does(SECOND_MODERATOR, "stage.broadcast", on=True),
    ):
        assert refusal(room, step)[0] == "not_permitted", tag_of(type(step.command))
    assert audience_of(SPEAKER.role) is Audience.GREEN_ROOM


def test_each_speaker_carries_the_language_they_speak() -> None:
    room = a_room(announced(SPEAKER, "microphone"), does(MODERATOR, "stage.bring", participant=SPEAKER.id))
    assert "language" not in shown(room, f"stage/{SPEAKER.id}")
    assert spoken_language(room, SPEAKER.id, 0) is None
    room = then(room, does(SPEAKER, "stage.speak", language="es"))
    assert shown(room, f"stage/{SPEAKER.id}")["language"] == "es"
    assert shown(room, f"backstage/{SPEAKER.id}", Audience.GREEN_ROOM)["language"] == "es"
    assert spoken_language(room, SPEAKER.id, 0) == "es"
    assert decided(room, does(SPEAKER, "stage.speak", language="es")) == ()
    assert refusal(room, does(SECOND_ATTENDEE, "stage.speak", language="es"))[0] == "not_permitted"
