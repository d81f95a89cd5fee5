"""A section of a subscriber: the track that it carries, renumbered so that layers and tracks can follow each other.

Input: layers of ingests, requests of the subscriber. Source: RFC 3550 §7.1 and RFC 7667 §3.7 (selective forwarding).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from server.media import red, rtp, vp8
from server.media.allowance import Allowance
from server.media.extensions import AUDIO_LEVEL, ORIENTATION, SENT_AT
from server.media.fan import Fan
from server.media.layers import Item, Layer
from server.media.offers import Codec, Offered
from server.media.port import Kind, TrackId, Wanted
from server.media.rtcp import SenderInfo, sender_report
from server.media.srtp import Change
from server.media.transport import Transport

if TYPE_CHECKING:
    from server.media.ingest import Ingest

_HALF = 0x8000
_SPANS = 4
# Repairs: octets at once, and octets a second.
_REPAIR_BURST, _REPAIR_RATE = 150_000.0, 150_000.0


class Form(NamedTuple):
    """What a packet looks like for a group of viewers. `redundant` is RED's payload type; 0 means absent throughout."""

    ssrc: int
    payload_type: int
    redundant: int
    level: int
    orientation: int
    sent_at: int

    def build(self, item: Item) -> bytes:
        """The plain packet."""
        payload, payload_type = item.payload, self.payload_type
        if self.redundant and item.redundant is not None:
            payload, payload_type = red.retype(item.redundant, payload_type), self.redundant
        return rtp.build(
            payload_type,
            item.marker,
            item.number & 0xFFFF,
            item.timestamp,
            self.ssrc,
            payload,
            self._elements(item),
        )

    def _elements(self, item: Item) -> bytes:
        elements = b""
        if self.sent_at:
            # 24 bits of seconds with 18 of fraction, as receivers that estimate bandwidth expect.
            moment = int(time.time() * 262_144) & 0xFFFFFF
            elements = rtp.element(self.sent_at, moment.to_bytes(3, "big"))
        if self.level and item.level is not None:
            elements += rtp.element(self.level, item.level)
        if self.orientation and item.orientation is not None:
            elements += rtp.element(self.orientation, item.orientation)
        return elements


class Shift:
    """What a viewer's copies have added: to the sequence number, the timestamp, and VP8's picture and TL0 indices."""

    __slots__ = ("fan", "pictures", "sequence", "timestamp", "zeros")

    def __init__(self) -> None:
        self.sequence = self.timestamp = self.pictures = self.zeros = 0
        self.fan: Fan | None = None

    def __bool__(self) -> bool:
        return bool(self.sequence & 0xFFFF or self.timestamp or self.pictures or self.zeros)

    def __call__(self, view: memoryview) -> None:
        """Change the common packet in its buffer."""
        assert self.fan is not None
        self.apply(view, self.fan.item, self.fan.payload_at)

    def apply(self, view: memoryview | bytearray, item: Item, payload_at: int) -> None:
        """Change a plain packet that was built from `item`."""
        sequence = item.number + self.sequence & 0xFFFF
        timestamp = item.timestamp + self.timestamp & 0xFFFFFFFF
        view[2] = sequence >> 8
        view[3] = sequence & 255
        view[4:8] = timestamp.to_bytes(4, "big")
        if item.descriptor is not None:
            vp8.renumber(view, payload_at, item.descriptor, self.pictures, self.zeros)


class _Span(NamedTuple):
    """From this outgoing number on, packets came from this layer, shifted so."""

    begins: int
    layer: Layer
    form: Form
    shift: Shift


