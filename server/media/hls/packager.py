"""The packager: packets of a room's tracks in, products of its broadcast out. It never decodes video.

Input: packets and sender reports by track (`feed.py`), a plan of what is broadcast, `tick` some twenty times a second.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from math import inf

from server.media.hls import opus
from server.media.hls.boxes import VIDEO_RATE
from server.media.hls.cutter import Cutter
from server.media.hls.desk import Deliver, Made, SoundDesk
from server.media.hls.feed import Channel, Packet, Plan, WantKeyframe
from server.media.hls.products import (
    BESIDE,
    PART,
    SEGMENT,
    SMALL,
    VIDEO,
    Emit,
    Ended,
    Group,
    Opened,
    parts_of,
)
from server.media.hls.step import InStep
from server.media.hls.video import Video
from server.media.port import Kind, TrackId

_SOUND_SEGMENT = round(SEGMENT * opus.RATE)
# Sounds wait so long for the picture to come as far as they are, so that both are cut at the same moment.
_WAIT_S = 0.6
# Pictures wait for the sounds no longer than this. Sounds that are so late do not come.
_LATEST_S = 10.0


def sound_rendition(group: Group, channel: str) -> str:
    """The name of a channel's rendition in one codec."""
    return f"{group}-{channel}"


class Packager:
    """One broadcast from `origin` on, in seconds since 1970. `make_desk` gets the origin and where to deliver."""

    def __init__(
        self,
        plan: Plan,
        origin: float,
        emit: Emit,
        want_keyframe: WantKeyframe,
        want_small_keyframe: WantKeyframe,
        make_desk: Callable[[float, Deliver], SoundDesk],
        groups: tuple[Group, ...] = (Group.OPUS, Group.AAC),
        part: float = PART,
    ) -> None:
        self._origin = self._now = origin
        self._emit = emit
        self._groups = groups
        self._part = part
        self._plan = Plan(channels=())
        self._voices: frozenset[TrackId] = frozenset()
        self._cutters: dict[tuple[str, Group], Cutter] = {}
        self._resumed = plan.since is not None
        self._made: deque[Made] = deque()
        # How far the sounds are made, in seconds since the origin.
        self._sounded = 0.0
        self._steps: dict[str, InStep] = {}
        # Where each sound is still to be cut, in samples since the origin.
        self._breaks: dict[tuple[str, Group], list[int]] = {}
        self._want_keyframe = want_keyframe
        self._video = self._picture(VIDEO, origin, want_keyframe, self._break)
        self._small = self._picture(SMALL, origin, want_small_keyframe, None)
        self._beside: Video | None = None
        self._desk = make_desk(origin, self._deliver)
        self.aim(plan)

    def _picture(
        self, name: str, origin: float, want_keyframe: WantKeyframe, broken: Callable[[], None] | None
    ) -> Video:
        self._emit(Opened(name, Kind.VIDEO, part=self._part))
        step = self._steps[name] = InStep(self._emit)
        cutter = Cutter(name, VIDEO_RATE, origin, step.take, self._part)
        return Video(cutter, origin, want_keyframe, broken, resumed=self._resumed)

    def aim(self, plan: Plan) -> None:
        """Broadcast this from now on."""
        former = {channel.name for channel in self._plan.channels}
        wanted = {channel.name for channel in plan.channels}
        for name in former - wanted:
            for group in self._groups:
                del self._cutters[name, group], self._breaks[name, group]
                self._emit(Ended(sound_rendition(group, name)))
        for group in self._groups:
            for channel in plan.channels:
                if channel.name not in former:
                    self._open(channel, group)
        self._plan = plan
        self._voices = frozenset(track for channel in plan.channels for track in channel.heard)
        self._video.aim(plan.picture)
        self._small.aim(plan.picture)
        self._aim_beside(plan.beside)
        self._desk.plan(plan.channels)

    def _aim_beside(self, track: TrackId | None) -> None:
        if track is None and self._beside is not None:
            self._beside.close()
            self._beside = None
            self._steps.pop(BESIDE).release(inf)
            self._emit(Ended(BESIDE))
        elif track is not None:
            if self._beside is None:
                self._beside = self._picture(BESIDE, self._now, self._want_keyframe, lambda: None)
            self._beside.aim(track)

    def _open(self, channel: Channel, group: Group) -> None:
        name = sound_rendition(group, channel.name)
        self._cutters[channel.name, group] = Cutter(name, opus.RATE, self._origin, self._emit, self._part)
        self._breaks[channel.name, group] = []
        self._emit(Opened(name, Kind.AUDIO, group, channel.name, channel.label, channel.language, self._part))

    def packet(self, track: TrackId, packet: Packet) -> None:
        """Take a packet; those of tracks that the plan does not name are left aside."""
        if track in self._voices:
            self._desk.packet(track, packet)
        else:
            # A picture that the plan no longer names stays until the new one has its first keyframe.
            self._video.packet(track, packet)
            if self._beside is not None:
                self._beside.packet(track, packet)

    def small_packet(self, track: TrackId, packet: Packet) -> None:
        """Take a packet of the smallest layer that the picture's publisher sends."""
        self._small.packet(track, packet)

    def report(self, track: TrackId, stream: int, wall: float, timestamp: int) -> None:
        """A sender report: the stream's RTP `timestamp` is the moment `wall`, in seconds since 1970."""
        if track in self._voices:
            self._desk.report(track, stream, wall, timestamp)
        else:
            for video in self._videos():
                video.report(stream, wall, timestamp)

    def _videos(self) -> list[Video]:
        return [self._video, self._small, *([] if self._beside is None else [self._beside])]

    def tick(self, now: float) -> None:
        """Go on, in seconds since 1970."""
        self._now = now
        for video in self._videos():
            video.tick(now)
        self._desk.advance(now)
        self._give(max(self._video.end, now - self._origin - _WAIT_S))
        self._show()

    def close(self) -> None:
        """End the broadcast: what is pending becomes the last segment of each rendition."""
        self._desk.close()
        for video in self._videos():
            video.close()
        for step in self._steps.values():
            step.release(inf)
        self._give(inf)
        for cutter in self._cutters.values():
            cutter.cut()

    def _deliver(self, made: list[Made]) -> None:
        self._made += made
        self._sounded = max(self._sounded, made[-1].sample.time / opus.RATE)
        self._give(self._video.end)
        self._show()

    def _show(self) -> None:
        """Let those parts of the pictures go that the sounds will have caught up with before a player comes there.

        Of the sounds one part may not be cut yet, of the pictures one may be ahead; a player is three behind.
        """
        ahead = self._origin + self._sounded + parts_of(self._part).target
        for step in self._steps.values():
            step.release(max(ahead, self._now - _LATEST_S))

    def _give(self, until: float) -> None:
        """Cut the sounds that begin before a moment, in seconds since the origin."""
        while self._made and self._made[0].sample.time < until * opus.RATE:
            each = self._made.popleft()
            cutter = self._cutters.get((each.channel, each.group))
            if cutter is None:
                continue
            if each.init is not None:
                cutter.begin(each.init)
            breaks = self._breaks[each.channel, each.group]
            while breaks and breaks[0] <= each.sample.time:
                breaks.pop(0)
                cutter.cut(discontinuity=True)
            began = cutter.began
            if began is not None and began // _SOUND_SEGMENT != each.sample.time // _SOUND_SEGMENT:
                cutter.cut()
            cutter.add(each.sample)

    def _break(self) -> None:
        """The picture does not continue: every rendition tells it, so that players keep them side by side (§6.2.4).

        They tell it of the same moment (§4.4.4.3), because players lay playlists side by side by their discontinuities.
        """
        self._small.follow()
        for breaks in self._breaks.values():
            breaks.append(round(self._video.end * opus.RATE))
