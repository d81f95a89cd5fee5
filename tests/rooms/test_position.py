"""Positions: how they are written and read back."""

import pytest

from rooms import Position


def test_position_is_read_back_as_it_was_written() -> None:
    assert Position("k7Qd", 42).encode() == "k7Qd:42"
    assert Position.decode("k7Qd:42") == Position("k7Qd", 42)
    assert Position.decode("a-_9:0") == Position("a-_9", 0)


@pytest.mark.parametrize(
    "text", ["", "k7Qd", ":4", "k7Qd:", "k7Qd:-1", "k7Qd:04", "k7Qd:4.0", "k7Qd:٤", "k7 Qd:4", "k:4:4", "k:4\n",
             "k:" + "9" * 30, "k" * 65 + ":1"],
    ids=ascii,
)  # fmt: skip
def test_anything_else_is_no_position(text: str) -> None:
    with pytest.raises(ValueError, match="not a position"):
        Position.decode(text)


def test_position_advances_by_entries_in_its_epoch() -> None:
    assert Position("k7Qd", 42).advanced(3) == Position("k7Qd", 45)
    assert Position("k7Qd", 42) != Position("other", 42)
