"""The bus of many processes, over Redis. Input: what this process publishes, which its own listeners hear at once."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any, Final

import msgspec

from rooms import Audience, Entry, ParticipantId, Position, RoomId, decode_entry, encode_entry
from server.bus.port import Expelled, Heard, Hint, Notice, Signal, Subscription
from server.redis.link import Link

logger = logging.getLogger(__name__)

NOTICES: Final = "notices"


class _Hint(msgspec.Struct, frozen=True, array_like=True, tag="h"):
    by: str
    position: str
    entries: tuple[bytes, ...]


class _Signal(msgspec.Struct, frozen=True, array_like=True, tag="s"):
    by: str
    name: str
    fields: dict[str, Any]
    audiences: tuple[str, ...]
    to: str | None


class _Expelled(msgspec.Struct, frozen=True, array_like=True, tag="x"):
    by: str
    conference: str
    participant: str
    why: str


_Parcel = _Hint | _Signal | _Expelled
_encode = msgspec.msgpack.Encoder().encode
_decoder: msgspec.msgpack.Decoder[_Parcel] = msgspec.msgpack.Decoder(_Parcel)


class RedisSubscription:
    """A listener of a RedisBus."""

    def __init__(self, bus: RedisBus, channel: str, hear: Callable[[Any], None]) -> None:
        self.hear = hear
        self._bus = bus
        self._channel = channel

    async def end(self) -> None:
        """Hear nothing more."""
        await self._bus.leave(self._channel, self)


class RedisBus:
    """Publishes through a Link. The link must be running."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._name = secrets.token_urlsafe(6)
        self._listeners: dict[str, list[RedisSubscription]] = {}

    async def ping(self) -> None:
        """Return when Redis answers."""
        if not self._link.connected:
            raise OSError("Redis does not answer")

    @property
    def whole(self) -> bool:
        """Whether what others publish arrives."""
        return self._link.connected

    async def publish(self, room: RoomId, position: Position, entries: tuple[Entry, ...]) -> None:
        """Tell all who listen to a room."""
        channel = _channel(room)
        self._tell(channel, Hint(position, entries))
        parcel = _Hint(self._name, position.encode(), tuple(map(encode_entry, entries)))
        self._link.publish(channel, _encode(parcel))

    async def signal(self, room: RoomId, signal: Signal) -> None:
        """Carry a signal to all who listen to a room."""
        channel = _channel(room)
        audiences = tuple(each.value for each in signal.audiences)
        parcel = _Signal(self._name, signal.name, dict(signal.fields), audiences, signal.to)
        self._link.publish(channel, _encode(parcel))
        self._tell(channel, signal)

    async def announce(self, notice: Notice) -> None:
        """Tell every process."""
        self._tell(NOTICES, notice)
        parcel = _Expelled(self._name, notice.conference, notice.participant, notice.why)
        self._link.publish(NOTICES, _encode(parcel))

    async def subscribe(self, room: RoomId, hear: Callable[[Heard], None]) -> Subscription:
        """Call `hear` for each hint and signal of a room."""
        return await self._join(_channel(room), hear)

    async def attend(self, hear: Callable[[Notice], None]) -> Subscription:
        """Call `hear` for each notice."""
        return await self._join(NOTICES, hear)

    async def leave(self, channel: str, subscription: RedisSubscription) -> None:
        """End a subscription."""
        listeners = self._listeners.get(channel, [])
        if subscription in listeners:
            listeners.remove(subscription)
            if not listeners:
                del self._listeners[channel]
                await self._link.unsubscribe(channel)

    async def _join(self, channel: str, hear: Callable[[Any], None]) -> RedisSubscription:
        subscription = RedisSubscription(self, channel, hear)
        listeners = self._listeners.setdefault(channel, [])
        listeners.append(subscription)
        if len(listeners) == 1:
            await self._link.subscribe(channel, lambda message: self._hear(channel, message))
        return subscription

    def _hear(self, channel: str, message: bytes) -> None:
        try:
            parcel = _decoder.decode(message)
            if parcel.by != self._name:
                self._tell(channel, _opened(parcel))
        except (msgspec.MsgspecError, ValueError):
            # A process of another version. The log tells what this one missed.
            logger.warning("a message on %s cannot be read", channel)

    def _tell(self, channel: str, heard: Heard | Notice) -> None:
        for subscription in tuple(self._listeners.get(channel, ())):
            subscription.hear(heard)


def _channel(room: RoomId) -> str:
    return f"room:{room}"


def _opened(parcel: _Parcel) -> Heard | Notice:
    if isinstance(parcel, _Hint):
        return Hint(Position.decode(parcel.position), tuple(map(decode_entry, parcel.entries)))
    if isinstance(parcel, _Signal):
        to = None if parcel.to is None else ParticipantId(parcel.to)
        return Signal(parcel.name, parcel.fields, frozenset(map(Audience, parcel.audiences)), to)
    return Expelled(parcel.conference, ParticipantId(parcel.participant), parcel.why)
