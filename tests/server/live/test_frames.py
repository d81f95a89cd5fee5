"""Frames: what comes in is read strictly, and every fault names its part within a close frame's bounds."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rooms import Position
from server.live.frames import (
    MAX_FRAME_BYTES,
    MAX_REASON_BYTES,
    Accepted,
    CommandFrame,
    Hello,
    LanguageFrame,
    Malformed,
    Page,
    PageFrame,
    Pong,
    PresenceFrame,
    decode,
    decode_asked,
    encode,
    fitting,
    greeted_version,
)
from server.live.ready import payload_of

HELLO = {"type": "hello", "version": 1, "language": "es"}
COMMAND = {"type": "command", "id": "c1", "command": {"type": "room.lock"}}
PAGE = {"type": "page", "id": "p1", "feature": "chat", "before": 51, "limit": 50}


def test_frames_as_described_are_read() -> None:
    assert decode(json.dumps(HELLO)) == Hello(1, "es")
    assert decode(json.dumps({**HELLO, "position": "e:1"})) == Hello(1, "es", Position("e", 1).encode())
    assert decode(json.dumps(PAGE)) == PageFrame("p1", "chat", 51, 50)
    assert decode('{"type": "language", "language": "fr-CA"}') == LanguageFrame("fr-CA")
    assert decode('{"type": "pong"}') == Pong()
    frame = decode(json.dumps(COMMAND))
    assert isinstance(frame, CommandFrame)
    assert json.loads(bytes(frame.command)) == {"type": "room.lock"}


@pytest.mark.parametrize(
    ("frame", "part"),
    [
        ({**HELLO, "extra": 1}, "extra"),
        ({"type": "hello", "version": 1}, "language"),
        ({**HELLO, "language": "not a tag"}, "$.language"),
        ({**HELLO, "version": "1"}, "$.version"),
        ({**HELLO, "position": 7}, "$.position"),
        ({**HELLO, "position": "x" * 101}, "$.position"),
        ({**COMMAND, "id": "has a space"}, "$.id"),
        ({**COMMAND, "id": ""}, "$.id"),
        ({**COMMAND, "id": "x" * 65}, "$.id"),
        ({"type": "command", "id": "c1"}, "command"),
        ({**PAGE, "limit": 101}, "$.limit"),
        ({**PAGE, "before": 0}, "$.before"),
        ({**PAGE, "before": 1.5}, "$.before"),
        ({"type": "shout"}, "shout"),
        ({"no": "type"}, "type"),
        ([], "object"),
        ("text", "object"),
        (None, "object"),
    ],
)
def test_fault_is_named_with_its_part(frame: Any, part: str) -> None:
    with pytest.raises(Malformed) as fault:
        decode(json.dumps(frame))
    assert part in fault.value.reason


@pytest.mark.parametrize(
    "command",
    [
        {},
        {"type": "room.explode"},
        {"type": "room.lock", "hard": True},
        {"type": "chat.send", "text": 5},
        [],
        7,
        None,
    ],
)
def test_command_that_is_not_as_described_is_malformed(command: Any) -> None:
    frame = decode(json.dumps({**COMMAND, "command": command}))
    assert isinstance(frame, CommandFrame)
    with pytest.raises(Malformed, match="command: "):
        decode_asked(frame)


def test_frame_above_16_kib_is_malformed_and_one_of_16_kib_is_not() -> None:
    padding = MAX_FRAME_BYTES - len(json.dumps({**COMMAND, "command": ""}))
    decode(json.dumps({**COMMAND, "command": "x" * padding}))
    with pytest.raises(Malformed, match="16384 bytes"):
        decode(json.dumps({**COMMAND, "command": "x" * (padding + 1)}))


def test_deep_nesting_is_malformed_and_not_a_fault_of_the_server() -> None:
    deep = "[" * 7000 + "]" * 7000
    with pytest.raises(Malformed):
        frame = decode('{"type": "command", "id": "c1", "command": ' + deep + "}")
        assert isinstance(frame, CommandFrame)
        decode_asked(frame)


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_any_text_or_bytes_are_a_frame_or_malformed(data: str | bytes) -> None:
    try:
        decode(data)
    except Malformed as fault:
        assert len(fault.reason.encode()) <= MAX_REASON_BYTES


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["type", "id", "command", "version", "language", "position", "feature", "before", "limit", "x"]
)
TYPES = st.sampled_from(["hello", "command", "page", "language", "pong", "snapshot"])


@given(st.dictionaries(FIELDS, JSON, max_size=6), TYPES)
def test_any_object_is_a_frame_or_malformed(frame: dict[str, Any], type_: str) -> None:
    try:
        received = decode(json.dumps({**frame, "type": type_}))
        if isinstance(received, CommandFrame):
            decode_asked(received)
    except Malformed as fault:
        assert len(fault.reason.encode()) <= MAX_REASON_BYTES


@given(st.text(max_size=300))
def test_reason_fits_into_a_close_frame_whatever_it_quotes(text: str) -> None:
    assert len(fitting(text).encode()) <= MAX_REASON_BYTES


def test_version_of_a_hello_is_read_whatever_else_it_holds() -> None:
    assert greeted_version('{"type": "hello", "version": 7, "new": true}') == 7
    assert greeted_version('{"type": "pong", "version": 7}') is None
    assert greeted_version("what?") is None


def test_sent_frames_are_json_with_only_what_belongs_to_them() -> None:
    def read(frame: Any) -> Any:
        return msgspec.json.decode(payload_of(encode(frame)))

    assert read(Accepted("c1", "e:1")) == {"type": "reply", "id": "c1", "position": "e:1"}
    assert read(PresenceFrame({"attendee": 1})) == {"type": "presence", "counts": {"attendee": 1}}
    assert read(Page("p", "chat", {}, False))["more"] is False
