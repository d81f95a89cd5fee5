"""Ballots without a name: how somebody is known in one poll, so that the log can count them once and name nobody.

The shell gives everyone a ballot key in each room, made from its secret. A pseudonym is a hash of that key and of what it
is for. Whoever reads the log without the secret can neither tell whose a pseudonym is, nor that two are one person's.
"""

from hashlib import blake2b
from typing import Final

from rooms.context import Participant
from rooms.ids import BallotKey, ParticipantId, Pseudonym
from rooms.roles import Role

# Who caused an entry that names nobody. Not even the role is told: a room may have a single captioner.
UNNAMED: Final = Participant(ParticipantId(""), "", Role.ATTENDEE)


def pseudonym(ballot_key: BallotKey, own_key: str) -> Pseudonym:
    """The name by which the owner of an own key (`my/polls/p1`) is known in the log. ValueError without a ballot key."""
    if not ballot_key:
        raise ValueError("a ballot needs the ballot key of whoever casts it")
    return Pseudonym(blake2b(own_key.encode(), key=ballot_key.encode()[:64], digest_size=16).hexdigest())
