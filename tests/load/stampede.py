"""The benchmark `stampede`: the doors open, 5,000 people come within 30 s, and those inside go on talking.

Input: a fresh `puente serve` on one core. Each newcomer fetches the room's page and then opens the socket, as a browser
does; who is told to come back does so at the moment that was given.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from server.rehearsal.figures import percentile
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Address, Crowd, Disturbed
from tests.load.seat import Seat, join, leave
from tests.load.served import CONFERENCE, ROOM, pin_apart, puente
from tests.load.talk import Talk

PEOPLE = 5000
WITHIN_S = 30.0
INSIDE = 50
TALK_PER_S = 5.0
PATIENCE_S = 180.0
_ASK = (
    "GET /en/{conference}/rooms/{room} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n"
    "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n"
)


@dataclass
class Doors:
    """What all newcomers met."""

    waits_s: list[float] = field(default_factory=list)
    told_by_page: int = 0
    told_by_socket: int = 0
    lost: int = 0


class Newcomer(Seat):
    """A seat for whom being told to come back is no fault."""

    def __init__(self, crowd: Crowd, address: Address, cookie: str, number: int) -> None:
        super().__init__(crowd, address, cookie, number)
        self.again_s: float | None = None

    def fail(self, code: int, reason: str) -> None:
        if code == 4012:
            self.again_s = float(reason.rpartition(" ")[2])
        if self.joined.done():
            super().fail(code, reason)
            return
        self.joined.cancel()
        self.leave()


async def run(options: Options) -> Figures:
    """Open the doors; see the module for how, RESULTS.md for what came out."""
    people = options.connections or PEOPLE
    within_s = options.seconds or WITHIN_S
    async with puente(pin_apart()) as server:
        say(f"signing {people + INSIDE} people in")
        cookies = await sign_in(server, people + INSIDE)
        inside, outside = Crowd(), Crowd()
        doors = Doors()
        try:
            await join(inside, server.address, cookies[:INSIDE], 1.0)
            talk = Talk(inside)
            await talk.paced(TALK_PER_S, options.aside(3.0))
            quiet = percentile(inside.waits(), 0.99) / 1000
            inside.forget()
            talk = Talk(inside)
            say(f"{people} people come within {within_s:.0f} s")
            begin = monotonic()
            talking = asyncio.create_task(_talk_on(talk))
            await _all_come(doors, outside, server.address, cookies[INSIDE:], within_s)
            lasted = monotonic() - begin
            talking.cancel()
            await asyncio.wait([talking])
            await talk.heard()
            waits = inside.waits()
        finally:
            leave(inside)
            leave(outside)
    return {
        "people": people,
        "joined": len(doors.waits_s),
        "lost": doors.lost,
        "join_p50_s": round(percentile(doors.waits_s, 0.5), 3),
        "join_p99_s": round(percentile(doors.waits_s, 0.99), 3),
        "all_in_after_s": round(lasted, 1),
        "told_by_page": doors.told_by_page,
        "told_by_socket": doors.told_by_socket,
        "inside_latency_p50_ms": round(percentile(waits, 0.5) / 1000, 1),
        "inside_latency_p99_ms": round(percentile(waits, 0.99) / 1000, 1),
        "inside_before_p99_ms": round(quiet, 1),
    }


async def _talk_on(talk: Talk) -> None:
    while True:
        await asyncio.sleep(1 / TALK_PER_S)
        talk.say()


async def _all_come(
    doors: Doors, crowd: Crowd, address: Address, cookies: Sequence[str], within_s: float
) -> None:
    loop = asyncio.get_running_loop()
    begin = loop.time()

    async def one(index: int, cookie: str) -> None:
        await asyncio.sleep(begin + within_s * index / len(cookies) - loop.time())
        came = loop.time()
        try:
            while not await _enters(doors, crowd, address, cookie, index):
                pass
            doors.waits_s.append(loop.time() - came)
        except OSError as error:
            doors.lost += 1
            say(f"newcomer {index}: {error}")

    try:
        async with asyncio.timeout(within_s + PATIENCE_S):
            await asyncio.gather(*(one(index, cookie) for index, cookie in enumerate(cookies)))
    except TimeoutError:
        raise Disturbed(f"only {len(doors.waits_s)} of {len(cookies)} came in") from None


async def _enters(doors: Doors, crowd: Crowd, address: Address, cookie: str, number: int) -> bool:
    """Try once; when told to come back, wait for that."""
    wait_s = await _page(address, cookie)
    if wait_s is not None:
        doors.told_by_page += 1
        await asyncio.sleep(wait_s)
        return False
    if await knock(crowd, address, cookie, number):
        return True
    doors.told_by_socket += 1
    return False


async def knock(crowd: Crowd, address: Address, cookie: str, number: int) -> bool:
    """Take a seat, or be told to come back, and wait until then."""
    seat = Newcomer(crowd, address, cookie, number)
    await asyncio.get_running_loop().create_connection(lambda: seat, address.host, address.port)
    try:
        await seat.joined
    except asyncio.CancelledError:
        if not seat.joined.cancelled():
            raise
        await asyncio.sleep(seat.again_s or 1.0)
        return False
    crowd.seats.append(seat)
    return True


async def _page(address: Address, cookie: str) -> float | None:
    """Fetch the room's page; return the seconds after which to come back, None when it is there."""
    reader, writer = await asyncio.open_connection(address.host, address.port)
    host = address.origin.removeprefix("http://")
    writer.write(_ASK.format(conference=CONFERENCE, room=ROOM, host=host, cookie=cookie).encode())
    answer = await reader.read()
    writer.close()
    status = answer[9:12]
    if status == b"200":
        return None
    found = re.search(rb"retry-after: (\d+)", answer.lower())
    if status != b"503" or found is None:
        raise Disturbed(f"the room's page was answered by {status.decode()}")
    return float(found[1])


BENCHMARK = Benchmark(
    name="stampede",
    line="5,000 people come within 30 s to a room in which 50 talk: waits before the door, latency inside",
    figures=("joined", "join_p99_s", "inside_latency_p99_ms"),
    limit_s=600.0,
    run=run,
)
