"""What the LL-HLS path costs and how late it is: packets to a packager, parts to many viewers, a picture to a browser.

One process packs and serves (`tests.broadcaster`, on a core of its own), one publishes 720p and three tones
(`tests.transmitter`). Glass to glass is read from the picture: the time drawn when it was taken, against the time at
which Chromium shows it. `viewers_per_core` is what a whole core would serve beside the packager, from the CPU that the
crowd of this run cost; a second crowd listens to the sound alone.
"""

from __future__ import annotations

import asyncio
import os
import time
from dataclasses import dataclass, replace

import httpx2 as httpx
from playwright.async_api import Error as PlaywrightError

from server.rehearsal.figures import percentile
from tests.broadcasting import AUTOPLAY, INDEX, TAKE, broadcasting
from tests.chromium import running_chromium
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.load.served import pin_apart
from tests.load.watchers import Seen, watch

PICTURE, BITRATE = "1280x720x25", 1_200_000
VIEWERS = 300
SOUND = f"{TAKE}/opus-original"
_READY_S = 60.0
# A segment and a half, so that the player begins in the middle of things.
_WARM_S = 6.0
# Two parts at the least.
_SHORTEST_S = 0.8
_SHORTEST_GLASS_S = 3.0
_GATHER_S = 2.0


async def run(options: Options) -> Figures:
    """Measure the packager alone, then what a browser sees, then a crowd."""
    seconds, viewers = max(_SHORTEST_S, options.seconds or 15.0), options.connections or VIEWERS
    gather_s = options.aside(_GATHER_S)
    cores = os.sched_getaffinity(0)
    core = pin_apart()
    async with (
        broadcasting(PICTURE, BITRATE, core) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        await _ready(client)
        await asyncio.sleep(_WARM_S)
        settings = await _settings(client)
        say(f"the packager alone, {seconds:.0f} s")
        alone = await _cpu_share(client, seconds)
        glass = max(seconds, _SHORTEST_GLASS_S)
        say(f"a browser, {glass:.0f} s")
        os.sched_setaffinity(0, cores)
        behind, shown = await _glass(port, glass)
        pin_apart()
        say(f"{viewers} viewers, {seconds:.0f} s")
        seeing = await _crowd(client, port, [f"{TAKE}/video", SOUND], viewers, gather_s, seconds)
        say(f"{viewers} listeners, {seconds:.0f} s")
        hearing = await _crowd(client, port, [SOUND], viewers, gather_s, seconds)
        pauses = await _settings(client) - settings
    seen = seeing.seen
    if not behind or not seen.parts or not hearing.seen.parts:
        raise Disturbed("the broadcast did not reach its viewers")
    return {
        "glass_to_glass_p50_ms": round(percentile(behind, 0.5)),
        "glass_to_glass_p95_ms": round(percentile(behind, 0.95)),
        "shown_fps": round(shown, 1),
        "packager_cpu_percent": round(100 * alone, 1),
        "viewers": viewers,
        "viewers_per_core": seeing.per_core(alone),
        "audio_viewers_per_core": hearing.per_core(alone),
        "serving_cpu_percent": round(100 * (seeing.share - alone), 1),
        "requests_per_s": round((seen.parts + seen.playlists) / seconds),
        "megabits_per_s": round(8 * seen.octets / seconds / 1e6),
        "parts_delivered_percent": round(100 * seen.parts / seeing.due, 1),
        "part_spread_p99_ms": round(1000 * percentile(seen.spreads, 0.99)),
        "refused": seen.refused,
        # A publisher that got no time to encode was replaced by a still: then the figures are of a quiet picture.
        "publisher_pauses": pauses,
    }


@dataclass
class Crowd:
    """What some viewers were given, and the share of a core that the process took meanwhile. `due` is their parts."""

    viewers: int
    due: float
    share: float
    seen: Seen

    def per_core(self, alone: float) -> int:
        """How many of them a core would serve. One whose parts came late counts for what came."""
        return round(self.viewers * min(1.0, self.seen.parts / self.due) / max(0.001, self.share - alone))


async def _crowd(
    client: httpx.AsyncClient, port: int, renditions: list[str], viewers: int, gather_s: float, seconds: float
) -> Crowd:
    """Let viewers follow these renditions, and count once they have all come."""
    seen = Seen()
    watchers = await watch(port, renditions, viewers, seen)
    await asyncio.sleep(gather_s)
    seen.parts = seen.playlists = seen.octets = 0
    seen.spreads.clear()
    share = await _cpu_share(client, seconds)
    # Where a phase is short and the machine is busy, it may fall between two parts.
    deadline = time.monotonic() + _READY_S
    while not seen.parts:
        if time.monotonic() > deadline:
            break
        await asyncio.sleep(0.05)
    found = replace(seen, spreads=list(seen.spreads))
    for watcher in watchers:
        watcher.stop()
    # A part each 0.4 s.
    return Crowd(viewers, viewers * len(renditions) * seconds / 0.4, share, found)


async def _ready(client: httpx.AsyncClient) -> None:
    deadline = time.monotonic() + _READY_S
    while (await client.get(INDEX)).status_code != 200:
        if time.monotonic() > deadline:
            raise Disturbed("the broadcast did not begin")
        await asyncio.sleep(0.1)


async def _settings(client: httpx.AsyncClient) -> int:
    """How many init segments the picture had so far."""
    count = 0
    while (await client.get(f"{TAKE}/video/init-{count}.mp4", timeout=30)).status_code == 200:
        count += 1
    return count


async def _cpu_share(client: httpx.AsyncClient, seconds: float) -> float:
    """CPU seconds a second of the broadcasting process."""
    before = (await client.get("/load", timeout=30)).json()
    await asyncio.sleep(seconds)
    after = (await client.get("/load", timeout=30)).json()
    return float((after["cpu"] - before["cpu"]) / (after["time"] - before["time"]))


async def _glass(port: int, seconds: float) -> tuple[list[float], float]:
    """Milliseconds from the camera to the screen, of each picture in the second half; pictures shown a second."""
    async with running_chromium(AUTOPLAY) as browser:
        page = await browser.new_page()
        await page.goto(f"http://127.0.0.1:{port}/?index={INDEX}")
        try:
            await page.wait_for_function("seen.frames.length > 0", polling=50, timeout=_READY_S * 1000)
        except PlaywrightError as error:
            faults = await page.evaluate("seen.faults")
            raise Disturbed(f"the browser shows nothing: {faults}") from error
        await asyncio.sleep(seconds)
        frames = await page.evaluate("seen.frames")
    late = frames[len(frames) // 2 :]
    span = (late[-1]["at"] - late[0]["at"]) / 1000
    return [frame["behind"] for frame in late if frame["behind"] is not None], len(late) / max(0.001, span)


BENCHMARK = Benchmark(
    "broadcast",
    "LL-HLS: glass to glass in a browser, viewers a core can serve, what packing costs",
    ("glass_to_glass_p50_ms", "viewers_per_core", "packager_cpu_percent"),
    180.0,
    run,
)
