"""A subscriber: one peer that receives tracks in the sections of its offer.

Input: its offer, then its control packets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from server.media import answers, rtcp
from server.media.allocation import Choice, Ladder, allocate
from server.media.answers import Accepted, Outgoing
from server.media.channels import is_channel
from server.media.estimate import Estimate
from server.media.ingest import Ingest
from server.media.mux import Mux
from server.media.offers import Offer, Offered
from server.media.port import (
    Kind,
    LayerChosen,
    MediaRefused,
    Notification,
    ResourceId,
    Section,
    Subscribe,
    SubscriberStats,
    TrackId,
    Wanted,
)
from server.media.transport import Transport
from server.media.viewer import Viewer

_ALLOCATE_S = 1.0
# Browsers check a path every two or three seconds; who was not heard for this long is probably gone.
_SILENT_S = 8.0


class Subscriber:
    """`find` gives a room's track by its id, or None; `gone` is called with a reason when the peer has ended.

    Sections of all subscribers share SSRCs by their place (`first_ssrc` + 2 · place), so that they can share packets.
    """

    def __init__(
        self,
        resource: ResourceId,
        request: Subscribe,
        offer: Offer,
        mux: Mux,
        find: Callable[[TrackId], Ingest | None],
        tell: Callable[[Notification], None],
        gone: Callable[[Subscriber, str], None],
        first_ssrc: int,
        now: float,
    ) -> None:
        self.resource = resource
        self.request = request
        self.viewers: dict[str, Viewer] = {}
        self.live = False
        self.follows = request.wanted is None
        self._find, self._tell, self._gone = find, tell, gone
        self._estimate = Estimate()
        self._ladders: dict[str, Ladder] = {}
        self._allocated = self._reported = now
        self._by_ssrc: dict[int, Viewer] = {}
        self.transport = Transport(mux, offer.fingerprints, self, now)
        try:
            self.accepted = self._accept(offer, first_ssrc, now)
        except MediaRefused:
            self.transport.close("refused")
            raise

    def _accept(self, offer: Offer, first_ssrc: int, now: float) -> list[Accepted]:
        wanted = list(self.request.wanted or ())
        accepted, ordinals = [], {"audio": 0, "video": 0}
        for place, offered in enumerate(offer.sections):
            codecs = answers.to_send(offered) if offered.kind and offered.receives else ()
            if not codecs or offered.kind is None:
                accepted.append(Accepted(offered))
                continue
            viewer = Viewer(
                self.transport,
                offered,
                codecs,
                first_ssrc + 2 * place,
                self._next(wanted, offered),
                self._receiving,
                now,
            )
            # The n-th picture and the n-th sound belong together: browsers keep a stream's tracks in step.
            ordinals[offered.kind] += 1
            name = f"stage-{ordinals[offered.kind]}"
            outgoing = Outgoing(viewer.ssrc, viewer.repair_ssrc, name, f"{name}-{offered.kind}")
            self.viewers[offered.mid] = viewer
            self._ladders[offered.mid] = Ladder()
            self._by_ssrc[viewer.ssrc] = self._by_ssrc[viewer.repair_ssrc] = viewer
            accepted.append(Accepted(offered, codecs, (), outgoing))
        if not self.viewers:
            raise MediaRefused("media.codec", kind="any")
        if wanted:
            raise MediaRefused("media.track", track=wanted[0].track or "")
        return accepted

    def _next(self, wanted: list[Wanted], offered: Offered) -> Wanted:
        """Take the first wanted track of the section's kind."""
        for each in wanted:
            ingest = self._find(each.track) if each.track is not None else None
            if is_channel(each.track):
                if offered.kind is not Kind.AUDIO:
                    continue
                wanted.remove(each)
                return each
            if each.track is not None and ingest is None:
                raise MediaRefused("media.track", track=each.track)
            if ingest is None or ingest.track.kind is offered.kind:
                wanted.remove(each)
                return each
        return Wanted()

    def sections(self) -> tuple[Section, ...]:
        """The sections as an answer tells them."""
        return tuple(
            Section(viewer.mid, viewer.kind, viewer.wanted.track) for viewer in self.viewers.values()
        )

    def offer_tracks(self, ingests: Iterable[Ingest], now: float) -> None:
        """Tracks are there: take those that are wanted, and any where the subscriber follows the room."""
        for ingest in ingests:
            viewers = list(self.viewers.values())
            held = any(each.wanted.track == ingest.track.id for each in viewers)
            free = next(
                (
                    each
                    for each in viewers
                    if each.fits(ingest) and each.ingest is None and each.wanted.track is None
                ),
                None,
            )
            if self.follows and not held and free is not None and not ingest.track.aside:
                free.wanted = Wanted(ingest.track.id, free.wanted.layer)
            for viewer in viewers:
                if viewer.wanted.track == ingest.track.id:
                    self._carry(viewer, ingest, now)

    def lose_track(self, ingest: Ingest, now: float) -> None:
        """A track ended. A section that followed the room is free again; one that wanted it waits for its return."""
        for viewer in self.viewers.values():
            if viewer.ingest is ingest:
                ingest.release(viewer, now)
                if self.follows:
                    viewer.wanted = Wanted(None, viewer.wanted.layer)

    def choose(self, mid: str, wanted: Wanted, now: float) -> None:
        """Carry another track or layer in a section. Raises MediaRefused media.track."""
        viewer = self.viewers.get(mid)
        if viewer is None:
            raise MediaRefused("media.track", section=mid)
        ingest = self._find(wanted.track) if wanted.track is not None else None
        absent = ingest is None and not (is_channel(wanted.track) and viewer.kind is Kind.AUDIO)
        if wanted.track is not None and (absent or not (ingest is None or viewer.fits(ingest))):
            raise MediaRefused("media.track", track=wanted.track)
        if ingest is not None and wanted.layer is not None and wanted.layer not in ingest.track.layers:
            raise MediaRefused("media.track", layer=wanted.layer)
        self.follows = False
        viewer.wanted = wanted
        if viewer.ingest is not None and viewer.ingest is not ingest:
            viewer.ingest.release(viewer, now)
        if ingest is not None:
            self._carry(viewer, ingest, now)

    def follow(self, channel: TrackId, ingest: Ingest | None, now: float) -> None:
        """A channel is heard from this track now, or from none: sections that want the channel go over."""
        for viewer in self.viewers.values():
            if viewer.wanted.track != channel:
                continue
            if ingest is not None:
                self._carry(viewer, ingest, now)
            elif viewer.ingest is not None:
                viewer.ingest.release(viewer, now)

    def _carry(self, viewer: Viewer, ingest: Ingest, now: float) -> None:
        if viewer.ingest is not ingest:
            if not viewer.fits(ingest):
                return
            if viewer.ingest is not None:
                viewer.ingest.release(viewer, now)
            viewer.ingest = ingest
            ingest.viewers.append(viewer)
            self._ladders[viewer.mid] = Ladder()
        if self.live:
            self._allocate(now)

    def connected(self) -> None:
        self.live = True
        self._allocate(self.transport.heard)

    def _allocate(self, now: float) -> None:
        """Aim every section at a layer: the pinned one where it is alive, else what the estimate allows."""
        self._allocated = now
        open_sections: list[tuple[Viewer, list[Choice]]] = []
        fixed = 0
        for viewer in self.viewers.values():
            ingest = viewer.ingest
            if ingest is None:
                continue
            # A picture that does not move, or someone who does not speak, may send nothing for a while.
            known = list(ingest.layers.values())
            layers = [each for each in known if each.is_alive(now)] or known
            pinned = next((each for each in layers if each.name == viewer.wanted.layer), None)
            if pinned is not None or len(layers) == 1:
                only = pinned or layers[0]
                fixed += only.bitrate
                self._aim(viewer, only.name, now)
            elif layers:
                # A layer that has only just begun has no measure yet, and would seem to cost nothing.
                measured = [each for each in layers if each.bitrate] or layers
                open_sections.append((viewer, [Choice(each.name, each.bitrate) for each in measured]))
        chosen = allocate(
            self._estimate.bitrate(),
            self._estimate.loss,
            fixed,
            [(self._ladders[viewer.mid], choices) for viewer, choices in open_sections],
            now,
        )
        for (viewer, _), name in zip(open_sections, chosen, strict=True):
            if name is not None:
                self._aim(viewer, name, now)

    def _aim(self, viewer: Viewer, name: str, now: float) -> None:
        ingest = viewer.ingest
        assert ingest is not None
        layer = ingest.layers[name]
        if viewer.target is layer or (viewer.layer is layer and viewer.target is None):
            return
        ingest.aim(viewer, layer)
        ingest.ask(layer, now)

    def _receiving(self, viewer: Viewer, layer: str) -> None:
        if viewer.track is not None:
            self._tell(LayerChosen(self.resource, viewer.mid, viewer.track, layer))

    def moved(self) -> None:
        for viewer in self.viewers.values():
            viewer.refresh()

    def packet(self, data: bytes, now: float) -> None:
        """Subscribers send nothing; what comes is ignored."""

    def ended(self, reason: str) -> None:
        now = self.transport.heard
        for viewer in self.viewers.values():
            if viewer.ingest is not None:
                viewer.ingest.release(viewer, now)
        self._gone(self, reason)

    def control(self, data: bytes, now: float) -> None:
        for part in rtcp.parts(data):
            if part.type in (rtcp.RECEIVER_REPORT, rtcp.SENDER_REPORT):
                self._note_reports(rtcp.blocks(part), now)
            elif part.type == rtcp.PAYLOAD_FEEDBACK and part.format == rtcp.APPLICATION:
                limit = rtcp.bitrate_limit(part)
                if limit is not None:
                    self._estimate.note_limit(limit, self._sending(), now)
            elif part.type in (rtcp.TRANSPORT_FEEDBACK, rtcp.PAYLOAD_FEEDBACK):
                viewer = self._by_ssrc.get(rtcp.feedback_target(part) or 0)
                if viewer is None:
                    continue
                if part.type == rtcp.PAYLOAD_FEEDBACK and part.format in (rtcp.PLI, rtcp.FIR):
                    layer = viewer.target or viewer.layer
                    if viewer.ingest is not None and layer is not None:
                        viewer.ingest.want_keyframe(layer, now)
                elif part.type == rtcp.TRANSPORT_FEEDBACK and part.format == rtcp.NACK:
                    viewer.repair(rtcp.lost_sequences(part), now)

    def _note_reports(self, reports: Sequence[rtcp.Block], now: float) -> None:
        fractions = [each.fraction / 256 for each in reports if each.ssrc in self._by_ssrc]
        if fractions:
            self._estimate.note_loss(max(fractions), self._sending(), now)

    def _sending(self) -> int:
        return sum(viewer.layer.bitrate for viewer in self.viewers.values() if viewer.layer is not None)

    def tick(self, now: float, clock_offset: Callable[[Ingest], int | None]) -> None:
        """Send reports and look at the layers again. Called about once a second."""
        self.transport.tick(now)
        if not self.live:
            return
        for viewer in self.viewers.values():
            offset = clock_offset(viewer.ingest) if viewer.ingest is not None else None
            report = viewer.clock_report(offset) if offset is not None else None
            if report is not None:
                self.transport.send_control(report)
        if now - self._allocated >= _ALLOCATE_S * 0.9:
            self._allocate(now)

    def stats(self, now: float) -> SubscriberStats:
        """How the subscriber fares. Who is not heard any more counts as gone, long before consent has ended."""
        viewers = self.viewers.values()
        return SubscriberStats(
            self.resource,
            self.request.room,
            self.request.subscriber,
            self.live and now - self.transport.heard < _SILENT_S,
            self._estimate.bitrate() or 0,
            round(self._estimate.loss, 4),
            sum(viewer.sent()[0] for viewer in viewers),
            sum(viewer.repaired for viewer in viewers),
            {viewer.mid: viewer.layer.name for viewer in viewers if viewer.layer is not None},
            tuple(wanted for viewer in viewers if is_channel(wanted := viewer.wanted.track) and wanted),
        )
