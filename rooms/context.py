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


class Subject(msgspec.Struct, frozen=True):
    """What a report is about: whose it is, and what it says in which language."""

    author: Participant
    text: str
    language: str
    # What stands for an author whom backstage is not shown; empty for others.
    alias: str = ""


class Original(msgspec.Struct, frozen=True):
    """A text that somebody wrote, as the room has it now, and its language (a BCP 47 tag)."""

    text: str
    language: str


class Context(msgspec.Struct, frozen=True):
    """Who asks, when, and what the shell found out.

    `now` is in milliseconds since 1970-01-01T00:00:00Z. `new_id` is fresh: no other command got the same.
    `language` is the BCP 47 tag detected for the command's text. `named` is the account that the command names
    (its field `participant`), as the accounts know it; None when it names nobody or nobody known. `ballot_key` is the
    participant's own in this room, for what the log keeps without a name; it is never stored. `listed` are the listed
    words that the command's text holds, `subject` what a report is about, `original` the text that a translation is
    about, as the participant is shown it, `alias` what the command called the person whom it names, where that is an
    alias; the core finds them. `languages` are those of the conference; without any, each is taken.
    `readable` are those in which its pages are read beside them.
    """

    participant: Participant
    now: int
    new_id: str
    language: str
    named: Participant | None = None
    ballot_key: BallotKey = BallotKey("")
    listed: tuple[str, ...] = ()
    subject: Subject | None = None
    original: Original | None = None
    alias: str = ""
    languages: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
