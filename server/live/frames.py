"""Every frame of the socket, both ways, and the close codes, as PROTOCOL.md describes them.

What comes in is decoded strictly: an unknown field, a wrong type or too many bytes is Malformed.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Annotated, ClassVar, Literal

import msgspec
from msgspec import UNSET, Meta, Struct, UnsetType

from rooms import LIMITS, Command, Json, Participant, audience_of, capabilities_of, decode_command
from server.live.ready import ready

VERSION = 1
MAX_FRAME_BYTES = 16 * 1024
# A close frame holds at most 125 bytes, two of them the code (RFC 6455 section 5.5).
MAX_REASON_BYTES = 123


class CloseCode(IntEnum):
    """Why the server closes a socket. Those below 4500 mean: come back."""

    RESTART = 4001
    SLOW = 4008
    NO_PONG = 4009
    STALE = 4010
    INTERNAL = 4011
    FULL = 4012
    MALFORMED = 4500
    NOT_PERMITTED = 4501
    REMOVED = 4502
    BANNED = 4503
    REPLACED = 4504
    VERSION = 4505


class Goodbye(Exception):
    """The connection cannot go on. `reason` fits into a close frame."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = fitting(reason)


class Malformed(Goodbye):
    """A frame that is not as described. `reason` names the part."""

    def __init__(self, reason: str) -> None:
        super().__init__(CloseCode.MALFORMED, reason)


def fitting(reason: str) -> str:
    """Cut a reason so that it fits into a close frame, at the border of a character."""
    return reason.encode("utf-8", "replace")[:MAX_REASON_BYTES].decode("utf-8", "ignore")


FrameId = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9_-]{1,64}\Z")]
LanguageTag = Annotated[str, Meta(pattern=r"\A[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*\Z", max_length=35)]


class _Received(Struct, frozen=True, tag_field="type", forbid_unknown_fields=True):
    """What a browser sends."""


class Hello(_Received, frozen=True, tag="hello"):
    """The first frame. `position` is what the browser's view is at, opaque to it."""

    version: int
    language: LanguageTag
    position: Annotated[str, Meta(max_length=100)] | None = None


class CommandFrame(_Received, frozen=True, tag="command"):
    """A command, still as bytes: `rooms.decode_command` reads it."""

    id: FrameId
    command: msgspec.Raw


class PageFrame(_Received, frozen=True, tag="page"):
    """Asks for keys of a feature numbered below `before`."""

    id: FrameId
    feature: Annotated[str, Meta(max_length=64)]
    before: Annotated[int, Meta(ge=1, le=2**53)]
    limit: Annotated[int, Meta(ge=1, le=100)]


class LanguageFrame(_Received, frozen=True, tag="language"):
    """The person's language in this room from now on."""

    name: ClassVar[str] = "language"

    language: LanguageTag


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person chose of languages in a room beside that of the interface; null is: as the interface's language says.

    `understands` are the languages that are never translated for them, `sound` is `original` or the language of a
    channel, `captions` is `off` or a language, `translations` says how they stand with the originals, `share` is how
    much of the original is heard beside an interpreter.
    """

    understands: Annotated[list[LanguageTag], Meta(min_length=1, max_length=20)] | None = None
    sound: LanguageTag | None = None
    captions: LanguageTag | None = None
    translations: Literal["beside", "instead", "off"] | None = None
    share: Annotated[float, Meta(ge=0, le=1)] | None = None


class ChoiceFrame(_Received, frozen=True, tag="choice"):
    """The person's choice in this room from now on."""

    name: ClassVar[str] = "choice"

    choice: Choice

    def json(self) -> str:
        """The choice as it is kept and as the room's page gets it."""
        return _encoder.encode(self.choice).decode()


class Pong(_Received, frozen=True, tag="pong"):
    """Answers a ping."""


class SignalFrame(_Received, frozen=True, tag="signal", forbid_unknown_fields=False):
    """A signal by its name; `signals.read` reads its fields."""

    signal: Annotated[str, Meta(max_length=64)]


Received = Hello | CommandFrame | PageFrame | LanguageFrame | ChoiceFrame | Pong | SignalFrame


