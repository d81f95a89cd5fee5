"""Guests: people who are not registered and ask in a room by its short link. Each has an account of the role `guest`.

A guest's cookie has a name and a signature of its own, so that it opens no door but the page on which guests ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from time import time

from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import Storage
from limits.aio.strategies import FixedWindowRateLimiter

from rooms import Role
from server.store.accounts import Account, Accounts

# What the tickets of guests are labelled with.
LABEL = "guest"
DAYS = 2
# A hall full of people may stand behind one address.
NEW_AN_HOUR = 600
ASKED_A_MINUTE = 5
DONE_A_MINUTE = 60


class TooOften(Exception):
    """Not now: `wait_s` says in how many seconds."""

    def __init__(self, wait_s: int) -> None:
        super().__init__(wait_s)
        self.wait_s = wait_s


def guest_cookie(conference: str) -> str:
    """Return the name of a guest's cookie for a conference's slug."""
    return f"puente-guest-{conference}"


class Guests:
    """Knows guests by their cookies, and makes new ones. `storage` counts what they do."""

    def __init__(self, accounts: Accounts, secret: str, storage: Storage) -> None:
        self._accounts = accounts
        self._signer = URLSafeSerializer(secret, salt="puente.guest")
        self._limiter = FixedWindowRateLimiter(storage)
        self._new = RateLimitItemPerHour(NEW_AN_HOUR)
        self._asked = RateLimitItemPerMinute(ASKED_A_MINUTE)
        self._done = RateLimitItemPerMinute(DONE_A_MINUTE)

    async def identify(self, cookies: Mapping[str, str], conference: str) -> Account | None:
        """Return the guest whom a request's cookies name, banned or not; None without one."""
        value = cookies.get(guest_cookie(conference))
        if value is None:
            return None
        try:
            login = str(self._signer.loads(value))
        except BadSignature:
            return None
        account = await self._accounts.account_of_login(login)
        if account is None or account.conference != conference or account.role is not Role.GUEST:
            return None
        return account

    async def welcome(self, conference: str, name: str, language: str, address: str) -> tuple[Account, str]:
        """Make a guest; return the account and the cookie's value. Raises TooOften."""
        await self._count(self._new, "guests", conference, address)
        [ticket] = await self._accounts.create_tickets(conference, Role.GUEST, [name], language, DAYS, LABEL)
        account = await self._accounts.enter(ticket, name, language)
        value = self._signer.dumps(await self._accounts.log_in(account, DAYS))
        return account, value if isinstance(value, str) else value.decode()

    async def rename(self, account: Account, name: str, language: str) -> Account:
        """Return the same guest under another name."""
        ticket = await self._accounts.ticket(account.ticket)
        return account if ticket is None else await self._accounts.enter(ticket, name, language)

    async def count(self, account: Account, *, asks: bool) -> None:
        """Count one thing that a guest does. Raises TooOften."""
        await self._count(self._done, "done", account.id)
        if asks:
            await self._count(self._asked, "asked", account.id)

    async def _count(self, limit: RateLimitItemPerHour | RateLimitItemPerMinute, *who: str) -> None:
        if await self._limiter.hit(limit, *who):
            return
        window = await self._limiter.get_window_stats(limit, *who)
        # The library's storages keep wall-clock time themselves.
        raise TooOften(max(ceil(window.reset_time - time()), 1))
