"""The media engine's load, by room; and an engine that does not answer."""

from __future__ import annotations

from dataclasses import replace

from rooms import ParticipantId
from server.media.port import (
    Kind,
    LayerStats,
    MediaRefused,
    ResourceId,
    Source,
    Stats,
    SubscriberStats,
    Track,
    TrackId,
    TrackStats,
)
from server.metrics.door import Metrics
from tests.server.metrics.conftest import samples
from tests.venue import ROOM

CAMERA = Track(TrackId("t1"), ROOM, ParticipantId("p1"), Source.CAMERA, Kind.VIDEO, "VP8")


class Engine:
    """An engine that tells what it is given, or fails."""

    def __init__(self, stats: Stats | None) -> None:
        self._stats = stats

    async def stats(self) -> Stats:
        if self._stats is None:
            raise MediaRefused("media.restarting")
        return self._stats


def viewer(number: int, connected: bool, loss: float) -> SubscriberStats:
    return SubscriberStats(
        ResourceId(f"s{number}"), ROOM, ParticipantId(f"v{number}"), connected, 0, loss, 0, 0, {}
    )


async def test_tracks_viewers_and_packets_are_told_by_room(metrics: Metrics) -> None:
    stats = Stats(
        7, 1.5, 100, 900, {"late": 2},
        (TrackStats(CAMERA, (LayerStats("l", 100_000, 1, 0, 0, 1), LayerStats("h", 900_000, 1, 0, 0, 1)), 2),),
        (viewer(1, True, 0.0), viewer(2, True, 0.2), viewer(3, False, 0.0)),
    )  # fmt: skip
    read = samples(await replace(metrics, engine=Engine(stats)).text())  # type: ignore[arg-type]
    assert read["puente_media_up",] == 1
    assert read["puente_media_packets_total", "out"] == 900
    assert read["puente_media_dropped_packets_total", "late"] == 2
    assert read["puente_media_tracks", "video", ROOM, "camera"] == 1
    assert read["puente_media_bits_per_second", "video", ROOM, "camera"] == 1_000_000
    assert read["puente_media_viewers", ROOM, "connected"] == 2
    assert read["puente_media_viewers", ROOM, "connecting"] == 1
    assert read["puente_media_lossy_viewers", ROOM] == 1


async def test_engine_that_does_not_answer_is_told_and_hides_nothing_else(metrics: Metrics) -> None:
    read = samples(await replace(metrics, engine=Engine(None)).text())  # type: ignore[arg-type]
    assert read["puente_media_up",] == 0
    assert ("puente_joins_total",) in read
