"""Full aiortc peers, an implementation of others: they publish, subscribe and decode."""

import asyncio
import fractions
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import av
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

from rooms import ParticipantId
from server.media.forwarder import Forwarder
from server.media.port import Notification, Publish, ResourceClosed, Subscribe
from tests.server.media.peers import CAMERA_AND_MICROPHONE, ROOM, SPEAKER, collected, forwarder, until

LIMIT_S = 8


class Grey(VideoStreamTrack):
    """Frames of one grey each, so that a decoded frame tells that it was this picture."""

    async def recv(self) -> av.VideoFrame:
        pts, base = await self.next_timestamp()
        frame = av.VideoFrame(320, 240, "yuv420p")
        for plane, value in zip(frame.planes, (180, 128, 128), strict=True):
            plane.update(bytes((value,)) * plane.buffer_size)
        frame.pts, frame.time_base = pts, fractions.Fraction(base)
        return frame


@asynccontextmanager
async def published(engine: Forwarder) -> AsyncIterator[RTCPeerConnection]:
    """A peer that sends a grey picture and silence."""
    peer = RTCPeerConnection()
    peer.addTrack(Grey())
    peer.addTrack(AudioStreamTrack())
    await peer.setLocalDescription(await peer.createOffer())
    answer = await engine.publish(Publish(ROOM, SPEAKER, CAMERA_AND_MICROPHONE, peer.localDescription.sdp))
    await peer.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
    try:
        yield peer
    finally:
        await peer.close()


@asynccontextmanager
async def subscribed(engine: Forwarder) -> AsyncIterator[dict[str, MediaStreamTrack]]:
    """A peer that receives; its tracks by kind."""
    peer, tracks = RTCPeerConnection(), dict[str, MediaStreamTrack]()
    peer.on("track", lambda track: tracks.__setitem__(track.kind, track))
    peer.addTransceiver("video", "recvonly")
    peer.addTransceiver("audio", "recvonly")
    await peer.setLocalDescription(await peer.createOffer())
    wish = Subscribe(ROOM, ParticipantId("viewer"), peer.localDescription.sdp, backstage=True)
    answer = await engine.subscribe(wish)
    await peer.setRemoteDescription(RTCSessionDescription(answer.sdp, "answer"))
    try:
        yield tracks
    finally:
        await peer.close()


async def test_another_implementation_publishes_subscribes_and_decodes() -> None:
    async with (
        forwarder() as engine,
        published(engine),
        subscribed(engine) as tracks,
        asyncio.timeout(LIMIT_S),
    ):
        frame = await tracks["video"].recv()
        assert isinstance(frame, av.VideoFrame)
        assert (frame.width, frame.height) == (320, 240)
        assert abs(bytes(frame.planes[0])[0] - 180) < 8
        sound = await tracks["audio"].recv()
        assert isinstance(sound, av.AudioFrame)
        assert sound.sample_rate == 48_000


async def test_late_joiner_decodes_within_a_second_and_a_half() -> None:
    async with forwarder() as engine, published(engine), subscribed(engine) as first:
        async with asyncio.timeout(LIMIT_S):
            await first["video"].recv()
        async with subscribed(engine) as late, asyncio.timeout(1.5):
            await late["video"].recv()


def closed(told: list[Notification]) -> int:
    return sum(isinstance(each, ResourceClosed) for each in told)


async def test_every_peer_is_forgotten_once_it_has_closed() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        async with published(engine), subscribed(engine) as tracks, asyncio.timeout(LIMIT_S):
            await tracks["video"].recv()
        await until(lambda: closed(told) == 2, "both peers to be forgotten")
        assert await engine.tracks(ROOM) == ()
        assert (await engine.stats()).subscribers == ()
