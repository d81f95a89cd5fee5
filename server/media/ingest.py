"""A published track: its layers, and each packet's way from them to the viewers. Input: packets of one publisher.

The path from `take` to the socket awaits nothing. Video is never decoded; a payload is only looked at for keyframes.
"""

from __future__ import annotations

from collections.abc import Callable

from server.media import h264, red, rtcp, rtp, vp8
from server.media.extensions import AUDIO_LEVEL, ORIENTATION
from server.media.fan import Exit
from server.media.layers import Item, Layer
from server.media.offers import Codec
from server.media.port import KeyframeWanted, Kind, LayerStats, Notification, Track, TrackStats
from server.media.viewer import Viewer

# A publisher's encoder is asked for keyframes at most this often.
KEYFRAME_S = 0.3
_SILENCE = 127

# Sees every kept packet of a track: the layer and the packet. It must not block.
Tap = Callable[[Layer, Item], None]


class Ingest:
    """One track of a publisher. `send_control` writes RTCP to the publisher, whose own SSRC is `sender`."""

    def __init__(
        self,
        track: Track,
        codec: Codec,
        redundant: Codec | None,
        extensions: dict[str, int],
        way_out: Exit,
        send_control: Callable[[bytes], None],
        tell: Callable[[Notification], None],
        sender: int,
    ) -> None:
        self.track = track
        self.codec = codec
        self.layers: dict[str, Layer] = {}
        self.viewers: list[Viewer] = []
        self.taps: list[Tap] = []
        self.level = _SILENCE
        self.level_heard = False
        self._redundant = redundant.payload_type if redundant is not None else None
        self._level_id = extensions.get(AUDIO_LEVEL)
        self._orientation_id = extensions.get(ORIENTATION)
        self._exit = way_out
        self._send_control = send_control
        self._tell = tell
        self._sender = sender
        self._requests = 0
        self._video = track.kind is Kind.VIDEO
        self._vp8 = codec.name.upper() == "VP8"

    def layer(self, name: str, ssrc: int) -> Layer:
        """The layer of that name, made when its first packet arrives."""
        layer = self.layers.get(name)
        if layer is None or layer.ssrc != ssrc:
            former = layer
            layer = self.layers[name] = Layer(name, ssrc, self.codec.clock)
            self._succeed(former, layer)
        return layer

    def _succeed(self, former: Layer | None, layer: Layer) -> None:
        """Viewers of a layer whose SSRC has changed, and those without any, go over to the new one."""
        for viewer in self.viewers:
            if viewer.transport.association is None:
                continue
            if viewer.target is former or (viewer.layer is former and viewer.target is None):
                viewer.target = None
                self.aim(viewer, layer)

    def aim(self, viewer: Viewer, layer: Layer) -> None:
        """Let a viewer go over to a layer as soon as it can: with audio at once, with video at a keyframe."""
        if viewer.target is not None:
            if viewer.target is layer:
                return
            viewer.target.waiting.remove(viewer)
            viewer.target = None
        if viewer.layer is layer:
            return
        viewer.target = layer
        layer.waiting.append(viewer)
        layer.keyframe_wanted = self._video

    def release(self, viewer: Viewer, now: float) -> None:
        """The viewer carries this track no more."""
        if viewer.target is not None:
            viewer.target.waiting.remove(viewer)
            viewer.target = None
        viewer.stop(now)
        viewer.ingest = None
        self.viewers.remove(viewer)

    def take(
        self, layer: Layer, data: bytes, header: rtp.Header, sequence: int, start: int, now: float
    ) -> None:
        """A packet arrived: `sequence` and `start` are those of the original where this is a repair."""
        item = Item(layer.place(sequence), header.timestamp, header.marker, data[start : header.end])
        if self._video:
            self._look(item)
            found = header.extensions.get(self._orientation_id) if self._orientation_id else None
            if found is not None:
                item.orientation = data[found[0] : found[0] + 1]
        else:
            found = header.extensions.get(self._level_id) if self._level_id else None
            if found is not None:
                item.level = data[found[0] : found[0] + 1]
                self.level, self.level_heard = item.level[0] & 127, True
            if header.payload_type == self._redundant and not self._unfold(layer, item, now):
                return
        self._pass(layer, item, now)

    def _look(self, item: Item) -> None:
        if self._vp8:
            descriptor = vp8.parse(item.payload)
            if descriptor is not None:
                item.descriptor = descriptor
                item.keyframe = vp8.is_keyframe(item.payload, descriptor)
        else:
            item.keyframe = h264.is_keyframe(item.payload)

    def _unfold(self, layer: Layer, item: Item, now: float) -> bool:
        """Take the primary block out of redundant audio; what was lost before it is repaired from the others."""
        found = red.parse(item.payload)
        if found is None:
            return False
        item.redundant, item.payload = item.payload, found[-1].payload
        for back, block in enumerate(reversed(found[:-1]), start=1):
            number = item.number - back
            if (
                block.payload
                and layer.highest is not None
                and layer.highest < number
                and layer.cached(number) is None
            ):
                lost = Item(number, item.timestamp - block.earlier & 0xFFFFFFFF, 0, block.payload)
                layer.repaired += 1
                self._pass(layer, lost, now)
        return True

    def _pass(self, layer: Layer, item: Item, now: float) -> None:
        """Keep a packet and send it to every viewer of its layer."""
        if not layer.keep(item, now):
            return
        if item.keyframe:
            layer.keyframes += 1
            layer.keyframe_wanted = False
        if layer.waiting and (item.keyframe or not self._video) and item is layer.newest:
            for viewer in layer.waiting:
                viewer.begin(layer, item, now)
            layer.waiting.clear()
        forward = self._exit.forward
        for form, fan in layer.fans.items():
            forward(item, form.build(item), fan)
        for tap in self.taps:
            tap(layer, item)

    def want_keyframe(self, layer: Layer, now: float) -> None:
        """Ask for a keyframe now, or as soon as the throttle allows."""
        layer.keyframe_wanted = True
        self.ask(layer, now)

    def ask(self, layer: Layer, now: float) -> None:
        """Ask for the keyframe that is wanted, unless one was asked for a moment ago."""
        if not layer.keyframe_wanted or now - layer.asked < KEYFRAME_S:
            return
        layer.asked = now
        if "nack pli" in self.codec.feedback:
            self._send_control(rtcp.pli(self._sender, layer.ssrc))
        else:
            self._requests += 1
            self._send_control(rtcp.fir(self._sender, layer.ssrc, self._requests))
        self._tell(KeyframeWanted(self.track.id, layer.name))

    def stats(self) -> TrackStats:
        """What the track's layers did so far."""
        return TrackStats(
            self.track,
            tuple(
                LayerStats(each.name, each.bitrate, each.received, each.lost, each.repaired, each.keyframes)
                for each in self.layers.values()
            ),
            len(self.viewers),
        )
