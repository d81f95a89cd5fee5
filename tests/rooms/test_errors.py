"""Refusals carry exactly the data that the table of codes promises."""

import pytest

from rooms import Refused


def test_refusal_says_its_code_its_data_and_whether_to_try_again() -> None:
    refused = Refused("chat.slow", wait_s=3)
    assert (refused.code, refused.data, refused.temporary) == ("chat.slow", {"wait_s": 3}, True)
    assert Refused("room.locked").temporary is False


def test_refusal_outside_the_table_cannot_be_made() -> None:
    with pytest.raises(LookupError):
        Refused("chat.nonsense")
    with pytest.raises(ValueError, match="wait_s"):
        Refused("chat.slow")
    with pytest.raises(ValueError, match="limit"):
        Refused("text.too_long", limit=3)
