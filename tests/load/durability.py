"""The benchmark `durability`: the server is killed while many people write, again and again, and nothing may be lost.

Input: a fresh `puente serve`; SIGKILL falls at a random moment of each burst, and the server starts again at once on the
same data. In the end it is killed once more, so that what is counted comes from the disk alone.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.load.history import Chat, read_chat
from tests.load.served import Puente, pin_apart, puente
from tests.load.writer import Witness, Writer

_PER_S = 5.0
_MOST_KILLS = 3
_PATIENCE_S = 60.0


async def run(options: Options) -> Figures:
    """Kill the server in the middle of bursts; see the module for how, RESULTS.md for what came out."""
    people = options.connections or 100
    seconds = options.seconds or 4.0
    kills = max(1, min(_MOST_KILLS, round(seconds)))
    async with puente(pin_apart()) as server:
        say(f"signing {people} people in")
        cookies = await sign_in(server, people)
        writers = [
            (Writer if number else Witness)(server.address, cookie, number)
            for number, cookie in enumerate(cookies)
        ]
        for writer in writers:
            writer.enter()
        try:
            await _until(writers, lambda: all(writer.here for writer in writers), "joined")
            recoveries, starts, pending = list[float](), list[float](), 0
            for number in range(kills):
                say(f"burst {number + 1} of {kills}")
                pending += await _burst_with_kill(server, writers, seconds)
                started, recovered = await _recovery_s(server, writers)
                starts.append(started)
                recoveries.append(recovered)
            await _until(writers, lambda: not any(writer.unanswered for writer in writers), "answered")
            await _kill_and_start(server)
            await _until(writers, lambda: all(writer.here for writer in writers), "came back")
            room = await read_chat(server.address, cookies[0])
        finally:
            for writer in writers:
                await writer.leave()
    return {
        "connections": people,
        "kills": kills + 1,
        **compare([writer.said() for writer in writers], room),
        "recovery_s": round(max(recoveries), 2),
        "listening_after_s": round(max(starts), 2),
        "unanswered_at_kills": pending,
        "refused_for_now": sum(writer.refusals for writer in writers),
        "resumed_by_delta": sum(writer.resumes for writer in writers),
        "resumed_by_snapshot": sum(writer.snapshots for writer in writers) - people,
        "gaps_of_the_witness": sum(each.gaps(room) for each in writers if isinstance(each, Witness)),
    }


def compare(
    said: Sequence[Sequence[str]], room: Chat, at_once: Sequence[Sequence[str]] | None = None
) -> Figures:
    """Hold what each writer was promised, in the order of sending, against what the room shows.

    `at_once` holds what of it was not refused for now on the way: only that must stand in the order of its first sending.
    """
    places: dict[str, int] = {}
    times: Counter[str] = Counter()
    for message in sorted(room.values(), key=lambda message: int(message["number"])):
        text = str(message["text"])
        times[text] += 1
        places.setdefault(text, int(message["number"]))
    out_of_order = 0
    for lines in said if at_once is None else at_once:
        numbers = [places[line] for line in lines if line in places]
        out_of_order += sum(later < earlier for earlier, later in pairwise(numbers))
    acknowledged = [line for lines in said for line in lines]
    return {
        "acknowledged": len(acknowledged),
        "missing": sum(line not in places for line in acknowledged),
        "duplicates": sum(count - 1 for count in times.values()),
        "out_of_order": out_of_order,
    }


async def _burst_with_kill(server: Puente, writers: Sequence[Writer], seconds: float) -> int:
    """Everyone writes; the server is killed between a third and two thirds of the burst, while they go on.

    Gives how many commands were without a reply at that moment.
    """
    loop = asyncio.get_running_loop()
    begin, fatal = loop.time(), random.uniform(seconds / 3, seconds * 2 / 3)
    turns = [(begin + random.uniform(0, 1 / _PER_S), writer) for writer in writers]
    while loop.time() < begin + fatal:
        now = loop.time()
        for index, (due, writer) in enumerate(turns):
            if due <= now:
                writer.say_more()
                turns[index] = (due + 1 / _PER_S, writer)
        await asyncio.sleep(0.002)
    assert server.served is not None
    await server.served.kill()
    pending = sum(len(writer.unanswered) for writer in writers)
    # They do not know yet and go on for a moment: those commands wait with the others.
    for writer in writers:
        writer.say_more()
    return pending


async def _recovery_s(server: Puente, writers: Sequence[Writer]) -> tuple[float, float]:
    """Start the server; seconds until it listens, and until everyone is back with the replies owed at the start."""
    owed = [(writer, set(writer.unanswered)) for writer in writers]
    begin = time.monotonic()
    await server.start()
    listening = time.monotonic() - begin
    await _until(
        writers,
        lambda: all(writer.here and owing.isdisjoint(writer.unanswered) for writer, owing in owed),
        "recovered",
    )
    return listening, time.monotonic() - begin


async def _kill_and_start(server: Puente) -> None:
    assert server.served is not None
    await server.served.kill()
    await server.start()


async def _until(writers: Sequence[Writer], condition: Callable[[], bool], done: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while not condition():
        for writer in writers:
            writer.check()
        if time.monotonic() > deadline:
            away = sum(not writer.here for writer in writers)
            owed = sum(len(writer.unanswered) for writer in writers)
            raise Disturbed(f"not all {done} in {_PATIENCE_S:.0f} s: {away} away, {owed} commands unanswered")
        await asyncio.sleep(0.01)


BENCHMARK = Benchmark(
    name="durability",
    line="SIGKILL in the middle of bursts from 100 people: what is missing, double or out of order, and recovery",
    figures=("acknowledged", "missing", "duplicates", "out_of_order", "recovery_s"),
    limit_s=300.0,
    run=run,
)
