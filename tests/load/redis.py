"""The benchmark `redis`: what Redis's one core, and a worker's, spend on what the workers of a large room ask of Redis.

Input: a Redis, and the parts of the server that use it, in this process. CPU time is counted, so that others at work
matter little.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import rooms
from rooms import Lease, ParticipantId, Role, RoomId
from server.presence.port import Seat
from server.presence.redis import RedisPresence
from server.redis.link import Link
from server.redis.rates import SharedRates
from server.stores import wall_clock
from tests.load.benchmark import Benchmark, Figures, Options
from tests.programs import RedisProgram, running_redis

ROOM = RoomId("conference/plenary")
PEOPLE, WORKERS, MESSAGES = 10_000, 32, 2000
ROUNDS = 3


async def run(options: Options) -> Figures:
    """Measure; see the module for how, RESULTS.md for what came out."""
    people = options.connections or PEOPLE
    with tempfile.TemporaryDirectory(prefix="puente-redis-") as folder, running_redis(Path(folder)) as redis:
        return {
            "people": people,
            **await _presence(redis, people),
            "rate_us": await _rates(redis),
            "hint_us": await _hints(redis),
        }


async def _presence(redis: RedisProgram, people: int) -> Figures:
    """A worker writes everyone's lease, another one reads them again and again."""
    async with _links(redis, 2) as (here, there):
        # Neither is given time of its own: it is told when to write and when to read.
        writer, reader = RedisPresence(here, wall_clock), RedisPresence(there, wall_clock)
        ends = wall_clock() + 600_000
        for number in range(people):
            lease = Lease(ParticipantId(f"participant-{number:06d}"), Role.ATTENDEE, ends)
            writer.take(ROOM, f"connection-{number:06d}", Seat(lease, f"Attendee {number}", "es"))
        written = await _cost(redis, writer._pay)

        async def read() -> None:
            reader._read_at.clear()
            assert len(await reader.seats(ROOM)) == people

        await read()
        own = time.process_time()
        costs = [await _cost(redis, read) for _ in range(ROUNDS)]
        own = time.process_time() - own
        looking = time.process_time()
        for _ in range(ROUNDS):
            # As the room's roster does it every two seconds; what was read just before is not read again.
            leases = [seat.lease for seat in await reader.seats(ROOM)]
            assert sum(rooms.counts(leases, wall_clock()).values()) == people
        looking = time.process_time() - looking
    return {
        "seat_read_us": round(min(costs) / people, 2),
        "seat_taken_in_us": round(1e6 * own / ROUNDS / people, 1),
        "seat_counted_us": round(1e6 * looking / ROUNDS / people, 2),
        "seat_written_us": round(written / people, 2),
    }


async def _rates(redis: RedisProgram) -> float:
    """People write: each message is counted."""
    async with _links(redis, 1) as (link,):
        rates = SharedRates(link, redis.url)

        async def count() -> None:
            for _ in range(MESSAGES // 16):
                await asyncio.gather(*(rates.incr(f"participant-{number}", 60) for number in range(16)))

        await count()
        return round(await _cost(redis, count) / MESSAGES, 1)


async def _hints(redis: RedisProgram) -> float:
    """Each of the room's deltas goes to all workers."""
    async with _links(redis, WORKERS) as links:
        heard, all_heard = 0, asyncio.Event()

        def hear(_: bytes) -> None:
            nonlocal heard
            heard += 1
            if heard % WORKERS == 0:
                all_heard.set()

        for link in links:
            await link.subscribe("room", hear)

        async def publish() -> None:
            for _ in range(MESSAGES // 4):
                links[0].publish("room", bytes(450))
                await all_heard.wait()
                all_heard.clear()

        return round(await _cost(redis, publish) / (MESSAGES // 4), 1)


async def _cost(redis: RedisProgram, work: Callable[[], Awaitable[None]]) -> float:
    """Microseconds of Redis's CPU time."""
    assert redis.process is not None
    # Linux makes the clock of another process from its id; see clock_getcpuclockid(3).
    clock = (~redis.process.pid << 3) | 2
    before = time.clock_gettime(clock)
    await work()
    return 1e6 * (time.clock_gettime(clock) - before)


@asynccontextmanager
async def _links(redis: RedisProgram, count: int) -> AsyncIterator[list[Link]]:
    async with AsyncExitStack() as running:
        links = [Link(redis.url) for _ in range(count)]
        for link in links:
            await running.enter_async_context(link.running())
        yield links


BENCHMARK = Benchmark(
    name="redis",
    line="CPU of Redis for a lease read and written, a message counted, a hint to 32 workers; of a worker for a seat",
    figures=("seat_read_us", "seat_taken_in_us", "seat_counted_us", "seat_written_us", "rate_us", "hint_us"),
    limit_s=120.0,
    run=run,
)
