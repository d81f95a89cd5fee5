"""The only door from a request to an account: a signed cookie that names a login which has not ended."""

from __future__ import annotations

from collections.abc import Mapping

from itsdangerous import BadSignature, URLSafeSerializer

from server.auth.cookies import cookie_of
from server.store.accounts import Account, Accounts


class Guard:
    """Reads and makes the values of sign-in cookies."""

    def __init__(self, accounts: Accounts, secret: str) -> None:
        self._accounts = accounts
        self._signer = URLSafeSerializer(secret, salt="puente.login")

    def cookie_value(self, login: str) -> str:
        """Return the cookie's value for a login's id."""
        value = self._signer.dumps(login)
        return value if isinstance(value, str) else value.decode()

    def login_of(self, cookies: Mapping[str, str], conference: str) -> str | None:
        """Return the login's id that a request's cookies name, or None; the login may have ended."""
        value = cookie_of(cookies, conference)
        if value is None:
            return None
        try:
            return str(self._signer.loads(value))
        except BadSignature:
            return None

    async def identify(self, cookies: Mapping[str, str], conference: str) -> Account | None:
        """Return the account that is signed in to a conference, or None. A banned account is returned as banned."""
        login = self.login_of(cookies, conference)
        if login is None:
            return None
        account = await self._accounts.account_of_login(login)
        return account if account is not None and account.conference == conference else None
