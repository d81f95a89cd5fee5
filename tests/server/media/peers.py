"""Peers for the engine's tests: scripted ones with real ICE, DTLS and SRTP, and waiting without sleeping blindly."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ClassVar

from rooms import ParticipantId, RoomId
from server.media import rtcp, rtp
from server.media.configuration import Configuration
from server.media.dtls import Identity
from server.media.forwarder import Forwarder
from server.media.port import (
    Answer,
    MediaEngine,
    Notification,
    Publish,
    Source,
    Subscribe,
    Track,
    TrackAdded,
    Wanted,
)
from tests.load.remote import Remote

ROOM = RoomId("conference/hall")
SPEAKER = ParticipantId("speaker")
IDENTITY = Identity()
CAMERA_AND_MICROPHONE = (Source.CAMERA, Source.MICROPHONE)


async def until(holds: Callable[[], object], what: str, limit_s: float = 20.0) -> None:
    """Wait until a condition holds; say what was waited for when it does not."""
    deadline = time.monotonic() + limit_s
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        await asyncio.sleep(0.005)


class Scripted:
    """A remote whose packets are kept, decrypted: RTP by payload type and number, RTCP by its parts."""

    # Every peer that was made; the tests' conftest closes them.
    made: ClassVar["list[Scripted]"] = []

    def __init__(self, host: str = "127.0.0.1") -> None:
        self.made.append(self)
        self.remote = Remote(IDENTITY, host)
        self.remote.take = self._take
        self.packets: list[tuple[rtp.Header, bytes]] = []
        self.parts: list[rtcp.Part] = []

    def _take(self, datagram: bytes) -> None:
        plain, control = self.remote.plain(datagram)
        if control:
            self.parts += rtcp.parts(plain)
            return
        header = rtp.parse(plain)
        assert header is not None
        self.packets.append((header, plain))

    def sequences(self, payload_type: int) -> list[int]:
        """The numbers of what came with this payload type, in the order in which it came."""
        return [header.sequence for header, _ in self.packets if header.payload_type == payload_type]

    def payloads(self, payload_type: int) -> list[bytes]:
        """The payloads of what came with this payload type."""
        return [
            data[header.start : header.end]
            for header, data in self.packets
            if header.payload_type == payload_type
        ]

    def control(self, kind: int, form: int) -> list[rtcp.Part]:
        """What came of a type and format of RTCP."""
        return [part for part in self.parts if (part.type, part.format) == (kind, form)]

    async def connect(self, answer: Answer) -> None:
        """Go through ICE and DTLS."""
        self.remote.begin(answer.sdp)
        async with asyncio.timeout(8):
            await self.remote.connected


def video(number: int, *, key: bool = False, ssrc: int = 1, picture: int | None = None) -> bytes:
    """A VP8 frame of one packet."""
    index = number if picture is None else picture
    payload = bytes((0x90, 0x80, 0x80 | index >> 8 & 0x7F, index & 255, 0 if key else 1))
    return rtp.build(
        96, 0x80, number & 0xFFFF, number * 3000 & 0xFFFFFFFF, ssrc, payload + b"frame %d" % number
    )


def picture_of(payload: bytes) -> int:
    """The picture id of a payload that `video` made."""
    return (payload[2] & 0x7F) << 8 | payload[3]


async def publish(
    engine: MediaEngine,
    scripted: Scripted,
    sources: tuple[Source, ...] = (Source.CAMERA,),
    kinds: str = "v",
    participant: ParticipantId = SPEAKER,
    *,
    replace: bool = False,
    aside: bool = False,
    ssrcs: dict[str, int] | None = None,
) -> tuple[Track, ...]:
    """Publish from a scripted peer; the tracks. `ssrcs` are told in the offer, as browsers do, by kind."""
    offer = scripted.remote.offer("sendonly", kinds, ssrcs)
    answer = await engine.publish(Publish(ROOM, participant, sources, offer, replace=replace, aside=aside))
    await scripted.connect(answer)
    return answer.tracks


async def subscribe(
    engine: MediaEngine,
    scripted: Scripted,
    kinds: str = "v",
    wanted: tuple[Wanted, ...] | None = None,
    *,
    backstage: bool = True,
) -> Answer:
    """Subscribe with a scripted peer."""
    offer = scripted.remote.offer("recvonly", kinds)
    answer = await engine.subscribe(Subscribe(ROOM, ParticipantId("viewer"), offer, wanted, backstage))
    await scripted.connect(answer)
    return answer


class Wound:
    """A clock of seconds that runs with the real one, and can be wound ahead."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.monotonic() + self.ahead


@asynccontextmanager
async def forwarder(clock: Wound | None = None, **configuration: object) -> AsyncIterator[Forwarder]:
    """An engine in this process."""
    engine = Forwarder(Configuration(**configuration), clock or Wound())  # type: ignore[arg-type]
    engine.start()
    try:
        yield engine
    finally:
        await engine.close()


def collected(engine: MediaEngine) -> list[Notification]:
    """A list that grows with each notification."""
    told: list[Notification] = []
    engine.listen(told.append)
    return told


async def added(told: list[Notification], count: int = 1) -> None:
    """Wait until so many tracks were added."""
    await until(lambda: sum(isinstance(each, TrackAdded) for each in told) >= count, "a track to be added")
