"""The packager: packets of a room's tracks in, products of its broadcast out. It never decodes video.

Input: packets and sender reports by track (`feed.py`), a plan of what is broadcast, `tick` some twenty times a second.
"""

from __future__ import annotations

from collections.abc import Callable

from server.media.hls import opus
from server.media.hls.boxes import VIDEO_RATE
from server.media.hls.cutter import Cutter
from server.media.hls.desk import Deliver, Made, SoundDesk
from server.media.hls.feed import Channel, Packet, Plan, WantKeyframe
from server.media.hls.products import SEGMENT, Emit, Ended, Group, Opened
from server.media.hls.video import Video
from server.media.port import Kind, TrackId

VIDEO = "video"
_SOUND_SEGMENT = round(SEGMENT * opus.RATE)


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
        make_desk: Callable[[float, Deliver], SoundDesk],
        groups: tuple[Group, ...] = (Group.OPUS, Group.AAC),
    ) -> None:
        self._origin = origin
        self._emit = emit
        self._groups = groups
        self._plan = Plan(channels=())
        self._voices: frozenset[TrackId] = frozenset()
        self._cutters: dict[tuple[str, Group], Cutter] = {}
        emit(Opened(VIDEO, Kind.VIDEO))
        cutter = Cutter(VIDEO, VIDEO_RATE, origin, emit)
        self._video = Video(cutter, origin, want_keyframe, self._cut_sounds)
        self._desk = make_desk(origin, self._deliver)
        self.aim(plan)

    def aim(self, plan: Plan) -> None:
        """Broadcast this from now on."""
        former = {channel.name for channel in self._plan.channels}
        wanted = {channel.name for channel in plan.channels}
        for name in former - wanted:
            for group in self._groups:
                del self._cutters[name, group]
                self._emit(Ended(sound_rendition(group, name)))
        for group in self._groups:
            for channel in plan.channels:
                if channel.name not in former:
                    self._open(channel, group)
        self._plan = plan
        self._voices = frozenset(track for channel in plan.channels for track in channel.tracks)
        self._video.aim(plan.picture)
        self._desk.plan(plan.channels)

    def _open(self, channel: Channel, group: Group) -> None:
        name = sound_rendition(group, channel.name)
        self._cutters[channel.name, group] = Cutter(name, opus.RATE, self._origin, self._emit)
        self._emit(Opened(name, Kind.AUDIO, group, channel.name, channel.label, channel.language))

    def packet(self, track: TrackId, packet: Packet) -> None:
        """Take a packet; those of tracks that the plan does not name are left aside."""
        if track in self._voices:
            self._desk.packet(track, packet)
        else:
            # A picture that the plan no longer names stays until the new one has its first keyframe.
            self._video.packet(track, packet)

    def report(self, track: TrackId, stream: int, wall: float, timestamp: int) -> None:
        """A sender report: the stream's RTP `timestamp` is the moment `wall`, in seconds since 1970."""
        if track in self._voices:
            self._desk.report(track, stream, wall, timestamp)
        else:
            self._video.report(stream, wall, timestamp)

    def tick(self, now: float) -> None:
        """Go on, in seconds since 1970."""
        self._video.tick(now)
        self._desk.advance(now)

    def close(self) -> None:
        """End the broadcast: what is pending becomes the last segment of each rendition."""
        self._desk.close()
        self._video.close()
        for cutter in self._cutters.values():
            cutter.cut()

    def _deliver(self, made: list[Made]) -> None:
        for each in made:
            cutter = self._cutters.get((each.channel, each.group))
            if cutter is None:
                continue
            if each.init is not None:
                cutter.begin(each.init)
            began = cutter.began
            if began is not None and began // _SOUND_SEGMENT != each.sample.time // _SOUND_SEGMENT:
                cutter.cut()
            cutter.add(each.sample)

    def _cut_sounds(self) -> None:
        """The picture does not continue: every rendition tells it, so that players keep them side by side (§6.2.4)."""
        for cutter in self._cutters.values():
            cutter.cut(discontinuity=True)
