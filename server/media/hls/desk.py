"""The mixing desk: every channel's sound in Opus and AAC, without gaps, from the voices that a plan gives it.

A channel with one voice passes its Opus packets untouched; several are mixed; an absent one is silent. Input: packets,
sender reports, plans, and the time. It decodes and encodes, so it runs in a thread of its own (`desk_thread.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from server.media.hls import opus
from server.media.hls.boxes import Init, Sample
from server.media.hls.codecs import AAC_FRAME, CHANNELS, AacEncoder, OpusEncoder, Sound, opus_head
from server.media.hls.ducking import Ducking
from server.media.hls.feed import Channel, Packet
from server.media.hls.products import Group
from server.media.hls.voice import Voice
from server.media.port import TrackId

# How long a place of the grid waits for packets that are on their way.
GRACE_S = 0.2
_SILENT: Sound = np.zeros((CHANNELS, opus.FRAME), np.float32)


class Made(NamedTuple):
    """A frame of a channel in one of its codecs; `init` comes with the first one."""

    channel: str
    group: Group
    sample: Sample
    init: Init | None = None


Deliver = Callable[[list[Made]], None]


class SoundDesk(Protocol):
    """What the packager asks of a desk, be it in a thread or not."""

    def plan(self, channels: Sequence[Channel]) -> None:
        """Make these channels from now on."""

    def packet(self, track: TrackId, packet: Packet) -> None:
        """Take a packet of a track."""

    def report(self, track: TrackId, stream: int, wall: float, timestamp: int) -> None:
        """Take a sender report of a track: `timestamp` is the moment `wall`, in seconds since 1970."""

    def advance(self, now: float) -> None:
        """Make what can be made by now."""

    def close(self) -> None:
        """Make nothing any more."""


class _Strip:
    """One channel of the desk."""

    def __init__(self, channel: Channel, began: int, groups: Sequence[Group]) -> None:
        self.channel = channel
        self.aac = AacEncoder(began) if Group.AAC in groups else None
        self.has_opus = Group.OPUS in groups
        self.ducking = Ducking()
        self._mixer: OpusEncoder | None = None
        self._told: set[Group] = set()

    def opus(self, place: int, voices: list[Voice], sound: Sound | None) -> bytes:
        """The Opus packet of a place: a voice's own, a mix, or silence."""
        if len(voices) == 1 and (payload := voices[0].whole(place)) is not None:
            self._mixer = None
            return payload
        if sound is None:
            return opus.SILENCE
        if self._mixer is None:
            self._mixer = OpusEncoder()
        return self._mixer.encode(sound)

    def made(self, group: Group, sample: Sample) -> Made:
        init = None
        if group not in self._told:
            self._told.add(group)
            init = opus_head() if self.aac is None or group is Group.OPUS else self.aac.init()
        return Made(self.channel.name, group, sample, init)


class Desk:
    """Places of the grid begin at `origin`, in seconds since 1970. What is made is given to `deliver`."""

    def __init__(
        self, origin: float, deliver: Deliver, groups: Sequence[Group] = (Group.OPUS, Group.AAC)
    ) -> None:
        self._origin = origin
        self._deliver = deliver
        self._groups = groups
        self._voices: dict[TrackId, Voice] = {}
        self._strips: dict[str, _Strip] = {}
        self._place = 0

    def plan(self, channels: Sequence[Channel]) -> None:
        strips = {}
        for channel in channels:
            strip = self._strips.get(channel.name)
            if strip is None:
                strip = _Strip(channel, self._place, self._groups)
            strip.channel = channel
            strips[channel.name] = strip
        self._strips = strips
        wanted = {track for channel in channels for track in channel.heard}
        self._voices = {track: self._voices.get(track) or Voice(self._origin) for track in sorted(wanted)}

    def packet(self, track: TrackId, packet: Packet) -> None:
        voice = self._voices.get(track)
        if voice is not None:
            voice.push(packet, self._place)

    def report(self, track: TrackId, stream: int, wall: float, timestamp: int) -> None:
        voice = self._voices.get(track)
        if voice is not None:
            voice.report(stream, wall, timestamp)

    def advance(self, now: float) -> None:
        made: list[Made] = []
        elapsed = (now - self._origin) * opus.RATE
        while self._place + opus.FRAME <= elapsed:
            late = elapsed >= self._place + opus.FRAME + GRACE_S * opus.RATE
            awaited = any(voice.is_awaited(self._place, now) for voice in self._voices.values())
            # Without anybody to wait for, a first packet still gets the time to come.
            idle = not any(voice.is_alive(now) for voice in self._voices.values())
            if (awaited or idle) and not late:
                break
            self._close_place(made, now)
        if made:
            self._deliver(made)

    def close(self) -> None:
        self._strips.clear()
        self._voices.clear()

    def _close_place(self, made: list[Made], now: float) -> None:
        place = self._place
        sounds: dict[TrackId, Sound | None] = {}
        for strip in self._strips.values():
            tracks = [track for track in strip.channel.tracks if self._voices[track].is_alive(now)]
            under = [track for track in strip.channel.under if self._voices[track].is_alive(now)]
            voices = [self._voices[track] for track in tracks] if not strip.channel.under else []
            passes = len(voices) == 1 and voices[0].whole(place) is not None
            sound = None
            if strip.aac is not None or not passes:
                for track in {*tracks, *under}:
                    if track not in sounds:
                        sounds[track] = self._voices[track].sound(place)
                sound = _mix([found for track in tracks if (found := sounds[track]) is not None])
                if strip.channel.under:
                    floor = _mix([found for track in under if (found := sounds[track]) is not None])
                    gain = strip.ducking.gain(bool(strip.channel.tracks), sound)
                    lowered = [] if floor is None else [floor * gain]
                    sound = _mix([*lowered, *([] if sound is None else [sound])])
            if strip.has_opus:
                packet = strip.opus(place, voices, sound)
                made.append(strip.made(Group.OPUS, Sample(place, opus.FRAME, packet, True)))
            if strip.aac is not None:
                for time, frame in strip.aac.encode(_SILENT if sound is None else sound):
                    made.append(strip.made(Group.AAC, Sample(time, AAC_FRAME, frame, True)))
        for voice in self._voices.values():
            voice.close(place)
        self._place += opus.FRAME


def _mix(sounds: list[Sound]) -> Sound | None:
    """The sum; where it would be too loud it is bent rather than cut off."""
    if not sounds:
        return None
    if len(sounds) == 1:
        return sounds[0]
    total: Sound = np.sum(sounds, axis=0, dtype=np.float32)
    loud = np.abs(total) > 0.8
    if loud.any():
        total[loud] = np.sign(total[loud]) * (0.8 + 0.2 * np.tanh((np.abs(total[loud]) - 0.8) / 0.2))
    return total
