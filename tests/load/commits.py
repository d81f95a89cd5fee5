"""The benchmark `commits`: how many commands a second become durable, on SQLite and on PostgreSQL.

Input: fresh databases that keep every promise (`synchronous=FULL`, `fsync`). Commands go to the rooms' actors of this
process, many at once, without sockets: decided, committed, applied, answered.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from rooms import CommandId, Participant, Role, RoomId, decode_command
from server.bus.memory import MemoryBus
from server.live.room_actors import RoomActors
from server.presence.memory import MemoryPresence
from server.rehearsal.figures import percentile
from server.settings import ROOT, Settings
from server.store.log import Log
from server.stores import open_stores, wall_clock
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.served import CONFERENCE, ROOM
from tests.programs import running_postgres

IN_FLIGHT = 256
_SAID = decode_command(b'{"type":"chat.send","text":"Does the panel expect regional governance to follow?"}')


async def run(options: Options) -> Figures:
    """Measure both; see the module for how, RESULTS.md for what came out."""
    seconds = options.seconds or 5.0
    in_flight = options.connections or IN_FLIGHT
    figures: Figures = {"in_flight": in_flight}
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="puente-commits-")))
        postgres = held.enter_context(running_postgres(durable=True))
        for name, url in (("sqlite", ""), ("postgresql", postgres.new_database())):
            settings = Settings(
                data=folder / name, database_url=url, conferences=ROOT / "deploy" / "conferences"
            )
            say(f"{in_flight} commands at a time on {name}")
            per_s, p99_ms = await _measured(settings, in_flight, seconds)
            figures[f"{name}_per_s"] = round(per_s)
            figures[f"{name}_p99_ms"] = round(p99_ms, 1)
    return figures


async def _measured(settings: Settings, in_flight: int, seconds: float) -> tuple[float, float]:
    async with open_stores(settings) as stores:
        await stores.conferences.load_folder(settings.conferences)
        actors = RoomActors(
            Log(stores.database), MemoryBus(), MemoryPresence(wall_clock), stores.accounts, stores.conferences,
            wall_clock, settings.tick_ms, stores.secret,
        )  # fmt: skip
        room = RoomId(f"{CONFERENCE}/{ROOM}")
        begin = time.monotonic()
        waits: list[float] = []

        async def talk(number: int) -> None:
            person = Participant(f"p{number}", f"Person {number}", Role.ATTENDEE)  # type: ignore[arg-type]
            count = 0
            while (asked := time.monotonic()) < begin + seconds:
                count += 1
                await actors.submit(room, person, CommandId(f"{asked}-{count}"), _SAID, "en")
                waits.append(time.monotonic() - asked)

        try:
            await asyncio.gather(*(talk(number) for number in range(in_flight)))
            return len(waits) / (time.monotonic() - begin), 1000 * percentile(waits, 0.99)
        finally:
            await actors.close()


BENCHMARK = Benchmark(
    name="commits",
    line="durable commands a second through a room's actor, on SQLite and on PostgreSQL",
    figures=("sqlite_per_s", "postgresql_per_s"),
    limit_s=120.0,
    run=run,
)
