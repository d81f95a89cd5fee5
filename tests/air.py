"""A room of two people on air, played through a packager at the speed of the machine; the time is wound by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from server.media.hls.desk import Deliver, Desk
from server.media.hls.feed import Channel, Packet, Plan
from server.media.hls.packager import Packager
from server.media.hls.products import Group, InitMade, PartCut, Product
from server.media.port import TrackId
from tests.studio import Camera, Microphone, Sender

ORIGIN = 1_648_044_000.0
CAMERA, VOICE, INTERPRETER = (
    TrackId("ana/camera/video"),
    TrackId("ana/microphone/audio"),
    TrackId("luz/m/audio"),
)
CHANNELS = (
    Channel("original", "Original", "und", (VOICE,)),
    Channel("es", "Español", "es", (INTERPRETER,)),
)
Disturb = Callable[[Packet], Iterable[Packet]]


@dataclass
class Air:
    """What is on air, and what the packager made of it. `disturb` is what the network does to each packet.

    The desk makes the sounds so late as `behind` tells, in seconds.
    """

    plan: Plan = field(default_factory=lambda: Plan(CAMERA, CHANNELS))
    camera: Camera = field(default_factory=lambda: Camera(320, 180))
    groups: tuple[Group, ...] = (Group.OPUS, Group.AAC)
    products: list[Product] = field(default_factory=list)
    asked: list[tuple[float, TrackId]] = field(default_factory=list)
    disturb: Disturb = lambda packet: (packet,)
    small_asked: list[TrackId] = field(default_factory=list)
    origin: float = ORIGIN
    answers_requests: bool = True
    silent: set[TrackId] = field(default_factory=set)
    behind: float = 0.0

    def __post_init__(self) -> None:
        self.now = self.origin
        self.voices = {VOICE: Microphone(440), INTERPRETER: Microphone(880)}
        self.senders = {
            CAMERA: Sender(1, 65_000, 0xFFFFFF00),
            VOICE: Sender(2, 100, 0xFFFFF000),
            INTERPRETER: Sender(3, 9, 77),
        }
        self._tracks = {sender.stream: track for track, sender in self.senders.items()}
        self._pictures = self._sounds = 0

        air = self

        class Late(Desk):
            def advance(self, now: float) -> None:
                super().advance(now - air.behind)

        def make_desk(origin: float, deliver: Deliver) -> Desk:
            return Late(origin, deliver, self.groups)

        self.packager = Packager(
            self.plan,
            self.origin,
            self.products.append,
            self._want_keyframe,
            self.small_asked.append,
            make_desk,
            self.groups,
        )

    def _want_keyframe(self, track: TrackId) -> None:
        self.asked.append((self.now - self.origin, track))
        if self.answers_requests:
            self.camera.keyframe_wanted = True

    def play(self, seconds: float) -> None:
        """Let so much time pass, 5 ms at a time."""
        for _ in range(round(seconds * 200)):
            self.now += 0.005
            elapsed = self.now - self.origin
            while self._pictures / self.camera.rate <= elapsed:
                self._take_picture()
            while self._sounds * 0.02 <= elapsed:
                self._take_sound()
            if round(elapsed * 200) % 10 == 0:
                self.packager.tick(self.now)

    def _take_picture(self) -> None:
        ticks = self._pictures * 90_000 // self.camera.rate
        self._pictures += 1
        if CAMERA in self.silent:
            return
        units = self.camera.picture(ticks // 90)
        for packet in self.senders[CAMERA].picture(units, ticks, self.now):
            self._send(packet)

    def _take_sound(self) -> None:
        ticks = self._sounds * 960
        self._sounds += 1
        for track, voice in self.voices.items():
            payload = voice.sound()
            if track not in self.silent:
                self._send(self.senders[track].sound(payload, ticks, self.now))

    def _send(self, packet: Packet) -> None:
        for arrived in self.disturb(packet):
            track = self._tracks[arrived.stream]
            self.packager.packet(track, arrived)
            if track == CAMERA:
                # Of a publisher without layers the one picture is also the smallest.
                self.packager.small_packet(track, arrived)

    def parts(self, rendition: str) -> list[PartCut]:
        return [each for each in self.products if isinstance(each, PartCut) and each.rendition == rendition]

    def inits(self, rendition: str) -> list[InitMade]:
        return [each for each in self.products if isinstance(each, InitMade) and each.rendition == rendition]

    def file(self, rendition: str) -> bytes:
        """The first init segment and all parts, as a player puts them together."""
        return self.inits(rendition)[0].data + b"".join(part.data for part in self.parts(rendition))
