"""WebVTT and text: times from the session's start, readable cues, texts that are no marks."""

from __future__ import annotations

import io

import webvtt

from rooms import Caption
from server.api.webvtt import as_text, as_webvtt, escaped, merged
from tests.builders import START


def cue(id: str, at: int, text: str = "Hola", source: str = "human", end: int | None = None) -> Caption:
    return Caption(id, "es", text, START + at, START + (at if end is None else end), source, "Carl")  # type: ignore[arg-type]


def test_times_count_from_the_sessions_start_and_what_was_before_is_left_out() -> None:
    file = as_webvtt([cue("c0", -1), cue("c1", 61_500), cue("c2", 3_700_000)], START)
    assert file.startswith("WEBVTT\n\nc1\n00:01:01.500 --> 00:01:03.000\nHola\n")
    assert "01:01:40.000 --> 01:01:41.500" in file
    assert "c0" not in file


def test_cue_stands_long_enough_to_be_read_and_makes_room_for_the_next() -> None:
    file = webvtt.from_buffer(
        io.StringIO(as_webvtt([cue("c1", 0, "x" * 100), cue("c2", 2000, "y" * 100)], START))
    )
    assert [(each.start, each.end) for each in file.captions] == [
        ("00:00:00.000", "00:00:02.000"),
        ("00:00:02.000", "00:00:08.000"),
    ]


def test_no_text_breaks_the_file() -> None:
    text = "a --> b\n\n<b>&</b>"
    assert escaped(text) == "a --&gt; b\n&lt;b&gt;&amp;&lt;/b&gt;"
    [caption] = webvtt.from_buffer(io.StringIO(as_webvtt([cue("c1", 0, text)], START))).captions
    assert caption.identifier == "c1"
    assert as_webvtt([], START).startswith("WEBVTT")
    assert as_text([cue("c1", 0, "two\nlines"), cue("c2", 1)]) == "two lines\nHola\n"


def test_machine_fills_the_gaps_between_people() -> None:
    people = [cue("c1", 0, end=2000), cue("c2", 60_000)]
    machine = [cue("m1", 1000, source="machine"), cue("m2", 30_000, source="machine")]
    assert [each.id for each in merged(people, machine)] == ["c1", "m2", "c2"]
