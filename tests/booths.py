"""Interpreters at the pages of their booths, each in a Chromium of their own whose microphone plays a tone.

Input: a personal link, the booth's language, and hertz. A browser takes one file for all its microphones, so that each
tone needs a process.
"""

from __future__ import annotations

import wave
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from playwright.async_api import expect

from tests.browser.stage.air import is_race
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.chromium import running_chromium
from tests.served import ROOM

# A browser's own file plays over and over: whole waves in whole seconds, so that its end and its beginning join.
_RATE, _SECONDS, _LOUDNESS = 48_000, 10, 8000
_FLAGS = (
    "--disable-features=WebRtcHideLocalIpsWithMdns", "--allow-loopback-in-peer-connection",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
)  # fmt: skip


@dataclass
class Interpreter:
    """Somebody at a booth's page. What they do they do by its buttons."""

    visitor: Visitor

    async def go_on_air(self) -> None:
        await self._press("booth.go_on_air")

    async def go_off_air(self) -> None:
        await self._press("booth.go_off_air")

    async def offer(self) -> None:
        await self._press("booth.offer.give")

    async def accept(self) -> None:
        await self._press("booth.offer.accept")

    async def mute(self) -> None:
        await self._press("booth.mute")

    async def unmute(self) -> None:
        await self._press("booth.unmute")

    async def leave(self) -> None:
        await self._press("booth.leave")

    async def _press(self, key: str) -> None:
        words = self.visitor.t(key)
        await self.visitor.page.get_by_role("button", name=words, exact=True).click(timeout=PATIENCE_MS)


@asynccontextmanager
async def at_booth(
    address: str, link: str, name: str, language: str, hertz: int
) -> AsyncIterator[Interpreter]:
    """Sit somebody down in the booth of an open channel, with the microphone open, for as long as the context lasts."""
    with TemporaryDirectory(prefix="puente-booth-") as folder:
        tone = Path(folder) / "tone.wav"
        _write(tone, hertz)
        async with running_chromium(*_FLAGS, f"--use-file-for-fake-audio-capture={tone}") as browser:
            context = await browser.new_context(locale="en-US", viewport={"width": 1440, "height": 900})
            visitor = Visitor(context, await context.new_page(), address, "en")
            visitor.listen()
            visitor.overlook(is_race)
            await visitor.sign_in(link, name)
            await visitor.page.goto(visitor.url(f"booth/{ROOM}/{language}"))
            await visitor.live()
            interpreter = Interpreter(visitor)
            await interpreter._press("booth.enter")
            await expect(visitor.page.locator(".booth-air")).to_be_enabled(timeout=PATIENCE_MS)
            yield interpreter
            assert not visitor.faults, visitor.faults


def _write(path: Path, hertz: int) -> None:
    times = np.arange(_RATE * _SECONDS)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes((_LOUDNESS * np.sin(2 * np.pi * hertz * times / _RATE)).astype("<i2").tobytes())
