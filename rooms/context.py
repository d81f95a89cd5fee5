"""All that a decision may know beside the room's state. The shell fills it in for every command."""

import msgspec

from rooms.ids import BallotKey, ParticipantId
from rooms.roles import STAFF, Role
from rooms.views import Json


class Participant(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"id": "participant"}):
    """An account in one room, as entries keep it and views show it: `{participant, name, role}`."""

    id: ParticipantId
    name: str
    role: Role

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    def shown(self) -> dict[str, Json]:
        return {"participant": self.id, "name": self.name, "role": self.role.value}


class Context(msgspec.Struct, frozen=True):
    """Who asks, when, and what the shell found out.

    `now` is in milliseconds since 1970-01-01T00:00:00Z. `new_id` is fresh: no other command got the same.
    `language` is the BCP 47 tag detected for the command's text. `named` is the account that the command names
    (its field `participant`), as the accounts know it; None when it names nobody or nobody known. `ballot_key` is the
    participant's own in this room, for what the log keeps without a name; it is never stored.
    """

    participant: Participant
    now: int
    new_id: str
    language: str
    named: Participant | None = None
    ballot_key: BallotKey = BallotKey("")
