"""Who may do what: the one table from role to capability.

A role comes from the account (the shell settled who somebody is); a capability is spelled as the command it permits.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from rooms.views import Audience


class Role(StrEnum):
    """What an account is in its conference. `server` is the programme's own hand, never a person."""

    ATTENDEE = "attendee"
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    INTERPRETER = "interpreter"
    CAPTIONER = "captioner"
    ORGANIZER = "organizer"
    SERVER = "server"


STAFF = frozenset({Role.MODERATOR, Role.ORGANIZER})

_EVERYONE = frozenset(
    {
        "chat.send",
        "chat.edit",
        "chat.remove",
        "chat.react",
        "chat.unreact",
        "question.ask",
        "question.withdraw",
        "question.upvote",
        "question.withdraw_upvote",
        "poll.vote",
    }
)
_STAFF = _EVERYONE | {
    "chat.slow_mode",
    "question.approve",
    "question.hold",
    "question.dismiss",
    "question.stage",
    "question.unstage",
    "question.answer",
    "question.reopen",
    "question.merge",
    "question.separate",
    "question.edit",
    "question.label",
    "question.unlabel",
    "question.assign",
    "question.move",
    "question.handle",
    "question.release",
    "question.set_mode",
    "poll.draft",
    "poll.edit",
    "poll.open",
    "poll.close",
    "poll.reveal",
    "poll.discard",
    "participant.mute",
    "participant.unmute",
    "participant.remove",
    "participant.readmit",
    "participant.ban",
    "participant.unban",
    "room.lock",
    "room.unlock",
}
# The server brings a room to what the conference's file says: its sessions, and whether its questions are held.
_SERVER = frozenset({"session.schedule", "session.withdraw", "question.set_mode"})

_CAPABILITIES: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.ATTENDEE: _EVERYONE,
        Role.SPEAKER: _EVERYONE,
        Role.MODERATOR: _STAFF,
        Role.INTERPRETER: _EVERYONE,
        Role.CAPTIONER: _EVERYONE,
        Role.ORGANIZER: _STAFF,
        Role.SERVER: _SERVER,
    }
)


def capabilities_of(role: Role) -> frozenset[str]:
    """The tags of the commands that a role may send."""
    return _CAPABILITIES[role]


def audience_of(role: Role) -> Audience:
    """Which shared keys a role is shown."""
    return Audience.BACKSTAGE if role in STAFF else Audience.HALL
