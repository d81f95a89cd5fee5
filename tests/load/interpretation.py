"""The benchmark `interpretation`: what a listener hears of two interpreters, and what the broadcast's mixes cost.

Input: a fresh `puente serve` with its media engine; a speaker and two interpreters as tones; Chromium as the listener,
which measures each tone every 10 ms at its loudspeakers. Over WebRTC the page mixes, over LL-HLS it changes renditions.
`mix_cpu_percent` is the share of a core that three channels' ducked mixes take, in Opus and in AAC, at the speed of the
machine: what a desk with three channels takes, less what it takes for the original alone. `behind_busy_ms` is how far the
desk's sounds stay behind, at most, beside a loop that never rests, in its thread as the engine runs it;
`behind_python_ms` the same with the interpreter's own switch interval.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import async_playwright

from server.media.hls import opus
from server.media.hls.desk import Desk, Made
from server.media.hls.desk_thread import DeskThread
from server.media.hls.feed import Channel, Packet
from server.media.port import TrackId
from server.media.process import SWITCH_S
from server.rehearsal.figures import percentile
from tests.browser.stage.air import playing_until
from tests.browser.visitor import Visitor
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.served import serving
from tests.studio import Microphone
from tests.tones import LANGUAGE, Ear, interpreted, on_stage, switched

_FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--allow-loopback-in-peer-connection")
_SECONDS = 20.0
_LANGUAGES = ("en", "es", "fr")
_ORIGIN = 1_648_044_000.0
# Between two looks at what is due, as long as the engine takes for a burst of packets.
_BURST_S = 0.005
_LEAST_BUSY_S = 0.5


async def run(options: Options) -> Figures:
    """Measure the mixes first, alone on the machine, then a listener."""
    seconds = options.seconds or _SECONDS
    say(f"{seconds:.0f} s of three channels at the desk")
    alone, mixed = (_desk_share(seconds, languages) for languages in ((), _LANGUAGES))
    busy = max(_LEAST_BUSY_S, seconds / 4)
    say(f"twice {busy:.1f} s of them beside a loop that never rests")
    behind_python, behind = await _behind(busy, sys.getswitchinterval()), await _behind(busy, SWITCH_S)
    return {
        **await _listened(max(2, round(seconds / 2))),
        "original_cpu_percent": round(100 * alone, 2),
        "mix_cpu_percent": round(100 * (mixed - alone), 2),
        "behind_busy_ms": round(1000 * behind),
        "behind_python_ms": round(1000 * behind_python),
    }


async def _listened(times: int) -> Figures:
    path = shutil.which("chromium")
    if path is None:
        raise Disturbed("Chromium is missing: bash tests/machine.sh")
    with TemporaryDirectory(prefix="puente-load-") as folder:
        opening = serving(Path(folder) / "data", PUENTE_MEDIA="true", PUENTE_MEDIA_PORT="0")
        served = await asyncio.to_thread(opening.__enter__)
        try:

            async def link(role: str) -> str:
                # A start prints no link for interpreters.
                made = role == "interpreter"
                return await asyncio.to_thread(served.make_link, role) if made else served.link(role)

            async with on_stage(link) as stage, async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
                context = await browser.new_context(locale="en-US", bypass_csp=True)
                visitor = Visitor(context, await context.new_page(), served.address, "en")
                ear = Ear(visitor.page)
                await ear.prepare()
                await visitor.enter(await link("attendee"), "Ana")
                await visitor.go_to_room()
                say("a listener over WebRTC")
                sound = visitor.page.locator(".player-listen")
                await sound.select_option(LANGUAGE)
                heard = await interpreted(stage, ear)
                say(f"{times} changes of the broadcast's sound")
                await stage.first.go_on_air()
                await sound.select_option("original")
                await visitor.page.locator("#player-connection").click()
                await visitor.page.locator(
                    ".player-panel label", has_text=visitor.t("player.path_hls")
                ).click()
                await visitor.page.locator(".player-panel").press("Escape")
                film = ".player-broadcast video"
                await playing_until(
                    visitor.page.locator(film), lambda seen: seen["time"] > 0.5, "the broadcast"
                )
                await ear.at(film)
                changes = await switched(ear, times)
                await browser.close()
        except AssertionError as fault:
            raise Disturbed(str(fault)) from fault
        finally:
            await asyncio.to_thread(opening.__exit__, None, None, None)
    return {
        "duck_ratio": heard.duck_ratio,
        "fallback_s": heard.fallback_s,
        "off_air_s": heard.off_air_s,
        "steepest_db": heard.steepest_db,
        "overlap_ms": round(1000 * heard.overlap_s),
        "gap_ms": round(1000 * heard.gap_s),
        "switches": len(changes.after_s),
        "switch_ms": round(1000 * percentile(changes.after_s, 0.5)),
        "switch_most_ms": round(1000 * max(changes.after_s)),
        "stalls": changes.waits,
        "longest_still_ms": round(1000 * changes.longest_still_s),
    }


def _desk_share(seconds: float, languages: tuple[str, ...]) -> float:
    """CPU seconds a second of sound for the original and ducked mixes in these languages."""
    desk = Desk(_ORIGIN, lambda made: None)
    desk.plan(_channels(languages))
    frames = round(seconds * 50)
    sent = _sent(languages, frames, _ORIGIN)
    began = time.process_time()
    for place in range(frames):
        for track, packets in sent.items():
            desk.packet(track, packets[place])
        desk.advance(_ORIGIN + place * 0.02 + 0.02)
    spent = time.process_time() - began
    desk.close()
    return spent / seconds


async def _behind(seconds: float, switch_s: float) -> float:
    """How far three channels' sounds are behind at most, in seconds, while the loop's thread keeps a core busy."""
    latest = 0.0

    def deliver(made: list[Made]) -> None:
        nonlocal latest
        latest = max(latest, made[-1].sample.time / opus.RATE)

    sent = _sent(_LANGUAGES, round(seconds * 50), 0.0)
    former = sys.getswitchinterval()
    sys.setswitchinterval(switch_s)
    origin = time.time()
    desk = DeskThread(origin, deliver)
    try:
        desk.plan(_channels(_LANGUAGES))
        due, most = 0, 0.0
        while (elapsed := time.time() - origin) < seconds:
            while due * 0.02 <= elapsed and due < seconds * 50 - 1:
                for track, packets in sent.items():
                    desk.packet(track, packets[due]._replace(arrived=origin + elapsed))
                due += 1
            desk.advance(origin + elapsed)
            until = time.perf_counter() + _BURST_S
            while time.perf_counter() < until:
                pass
            await asyncio.sleep(0)
            most = max(most, elapsed - latest)
        return most
    finally:
        sys.setswitchinterval(former)
        desk.close()


def _channels(languages: tuple[str, ...]) -> list[Channel]:
    """The original, and interpreters above the floor."""
    floor = TrackId("floor")
    return [
        Channel("original", "Original", "und", (floor,)),
        *(Channel(each, each, each, (TrackId(each),), (floor,)) for each in languages),
    ]


def _sent(languages: tuple[str, ...], frames: int, origin: float) -> dict[TrackId, list[Packet]]:
    """The packets of the floor and of each interpreter, 50 a second."""
    return {
        track: [
            Packet(number, number * 960, False, payload, origin + number * 0.02, stream)
            for number, payload in enumerate(_said(300 + 200 * stream, frames))
        ]
        for stream, track in enumerate(map(TrackId, ("floor", *languages)), start=1)
    }


def _said(hertz: int, frames: int) -> list[bytes]:
    """A voice with pauses, so that the floor goes down and comes back."""
    microphone = Microphone(hertz)
    said = []
    for number in range(frames):
        if number % 400 == 200:
            microphone.hush(4.0)
        said.append(microphone.sound())
    return said


BENCHMARK = Benchmark(
    name="interpretation",
    line="two interpreters in a listener's ears: ducking, silence, hand-over, change of sound; what the mixes cost",
    figures=(
        "duck_ratio",
        "fallback_s",
        "overlap_ms",
        "gap_ms",
        "switch_ms",
        "mix_cpu_percent",
        "behind_busy_ms",
    ),
    limit_s=180.0,
    run=run,
)
