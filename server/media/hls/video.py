"""The picture's rendition: pictures of the track that is aimed at become samples; a still stands in where there are none.

Input: packets and sender reports of video tracks, a plan's choice among them, and the time, some twenty times a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from server.media.hls import h264
from server.media.hls.boxes import VIDEO_RATE, Sample, h264_init
from server.media.hls.cutter import Cutter
from server.media.hls.feed import Packet, WantKeyframe
from server.media.hls.products import LONGEST_SEGMENT, SEGMENT
from server.media.hls.reorder import Reorder
from server.media.hls.still import still
from server.media.hls.timeline import Timeline
from server.media.port import TrackId

# How long a repair may take; a player is further behind than that.
_PATIENCE_S = 0.25
# A keyframe is asked for this long before a segment should end, and again this often.
_EARLY_S, _AGAIN_S = 0.1, 0.5
# A slide that does not change gives a picture a second; a keyframe keeps its parts short.
_PAUSE_S = 0.4
_ABSENT_S = 1.5
_STILL_STEP = VIDEO_RATE // 5
# Pictures stand at whole milliseconds, as a playlist's dates do, by which players lay them beside the sounds.
_MS = VIDEO_RATE // 1000
# The still stays this far behind, so that a picture on its way finds its place free.
_STILL_LAG_S = 0.3


class _Intake:
    """One track's way from packets to pictures with the time of each, in seconds since 1970."""

    def __init__(self, stream: int) -> None:
        self.stream = stream
        self.timeline = Timeline(VIDEO_RATE)
        self.pictures = h264.Pictures()
        self.asked = 0.0
        self._reorder = Reorder(_PATIENCE_S)

    def push(self, packet: Packet) -> list[tuple[h264.Picture, float]]:
        return self._read(self._reorder.push(packet))

    def expire(self, now: float) -> list[tuple[h264.Picture, float]]:
        return self._read(self._reorder.expire(now))

    def _read(self, due: Iterable[tuple[Packet, bool]]) -> list[tuple[h264.Picture, float]]:
        found = []
        for packet, missing in due:
            for picture in self.pictures.push(packet, missing):
                found.append((picture, self.timeline.time_of(picture.timestamp, picture.arrived)))
        return found


