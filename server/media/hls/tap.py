"""From the forwarder's tracks to a packager: listens to their packets and reports, and carries keyframe requests back.

Input: a room's ingests with the offset of each publisher's clock. Of a track with layers the best that arrives is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from server.media.hls.feed import Packet
from server.media.hls.packager import Packager
from server.media.ingest import Ingest
from server.media.layers import Item, Layer
from server.media.port import TrackId

# From 1900, where NTP's time begins (RFC 5905 §6), to 1970.
_NTP_EPOCH = 2_208_988_800
_LOOK_S = 1.0
# Another layer must bring this much more before it is taken instead.
_BETTER = 1.5


class Tapped(NamedTuple):
    """A track to listen to. `offset` brings its publisher's NTP time to ours, in 1/2³² s; None before a report."""

    ingest: Ingest
    offset: Callable[[], int | None]


class _Tap:
    def __init__(self, tapped: Tapped, packager: Packager, wall: Callable[[], float]) -> None:
        self.ingest, self._offset = tapped
        self.layer: Layer | None = None
        self._packager = packager
        self._wall = wall
        self._looked = 0.0
        self._reported: dict[int, float] = {}

    def __call__(self, layer: Layer, item: Item) -> None:
        now = self._wall()
        if now - self._looked >= _LOOK_S or self.layer is None:
            self._looked = now
            self._choose(layer)
        if layer is not self.layer:
            return
        track = self.ingest.track.id
        if self._reported.get(layer.ssrc) != layer.clock_heard:
            self._reported[layer.ssrc] = layer.clock_heard
            self._report(track, layer)
        # Clockwise quarter turns are the two low bits (3GPP TS 26.114 §7.4.5).
        rotation = 90 * (item.orientation[0] & 3) if item.orientation else 0
        self._packager.packet(
            track,
            Packet(item.number, item.timestamp, bool(item.marker), item.payload, now, layer.ssrc, rotation),
        )

    def _choose(self, heard: Layer) -> None:
        layers = [each for each in self.ingest.layers.values() if each.is_alive(heard.heard)]
        best = max(layers, key=lambda each: each.bitrate, default=heard)
        current = self.layer
        if current is None or current not in layers or best.bitrate > _BETTER * current.bitrate:
            self.layer = best

    def _report(self, track: TrackId, layer: Layer) -> None:
        offset = self._offset()
        if offset is None or layer.clock_report is None:
            return
        ntp, timestamp = layer.clock_report
        self._packager.report(track, layer.ssrc, (ntp + offset) / (1 << 32) - _NTP_EPOCH, timestamp)


class Taps:
    """The taps of one packager. `wall` gives seconds since 1970, `clock` the engine's own time."""

    def __init__(self, packager: Packager, wall: Callable[[], float], clock: Callable[[], float]) -> None:
        self._packager = packager
        self._wall = wall
        self._clock = clock
        self._taps: dict[TrackId, _Tap] = {}

    def listen(self, tracks: Mapping[TrackId, Tapped]) -> None:
        """Listen to exactly these from now on."""
        for track, tap in list(self._taps.items()):
            wanted = tracks.get(track)
            if wanted is None or wanted.ingest is not tap.ingest:
                tap.ingest.taps.remove(tap)
                del self._taps[track]
        for track, wanted in tracks.items():
            if track not in self._taps:
                tap = self._taps[track] = _Tap(wanted, self._packager, self._wall)
                wanted.ingest.taps.append(tap)

    def want_keyframe(self, track: TrackId) -> None:
        """Ask the publisher of a track for a keyframe, as the packager wishes."""
        tap = self._taps.get(track)
        if tap is not None and tap.layer is not None:
            tap.ingest.want_keyframe(tap.layer, self._clock())

    def close(self) -> None:
        """Listen to nothing."""
        self.listen({})
