"""Channels and booths: never two on air by accident, a hand-over in one entry, and secrets that stay in the booth."""

from __future__ import annotations

from typing import Any

import pytest

import rooms
from rooms import Audience, Context, Participant, ParticipantId, Refused, Role, Room
from tests.builders import START, Step, command
from tests.cast import ATTENDEE, MODERATOR

IRIS = Participant(ParticipantId("iris"), "Iris", Role.INTERPRETER)
IVO = Participant(ParticipantId("ivo"), "Ivo", Role.INTERPRETER)
ILSE = Participant(ParticipantId("ilse"), "Ilse", Role.INTERPRETER)


class Venue:
    """A room that is moved command by command."""

    def __init__(self) -> None:
        self.room: Room = rooms.empty_room()
        # In ms from START, as steps count.
        self.now = 0
        self.count = 0

    def do(self, who: Participant, what: str, **fields: Any) -> list[rooms.Entry]:
        self.count += 1
        step = Step(who, command(what, **fields), f"n{self.count}", self.now)
        entries = list(rooms.decide(self.room, step.command, step.context))
        for entry in entries:
            self.room = rooms.apply(self.room, entry)
        return entries

    def refused(self, who: Participant, what: str, **fields: Any) -> str:
        with pytest.raises(Refused) as refused:
            self.do(who, what, **fields)
        return refused.value.code

    def booth(self, language: str = "es") -> Any:
        return rooms.show(self.room, f"booths/{language}", Audience.GREEN_ROOM)

    def speaks(self, language: str = "es") -> str | None:
        channel: Any = rooms.show(self.room, f"channels/{language}", Audience.HALL)
        speaks: dict[str, str] | None = channel["on_air"]
        return None if speaks is None else speaks["participant"]


@pytest.fixture
def venue() -> Venue:
    venue = Venue()
    for language in ("es", "en"):
        venue.do(MODERATOR, "channel.open", language=language)
    for interpreter in (IRIS, IVO):
        venue.do(interpreter, "booth.join", language="es")
    return venue


def test_only_moderators_open_and_close_channels_and_only_interpreters_sit_in_booths(venue: Venue) -> None:
    assert venue.refused(IRIS, "channel.open", language="fr") == "not_permitted"
    assert venue.refused(ATTENDEE, "booth.join", language="es") == "not_permitted"
    assert venue.refused(ILSE, "booth.go_on_air", language="es") == "booth.not_in_it"
    assert venue.refused(IRIS, "booth.join", language="fr") == "channel.unknown"


def test_second_interpreter_cannot_go_on_air_beside_the_first(venue: Venue) -> None:
    venue.do(IRIS, "booth.go_on_air", language="es")
    assert venue.speaks() == "iris"
    assert venue.refused(IVO, "booth.go_on_air", language="es") == "booth.taken"
    assert venue.refused(IVO, "booth.go_off_air", language="es") == "booth.taken"
    venue.do(MODERATOR, "booth.go_off_air", language="es")
    assert venue.speaks() is None


def test_two_way_booth_turns_its_direction_and_never_into_a_channel_where_another_speaks(
    venue: Venue,
) -> None:
    venue.do(IRIS, "booth.go_on_air", language="es")
    venue.do(IRIS, "booth.direct", language="es", into="en")
    assert (venue.speaks("es"), venue.speaks("en")) == (None, "iris")
    venue.do(ILSE, "booth.join", language="en")
    assert venue.refused(ILSE, "booth.go_on_air", language="en") == "booth.taken"
    assert venue.refused(IVO, "booth.direct", language="es", into="es") == "booth.taken"
    venue.do(IRIS, "booth.direct", language="es", into="es")
    venue.do(ILSE, "booth.go_on_air", language="en")
    assert (venue.speaks("es"), venue.speaks("en")) == ("iris", "ilse")


def test_handover_is_one_entry_so_that_nobody_is_on_air_twice_or_not_at_all(venue: Venue) -> None:
    assert venue.refused(IRIS, "booth.offer", language="es") == "booth.not_on_air"
    venue.do(IRIS, "booth.go_on_air", language="es")
    assert venue.refused(IVO, "booth.accept", language="es") == "booth.no_offer"
    venue.do(IRIS, "booth.offer", language="es")
    assert venue.refused(IRIS, "booth.accept", language="es") == "booth.no_offer"
    [handed] = venue.do(IVO, "booth.accept", language="es")
    assert rooms.tag_of(type(handed)) == "booth.handed_over"
    assert venue.speaks() == "ivo"
    assert venue.booth()["offer"] is None
    assert venue.booth()["turn_until"] == START + 20 * 60_000


def test_handover_at_a_time_is_accepted_before_and_taken_then(venue: Venue) -> None:
    venue.do(IRIS, "booth.go_on_air", language="es")
    venue.do(IRIS, "booth.offer", language="es", when=START + 60_000)
    venue.do(IVO, "booth.accept", language="es")
    assert venue.speaks() == "iris"
    assert venue.booth()["offer"]["accepted"]["participant"] == "ivo"
    assert venue.refused(IVO, "booth.take", language="es") == "booth.no_offer"
    venue.now = 60_000
    venue.do(IVO, "booth.take", language="es")
    assert venue.speaks() == "ivo"


