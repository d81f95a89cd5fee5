"""The load of the media engine. Input: what the engine tells of itself through its port."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import Metric

from server.media.port import Stats
from server.metrics.families import counter, counters, gauges

# A subscriber that loses more than this share of packets sees it.
LOSSY = 0.05


def media(stats: Stats) -> Iterator[Metric]:
    """Tell an engine's stats."""
    yield counter("puente_media_cpu_seconds", "Processor time of the media engine.", stats.cpu)
    yield counters(
        "puente_media_packets",
        "RTP and RTCP packets on the wire.",
        ("direction",),
        {("in",): stats.packets_in, ("out",): stats.packets_out},
    )
    yield counters(
        "puente_media_dropped_packets",
        "Packets that the engine threw away, by reason.",
        ("reason",),
        {(reason,): count for reason, count in stats.dropped.items()},
    )
    tracks: Counter[tuple[str, ...]] = Counter()
    bitrates: Counter[tuple[str, ...]] = Counter()
    for each in stats.tracks:
        place = (each.track.room, each.track.source.value, each.track.kind.value)
        tracks[place] += 1
        bitrates[place] += sum(layer.bitrate for layer in each.layers)
    labels = ("room", "source", "kind")
    yield gauges("puente_media_tracks", "Published tracks.", labels, tracks)
    yield gauges("puente_media_bits_per_second", "What publishers send.", labels, bitrates)
    viewers: Counter[tuple[str, ...]] = Counter()
    lossy: Counter[tuple[str, ...]] = Counter()
    for viewer in stats.subscribers:
        viewers[viewer.room, "connected" if viewer.connected else "connecting"] += 1
        lossy[(viewer.room,)] += viewer.loss > LOSSY
    yield gauges("puente_media_viewers", "Peers that receive over WebRTC.", ("room", "state"), viewers)
    yield gauges("puente_media_lossy_viewers", "Viewers that lose over 5 % of packets.", ("room",), lossy)
