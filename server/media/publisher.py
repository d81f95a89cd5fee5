"""A publisher: one peer that sends tracks. Input: its offer, then its packets and control packets.

It learns which SSRC belongs to which track and layer, repairs the way to the engine (NACK, RTX), and tells the
publisher what arrived.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from server.media import answers, rtcp, rtp
from server.media.extensions import MID, REPAIRED_RID, RID, TRANSPORT_CC
from server.media.fan import Exit
from server.media.ingest import Ingest
from server.media.layers import Layer
from server.media.offers import Codec, Offer, Offered
from server.media.port import Kind, MediaRefused, Notification, Publish, ResourceId, Source, Track, TrackId
from server.media.transport import Transport
from server.media.twcc import Arrivals

if TYPE_CHECKING:
    from server.media.mux import Mux

_PATIENCE_S = 0.06
_REPORT_S = 1.0
_MOST_SSRCS = 64
# A publisher that was not heard for this long gives way to another of the same source.
STALE_S = 3.0
# The tracks of a source, in the order in which an offer's sections take them.
_KINDS = {
    Source.CAMERA: (Kind.VIDEO,),
    Source.MICROPHONE: (Kind.AUDIO,),
    Source.SCREEN: (Kind.VIDEO, Kind.AUDIO),
}


class Publisher:
    """`began` is called when it is connected, `gone` with a reason when it has ended."""

    def __init__(
        self,
        resource: ResourceId,
        request: Publish,
        offer: Offer,
        mux: Mux,
        way_out: Exit,
        tell: Callable[[Notification], None],
        began: Callable[[Publisher], None],
        gone: Callable[[Publisher, str], None],
        now: float,
    ) -> None:
        self.resource = resource
        self.request = request
        self.ingests: list[Ingest] = []
        self.live = False
        self.ssrc = secrets.randbits(32)
        self._began, self._gone, self._tell = began, gone, tell
        self._exit = way_out
        self._by_ssrc: dict[int, tuple[Ingest, Layer]] = {}
        self._by_mid: dict[str, Ingest] = {}
        self._by_type: dict[int, list[Ingest]] = {}
        self._repairs: dict[int, int] = {}
        self._ids: dict[str, int] = {}
        self._layers: dict[Ingest, tuple[str, ...]] = {}
        self._announced: dict[int, tuple[Ingest, bool]] = {}
        self.accepted = self._accept(offer)
        self._transport_cc = self._ids.get(TRANSPORT_CC)
        self._arrivals = Arrivals(self.ssrc)
        self._reported = now
        # From the publisher's clock to the engine's, set by its first report: all its tracks keep in step.
        self.clock_offset: int | None = None
        self.transport = Transport(mux, offer.fingerprints, self, now)

    def _accept(self, offer: Offer) -> list[answers.Accepted]:
        free = [(source, kind) for source in self.request.sources for kind in _KINDS[source]]
        accepted = []
        for offered in offer.sections:
            found = next((each for each in free if each[1] is offered.kind), None) if offered.sends else None
            if found is None:
                accepted.append(answers.Accepted(offered))
                continue
            codecs = answers.to_receive(offered, self.request.codecs)
            if not codecs:
                raise MediaRefused("media.codec", kind=found[1].value)
            free.remove(found)
            self._add(found[0], offered, codecs)
            accepted.append(answers.Accepted(offered, codecs, offered.layers))
        if not self.ingests:
            raise MediaRefused("media.sdp", reason="nothing is sent that was asked for")
        return accepted

    def _add(self, source: Source, offered: Offered, codecs: tuple[Codec, ...]) -> None:
        assert offered.kind is not None
        codec = codecs[-1]
        participant = self.request.publisher
        track = Track(
            TrackId(f"{participant}/{source}/{offered.kind}"),
            self.request.room,
            participant,
            source,
            offered.kind,
            codec.name,
            offered.layers,
            self.request.aside,
        )
        ingest = Ingest(
            track,
            codec,
            codecs[0] if len(codecs) > 1 else None,
            offered.extensions,
            self._exit,
            self._send_control,
            self._tell,
            self.ssrc,
        )
        self.ingests.append(ingest)
        self._by_mid[offered.mid] = ingest
        self._layers[ingest] = offered.layers
        self._ids.update(offered.extensions)
        for each in codecs:
            self._by_type.setdefault(each.payload_type, []).append(ingest)
            if each.repair is not None:
                self._repairs[each.repair] = each.payload_type
        for ssrc, repair in offered.ssrcs if not offered.layers else ():
            self._announced[ssrc] = (ingest, False)
            if repair is not None:
                self._announced[repair] = (ingest, True)

    def _send_control(self, packet: bytes) -> None:
        self.transport.send_control(packet)

    def connected(self) -> None:
        self.live = True
        self._began(self)

    def moved(self) -> None:
        """Nothing depends on a publisher's address."""

    def ended(self, reason: str) -> None:
        self._gone(self, reason)

    def packet(self, data: bytes, now: float) -> None:
        header = rtp.parse(data)
        if header is None:
            self.transport.dropped["rtp"] += 1
            return
        if self._transport_cc is not None:
            found = header.extensions.get(self._transport_cc)
            if found is not None and found[1] >= 2:
                number = data[found[0]] << 8 | data[found[0] + 1]
                self._arrivals.note(number, header.ssrc, int(now * 1e6))
        known = self._by_ssrc.get(header.ssrc) or self._learn(data, header)
        if known is None:
            # Neither a track nor a layer of the offer, or too many SSRCs to be true.
            self.transport.dropped["rtp.ssrc"] += 1
            return
        ingest, layer = known
        sequence, start = header.sequence, header.start
        if header.payload_type in self._repairs:
            # RFC 4588 §4: the original number precedes the payload. Without a payload it is a probe for bandwidth.
            if header.end - start <= 2 or layer.highest is None:
                return
            sequence, start = data[start] << 8 | data[start + 1], start + 2
            if layer.cached(layer.place(sequence)) is not None:
                return
            layer.repaired += 1
        before = layer.highest
        ingest.take(layer, data, header, sequence, start, now)
        if before is not None and layer.highest is not None and layer.highest - before > 1:
            self._nack(ingest, layer, now)

    def _learn(self, data: bytes, header: rtp.Header) -> tuple[Ingest, Layer] | None:
        """Find the track and layer of a new SSRC: by MID and RID, by the offer's ssrc lines, by its payload type."""
        if len(self._by_ssrc) >= _MOST_SSRCS:
            return None
        is_repair = header.payload_type in self._repairs
        base = self._repairs.get(header.payload_type, header.payload_type)
        name = self._text(data, header, REPAIRED_RID if is_repair else RID)
        ingest = self._by_mid.get(self._text(data, header, MID))
        if ingest is None and header.ssrc in self._announced:
            ingest = self._announced[header.ssrc][0]
        if ingest is None:
            same = self._by_type.get(base, [])
            ingest = same[0] if len(same) == 1 else None
        if ingest is None or ingest not in self._by_type.get(base, ()):
            return None
        names = self._layers[ingest]
        if names and name not in names:
            return None
        name = name if names else ""
        if is_repair:
            layer = ingest.layers.get(name)
            if layer is None:
                return None
            layer.repair_ssrc = header.ssrc
        else:
            layer = ingest.layer(name, header.ssrc)
        self._by_ssrc[header.ssrc] = (ingest, layer)
        return ingest, layer

    def _text(self, data: bytes, header: rtp.Header, uri: str) -> str:
        found = header.extensions.get(self._ids.get(uri, 0))
        return data[found[0] : found[0] + found[1]].decode("ascii", "replace") if found else ""

    def control(self, data: bytes, now: float) -> None:
        for part in rtcp.parts(data):
            if part.type == rtcp.SENDER_REPORT:
                info = rtcp.sender_info(part)
                known = self._by_ssrc.get(info.ssrc) if info is not None else None
                if info is not None and known is not None and known[1].ssrc == info.ssrc:
                    if self.clock_offset is None:
                        self.clock_offset = rtcp.to_ntp(time.time()) - info.ntp
                    known[1].note_clock(info.ntp, info.timestamp, now)

    def _nack(self, ingest: Ingest, layer: Layer, now: float) -> None:
        if "nack" not in ingest.codec.feedback:
            return
        lost = layer.lost_now(now, _PATIENCE_S)
        if lost:
            self._send_control(rtcp.nack(self.ssrc, layer.ssrc, lost))

    def _all_layers(self) -> Iterable[tuple[Ingest, Layer]]:
        return [(ingest, layer) for ingest in self.ingests for layer in ingest.layers.values()]

    def tick(self, now: float) -> None:
        """Send what is due: feedback, repeated requests, reports. Called some twenty times a second."""
        feedback = self._arrivals.feedback() if self._transport_cc is not None else None
        if feedback is not None:
            self._send_control(feedback)
        for ingest, layer in self._all_layers():
            self._nack(ingest, layer, now)
            ingest.ask(layer, now)
        if now - self._reported >= _REPORT_S:
            self._reported = now
            found = [layer.report(now) for _, layer in self._all_layers()]
            reports = [each for each in found if each is not None]
            if reports:
                self._send_control(rtcp.receiver_report(self.ssrc, reports))


def giving_way(publishers: Iterable[Publisher], request: Publish, now: float) -> list[Publisher]:
    """Those that must give way to a new one: asked to, or without a sign of life. Raises MediaRefused media.taken."""
    found = []
    for other in publishers:
        theirs = other.request
        held = {ingest.track.source for ingest in other.ingests} & set(request.sources)
        if (theirs.room, theirs.publisher) == (request.room, request.publisher) and held:
            if not request.replace and now - other.transport.heard < STALE_S:
                raise MediaRefused("media.taken", source=min(held))
            found.append(other)
    return found