def test_acceptance_and_offer_are_taken_back_apart(venue: Venue) -> None:
    venue.do(IRIS, "booth.go_on_air", language="es")
    venue.do(IRIS, "booth.offer", language="es", when=START + 60_000)
    venue.do(IVO, "booth.accept", language="es")
    venue.do(IVO, "booth.withdraw", language="es")
    assert venue.booth()["offer"] == {"when": START + 60_000, "accepted": None}
    venue.do(IRIS, "booth.withdraw", language="es")
    assert venue.booth()["offer"] is None


def test_interpreter_alone_in_the_booth_has_nobody_to_offer_to(venue: Venue) -> None:
    venue.do(IVO, "booth.leave", language="es")
    venue.do(IRIS, "booth.go_on_air", language="es")
    assert venue.refused(IRIS, "booth.offer", language="es") == "booth.alone"


def test_closing_a_channel_silences_whoever_speaks_into_it_and_empties_its_booth(venue: Venue) -> None:
    venue.do(IRIS, "booth.direct", language="es", into="en")
    venue.do(IRIS, "booth.go_on_air", language="es")
    venue.do(MODERATOR, "channel.close", language="en")
    assert rooms.show(venue.room, "channels/en", Audience.HALL) is None
    assert (venue.speaks("es"), venue.booth()["into"]) == (None, "es")
    venue.do(MODERATOR, "channel.close", language="es")
    venue.do(MODERATOR, "channel.open", language="es")
    assert venue.booth()["members"] == []


def test_interpreter_who_is_put_out_of_the_room_is_on_air_no_more(venue: Venue) -> None:
    venue.do(IRIS, "booth.go_on_air", language="es")
    venue.do(MODERATOR, "participant.remove", participant=IRIS.id, name=IRIS.name)
    assert venue.speaks() is None
    assert [each["participant"] for each in venue.booth()["members"]] == ["ivo"]


def test_what_is_said_in_a_booth_is_read_by_those_in_it_and_by_the_technician_when_it_is_for_them(
    venue: Venue,
) -> None:
    venue.do(IRIS, "booth.send", language="es", to="booth", text="He mumbles")
    venue.do(IVO, "booth.send", language="es", to="technician", text="More floor, please")
    assert venue.refused(ILSE, "booth.send", language="es", to="technician", text="x") == "booth.not_in_it"
    venue.do(MODERATOR, "booth.send", language="es", to="technician", text="Better?")
    assert venue.refused(MODERATOR, "booth.send", language="es", to="booth", text="x") == "booth.not_in_it"

    def texts(view: Any) -> list[str]:
        return [value["text"] for key, value in view.items() if "booth" in key and "text" in value]

    assert texts(rooms.own_snapshot(venue.room, IVO.id)) == ["He mumbles", "More floor, please", "Better?"]
    assert texts(rooms.own_snapshot(venue.room, ILSE.id)) == []
    assert texts(rooms.snapshot(venue.room, Audience.BACKSTAGE)) == ["More floor, please", "Better?"]
    assert texts(rooms.snapshot(venue.room, Audience.GREEN_ROOM)) == []


def test_booth_is_not_shown_to_the_hall_and_channels_are(venue: Venue) -> None:
    view = rooms.snapshot(venue.room, Audience.HALL)
    assert [key for key in view if key.startswith("booth")] == []
    assert view["channels/es"] == {"language": "es", "on_air": None}
    assert rooms.channels(venue.room) == {"es": None, "en": None}


def test_there_are_only_so_many_channels_and_seats(venue: Venue) -> None:
    for number in range(10):
        venue.do(MODERATOR, "channel.open", language=f"x{chr(97 + number)}")
    assert venue.refused(MODERATOR, "channel.open", language="fr") == "channel.most"
    for number in range(4):
        guest = Participant(ParticipantId(f"g{number}"), f"G{number}", Role.INTERPRETER)
        venue.do(guest, "booth.join", language="es")
    assert venue.refused(ILSE, "booth.join", language="es") == "booth.full"


def test_language_that_is_none_of_the_conferences_is_refused_with_the_list() -> None:
    context = Context(MODERATOR, START, "n1", "en", languages=("en", "es", "fr-CA"))
    room = rooms.empty_room()
    for language in ("es", "es-MX", "fr"):
        assert rooms.decide(room, command("channel.open", language=language), context)
    for what in (
        "channel.open", "channel.close", "stage.speak", "caption.take_turn", "caption.end_turn", "booth.join",
        "booth.go_on_air",
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            rooms.decide(room, command(what, language="tlh"), context)
        assert refused.value.code == "language.unknown"
        assert refused.value.data == {"language": "tlh", "known": "en, es, fr-CA"}


def test_what_is_written_for_readers_may_be_in_the_languages_of_the_pages_too() -> None:
    context = Context(MODERATOR, START, "n1", "en", languages=("en", "es"), readable=("en", "es", "fr"))
    room = rooms.empty_room()
    for what in ("word.list", "word.unlist"):
        for language in ("fr", "und"):
            rooms.decide(room, command(what, language=language, words=("rude",)), context)
    assert rooms.decide(room, command("announcement.post", texts={"en": "Lunch", "fr": "Repas"}), context)
    for what, fields in (
        ("word.list", {"language": "tlh", "words": ("rude",)}),
        ("announcement.post", {"texts": {"en": "Lunch", "tlh": "Soj"}}),
        ("translation.correct", {"language": "tlh", "about": "chat/m1", "text": "Soj"}),
    ):
        with pytest.raises(Refused) as refused:
            rooms.decide(room, command(what, **fields), context)
        assert refused.value.code == "language.unknown"
        assert refused.value.data == {"language": "tlh", "known": "en, es, fr"}
