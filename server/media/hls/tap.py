"""From the forwarder's tracks to a packager: listens to their packets and reports, and carries keyframe requests back.

Input: a room's ingests with the offset of each publisher's clock. Of a track with layers the best that arrives is taken;
for the small picture the least.
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
    """Of one track. `give` takes its packets; with `least` they are those of the smallest layer."""

    def __init__(
        self,
        tapped: Tapped,
        packager: Packager,
        wall: Callable[[], float],
        give: Callable[[TrackId, Packet], None],
        least: bool = False,
    ) -> None:
        self.ingest, self._offset = tapped
        self.layer: Layer | None = None
        self._give, self._least = give, least
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
        self._give(
            track,
            Packet(item.number, item.timestamp, bool(item.marker), item.payload, now, layer.ssrc, rotation),
        )

    def _choose(self, heard: Layer) -> None:
        layers = [each for each in self.ingest.layers.values() if each.is_alive(heard.heard)]
        if self._least:
            # What is only beginning has no rate yet.
            rated = [each for each in layers if each.bitrate > 0]
            self.layer = min(rated, key=lambda each: each.bitrate, default=heard)
            return
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
        self._taps: dict[tuple[TrackId, bool], _Tap] = {}

    def listen(self, tracks: Mapping[TrackId, Tapped], picture: TrackId | None = None) -> None:
        """Listen to exactly these from now on; `picture` is also listened to for the small one."""
        wanted = {(track, False): tapped for track, tapped in tracks.items()}
        if picture is not None and picture in tracks:
            wanted[picture, True] = tracks[picture]
        for key, tap in list(self._taps.items()):
            if key not in wanted or wanted[key].ingest is not tap.ingest:
                tap.ingest.taps.remove(tap)
                del self._taps[key]
        for key, tapped in wanted.items():
            if key not in self._taps:
                give = self._packager.small_packet if key[1] else self._packager.packet
                tap = self._taps[key] = _Tap(tapped, self._packager, self._wall, give, least=key[1])
                tapped.ingest.taps.append(tap)

    def want_keyframe(self, track: TrackId, small: bool = False) -> None:
        """Ask the publisher of a track for a keyframe, as the packager wishes."""
        tap = self._taps.get((track, small))
        if tap is not None and tap.layer is not None:
            tap.ingest.want_keyframe(tap.layer, self._clock())

    def close(self) -> None:
        """Listen to nothing."""
        self.listen({})
