"""A whole rehearsal: everybody enters over a while, does what people do, and leaves. Input: links of one conference.

Bounded in people and time. The first link decides: a host that does not admit it is not the operator's own deployment.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ssl import CERT_NONE, SSLContext, create_default_context
from typing import Any

import httpx2

from server.rehearsal.deeds import attend, moderate
from server.rehearsal.figures import Figures
from server.rehearsal.person import NotAdmitted, Person
from server.rehearsal.speaker import speak
from server.rehearsal.viewer import watch

MOST_PEOPLE = 2000
MOST_SECONDS = 900
MOST_SPEAKERS = 4
# How many enter each second.
ENTER_A_SECOND = 25.0
LATE_S = 0.1


@dataclass(frozen=True)
class Seat:
    """A personal link with its language and name."""

    link: str
    language: str
    name: str


@dataclass(frozen=True)
class Cast:
    """Who takes part. `viewers` of the audience watch the broadcast too."""

    audience: Sequence[Seat]
    speakers: Sequence[Seat]
    moderator: Seat
    viewers: int


async def rehearse(address: str, room: str, cast: Cast, seconds: float, *, verify: bool = True) -> Figures:
    """Rehearse in a room (`conference/room`) and return what was measured. Raises NotAdmitted."""
    figures = Figures()
    tls = None if verify or not address.startswith("https:") else any_certificate()
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    # It keeps no cookies: everybody has their own, and another's would sign that one out.
    none = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx2.AsyncClient(
        base_url=address, timeout=30, limits=limits, verify=verify, cookies=none, trust_env=False
    ) as http:
        moderator = _person(address, room, cast.moderator, figures, tls)
        await moderator.enter(http, cast.moderator.name)
        began = asyncio.get_running_loop().time()
        tasks = [
            asyncio.create_task(moderator.stay()),
            asyncio.create_task(moderate(moderator)),
            asyncio.create_task(note_lateness(figures)),
        ]
        tasks += [
            asyncio.create_task(
                _speak(_person(address, room, seat, figures, tls), seat, moderator, http, figures)
            )
            for seat in cast.speakers
        ]
        tasks += [
            asyncio.create_task(
                _attend(began + number / ENTER_A_SECOND, number < cast.viewers, len(cast.audience),
                        _person(address, room, seat, figures, tls), seat, http, figures)
            )
            for number, seat in enumerate(cast.audience)
        ]  # fmt: skip
        try:
            await asyncio.wait(tasks, timeout=seconds, return_when=asyncio.ALL_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            for result in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(result, Exception):
                    figures.fault(f"the rehearsal itself failed: {result!r}")
    return figures


def any_certificate() -> SSLContext:
    """Believes a certificate that nobody has signed."""
    tls = create_default_context()
    tls.check_hostname, tls.verify_mode = False, CERT_NONE
    return tls


def _person(address: str, room: str, seat: Seat, figures: Figures, tls: SSLContext | None) -> Person:
    return Person(address, seat.link, room, seat.language, figures, tls)


async def _attend(
    at: float,
    watches: bool,
    people: int,
    person: Person,
    seat: Seat,
    http: httpx2.AsyncClient,
    figures: Figures,
) -> None:
    await asyncio.sleep(at - asyncio.get_running_loop().time())
    if not await _entered(person, seat, http, figures):
        return
    together: list[Coroutine[Any, Any, None]] = [person.stay(), attend(person, people)]
    if watches:
        together.append(watch(person, http, figures))
    await _all(together)


async def _speak(
    person: Person, seat: Seat, moderator: Person, http: httpx2.AsyncClient, figures: Figures
) -> None:
    if await _entered(person, seat, http, figures):
        await _all([person.stay(), speak(person, moderator, http, figures)])


async def _entered(person: Person, seat: Seat, http: httpx2.AsyncClient, figures: Figures) -> bool:
    try:
        await person.enter(http, seat.name)
    except NotAdmitted as error:
        figures.fault(str(error))
        return False
    return True


async def _all(together: Sequence[Coroutine[Any, Any, None]]) -> None:
    async with asyncio.TaskGroup() as group:
        for each in together:
            group.create_task(each)


async def note_lateness(figures: Figures) -> None:
    """Note how late this program itself runs what is due, until cancelled."""
    while True:
        due = time.perf_counter() + LATE_S
        await asyncio.sleep(LATE_S)
        figures.lateness.append((time.perf_counter() - due) * 1000)
