"""Signed-in accounts for the crowd: personal links opened as the people of a rehearsal do, many at a time.

Input: addresses of personal links, as `puente links --json` prints them.
"""

import asyncio
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2 as httpx

from server.rehearsal.figures import Figures
from server.rehearsal.person import NotAdmitted, Person
from tests.load.crowd import Disturbed
from tests.load.served import CONFERENCE, ROOM, Puente

_AT_A_TIME = 16


async def sign_in(server: Puente, count: int, role: str = "attendee") -> list[str]:
    """Make `count` accounts of a role and enter as each; give the Cookie header of each. Raises Disturbed."""
    links = await server.links(count, role)
    gate = asyncio.Semaphore(_AT_A_TIME)
    figures = Figures()
    # One connection pool for many people: nobody's cookie may be sent with another's form.
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    async with httpx.AsyncClient(timeout=30, trust_env=False, cookies=no_cookies) as browser:

        async def enter(number: int, url: str) -> str:
            person = Person(server.origin, url, f"{CONFERENCE}/{ROOM}", "en", figures)
            async with gate:
                await person.enter(browser, f"Attendee {number}")
            return person.cookie

        try:
            return await asyncio.gather(*(enter(number, url) for number, url in enumerate(links, start=1)))
        except NotAdmitted as error:
            raise Disturbed(str(error)) from error
