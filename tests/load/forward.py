"""The benchmark of the media engine: one 720p stage to many subscribers, by Puente's engine and by Debian's Janus.

Input: both servers, each in its own process on one core; the publisher and the subscribers run here, on another.
CPU is that of the server's process, divided by the packets that its subscribers received. What a viewer sees of it, from
one Chromium to another, is measured after that, on all cores.
"""

import asyncio
import contextlib
import os
import statistics
import time
from array import array
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psutil

from rooms import ParticipantId, RoomId
from server.media.configuration import Configuration
from server.media.dtls import Identity
from server.media.port import Publish, Source, Subscribe, TrackId
from server.media.supervisor import Supervisor
from server.rehearsal.figures import percentile
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.load.glass import glass_to_glass
from tests.load.janus import Janus, install
from tests.load.remote import Remote
from tests.load.stage import PACKETS_A_SECOND, SOUNDS_A_SECOND, Stage

_VIEWERS, _SECONDS, _ROUNDS, _LATE = 100, 5.0, 3, 20
_SAMPLED_EVERY = 10
_SETTLE_S = 1.0
_PATIENCE_S = 20.0
# The share of a core that viewers may cost on average; the rest is for joins, keyframes and the kernel.
_PLANNED_SHARE = 0.8
_ROOM = RoomId("benchmark/stage")
_TRACKS = (TrackId("publisher/camera/video"), TrackId("publisher/microphone/audio"))


@dataclass
class Measured:
    """What one round showed."""

    us_per_packet: float
    share: float
    delivered: float
    waits: "array[float]"
    joins_per_s: float = 0.0


@dataclass
class Hall:
    """The subscribers of one server."""

    remotes: list[Remote] = field(default_factory=list)
    waits: "array[float]" = field(default_factory=lambda: array("d"))

    def seat(self, remote: Remote) -> None:
        """Count a subscriber's packets; one in ten also tells how long they took."""
        if len(self.remotes) % _SAMPLED_EVERY == 0:
            remote.take = lambda datagram: self._sample(remote, datagram)
        self.remotes.append(remote)

    def _sample(self, remote: Remote, datagram: bytes) -> None:
        now = time.monotonic_ns()
        plain, control = remote.plain(datagram)
        if plain and not control:
            self.waits.append((now - int.from_bytes(plain[-8:], "big")) / 1e6)

    @property
    def received(self) -> int:
        return sum(remote.received for remote in self.remotes)

    def close(self) -> None:
        for remote in self.remotes:
            remote.close()


