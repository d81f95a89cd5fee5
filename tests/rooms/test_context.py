"""Participants as entries keep them and views show them."""

import msgspec

from rooms import Participant
from tests.cast import ATTENDEE, CAST


def test_participant_is_kept_as_it_is_shown() -> None:
    assert ATTENDEE.shown() == {"participant": "p-ana", "name": "Ana", "role": "attendee"}
    for person in CAST:
        assert msgspec.json.decode(msgspec.json.encode(person)) == person.shown()
        assert msgspec.json.decode(msgspec.json.encode(person), type=Participant) == person
