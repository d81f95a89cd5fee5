"""Signals: what is shown once and never kept. Input: frames of browsers, and what the server's own parts have to say.

A signal may be lost: it is in no log, no snapshot and no resume. Each kind has a row in SIGNALS: its fields, who is shown
it, who may send it. A new one is a shape and a row here, and a row in PROTOCOL.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta, Struct

from rooms import Audience, Json, Participant, ParticipantId, Role
from server.bus.port import Signal
from server.live.frames import LanguageTag, Malformed, malformed_part
from server.live.ready import ready

ALL = frozenset(Audience)
LONGEST_INTERIM = 1000


class _Fields(Struct, frozen=True, forbid_unknown_fields=True):
    """What a signal carries beside `type` and `signal`."""


class MediaRestarted(_Fields, frozen=True):
    """The media engine is back after a fault: publishers and subscribers offer again."""


class MediaLevels(_Fields, frozen=True):
    """Who is heard: participant to level in -dBov, 0 loudest, 127 silence (RFC 6464)."""

    levels: dict[str, int]


class MediaClosed(_Fields, frozen=True):
    """To one person: this publisher or viewer of theirs was closed. `resource` ends its address."""

    resource: str
    reason: Literal["replaced", "revoked", "expelled"]


class Watch(_Fields, frozen=True):
    """To one person: go over to this path now; `GET /watch/…` tells its addresses."""

    path: Literal["webrtc", "hls"]


class ChannelSound(_Fields, frozen=True):
    """One channel: its level in -dBov, seconds since it was heard, of those in which the floor spoke another language."""

    level: int
    silent_s: int
    missed_s: int
    listeners: int
    alarm: bool


class ChannelLevels(_Fields, frozen=True):
    """How the interpretation channels sound, by language, and the floor: its level, and the language spoken there."""

    floor: int
    spoken: str | None
    channels: dict[str, ChannelSound]


class CaptionInterim(_Fields, frozen=True):
    """What is being said, not final yet; the next one of the language takes its place."""

    language: LanguageTag
    text: Annotated[str, Meta(max_length=LONGEST_INTERIM)]


class Kind(NamedTuple):
    """A kind of signal. Without `senders` only the server sends it."""

    shape: type[Struct]
    audiences: frozenset[Audience] = ALL
    senders: frozenset[Role] = frozenset()


SIGNALS: Mapping[str, Kind] = {
    "media.restarted": Kind(MediaRestarted),
    "media.levels": Kind(MediaLevels),
    "media.closed": Kind(MediaClosed),
    "channel.levels": Kind(ChannelLevels, frozenset(Audience) - {Audience.HALL}),
    "watch": Kind(Watch),
    "caption.interim": Kind(
        CaptionInterim, senders=frozenset({Role.CAPTIONER, Role.SPEAKER, Role.MODERATOR, Role.ORGANIZER})
    ),
}


def signal(
    name: str,
    fields: Struct,
    audiences: frozenset[Audience] | None = None,
    to: ParticipantId | None = None,
) -> Signal:
    """Return a signal of the server's own. `audiences` narrows who is shown it, `to` makes it one person's."""
    kind = SIGNALS[name]
    return Signal(name, msgspec.to_builtins(fields), kind.audiences if audiences is None else audiences, to)


def read(text: str, by: Participant) -> Signal | None:
    """Return the signal in a browser's frame, with `by`, its sender's id; None when their role may not send it.

    Raises Malformed.
    """
    try:
        given: dict[str, Any] = msgspec.json.decode(text, type=dict[str, Any])
        name = given.pop("signal")
        del given["type"]
        kind = SIGNALS[name]
        fields = msgspec.convert(given, type=kind.shape)
    except (KeyError, TypeError) as error:
        raise Malformed("signal: none that browsers send") from error
    except msgspec.MsgspecError as error:
        raise malformed_part("signal", error) from error
    if by.role not in kind.senders:
        return None
    return Signal(name, {**msgspec.to_builtins(fields), "by": by.id}, kind.audiences)


def frame_of(signal: Signal) -> bytes:
    """Return the frame ready for any number of sockets."""
    frame: dict[str, Json] = {"type": "signal", "signal": signal.name, **signal.fields}
    return ready(msgspec.json.encode(frame))
