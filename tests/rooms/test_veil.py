"""Pseudonyms: the same for the same owner and use, and telling nothing."""

import pytest

from rooms import BallotKey, pseudonym
from tests.builders import ballot_key_of
from tests.cast import ATTENDEE, SPEAKER


def test_pseudonym_is_of_one_owner_and_one_use() -> None:
    mine = pseudonym(ballot_key_of(ATTENDEE), "my/polls/v1")
    assert mine == pseudonym(ballot_key_of(ATTENDEE), "my/polls/v1")
    assert mine != pseudonym(ballot_key_of(SPEAKER), "my/polls/v1")
    assert mine != pseudonym(ballot_key_of(ATTENDEE), "my/polls/v2")


def test_nobody_votes_without_a_ballot_key() -> None:
    with pytest.raises(ValueError, match="ballot key"):
        pseudonym(BallotKey(""), "my/polls/v1")
