"""The benchmark `fanout`: one room full of people, beside a bare loop that writes the same bytes.

Input: a fresh `puente serve` in its normal configuration and the bare loop, both on one core; the crowd is on the other.

A delivery is one frame written to one connection. Under load a tick gathers several messages into one frame, so
messages are counted apart. After each round of the server the bare loop writes that round's frames, equally long, at the
same moments to equally many connections; the rounds of the two alternate.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from server.rehearsal.figures import percentile
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Address, Crowd
from tests.load.seat import join, leave
from tests.load.served import Served, bare, pin_apart, puente
from tests.load.talk import BareFeed, Talk, Tape, listener

_ROUNDS = 3
_WARM_SEATS = 20
_STEADY_PER_S = 5.0
_BURST = 200
_SEVERAL = 20
_SETTLE_S = 10.0


@dataclass
class Tally:
    """What one side did in one kind of load, summed over its rounds."""

    deliveries: int = 0
    messages: int = 0
    cpu_s: float = 0.0
    waits: list[int] = field(default_factory=list)

    @property
    def per_cpu_s(self) -> float:
        return self.deliveries / self.cpu_s if self.cpu_s else 0.0


@dataclass
class Rounds:
    """What both sides did in one kind of load, and the frames that were written."""

    server: Tally = field(default_factory=Tally)
    floor: Tally = field(default_factory=Tally)
    tapes: list[Tape] = field(default_factory=list)

    @property
    def frames(self) -> int:
        return sum(len(tape.frames) for tape in self.tapes)

    @property
    def frame_bytes(self) -> int:
        """The mean size of a frame with its head."""
        return round(sum(tape.bytes for tape in self.tapes) / self.frames) if self.frames else 0

    @property
    def messages_per_frame(self) -> float:
        return round(self.server.messages / self.server.deliveries, 2) if self.server.deliveries else 0.0

    @property
    def ratio(self) -> float:
        """Deliveries per CPU-second of the server, in those of the bare loop."""
        return round(self.server.per_cpu_s / self.floor.per_cpu_s, 3) if self.floor.per_cpu_s else 0.0


@dataclass
class Side:
    """One of the two that are compared: its process, the crowd in it, and what that cost."""

    served: Served
    address: Address
    crowd: Crowd = field(default_factory=Crowd)
    join_ms: list[float] = field(default_factory=list)
    bytes_per_connection: float = 0.0

    async def fill(self, cookies: Sequence[str], within_s: float) -> None:
        """Bring the crowd in and note what joining took and what the connections weigh."""
        await self._warm(cookies[:_WARM_SEATS])
        settle_s = min(_SETTLE_S, 2 * within_s)
        before = await self.served.settled_memory_bytes(settle_s)
        self.join_ms = await join(self.crowd, self.address, cookies, within_s)
        after = await self.served.settled_memory_bytes(settle_s)
        self.bytes_per_connection = (after - before) / len(cookies)

    async def measured(self, tally: Tally, load: Callable[[], Awaitable[None]]) -> None:
        """Run one round of a load and add what it cost."""
        self.crowd.forget()
        cpu_before = self.served.cpu_s()
        await load()
        tally.cpu_s += self.served.cpu_s() - cpu_before
        tally.deliveries += self.crowd.deltas
        tally.messages += self.crowd.messages
        tally.waits.extend(self.crowd.waits())

    async def _warm(self, cookies: Sequence[str]) -> None:
        # What the first connections load and import once is not the weight of a connection.
        for _ in range(2):
            crowd = Crowd()
            await join(crowd, self.address, cookies, 0.1)
            leave(crowd)


@dataclass
class Comparison:
    """The server and the bare loop, measured by turns."""

    server: Side
    floor: Side
    feed: BareFeed

    async def rounds(self, count: int, load: Callable[[Talk], Awaitable[None]]) -> Rounds:
        """Alternate a load on the server with its repetition by the bare loop."""
        rounds = Rounds()
        for _ in range(count):
            talk = Talk(self.server.crowd)
            seat = listener(self.server.crowd)
            seat.rewind()
            await self.server.measured(rounds.server, partial(load, talk))
            tape = Tape.of(seat)
            rounds.tapes.append(tape)
            await self.floor.measured(rounds.floor, partial(self.feed.play, tape, self.floor.crowd))
        return rounds


async def run(options: Options) -> Figures:
    """Measure; see the module for how, RESULTS.md for what came out."""
    people = options.connections or 1000
    seconds = options.seconds or 5.0
    core = pin_apart()
    async with puente(core) as server, bare(core) as (floor, floor_address, feed_port):
        assert server.served is not None
        say(f"signing {people} people in")
        cookies = await sign_in(server, people)
        sides = Side(server.served, server.address), Side(floor, floor_address)
        feed = await BareFeed.open(feed_port)
        try:
            say(f"{people} people join within {seconds} s")
            await sides[0].fill(cookies, seconds)
            feed.greet_with(listener(sides[0].crowd).greeting)
            await sides[1].fill([""] * people, seconds)
            return await _measure(Comparison(*sides, feed), people, options.rounds(_ROUNDS), seconds)
        finally:
            feed.close()
            for side in sides:
                leave(side.crowd)


async def _measure(pair: Comparison, people: int, rounds: int, seconds: float) -> Figures:
    say("a message in every tick")
    single = await pair.rounds(rounds, lambda talk: talk.in_flight(1, seconds))
    several = max(1, min(_SEVERAL, people // 10))
    say(f"{several} messages in every tick")
    crowded = await pair.rounds(1, lambda talk: talk.in_flight(several, seconds))
    say(f"{_STEADY_PER_S:.0f} messages a second")
    steady = await pair.rounds(rounds, lambda talk: talk.paced(_STEADY_PER_S, seconds))
    burst_size = min(_BURST, people * 5)
    say(f"bursts of {burst_size} messages")
    burst = await pair.rounds(rounds, lambda talk: talk.burst(burst_size))
    return {
        "connections": people,
        "deliveries_per_cpu_s": round(single.server.per_cpu_s),
        "bare_deliveries_per_cpu_s": round(single.floor.per_cpu_s),
        "ratio_to_bare": single.ratio,
        "frame_bytes": single.frame_bytes,
        "messages_per_frame": single.messages_per_frame,
        **_waits("latency", steady),
        **_waits("burst", burst),
        "burst_messages": burst_size,
        "burst_frames": round(burst.frames / rounds, 1),
        "crowded_ratio_to_bare": crowded.ratio,
        "crowded_messages_per_frame": crowded.messages_per_frame,
        "crowded_frame_bytes": crowded.frame_bytes,
        "crowded_message_deliveries_per_cpu_s": round(crowded.server.messages / crowded.server.cpu_s),
        "bytes_per_connection": round(pair.server.bytes_per_connection),
        "bare_bytes_per_connection": round(pair.floor.bytes_per_connection),
        "join_p50_ms": round(percentile(pair.server.join_ms, 0.5), 2),
        "join_p99_ms": round(percentile(pair.server.join_ms, 0.99), 2),
        "bare_join_p99_ms": round(percentile(pair.floor.join_ms, 0.99), 2),
    }


def _waits(name: str, rounds: Rounds) -> Figures:
    return {
        f"{prefix}{name}_p{share}_ms": round(percentile(side.waits, share / 100) / 1000, 2)
        for prefix, side in (("", rounds.server), ("bare_", rounds.floor))
        for share in (50, 99)
    }


BENCHMARK = Benchmark(
    name="fanout",
    line="1,000 people in one room: deliveries per CPU-second beside a bare loop, latency, memory, joining",
    figures=(
        "deliveries_per_cpu_s",
        "bare_deliveries_per_cpu_s",
        "ratio_to_bare",
        "latency_p50_ms",
        "latency_p99_ms",
        "bytes_per_connection",
        "join_p99_ms",
    ),
    limit_s=300.0,
    run=run,
)
