"""Keeps people out of what the log need not know of them. Input: the server's secret, which never leaves the process.

In the log a ballot has a pseudonym, and a command is known by a keyed hash of whose it is and what they called it. So
the stored tables together name nobody behind a ballot, and yet a person votes once and a repeat is recognised.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from functools import lru_cache

from msgspec.structs import replace

from rooms import BallotKey, CommandId, ParticipantId, Pseudonym, RoomId, pseudonym
from server.live.decisions import Asked

# Pseudonyms kept, of people and polls: finding whose a ballot is among those present asks for each of them.
KEPT = 20_000


class Veil:
    """One room's. Two processes with the same secret make the same names."""

    def __init__(self, secret: str, room: RoomId) -> None:
        self._ballots = hmac.digest(secret.encode(), f"ballots {room}".encode(), "sha256")
        commands = hmac.digest(secret.encode(), f"commands {room}".encode(), "sha256")
        # Ready to be copied: preparing the key costs more than a hash.
        self._commands = hmac.new(commands, digestmod="sha256")
        self._pseudonym = lru_cache(KEPT)(self._made)
        self._ballot_key = lru_cache(KEPT)(self._made_key)

    def ballot_key(self, participant: ParticipantId) -> BallotKey:
        """Return what a participant casts ballots with in this room. It is never stored."""
        return self._ballot_key(participant)

    def over(self, asked: Asked) -> Asked:
        """Return a command with the names that stand for whoever gave it."""
        person = asked.participant.id
        return replace(asked, key=self.command(person, asked.id), ballot_key=self.ballot_key(person))

    def command(self, participant: ParticipantId, id: str) -> CommandId:
        """Return the name of a command in the log: two people may well choose the same id."""
        made = self._commands.copy()
        made.update(f"{participant}/{id}".encode())
        return CommandId(made.hexdigest())

    def owners(
        self, veiled: Mapping[str, frozenset[Pseudonym]], people: Iterable[ParticipantId]
    ) -> dict[ParticipantId, frozenset[str]]:
        """Return which of the own keys are whose, among some people."""
        found: dict[ParticipantId, frozenset[str]] = {}
        if veiled:
            for person in people:
                mine = [key for key, owners in veiled.items() if self._pseudonym(person, key) in owners]
                if mine:
                    found[person] = frozenset(mine)
        return found

    def _made_key(self, participant: ParticipantId) -> BallotKey:
        return BallotKey(hmac.digest(self._ballots, participant.encode(), "sha256").hex())

    def _made(self, participant: ParticipantId, key: str) -> Pseudonym:
        return pseudonym(self.ballot_key(participant), key)
