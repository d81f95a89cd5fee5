"""Twin of rooms/captions.py."""

from typing import Any

import pytest

from rooms import Audience, Participant, Room, caption_tracks, last_seq, snapshot, transcript
from rooms.captions import WINDOW
from tests.builders import START, Step, a_room, decided, does, refusal, shown, then
from tests.cast import ATTENDEE, CAPTIONER, MODERATOR, ORGANIZER, SERVER, SPEAKER


def written(text: str = "Bienvenidos", id: str = "c1", by: Participant = CAPTIONER, **fields: Any) -> Step:
    return does(by, "caption.write", id=id, **{"language": "es", "text": text, **fields})


def machine(text: str = "Welcome", of: str = "c1", language: str = "en") -> Step:
    return does(SERVER, "caption.add", language=language, text=text, source="machine", name="apertium", of=of)


def fed(text: str, seq: int, id: str = "u1") -> Step:
    return does(
        SERVER, "caption.add", id=id, language="en", text=text, source="url", name="CART", feed="f1", seq=seq
    )


def texts(room: Room, track: str = "es") -> list[str]:
    value = shown(room, f"captions/{track}")
    return [] if value is None else [each["text"] for each in value["cues"]]


def test_cue_bears_its_times_its_language_and_where_it_came_from() -> None:
    room = a_room(written(at=0, started=START - 2000))
    assert shown(room, "captions/es") == {
        "language": "es",
        "cues": [
            {
                "caption": "c1", "start": START - 2000, "end": START, "text": "Bienvenidos", "source": "human",
                "name": "Carl",
            }
        ],
    }  # fmt: skip


@pytest.mark.parametrize(("started", "start"), [(START + 9, START), (0, START - 60_000), (None, START)])
def test_cue_begins_neither_later_than_now_nor_long_ago(started: int | None, start: int) -> None:
    assert shown(a_room(written(started=started)), "captions/es")["cues"][0]["start"] == start


def test_view_is_a_window_and_the_transcript_is_whole() -> None:
    room = a_room(*(written(f"n{n}", id=f"c{n}", at=n) for n in range(WINDOW + 3)))
    assert texts(room) == [f"n{n}" for n in range(3, WINDOW + 3)]
    assert len(transcript(room, "es")) == WINDOW + 3


def test_peoples_and_a_machines_captions_stand_side_by_side() -> None:
    room = a_room(written(), machine(), written("Good morning", id="c2", language="en"))
    assert texts(room, "en") == ["Good morning"]
    assert texts(room, "en.machine") == ["Welcome"]
    assert caption_tracks(room) == ("es", "en.machine", "en")
    assert shown(room, "captions/en.machine")["cues"][0]["of"] == "c1"


def test_correction_is_shown_with_its_name_and_made_anew_by_the_machine() -> None:
    room = a_room(written(), machine(), does(MODERATOR, "caption.correct", caption="c1", text="Bienvenidas"))
    assert shown(room, "captions/es")["cues"][0]["corrected"] == "Mateo"
    room = then(room, machine("Welcome, women"))
    assert texts(room, "en.machine") == ["Welcome, women"]
    assert decided(room, machine("Welcome, women")) == ()


def test_machine_does_not_replace_what_a_person_corrected() -> None:
    correct = does(CAPTIONER, "caption.correct", caption="c1.en", text="Welcome all")
    room = a_room(written(), machine(), correct)
    assert decided(room, machine("Something else")) == ()


def test_removed_cue_takes_its_translations_along() -> None:
    room = a_room(written(), machine(), does(CAPTIONER, "caption.remove", caption="c1"))
    assert (texts(room), texts(room, "en.machine")) == ([], [])
    assert transcript(room, "es") == ()
    assert decided(room, machine()) == ()


def test_two_captioners_share_a_session_by_turns() -> None:
    room = a_room(written())
    assert shown(room, "captioning/es", Audience.GREEN_ROOM)["turn"]["name"] == "Carl"
    assert refusal(room, written("¿Y yo?", by=ORGANIZER)) == (
        "caption.turn",
        {"language": "es", "name": "Carl"},
    )
    room = then(
        room, does(ORGANIZER, "caption.take_turn", language="es"), written("Yo", id="c2", by=ORGANIZER)
    )
    assert texts(room) == ["Bienvenidos", "Yo"]
    assert refusal(room, written("Otra vez"))[0] == "caption.turn"
    assert texts(then(room, written("English", id="c3", language="en")), "en") == ["English"]
    room = then(room, does(ORGANIZER, "caption.end_turn", language="es"), written("Ya", id="c4"))
    assert texts(room)[-1] == "Ya"
    assert "captioning/es" not in snapshot(room, Audience.HALL)


def test_turn_is_ended_by_its_holder_or_by_staff() -> None:
    room = a_room(written(by=MODERATOR))
    assert decided(room, does(CAPTIONER, "caption.end_turn", language="es")) == ()
    assert decided(room, does(ORGANIZER, "caption.end_turn", language="es")) != ()


def test_speaker_hands_in_what_their_browser_recognised_and_nothing_else() -> None:
    room = a_room(written(), written("My own words", id="c2", by=SPEAKER, recognised=True))
    assert shown(room, "captions/es")["cues"][-1]["source"] == "recognition"
    assert refusal(room, written("Typed", by=SPEAKER))[0] == "not_permitted"
    assert refusal(room, written("Typed", by=ATTENDEE))[0] == "not_permitted"


def test_feed_is_stored_once_for_each_seq_and_an_old_seq_is_ignored() -> None:
    room = a_room(fed("One", 1), fed("Two", 2, "u2"))
    assert last_seq(room, "f1") == 2
    assert decided(room, fed("Two", 2, "u3")) == ()
    assert decided(room, fed("One", 1, "u3")) == ()
    assert texts(room, "en") == ["One", "Two"]
    assert last_seq(room, "f2") is None


def test_unknown_cue_and_empty_text_are_refused() -> None:
    room = a_room(written())
    assert refusal(room, does(CAPTIONER, "caption.correct", caption="c9", text="x"))[0] == "caption.unknown"
    assert refusal(room, does(CAPTIONER, "caption.remove", caption="c9"))[0] == "caption.unknown"
    assert refusal(room, written(" "))[0] == "text.empty"
    assert refusal(room, written("x" * 501))[0] == "text.too_long"
    assert decided(room, does(CAPTIONER, "caption.correct", caption="c1", text="Bienvenidos")) == ()