async def run(options: Options) -> Figures:
    """Measure both in turn, several times over, and give the medians."""
    await install()
    viewers, seconds = options.connections or _VIEWERS, options.seconds or _SECONDS
    cores = sorted(os.sched_getaffinity(0))
    ours: list[Measured] = []
    theirs: list[Measured] = []
    for number in range(options.rounds(_ROUNDS)):
        for name, measure, found in (("puente", _puente, ours), ("janus", _janus, theirs)):
            # A round before has pinned this process; the next server is to find all cores again.
            os.sched_setaffinity(0, cores)
            found.append(await measure(viewers, seconds))
            last = found[-1]
            say(
                f"{name} {number + 1}: {last.us_per_packet:.1f} µs a packet, {last.share:.0%} of a core, "
                f"{last.delivered:.1%} delivered, p99 {percentile(last.waits, 0.99):.1f} ms, "
                f"{last.joins_per_s:.0f} joins/s"
            )
    os.sched_setaffinity(0, cores)
    sound = await _puente(viewers, seconds, video=False)
    say(f"puente, sound only: {sound.us_per_packet:.1f} µs a packet, {sound.share:.0%} of a core")
    os.sched_setaffinity(0, cores)
    glass = await glass_to_glass(seconds, min(_LATE, viewers // 5))
    say(f"from one browser to another: {percentile(glass.behind, 0.5):.0f} ms")
    say(
        f"late joiners' first pictures: {percentile(glass.first, 0.5):.0f} ms, at most {max(glass.first):.0f} ms"
    )
    cost = statistics.median(each.us_per_packet for each in ours)
    janus_cost = statistics.median(each.us_per_packet for each in theirs)
    figures: Figures = {
        "us_per_packet": round(cost, 2),
        "janus_us_per_packet": round(janus_cost, 2),
        "janus_ratio": round(janus_cost / cost, 2),
        "viewers_per_core": int(_PLANNED_SHARE * 1e6 / (cost * PACKETS_A_SECOND)),
        "audio_viewers_per_core": int(_PLANNED_SHARE * 1e6 / (sound.us_per_packet * SOUNDS_A_SECOND)),
        "added_latency_p50_ms": round(statistics.median(percentile(each.waits, 0.5) for each in ours), 2),
        "added_latency_p99_ms": round(statistics.median(percentile(each.waits, 0.99) for each in ours), 2),
        "janus_latency_p99_ms": round(statistics.median(percentile(each.waits, 0.99) for each in theirs), 2),
        "glass_to_glass_p50_ms": round(percentile(glass.behind, 0.5)),
        "first_picture_p50_ms": round(percentile(glass.first, 0.5)),
        "first_picture_most_ms": round(max(glass.first)),
        "joins_per_s": round(statistics.median(each.joins_per_s for each in ours)),
        "janus_joins_per_s": round(statistics.median(each.joins_per_s for each in theirs)),
        "delivered": round(min(each.delivered for each in ours), 4),
        "viewers": viewers,
    }
    return figures


async def _puente(viewers: int, seconds: float, *, video: bool = True) -> Measured:
    async with _engine(viewers) as engine, _publisher(video=video) as (remote, stage):
        # A fresh certificate costs as much as in a browser; one for the whole crowd leaves the core to the server.
        offer = remote.offer("sendonly", "va", stage.ssrcs)
        request = Publish(_ROOM, ParticipantId("publisher"), (Source.CAMERA, Source.MICROPHONE), offer)
        remote.begin((await engine.publish(request)).sdp)
        await engine.set_stage(_ROOM, _TRACKS)
        await _soon(remote.connected)
        stage.start()

        async def join(number: int, subscriber: Remote) -> None:
            wish = Subscribe(_ROOM, ParticipantId(f"viewer-{number}"), subscriber.offer("recvonly"))
            subscriber.begin((await engine.subscribe(wish)).sdp)

        assert engine.process is not None
        rate = PACKETS_A_SECOND if video else SOUNDS_A_SECOND
        return await _measure(engine.process, remote.identity, "127.0.0.1", viewers, seconds, rate, join)


async def _janus(viewers: int, seconds: float) -> Measured:
    janus = Janus()
    try:
        await janus.start()
        _pin(janus.process)
        async with _publisher(janus.address) as (remote, stage):
            feed, answer = await janus.publish(remote.offer("sendonly", "va", stage.ssrcs))
            remote.begin(answer)
            await _soon(remote.connected)
            stage.start()

            async def join(_: int, subscriber: Remote) -> None:
                handle, offer = await janus.subscribe(feed)
                subscriber.begin(offer)
                await janus.begin(handle, subscriber.answer(offer))

            rate = PACKETS_A_SECOND
            return await _measure(janus.process, remote.identity, janus.address, viewers, seconds, rate, join)
    finally:
        await janus.close()


async def _measure(
    process: int,
    identity: Identity,
    host: str,
    viewers: int,
    seconds: float,
    rate: int,
    join: Callable[[int, Remote], Awaitable[None]],
) -> Measured:
    """Let everyone join at once, then watch the process for some seconds."""
    hall = Hall()
    try:
        began = time.monotonic()
        for _ in range(viewers):
            hall.seat(Remote(identity, host))
        async with asyncio.TaskGroup() as group:
            for number, remote in enumerate(hall.remotes):
                group.create_task(_joined(join(number, remote), remote))
        joins = viewers / (time.monotonic() - began)
        await asyncio.sleep(_SETTLE_S)
        hall.waits = array("d")
        before, at, received = _cpu(process), time.monotonic(), hall.received
        await asyncio.sleep(seconds)
        # Where a phase is short and the machine is busy, it may fall between two pictures.
        while hall.received == received:
            if time.monotonic() > at + _PATIENCE_S:
                break
            await asyncio.sleep(0.01)
        spent, passed, received = _cpu(process) - before, time.monotonic() - at, hall.received - received
    finally:
        hall.close()
    if not received:
        raise Disturbed("the subscribers received nothing")
    expected = viewers * rate * passed
    return Measured(spent / received * 1e6, spent / passed, received / expected, hall.waits, joins)


async def _joined(joining: Awaitable[None], remote: Remote) -> None:
    await joining
    await _soon(remote.connected)


async def _soon(future: "asyncio.Future[None]") -> None:
    try:
        async with asyncio.timeout(20):
            await future
    except TimeoutError:
        raise Disturbed("a peer could not connect within 20 s") from None


@asynccontextmanager
async def _engine(viewers: int) -> AsyncIterator[Supervisor]:
    engine = Supervisor(Configuration(most_peers=viewers + 10))
    await engine.start()
    try:
        assert engine.process is not None
        _pin(engine.process)
        yield engine
    finally:
        await engine.close()


@asynccontextmanager
async def _publisher(host: str = "127.0.0.1", *, video: bool = True) -> AsyncIterator[tuple[Remote, Stage]]:
    remote = Remote(Identity(), host)
    stage = Stage(remote, video=video)
    try:
        yield remote, stage
    finally:
        stage.stop()
        remote.close()


def _pin(process: int) -> None:
    """The server gets the first core, this process the others; with one core they share it."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        return
    with contextlib.suppress(ProcessLookupError):
        for thread in psutil.Process(process).threads():
            os.sched_setaffinity(thread.id, {cores[0]})
    os.sched_setaffinity(0, set(cores[1:]))


def _cpu(process: int) -> float:
    times = psutil.Process(process).cpu_times()
    return float(times.user + times.system)


BENCHMARK = Benchmark(
    name="forward",
    line="µs of CPU per forwarded packet, joins and added latency of a 720p stage, beside Debian's Janus",
    figures=(
        "us_per_packet",
        "janus_us_per_packet",
        "janus_ratio",
        "viewers_per_core",
        "added_latency_p99_ms",
        "joins_per_s",
    ),
    limit_s=180,
    run=run,
)
