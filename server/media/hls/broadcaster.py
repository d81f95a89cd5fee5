"""One room's broadcast as an engine runs it: packager, desk in its thread, taps on the room's tracks. Input: a plan, and
the room's ingests, again whenever one comes or goes. Everything happens in the running loop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from server.media.hls.desk_thread import DeskThread
from server.media.hls.feed import Plan
from server.media.hls.packager import Packager
from server.media.hls.products import PART, Emit
from server.media.hls.tap import Tapped, Taps
from server.media.port import TrackId

# What browsers play in fragmented MP4. A picture in VP8 is not: publishers are asked for H.264 first.
PICTURE = "H264"
CODECS = (PICTURE, "OPUS")


class Broadcaster:
    """`wall` gives seconds since 1970, `clock` the engine's own time. Products are given to `emit`.

    `unsuitable` are tracks of the plan that cannot be broadcast because of their codec.
    """

    def __init__(
        self,
        plan: Plan,
        emit: Emit,
        wall: Callable[[], float],
        clock: Callable[[], float],
        part: float = PART,
    ) -> None:
        self.unsuitable: frozenset[TrackId] = frozenset()
        self._wall = wall
        self._plan = plan
        self._tracks: Mapping[TrackId, Tapped] = {}
        # Dates in a playlist tell whole milliseconds.
        origin = round(wall() if plan.since is None else plan.since, 3)
        self._packager = Packager(
            plan, origin, emit, self._want_keyframe, self._want_small_keyframe, DeskThread, part=part
        )
        self._taps = Taps(self._packager, wall, clock)

    def aim(self, plan: Plan) -> None:
        """Broadcast this from now on."""
        self._plan = plan
        self._packager.aim(plan)
        self.listen(self._tracks)

    def listen(self, tracks: Mapping[TrackId, Tapped]) -> None:
        """These are the room's tracks now; those that the plan names are listened to."""
        self._tracks = tracks
        wanted = {track for channel in self._plan.channels for track in channel.heard}
        wanted |= {track for track in (self._plan.picture, self._plan.beside) if track is not None}
        found = {track: tracks[track] for track in sorted(wanted) if track in tracks}
        fitting = {track: each for track, each in found.items() if each.ingest.codec.name.upper() in CODECS}
        self.unsuitable = frozenset(found) - frozenset(fitting)
        self._taps.listen(fitting, self._plan.picture)

    def tick(self) -> None:
        """Go on; to be called some twenty times a second."""
        self._packager.tick(self._wall())

    def close(self) -> None:
        """End the broadcast; the last segments are given out."""
        self._taps.close()
        self._packager.close()

    def _want_keyframe(self, track: TrackId) -> None:
        self._taps.want_keyframe(track)

    def _want_small_keyframe(self, track: TrackId) -> None:
        self._taps.want_keyframe(track, small=True)
