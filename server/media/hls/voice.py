"""One sound track on the grid of 20 ms that all channels share. Input: its Opus packets and sender reports, in any order.

The grid is the buffer that puts packets in order: a packet waits in its place until the desk closes that place.
"""

from __future__ import annotations

import numpy as np

from server.media.hls import opus
from server.media.hls.codecs import CHANNELS, OpusDecoder, Sound
from server.media.hls.feed import Packet
from server.media.hls.pace import Pace
from server.media.hls.timeline import Timeline

# How far a track may drift from its clock before it is moved (ITU-R BT.1359: 45 ms early is noticed).
_DRIFT = 40 * opus.RATE // 1000
_ALIVE_S = 1.0
_WINDOW = 4 * opus.FRAME + 5760


class Voice:
    """Positions are samples since `origin`, in seconds since 1970."""

    def __init__(self, origin: float) -> None:
        self._timeline = Timeline(opus.RATE)
        self._stream: int | None = None
        self._origin = origin
        self._packets: dict[int, bytes] = {}
        self._anchor: tuple[int, int] | None = None
        self._reach = 0
        self._heard = -_ALIVE_S
        self._pauses = False
        self._pace = Pace()
        self._decoder: OpusDecoder | None = None
        self._sound: Sound = np.zeros((CHANNELS, _WINDOW), np.float32)
        self._sound_from = 0

    def push(self, packet: Packet, closed: int) -> None:
        """Take a packet; places before `closed` are given away already."""
        duration = opus.duration_of(packet.payload)
        if duration is None:
            return
        if packet.stream != self._stream:
            # Its publisher has come back, and counts anew.
            self._stream, self._anchor, self._decoder, self._pace = packet.stream, None, None, Pace()
            self._timeline = Timeline(opus.RATE)
        position = self._place(packet)
        if self._pace.note(position - closed, packet.arrived):
            self._anchor = None
        if position < closed:
            return
        self._packets[position] = packet.payload
        self._reach = max(self._reach, position + duration)
        self._heard = max(self._heard, packet.arrived)
        # An encoder that sends next to nothing is silent and may send nothing for a while (DTX).
        self._pauses = len(packet.payload) <= 2

    def _place(self, packet: Packet) -> int:
        extended = self._timeline.extend(packet.timestamp)
        moment = self._timeline.time_of(packet.timestamp, packet.arrived)
        wanted = round((moment - self._origin) * opus.RATE) + self._pace.lag
        if self._anchor is not None:
            position = self._anchor[1] + extended - self._anchor[0]
            if abs(position - wanted) <= _DRIFT:
                return position
        position = max(0, round(wanted / opus.FRAME)) * opus.FRAME
        self._anchor = (extended, position)
        return position

    def report(self, stream: int, wall: float, timestamp: int) -> None:
        """A sender report: `timestamp` is the moment `wall`, in seconds since 1970."""
        if stream == self._stream:
            self._timeline.note_report(wall, timestamp)

    def is_alive(self, now: float) -> bool:
        """Whether it was heard within the last second."""
        return now - self._heard < _ALIVE_S

    def is_awaited(self, place: int, now: float) -> bool:
        """Whether the packet for this place may still be on its way."""
        return self.is_alive(now) and not self._pauses and self._reach < place + opus.FRAME

    def whole(self, place: int) -> bytes | None:
        """The packet that fills this place exactly, untouched."""
        payload = self._packets.get(place)
        return payload if payload is not None and opus.duration_of(payload) == opus.FRAME else None

    def sound(self, place: int) -> Sound | None:
        """The decoded sound of this place; None when there is none. Asked for in order, once for each place."""
        if self._sound_from < place:
            self._shift(place)
        due = sorted(position for position in self._packets if position < place + opus.FRAME)
        if not due and not self._reach > place:
            return None
        for position in due:
            self._decode(position, self._packets[position])
        return self._sound[:, : opus.FRAME].copy()

    def close(self, place: int) -> None:
        """Forget what lies before the end of this place."""
        end = place + opus.FRAME
        for position in [each for each in self._packets if each < end]:
            del self._packets[position]

    def _shift(self, place: int) -> None:
        count = min(place - self._sound_from, _WINDOW)
        self._sound[:, : _WINDOW - count] = self._sound[:, count:].copy()
        self._sound[:, _WINDOW - count :] = 0
        self._sound_from = place

    def _decode(self, position: int, payload: bytes) -> None:
        if self._decoder is None:
            self._decoder = OpusDecoder()
        sound = self._decoder.decode(payload)
        at = position - self._sound_from
        if sound is not None and 0 <= at < _WINDOW:
            fitting = sound[:, : _WINDOW - at]
            self._sound[:, at : at + fitting.shape[1]] = fitting