class Video:
    """Samples for one cutter. `broken` is called when the pictures do not continue: the sounds must be cut as well.

    Without it the pictures go along with others: they tell a discontinuity where those do (`follow`), and none of their
    own, so that one playlist of sounds fits both.
    """

    def __init__(
        self,
        cutter: Cutter,
        origin: float,
        want_keyframe: WantKeyframe,
        broken: Callable[[], None] | None,
        *,
        resumed: bool = False,
    ) -> None:
        self._cutter = cutter
        # Players of a broadcast that goes on have no time to wait for the first picture.
        self._absent_s = 0.0 if resumed else _ABSENT_S
        self._origin = origin
        self._want_keyframe = want_keyframe
        self._broken = broken
        self._track: TrackId | None = None
        self._current: _Intake | None = None
        self._next: _Intake | None = None
        self._settings: tuple[h264.Settings, int] | None = None
        self._held: tuple[int, h264.Picture] | None = None
        self._end = 0
        self._longest = VIDEO_RATE // 5
        self._heard = origin
        self._stills = 0
        self._is_still = False
        self._breaks = 0

    @property
    def end(self) -> float:
        """How far the pictures have come, in seconds since the origin."""
        return self._end / VIDEO_RATE

    def follow(self) -> None:
        """The pictures that these go along with do not continue: this is told at the next keyframe."""
        self._breaks += 1

    def aim(self, track: TrackId | None) -> None:
        """Show this track; what is shown stays until the first keyframe of the new one."""
        if track != self._track:
            self._track, self._next = track, None
        if track is None:
            self._current = None

    def packet(self, track: TrackId, packet: Packet) -> None:
        """Take a packet; those of other tracks are left aside."""
        intake = self._intake(packet.stream)
        if intake is None:
            if track != self._track:
                return
            intake = self._next = _Intake(packet.stream)
        self._show(intake, intake.push(packet))

    def report(self, stream: int, wall: float, timestamp: int) -> None:
        """A sender report of a stream: `timestamp` is the moment `wall`, in seconds since 1970."""
        intake = self._intake(stream)
        if intake is not None:
            intake.timeline.note_report(wall, timestamp)

    def _intake(self, stream: int) -> _Intake | None:
        return next((each for each in (self._next, self._current) if each and each.stream == stream), None)

    def tick(self, now: float) -> None:
        """Go on without what has not come; ask for the keyframes that are due."""
        for intake in (self._next, self._current):
            if intake is not None:
                self._show(intake, intake.expire(now))
                if self._is_keyframe_due(intake, now) and now - intake.asked >= _AGAIN_S:
                    intake.asked = now
                    if self._track is not None:
                        self._want_keyframe(self._track)
        if now - self._heard > self._absent_s:
            self._stand_in(now)

    def close(self) -> None:
        """End with the picture that is held."""
        if self._held is not None:
            self._release(self._held[0] + _STILL_STEP)
        self._cutter.cut()

    def _is_keyframe_due(self, intake: _Intake, now: float) -> bool:
        if intake is self._next or intake.pictures.starved or self._breaks or now - self._heard > _PAUSE_S:
            return True
        began = self._cutter.began
        return began is not None and now - self._origin - began / VIDEO_RATE >= SEGMENT - _EARLY_S

    def _show(self, intake: _Intake, pictures: list[tuple[h264.Picture, float]]) -> None:
        for picture, wall in pictures:
            if intake is self._next and picture.keyframe:
                self._current, self._next = intake, None
            if intake is self._current:
                self._place(picture, max(self._end, _MS * round((wall - self._origin) * 1000)))

    def _place(self, picture: h264.Picture, time: int) -> None:
        """Hold a picture until the next one tells how long it lasts."""
        settings = (picture.settings, picture.rotation)
        if settings != self._settings and not picture.keyframe:
            return
        self._heard = max(self._heard, picture.arrived)
        time = self._release(time)
        if self._is_still:
            self._show_still(time)
        if settings != self._settings or self._is_still:
            self._begin(picture)
        elif picture.keyframe and self._breaks:
            self._cut()
        elif self._is_segment_over(picture, time):
            self._cutter.cut()
        self._is_still = False
        self._absent_s = _ABSENT_S
        self._held = (time, picture)

    def _release(self, time: int) -> int:
        """Give the held picture its duration, up to `time`; return when the next one begins."""
        if self._held is None:
            return time
        began, picture = self._held
        self._held = None
        duration = max(_MS, time - began)
        self._longest = max(duration, self._longest - self._longest // 8)
        self._add(Sample(began, duration, picture.data, picture.keyframe))
        return began + duration

    def _is_segment_over(self, picture: h264.Picture, time: int) -> bool:
        began = self._cutter.began
        if began is None:
            return False
        age = (time - began) / VIDEO_RATE
        # A publisher that ignores requests is cut anywhere, or the playlist would break its promise.
        return age >= SEGMENT / 2 if picture.keyframe else age + self._longest / VIDEO_RATE > LONGEST_SEGMENT

    def _begin(self, picture: h264.Picture) -> None:
        """Pictures of other settings follow: a new init segment, and a discontinuity but at the very start."""
        if self._settings is not None:
            self._cut()
        self._settings = (picture.settings, picture.rotation)
        self._cutter.begin(h264_init(picture.settings, picture.rotation))

    def _cut(self) -> None:
        """End the segment; of those that go along only a discontinuity of the others is one."""
        if self._broken is not None:
            self._cutter.cut(discontinuity=True)
            self._broken()
            return
        self._cutter.cut(discontinuity=self._breaks > 0)
        self._breaks = max(0, self._breaks - 1)

    def _add(self, sample: Sample) -> None:
        self._cutter.add(sample)
        self._end = sample.time + sample.duration

    def _stand_in(self, now: float) -> None:
        """Show the still up to a moment ago."""
        if not self._is_still:
            if self._held is not None:
                self._release(self._held[0] + _STILL_STEP)
            self._begin(still()[0])
            self._is_still = True
        steps = round((now - _STILL_LAG_S - self._origin) * VIDEO_RATE) - self._end
        self._show_still(self._end + steps // _STILL_STEP * _STILL_STEP)

    def _show_still(self, until: int) -> None:
        """Fill the time up to `until` with the still."""
        pictures = still()
        while self._end < until:
            began = self._cutter.began
            if began is not None and self._breaks:
                self._cut()
            elif began is not None and self._end - began >= SEGMENT * VIDEO_RATE:
                self._cutter.cut()
            picture = pictures[self._stills % len(pictures)]
            self._stills += 1
            self._add(Sample(self._end, min(_STILL_STEP, until - self._end), picture.data, True))
