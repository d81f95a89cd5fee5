"""Who may do what: the one table from role to capability.

A role comes from the account (the shell settled who somebody is); a capability is spelled as the command it permits.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from rooms.views import Audience


class Role(StrEnum):
    """What an account is in its conference. A guest is not registered and only asks; `server` is never a person."""

    ATTENDEE = "attendee"
    SPEAKER = "speaker"
    MODERATOR = "moderator"
    INTERPRETER = "interpreter"
    CAPTIONER = "captioner"
    ORGANIZER = "organizer"
    GUEST = "guest"
    SERVER = "server"


STAFF = frozenset({Role.MODERATOR, Role.ORGANIZER})
# Those who make a session be seen, heard and understood.
AT_WORK = frozenset({Role.SPEAKER, Role.INTERPRETER, Role.CAPTIONER})

# Who sends camera and microphone without being given the floor.
PUBLISHERS = frozenset({Role.SPEAKER, Role.INTERPRETER, Role.MODERATOR, Role.ORGANIZER})

_GUEST = frozenset(
    {"question.ask", "question.withdraw", "question.upvote", "question.withdraw_upvote"},
)
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
        "report.file",
        "poll.vote",
        "floor.request",
        "floor.withdraw",
        "floor.release",
        "stage.ready",
        "stage.speak",
        "stage.mute",
        "stage.unmute",
        "cue.acknowledge",
    }
)
# Those at work are told things during a session, and may tell.
_AT_WORK = _EVERYONE | {"cue.send", "cue.withdraw", "talk.send", "talk.remove"}
_STAFF = _AT_WORK | {
    "chat.approve",
    "chat.dismiss",
    "chat.hold",
    "chat.hold_all",
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
    "floor.grant",
    "floor.decline",
    "floor.revoke",
    "floor.return",
    "floor.clear",
    "announcement.post",
    "announcement.edit",
    "announcement.withdraw",
    "chat.pin",
    "chat.unpin",
    "session.start",
    "session.extend",
    "session.end",
    "session.take_back",
    "session.show_recording",
    "session.hide_recording",
    "stage.bring",
    "stage.take_off",
    "stage.layout",
    "stage.hold",
    "stage.resume",
    "stage.slide",
    "slides.remove",
    "manuscript.hand_in",
    "manuscript.withdraw",
    "room.guests",
    "room.project",
    "room.lock_down",
    "room.lift_lock_down",
    "participant.purge",
    "participant.restore",
    "report.handle",
    "report.dismiss",
    "report.reopen",
    "word.list",
    "word.unlist",
    "translation.correct",
    "caption.write",
    "caption.correct",
    "caption.remove",
    "caption.take_turn",
    "caption.end_turn",
    "channel.open",
    "channel.close",
}
_CAPTIONER = _AT_WORK | {
    "caption.write",
    "caption.correct",
    "caption.remove",
    "caption.take_turn",
    "caption.end_turn",
}
_IN_BOOTH = frozenset(
    {
        "booth.join",
        "booth.leave",
        "booth.direct",
        "booth.go_on_air",
        "booth.go_off_air",
        "booth.offer",
        "booth.accept",
        "booth.take",
        "booth.withdraw",
        "booth.send",
    }
)
# The server brings a room to what the conference's file says: its sessions, and whether its questions are held; it tells
# the room what the media engine receives and sends, and hands in what the translation engine made.
_SERVER = frozenset(
    {
        "session.schedule",
        "session.withdraw",
        "question.set_mode",
        "question.name_askers",
        "word.set",
        "stage.announce",
        "stage.depart",
        "stage.broadcast",
        "slides.add",
        "translation.add",
        "translation.report",
        "participant.ban",
        "participant.unban",
        "room.guests",
        "caption.add",
    }
)

_CAPABILITIES: Mapping[Role, frozenset[str]] = MappingProxyType(
    {
        Role.ATTENDEE: _EVERYONE,
        Role.SPEAKER: _AT_WORK
        | {"stage.slide", "slides.remove", "caption.write", "manuscript.hand_in", "manuscript.withdraw"},
        Role.MODERATOR: _STAFF | _IN_BOOTH,
        Role.INTERPRETER: _AT_WORK | _IN_BOOTH | {"translation.correct"},
        Role.CAPTIONER: _CAPTIONER,
        Role.ORGANIZER: _STAFF | _IN_BOOTH,
        Role.GUEST: _GUEST,
        Role.SERVER: _SERVER,
    }
)


def capabilities_of(role: Role) -> frozenset[str]:
    """The tags of the commands that a role may send."""
    return _CAPABILITIES[role]


def audience_of(role: Role) -> Audience:
    """Which shared keys a role is shown."""
    if role in STAFF:
        return Audience.BACKSTAGE
    if role is Role.INTERPRETER:
        return Audience.BOOTH
    return Audience.GREEN_ROOM if role in AT_WORK else Audience.HALL