class Welcome(Struct, frozen=True, tag_field="type", tag="welcome"):
    """Answers a hello."""

    version: int
    participant: dict[str, Json]
    audience: str
    capabilities: list[str]
    language: str
    now: int
    ping_s: int
    limits: dict[str, int]


class Own(Struct, frozen=True, tag_field="type", tag="own"):
    """Keys that begin with `my/`. With `reset` they replace all such keys."""

    reset: bool
    changes: dict[str, Json]


class Snapshot(Struct, frozen=True, tag_field="type", tag="snapshot"):
    """All shared keys."""

    position: str
    view: dict[str, Json]


class Delta(Struct, frozen=True, tag_field="type", tag="delta"):
    """Shared keys that changed."""

    position: str
    changes: dict[str, Json]


class Accepted(Struct, frozen=True, tag_field="type", tag="reply"):
    """The command is stored, or changes nothing at this position."""

    id: str
    position: str


class Denied(Struct, frozen=True, tag_field="type", tag="reply"):
    """The command was refused."""

    id: str
    code: str
    data: dict[str, Json]
    temporary: bool


class PresenceFrame(Struct, frozen=True, tag_field="type", tag="presence"):
    """Who is here. `reset` and `people` go to the backstage only."""

    counts: dict[str, int]
    reset: bool | UnsetType = UNSET
    people: dict[str, dict[str, str] | None] | UnsetType = UNSET


class Ping(Struct, frozen=True, tag_field="type", tag="ping"):
    """Wants a pong; carries the position for those who were shown nothing."""

    position: str
    now: int


class TroubleFrame(Struct, frozen=True, tag_field="type", tag="trouble"):
    """What is wrong with the service now; nothing, when it is well again."""

    troubles: list[str]


class Page(Struct, frozen=True, tag_field="type", tag="page"):
    """Answers a page frame."""

    id: str
    feature: str
    view: dict[str, Json]
    more: bool


Sent = Welcome | Own | Snapshot | Delta | Accepted | Denied | PresenceFrame | Ping | TroubleFrame | Page

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Received] = msgspec.json.Decoder(Received)


class _Greeting(Struct, frozen=True):
    """What every version's hello has."""

    type: str
    version: int


def encode(frame: Sent) -> bytes:
    """Return a frame ready for any number of sockets."""
    return ready(_encoder.encode(frame))


def decode(text: str | bytes) -> Received:
    """Read a frame. Raises Malformed."""
    data = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(data) > MAX_FRAME_BYTES:
        raise Malformed(f"frame: more than {MAX_FRAME_BYTES} bytes")
    try:
        return _decoder.decode(data)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        raise Malformed(f"frame: {error}") from error


def decode_hello(text: str) -> Hello:
    """Read the first frame. Raises Goodbye."""
    version = greeted_version(text)
    if version is not None and version != VERSION:
        raise Goodbye(CloseCode.VERSION, f"version: {VERSION} is spoken here")
    hello = decode(text)
    if not isinstance(hello, Hello):
        raise Malformed("hello: must be the first frame")
    return hello


def welcome(participant: Participant, language: str, now: int, ping_s: int) -> Welcome:
    """Return the answer to a hello. `now` is in ms since 1970-01-01T00:00:00Z."""
    return Welcome(
        version=VERSION,
        participant=participant.shown(),
        audience=audience_of(participant.role).value,
        capabilities=sorted(capabilities_of(participant.role)),
        language=language,
        now=now,
        ping_s=ping_s,
        limits=dict(LIMITS),
    )


def decode_asked(frame: CommandFrame) -> Command:
    """Read the command in a frame. Raises Malformed."""
    try:
        return decode_command(frame.command)
    except (msgspec.ValidationError, RecursionError) as error:
        raise Malformed(f"command: {error}") from error


def greeted_version(text: str) -> int | None:
    """Return the version of a first frame, whatever else it holds; None when it is no hello."""
    try:
        greeting = msgspec.json.decode(text, type=_Greeting)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return None
    return greeting.version if greeting.type == "hello" else None


def malformed_part(part: str, error: Exception) -> Malformed:
    """Return the Malformed that names what a decoder disliked in one part of a frame."""
    return Malformed(f"{part}: {error}")
