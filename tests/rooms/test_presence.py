"""Who is here, counted from leases."""

from rooms import Lease, Participant, Role, counts, present
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE, SPEAKER


def _lease(participant: Participant, expires_at: int) -> Lease:
    return Lease(participant.id, participant.role, expires_at)


LEASES = [_lease(ATTENDEE, 100), _lease(ATTENDEE, 200), _lease(SECOND_ATTENDEE, 300), _lease(SPEAKER, 100)]


def test_person_with_two_tabs_counts_once() -> None:
    assert counts(LEASES, 50) == {Role.ATTENDEE: 2, Role.SPEAKER: 1}


def test_person_is_gone_when_their_last_lease_has_ended() -> None:
    assert counts(LEASES, 100) == {Role.ATTENDEE: 2}
    assert ATTENDEE.id in present(LEASES, 199)
    assert ATTENDEE.id not in present(LEASES, 200)
    assert MODERATOR.id not in present(LEASES, 0)
    assert counts(LEASES, 300) == {}


def test_newest_lease_tells_the_role_of_someone_whose_role_changed() -> None:
    leases = [Lease(ATTENDEE.id, Role.SPEAKER, 90), Lease(ATTENDEE.id, Role.ATTENDEE, 80)]
    assert present(leases, 0) == {ATTENDEE.id: Role.SPEAKER}
