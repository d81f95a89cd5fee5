"""Signed-in accounts for the crowd: personal links opened as a browser does, many at a time.

Input: addresses of personal links, as `puente links --json` prints them.
"""

import asyncio
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx2 as httpx

from tests.load.crowd import Disturbed
from tests.load.served import Puente

_AT_A_TIME = 16


async def sign_in(server: Puente, count: int, role: str = "attendee") -> list[str]:
    """Make `count` accounts of a role and enter as each; give the Cookie header of each. Raises Disturbed."""
    links = await server.links(count, role)
    gate = asyncio.Semaphore(_AT_A_TIME)
    # One connection pool for many people: nobody's cookie may be sent with another's form.
    no_cookies = CookieJar(DefaultCookiePolicy(allowed_domains=()))
    async with httpx.AsyncClient(timeout=30, trust_env=False, cookies=no_cookies) as browser:

        async def enter(number: int, url: str) -> str:
            local = httpx.URL(url).copy_with(host="127.0.0.1")
            form = {"name": f"Attendee {number}", "language": "en"}
            headers = {"Host": f"localhost:{server.port}", "Origin": server.origin}
            async with gate:
                answer = await browser.post(local, data=form, headers=headers)
            cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_list("set-cookie")]
            if answer.status_code != 303 or not cookies:
                raise Disturbed(f"signing in was answered by {answer.status_code}: {answer.text[:300]}")
            return "; ".join(cookies)

        return await asyncio.gather(*(enter(number, url) for number, url in enumerate(links, start=1)))
