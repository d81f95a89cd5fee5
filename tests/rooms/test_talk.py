"""The talk behind the stage: two circles, and what each audience learns of them."""

from rooms import Audience, Participant, snapshot
from tests.builders import Step, a_room, does, refusal, shown, then
from tests.cast import ATTENDEE, CAPTIONER, INTERPRETER, MODERATOR, ORGANIZER, SPEAKER

BACKSTAGE, GREEN_ROOM, HALL = Audience.BACKSTAGE, Audience.GREEN_ROOM, Audience.HALL


def said(by: Participant, circle: str, text: str = "Hello", id: str = "t1") -> Step:
    return does(by, "talk.send", id=id, circle=circle, text=text)


def unsaid(by: Participant, id: str = "t1") -> Step:
    return does(by, "talk.remove", talk=id)


def test_staff_talk_among_themselves_and_with_those_at_work_and_the_hall_learns_of_neither() -> None:
    room = a_room(
        said(MODERATOR, "staff"), said(ORGANIZER, "backstage", id="t2"), said(SPEAKER, "backstage", id="t3")
    )
    of = {
        audience: {key for key in snapshot(room, audience) if key.startswith("talk/")}
        for audience in Audience
    }
    assert of == {
        HALL: set(),
        GREEN_ROOM: {"talk/t2", "talk/t3"},
        Audience.BOOTH: {"talk/t2", "talk/t3"},
        BACKSTAGE: {"talk/t1", "talk/t2", "talk/t3"},
    }
    assert shown(room, "talk/t3", BACKSTAGE)["author"]["name"] == "Sofía"


def test_who_is_no_staff_neither_writes_to_staff_nor_learns_what_is_there() -> None:
    room = a_room(said(MODERATOR, "staff"))
    for person in (SPEAKER, INTERPRETER, CAPTIONER):
        assert refusal(room, said(person, "staff"))[0] == "not_permitted"
        assert refusal(room, unsaid(person)) == ("talk.unknown", {"talk": "t1"})
    assert refusal(room, said(ATTENDEE, "backstage"))[0] == "not_permitted"


def test_message_is_removed_by_its_author_or_by_staff_and_its_text_goes_everywhere() -> None:
    room = a_room(said(SPEAKER, "backstage", "Wrong slide"))
    assert refusal(room, unsaid(INTERPRETER)) == ("talk.not_yours", {"talk": "t1"})
    for who in (SPEAKER, MODERATOR):
        gone = then(room, unsaid(who))
        assert shown(gone, "talk/t1", BACKSTAGE) is None
        assert "Wrong slide" not in str(gone)
        assert refusal(gone, unsaid(who))[0] == "talk.unknown"


def test_nothing_is_said_without_words() -> None:
    assert refusal(a_room(), said(MODERATOR, "staff", " \n"))[0] == "text.empty"
    assert refusal(a_room(), said(MODERATOR, "staff", "x" * 2001))[0] == "text.too_long"
