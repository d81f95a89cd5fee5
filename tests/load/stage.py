"""The publisher that stands in for a 720p stage: 1.2 Mbit/s of VP8-shaped video and 50 packets of sound a second.

Input: a connected peer and the clock. The last eight octets of each packet tell when it was sent.
"""

import asyncio
import secrets
import time

from server.media import rtp
from tests.load.remote import AUDIO, VIDEO, Remote

FRAMES_A_SECOND, PACKETS_A_FRAME, VIDEO_OCTETS = 30, 4, 1180
SOUNDS_A_SECOND, AUDIO_OCTETS = 50, 90
PACKETS_A_SECOND = FRAMES_A_SECOND * PACKETS_A_FRAME + SOUNDS_A_SECOND
_KEYFRAME_EVERY = FRAMES_A_SECOND


class Stage:
    """Sends until it is stopped."""

    def __init__(self, remote: Remote, *, video: bool = True) -> None:
        self._remote = remote
        self._video = video
        self.ssrcs = {"v": 0x10000000 | secrets.randbits(24), "a": 0x20000000 | secrets.randbits(24)}
        self._numbers = {"v": 100, "a": 200}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send."""
        self._task = asyncio.create_task(self._run())

    def stop(self) -> None:
        """Send no more."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        began = time.monotonic()
        frames = sounds = 0
        while True:
            passed = time.monotonic() - began
            while self._video and frames <= passed * FRAMES_A_SECOND:
                self._frame(frames)
                frames += 1
            while sounds <= passed * SOUNDS_A_SECOND:
                self._send("a", AUDIO, 0, sounds * 960, b"\xfc", AUDIO_OCTETS)
                sounds += 1
            await asyncio.sleep(0.004)

    def _frame(self, frame: int) -> None:
        picture = frame & 0x7FFF
        for part in range(PACKETS_A_FRAME):
            # Descriptor: X, S in the first packet; I with a picture id of 15 bits. Then the frame's P bit.
            head = bytes((0x80 | (0x10 if part == 0 else 0), 0x80, 0x80 | picture >> 8, picture & 255))
            head += b"\x00" if frame % _KEYFRAME_EVERY == 0 else b"\x01"
            marker = 0x80 if part == PACKETS_A_FRAME - 1 else 0
            self._send("v", VIDEO, marker, frame * 3000, head, VIDEO_OCTETS)

    def _send(
        self, kind: str, payload_type: int, marker: int, timestamp: int, head: bytes, size: int
    ) -> None:
        number = self._numbers[kind]
        self._numbers[kind] += 1
        payload = head + bytes(size - len(head) - 8) + time.monotonic_ns().to_bytes(8, "big")
        self._remote.send(
            rtp.build(
                payload_type, marker, number & 0xFFFF, timestamp & 0xFFFFFFFF, self.ssrcs[kind], payload
            )
        )
