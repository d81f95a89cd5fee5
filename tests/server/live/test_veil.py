"""The veil: the stored tables name nobody behind a ballot or a command, and the room still knows them again."""

from __future__ import annotations

from rooms import ParticipantId, RoomId, pseudonym
from server.live.veil import Veil
from tests.cast import ATTENDEE, CAST, SPEAKER
from tests.venue import ROOM

VEIL = Veil("secret", ROOM)


def test_names_are_the_same_in_each_process_and_other_in_each_room_and_under_each_secret() -> None:
    others = (Veil("secret", RoomId("conference/other")), Veil("another", ROOM))
    assert Veil("secret", ROOM).ballot_key(ATTENDEE.id) == VEIL.ballot_key(ATTENDEE.id)
    assert Veil("secret", ROOM).command(ATTENDEE.id, "c1") == VEIL.command(ATTENDEE.id, "c1")
    for other in others:
        assert other.ballot_key(ATTENDEE.id) != VEIL.ballot_key(ATTENDEE.id)
        assert other.command(ATTENDEE.id, "c1") != VEIL.command(ATTENDEE.id, "c1")


def test_two_people_may_choose_the_same_id_for_their_commands() -> None:
    assert VEIL.command(ATTENDEE.id, "c1") != VEIL.command(SPEAKER.id, "c1")


def test_owners_are_found_among_those_who_are_here() -> None:
    here = [person.id for person in CAST if person != SPEAKER]
    owners = frozenset(pseudonym(VEIL.ballot_key(each.id), "my/polls/v1") for each in (ATTENDEE, SPEAKER))
    found = VEIL.owners({"my/polls/v1": owners, "my/polls/v2": frozenset()}, here)
    assert found == {ATTENDEE.id: {"my/polls/v1"}}
    assert VEIL.owners({}, [ParticipantId("p1")]) == {}
