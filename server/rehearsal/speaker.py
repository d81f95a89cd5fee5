"""A speaker of a rehearsal: sends a test picture and a tone by WHIP from this machine. Input: a person, and a moderator.

Picture: 640 by 360, 15 frames a second, bars that move, H.264 so that it can be broadcast. Source: RFC 9725.
"""

from __future__ import annotations

import asyncio
import contextlib
import fractions
import math
import re
import time
from collections.abc import Awaitable, Callable

import httpx2
import numpy as np
from aiortc import RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from av import AudioFrame, VideoFrame

from server.rehearsal.figures import Figures
from server.rehearsal.person import Person, Refused

WIDTH, HEIGHT, FPS = 640, 360, 15
RATE, CHUNK = 48_000, 960
TONE_HZ = 440
# How often a speaker whom the engine cannot take yet asks again.
TRIES, AGAIN_S = 20, 0.5
# Also of a proxy whose way to a worker that ended was still open.
NOT_NOW = (502, 503, 504)
OVER = ("closed", "failed")


class Bars(VideoStreamTrack):
    """Colour bars that move, so that a viewer sees whether the picture stands still."""

    def __init__(self) -> None:
        super().__init__()
        self._number = 0
        self._began = time.monotonic()
        bars = np.repeat(np.linspace(40, 220, 16, dtype=np.uint8), WIDTH // 16)
        self._luma = np.tile(bars, (HEIGHT, 1))

    async def recv(self) -> VideoFrame:
        """Return the next frame when it is due."""
        self._number += 1
        await asyncio.sleep(max(0.0, self._began + self._number / FPS - time.monotonic()))
        picture = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        picture[:HEIGHT] = np.roll(self._luma, 4 * self._number, axis=1)
        frame = VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts, frame.time_base = self._number, fractions.Fraction(1, FPS)
        return frame


class Tone(AudioStreamTrack):
    """A quiet tone."""

    def __init__(self) -> None:
        super().__init__()
        self._at = 0
        self._began = time.monotonic()

    async def recv(self) -> AudioFrame:
        """Return the next 20 ms when they are due."""
        await asyncio.sleep(max(0.0, self._began + self._at / RATE - time.monotonic()))
        moments = (np.arange(CHUNK) + self._at) * (2 * math.pi * TONE_HZ / RATE)
        samples = (np.sin(moments) * 3000).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, self._at, fractions.Fraction(1, RATE)
        self._at += CHUNK
        return frame


async def speak(speaker: Person, moderator: Person, http: httpx2.AsyncClient, figures: Figures) -> None:
    """Publish and stand on the stage until cancelled, then leave both. Comes back when the media begin anew."""
    await speaker.here.wait()
    await moderator.here.wait()
    sending = Sending(speaker, http, figures)
    try:
        brought = False
        while await sending.begin():
            if not brought:
                await _bring(moderator, speaker, figures)
                brought = True
            await sending.lost()
    finally:
        with contextlib.suppress(Refused):
            await moderator.ask("stage.take_off", participant=speaker.participant)
        await sending.end()


class Sending:
    """One speaker's camera and microphone by WHIP; `begin` may be called again and again."""

    def __init__(self, speaker: Person, http: httpx2.AsyncClient, figures: Figures) -> None:
        self._speaker, self._http, self._figures = speaker, http, figures
        self._peer: RTCPeerConnection | None = None
        self._resource = self._tag = ""

    async def begin(self) -> bool:
        """Publish, instead of what was published before; False when that is not possible."""
        answer = await self._asked(self._offer)
        if answer is None or answer.status_code != 201 or self._peer is None:
            why = "no answer" if answer is None else f"{answer.status_code} {_code(answer)}"
            self._figures.fault(f"a speaker could not publish: {why}")
            return False
        self._resource, self._tag = answer.headers["location"], answer.headers["etag"]
        await self._peer.setRemoteDescription(RTCSessionDescription(answer.text, "answer"))
        self._figures.pictures += 1
        return True

    async def lost(self) -> None:
        """Wait until the engine does not know this speaker any more."""
        while True:
            await self._speaker.media_restarted.wait()
            self._speaker.media_restarted.clear()
            if self._peer is None or self._peer.connectionState in OVER:
                return
            answer = await self._asked(self._trickle)
            if answer is None or answer.status_code == 404:
                return

    async def end(self) -> None:
        """Take leave of the server."""
        if self._resource:
            with contextlib.suppress(httpx2.HTTPError):
                await self._http.delete(self._resource, headers={"Cookie": self._speaker.cookie})
        await self._close()

    async def _offer(self) -> httpx2.Response:
        await self._close()
        self._speaker.media_restarted.clear()
        self._peer = RTCPeerConnection()
        self._peer.on("connectionstatechange", self._moved)
        for track in (Bars(), Tone()):
            self._peer.addTransceiver(track, direction="sendonly")
        await self._peer.setLocalDescription(await self._peer.createOffer())
        return await self._http.post(
            f"/whip/{self._speaker.room}",
            params={"source": ["camera", "microphone"], "codec": "H264", "replace": "1"},
            content=self._peer.localDescription.sdp,
            headers={"Cookie": self._speaker.cookie, "Content-Type": "application/sdp"},
        )

    async def _trickle(self) -> httpx2.Response:
        """Ask for nothing new: the answer tells whether the engine knows this speaker."""
        assert self._peer is not None
        credentials = re.findall(r"^a=ice-(?:ufrag|pwd):.*$", self._peer.localDescription.sdp, re.MULTILINE)[
            :2
        ]
        return await self._http.patch(
            self._resource,
            content="\r\n".join(map(str.strip, credentials)) + "\r\n",
            headers={
                "Cookie": self._speaker.cookie,
                "Content-Type": "application/trickle-ice-sdpfrag",
                "If-Match": self._tag,
            },
        )

    async def _asked(self, ask: Callable[[], Awaitable[httpx2.Response]]) -> httpx2.Response | None:
        """Ask while the server or its engine is just being started; None when it stays away."""
        answer = None
        for _ in range(TRIES):
            with contextlib.suppress(httpx2.HTTPError):
                answer = await ask()
                if answer.status_code not in NOT_NOW:
                    break
            await asyncio.sleep(AGAIN_S)
        return answer

    def _moved(self) -> None:
        # The engine took leave.
        if self._peer is not None and self._peer.connectionState in OVER:
            self._speaker.media_restarted.set()

    async def _close(self) -> None:
        peer, self._peer = self._peer, None
        if peer is not None:
            await peer.close()


def _code(answer: httpx2.Response) -> str:
    """The refusal's code, where the answer is a problem of ours (RFC 9457)."""
    try:
        return str(answer.json().get("code", ""))
    except ValueError:
        return ""


async def _bring(moderator: Person, speaker: Person, figures: Figures) -> None:
    for _ in range(20):
        try:
            await moderator.ask("stage.bring", participant=speaker.participant)
            return
        except Refused:
            # The room learns of a publisher a moment after the engine does.
            await asyncio.sleep(0.5)
    figures.fault("a speaker could not be brought to the stage")
