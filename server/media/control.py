"""The line between the server and the engine's process: frames of a length and MessagePack. Input: the other's bytes.

A call names a method of port.MediaEngine; the table below says what goes in and what comes out.
"""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from rooms import ParticipantId, RoomId
from server.media.configuration import Configuration
from server.media.hls.feed import Plan
from server.media.hls.products import Product
from server.media.port import (
    Answer,
    Notification,
    Publish,
    ResourceId,
    Restarted,
    Stats,
    Subscribe,
    Track,
    TrackId,
    Wanted,
)

LARGEST = 4 << 20

# Method of the port, or `broadcast` of the packager → its arguments, its result.
METHODS: dict[str, tuple[Any, Any]] = {
    "publish": (tuple[Publish], Answer),
    "subscribe": (tuple[Subscribe], Answer),
    "choose": (tuple[ResourceId, str, Wanted], None),
    "ice_tag": (tuple[ResourceId], str),
    "restart_ice": (tuple[ResourceId, str], Restarted),
    "leave": (tuple[ResourceId], None),
    "set_stage": (tuple[RoomId, tuple[TrackId, ...]], None),
    "set_channels": (tuple[RoomId, dict[str, TrackId]], None),
    "unpublish": (tuple[RoomId, ParticipantId], None),
    "expel": (tuple[RoomId, ParticipantId], None),
    "broadcast": (tuple[RoomId, Plan | None], None),
    "tracks": (tuple[RoomId], tuple[Track, ...]),
    "stats": (tuple[()], Stats),
}


class Configure(msgspec.Struct, frozen=True, tag="configure"):
    """The first frame to the process."""

    configuration: Configuration


class Call(msgspec.Struct, frozen=True, tag="call"):
    """A request; `id` returns in its reply."""

    id: int
    method: str
    arguments: msgspec.Raw


class Ping(msgspec.Struct, frozen=True, tag="ping"):
    """Are you there?"""


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """The process reads this UDP port."""

    port: int


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """The process cannot start."""

    reason: str


class Reply(msgspec.Struct, frozen=True, tag="reply"):
    """What a call gave."""

    id: int
    result: msgspec.Raw


class Denied(msgspec.Struct, frozen=True, tag="denied"):
    """A call was refused."""

    id: int
    code: str
    data: dict[str, str | int]


class Told(msgspec.Struct, frozen=True, tag="told"):
    """A notification."""

    notification: Notification


class Produced(msgspec.Struct, frozen=True, tag="produced"):
    """The packager of a room made something."""

    room: RoomId
    product: Product


class Pong(msgspec.Struct, frozen=True, tag="pong"):
    """I am here."""


Downward = Configure | Call | Ping
Upward = Ready | Failed | Reply | Denied | Told | Produced | Pong

_encode = msgspec.msgpack.encode
read_downward = msgspec.msgpack.Decoder(Downward).decode
read_upward = msgspec.msgpack.Decoder(Upward).decode


def raw(value: object) -> msgspec.Raw:
    """A value, encoded already."""
    return msgspec.Raw(_encode(value))


def arguments_of(call: Call) -> tuple[Any, ...]:
    """The arguments of a call. Raises msgspec.ValidationError or KeyError."""
    found: tuple[Any, ...] = msgspec.msgpack.decode(call.arguments, type=METHODS[call.method][0])
    return found


def result_of(method: str, reply: Reply) -> Any:
    """The result of a call of this method."""
    return msgspec.msgpack.decode(reply.result, type=METHODS[method][1])


def frame(message: Downward | Upward) -> bytes:
    """A message as it goes over the line."""
    content = _encode(message)
    return len(content).to_bytes(4, "big") + content


async def read_frame(reader: asyncio.StreamReader) -> bytes | None:
    """The next frame's content; None when the line has ended."""
    try:
        length = int.from_bytes(await reader.readexactly(4), "big")
        if length > LARGEST:
            return None
        return await reader.readexactly(length)
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
