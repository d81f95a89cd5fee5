"""A publisher like OBS Studio: WHIP with H.264 and Opus, everything in one offer, no trickle. Built on aiortc.

Input: the address and the headers that open it. It shows a moving grey and plays a tone.
"""

from __future__ import annotations

import fractions
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import av
import httpx2 as httpx
import numpy as np
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack

RATE = 48_000


class Picture(VideoStreamTrack):
    """320 by 180, another grey each time."""

    def __init__(self) -> None:
        super().__init__()
        self._taken = 0

    async def recv(self) -> av.VideoFrame:
        pts, base = await self.next_timestamp()
        self._taken += 1
        planes = np.full((270, 320), 128, np.uint8)
        planes[:180] = (np.arange(320) + self._taken) % 256
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts, frame.time_base = pts, fractions.Fraction(base)
        return frame


class Tone(AudioStreamTrack):
    """A tone; while it is hushed, digital silence."""

    def __init__(self, hertz: int = 440) -> None:
        super().__init__()
        self._hertz = hertz
        self.hushed = False

    async def recv(self) -> av.AudioFrame:
        frame = await super().recv()
        assert isinstance(frame, av.AudioFrame) and frame.pts is not None
        times = frame.pts + np.arange(frame.samples)
        loudness = 0 if self.hushed else 8000
        wave = (loudness * np.sin(2 * np.pi * self._hertz * times / frame.sample_rate)).astype(np.int16)
        heard = av.AudioFrame.from_ndarray(wave[None, :], format="s16", layout="mono")
        heard.pts, heard.sample_rate, heard.time_base = frame.pts, frame.sample_rate, frame.time_base
        return heard


@asynccontextmanager
async def streaming(
    http: httpx.AsyncClient,
    address: str,
    headers: Mapping[str, str],
    codec: str = "H264",
    tone: Tone | None = None,
    picture: bool = True,
) -> AsyncIterator[str]:
    """Stream to a WHIP address for as long as the context lasts; gives the answer. Raises AssertionError."""
    peer = RTCPeerConnection()
    if picture:
        peer.addTrack(Picture())
    peer.addTrack(tone or Tone())
    wanted = f"video/{codec}"
    kinds = [each for each in RTCRtpSender.getCapabilities("video").codecs if each.mimeType == wanted]
    for transceiver in peer.getTransceivers():
        transceiver.direction = "sendonly"
        if transceiver.kind == "video":
            transceiver.setCodecPreferences(kinds)
    await peer.setLocalDescription(await peer.createOffer())
    answer = await http.post(
        address,
        content=peer.localDescription.sdp,
        headers={**headers, "Content-Type": "application/sdp"},
    )
    assert answer.status_code == 201, answer.text
    await peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
    try:
        yield answer.text
    finally:
        place = httpx.URL(address).join(answer.headers["location"])
        await http.delete(place, headers=dict(headers))
        await peer.close()
