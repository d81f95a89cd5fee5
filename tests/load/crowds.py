"""The benchmark `crowds`: 5,000 connections in one room, then 10,000 in ten, on one worker.

Input: a fresh `puente serve` on one core, with a conference to which rooms are added. Half as many people as
connections sign in, and each is in two rooms: a tab is what the server carries.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from server.rehearsal.figures import percentile
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Address, Crowd
from tests.load.seat import leave
from tests.load.served import CONFERENCE, ROOM, ROOT, Served, pin_apart, puente
from tests.load.stampede import knock
from tests.load.talk import Talk

MANY, ROOMS, IN_ONE = 10_000, 10, 5_000
# Messages a second, in each of the ten rooms and in the one.
TALK_PER_S = 1.0
# The door lets in 200 a second.
JOIN_PER_S = 150.0
SETTLE_S = 10.0


def conference_with_rooms(folder: Path) -> list[str]:
    """Write the conference with enough rooms into a folder; return the rooms' slugs."""
    text = (ROOT / "deploy" / "conferences" / f"{CONFERENCE}.toml").read_text(encoding="utf-8")
    more = [f"crowd-{number}" for number in range(2, ROOMS + 1)]
    rooms = "".join(
        f'[[rooms]]\nslug = "{slug}"\nname = {{ en = "{slug}" }}\nkind = "workshop"\n\n' for slug in more
    )
    at = text.index("[[sessions]]")
    (folder / f"{CONFERENCE}.toml").write_text(text[:at] + rooms + text[at:], encoding="utf-8")
    return [ROOM, *more]


async def run(options: Options) -> Figures:
    """Fill the rooms; see the module for how, RESULTS.md for what came out."""
    many = options.connections or MANY
    in_one = max(1, many * IN_ONE // MANY)
    seconds, settle_s = options.seconds or 10.0, options.aside(SETTLE_S)
    with tempfile.TemporaryDirectory(prefix="puente-crowds-") as folder:
        rooms = conference_with_rooms(Path(folder))
        async with puente(pin_apart(), {"PUENTE_CONFERENCES": folder, "PUENTE_MEDIA": "false"}) as server:
            assert server.served is not None
            say(f"signing {in_one} people in")
            cookies = await sign_in(server, in_one)
            empty = await server.served.settled_memory_bytes(settle_s)
            one = await _fill(
                server.served, server.address, rooms[:1], cookies, in_one, settle_s, seconds, empty
            )
            # Everybody has another seat: a seat's number names its commands, and the room remembers the first ones.
            others = [*cookies[1:], cookies[0]]
            ten = await _fill(server.served, server.address, rooms, others, many, settle_s, seconds, empty)
    return {
        "connections": many,
        "rooms": len(rooms),
        "in_one": in_one,
        **{f"ten_{name}": value for name, value in ten.items()},
        **{f"one_{name}": value for name, value in one.items()},
    }


async def _fill(
    served: Served,
    at: Address,
    rooms: Sequence[str],
    cookies: Sequence[str],
    people: int,
    settle_s: float,
    seconds: float,
    empty: int,
) -> Figures:
    """Fill rooms with so many connections in all, and let them talk. `empty` is the memory before anybody came."""
    each = max(1, people // len(rooms))
    say(f"{each * len(rooms)} connections in {len(rooms)} rooms")
    crowds = [Crowd() for _ in rooms]
    try:
        joins = await asyncio.gather(
            *(
                _come(
                    crowd,
                    Address(at.port, f"/socket/{CONFERENCE}/{room}", at.origin, at.host),
                    [cookies[(number * each + index) % len(cookies)] for index in range(each)],
                    each * len(rooms) / JOIN_PER_S,
                )
                for number, (room, crowd) in enumerate(zip(rooms, crowds, strict=True))
            )
        )
        full = await served.settled_memory_bytes(settle_s)
        used = served.cpu_s()
        for crowd in crowds:
            crowd.forget()
        await asyncio.gather(*(Talk(crowd).paced(TALK_PER_S, seconds) for crowd in crowds))
        used = served.cpu_s() - used
        waits = [wait for crowd in crowds for wait in crowd.waits()]
        deliveries = sum(crowd.deltas for crowd in crowds)
    finally:
        for crowd in crowds:
            leave(crowd)
    return {
        "join_p99_ms": round(percentile([wait for found in joins for wait in found], 0.99), 1),
        "bytes_per_connection": round((full - empty) / (each * len(rooms))),
        "latency_p50_ms": round(percentile(waits, 0.5) / 1000, 1),
        "latency_p99_ms": round(percentile(waits, 0.99) / 1000, 1),
        "deliveries_per_cpu_s": round(deliveries / max(used, 1e-6)),
    }


async def _come(crowd: Crowd, address: Address, cookies: Sequence[str], within_s: float) -> list[float]:
    """Bring a seat in for each cookie, evenly; give the milliseconds until each was shown the room, waits included.

    A busy server tells people to come back in some seconds, and they do.
    """
    loop = asyncio.get_running_loop()
    begin = loop.time()

    async def one(index: int, cookie: str) -> float:
        await asyncio.sleep(begin + within_s * index / len(cookies) - loop.time())
        came = loop.time()
        while not await knock(crowd, address, cookie, index):
            pass
        return (loop.time() - came) * 1000

    return await asyncio.gather(*(one(index, cookie) for index, cookie in enumerate(cookies)))


BENCHMARK = Benchmark(
    name="crowds",
    line="5,000 connections in one room, then 10,000 in ten, on one worker: joining, latency, memory",
    figures=(
        "ten_join_p99_ms",
        "ten_bytes_per_connection",
        "ten_latency_p99_ms",
        "one_join_p99_ms",
        "one_bytes_per_connection",
        "one_latency_p99_ms",
    ),
    limit_s=900.0,
    run=run,
)