class Viewer:
    """One section of a subscriber's answer. Outgoing numbers are extended sequence numbers.

    `began` is called with the viewer and the layer's name each time it goes over to a layer.
    """

    def __init__(
        self,
        transport: Transport,
        offered: Offered,
        codecs: tuple[Codec, ...],
        ssrc: int,
        wanted: Wanted,
        began: Callable[[Viewer, str], None],
        now: float,
    ) -> None:
        self.transport = transport
        self.mid = offered.mid
        self.kind = Kind.AUDIO if offered.kind is Kind.AUDIO else Kind.VIDEO
        self.ssrc, self.repair_ssrc = ssrc, ssrc + 1
        self.wanted = wanted
        self._began = began
        self.ingest: Ingest | None = None
        self.layer: Layer | None = None
        self.target: Layer | None = None
        # The first packet of the layer that it was given, as the layer numbers it.
        self.first = 0
        self.packets = 0
        self.repaired = 0
        self._codecs = codecs
        self._extensions = offered.extensions
        self._fan: Fan | None = None
        self._joined = (0, 0)
        self._octets = 0
        self._spans: deque[_Span] = deque(maxlen=_SPANS)
        self._shift = Shift()
        self._last: tuple[int, int, float] | None = None
        self._pictures = (0, 0)
        self._repair_sequence = ssrc & 0x7FFF
        self._repairs = Allowance(_REPAIR_BURST, _REPAIR_RATE, now)
        self._codec: Codec | None = None

    @property
    def track(self) -> TrackId | None:
        return self.ingest.track.id if self.ingest is not None else None

    def change(self) -> Change | None:
        """How this viewer's copies differ from the common packet."""
        return self._shift if self._shift else None

    def fits(self, ingest: Ingest) -> bool:
        """Whether the section can carry the track."""
        return ingest.track.kind is self.kind and self._codec_for(ingest.codec) is not None

    def _codec_for(self, codec: Codec) -> Codec | None:
        same = [each for each in self._codecs if each.name.upper() == codec.name.upper()]
        if codec.name.upper() == "H264":
            return next((each for each in same if each.profile == codec.profile), same[0] if same else None)
        return same[0] if same else None

    def _form(self, codec: Codec) -> Form:
        redundant = next((each.payload_type for each in self._codecs if each.name.lower() == "red"), 0)
        audio = self.kind is Kind.AUDIO
        ids = self._extensions
        return Form(
            self.ssrc,
            codec.payload_type,
            redundant if audio else 0,
            ids.get(AUDIO_LEVEL, 0) if audio else 0,
            0 if audio else ids.get(ORIENTATION, 0),
            # Without RTX a repair is the same packet again, so nothing in it may depend on when it is sent.
            0 if audio or codec.repair is None else ids.get(SENT_AT, 0),
        )

    def begin(self, layer: Layer, item: Item, now: float) -> None:
        """Go over to a layer, with this packet as the first; for video it is a keyframe's first."""
        assert self.ingest is not None
        codec = self._codec_for(self.ingest.codec)
        assert codec is not None
        self.stop(now)
        shift = Shift()
        if self._last is None:
            # Begin in the lower half: a first packet that is lost must not hide that the numbers wrapped
            # (RFC 3711 §3.3.1).
            if item.number & _HALF:
                shift.sequence = -_HALF
        else:
            number, timestamp, moment = self._last
            shift.sequence = number + 1 - item.number
            passed = max(layer.clock // 100, int((now - moment) * layer.clock))
            shift.timestamp = timestamp + passed - item.timestamp & 0xFFFFFFFF
            if item.descriptor is not None:
                shift.pictures = self._pictures[0] + 1 - item.descriptor.picture & 0x7FFF
                shift.zeros = self._pictures[1] + 1 - item.descriptor.zero & 255
        form = self._form(codec)
        fan = layer.fans.get(form)
        if fan is None:
            fan = layer.fans[form] = Fan()
        shift.fan = fan
        self._shift, self._fan, self._codec, self.layer = shift, fan, codec, layer
        self._joined = (fan.packets, fan.octets)
        self._spans.append(_Span(item.number + shift.sequence, layer, form, shift))
        self.target, self.first = None, item.number
        fan.add(self, item.number)
        self._began(self, layer.name)

    def stop(self, now: float) -> None:
        """Receive nothing from now on; the numbering goes on where it stopped."""
        layer, fan = self.layer, self._fan
        if layer is None or fan is None:
            return
        self.packets, self._octets = self.sent()
        fan.remove(self)
        if not fan.receivers:
            layer.fans = {form: each for form, each in layer.fans.items() if each is not fan}
        newest = layer.newest
        if newest is not None and layer.highest is not None:
            shift = self._shift
            end = newest.timestamp + shift.timestamp & 0xFFFFFFFF
            self._last = (layer.highest + shift.sequence, end, layer.heard)
            if newest.descriptor is not None:
                picture, zero = newest.descriptor.picture, newest.descriptor.zero
                self._pictures = (picture + shift.pictures & 0x7FFF, zero + shift.zeros & 255)
        self.layer = self._fan = None

    def refresh(self) -> None:
        """The transport's address has changed."""
        if self._fan is not None:
            self._fan.refresh()

    def sent(self) -> tuple[int, int]:
        """Packets and octets of payload sent so far, repairs aside."""
        if self._fan is None:
            return self.packets, self._octets
        return (
            self.packets + self._fan.packets - self._joined[0],
            self._octets + self._fan.octets - self._joined[1],
        )

    def repair(self, sequences: list[int], now: float) -> int:
        """Send lost packets again, as RTX (RFC 4588) where it was agreed; how many were still there."""
        if self.layer is None or self.layer.highest is None:
            return 0
        near = self.layer.highest + self._shift.sequence
        done = 0
        for sequence in sequences:
            number = rtp.unwrap(sequence, near)
            span = next((each for each in reversed(self._spans) if each.begins <= number), None)
            item = span.layer.cached(number - span.shift.sequence) if span is not None else None
            if span is None or item is None or not self._repairs.take(now, len(item.payload)):
                continue
            self._resend(span, item)
            done += 1
        self.repaired += done
        return done

    def _resend(self, span: _Span, item: Item) -> None:
        repair = self._codec.repair if self._codec is not None else None
        plain = span.form.build(item)
        packet = bytearray(plain)
        start = len(plain) - len(item.payload)
        span.shift.apply(packet, item, start)
        if repair is None:
            self.transport.send_packet(bytes(packet))
            return
        original = bytes(packet[2:4])
        packet[1] = item.marker | repair
        packet[2:4] = (self._repair_sequence & 0xFFFF).to_bytes(2, "big")
        packet[8:12] = self.repair_ssrc.to_bytes(4, "big")
        self._repair_sequence += 1
        self.transport.send_packet(bytes(packet[:start]) + original + bytes(packet[start:]))

    def forward_late(self, item: Item) -> None:
        """Send a packet that came after newer ones, unless it belongs before what this viewer was given."""
        if self._fan is not None and item.number >= self.first:
            packet = bytearray(self._spans[-1].form.build(item))
            self._shift.apply(packet, item, len(packet) - len(item.payload))
            self.transport.send_packet(bytes(packet))

    def clock_report(self, offset: int) -> bytes | None:
        """A sender report in this viewer's timestamps; `offset` brings the publisher's clock to the engine's."""
        if self.layer is None or self.layer.clock_report is None:
            return None
        ntp, timestamp = self.layer.clock_report
        packets, octets = self.sent()
        return sender_report(
            SenderInfo(self.ssrc, ntp + offset, timestamp + self._shift.timestamp, packets, octets)
        )
