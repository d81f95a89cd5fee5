"""Keys with which a program like OBS streams for a person into one room. Input: accounts, rooms, and tokens as they come.

A key is a login of its own kind, so that it expires, is revoked by its owner, and ends with the personal link. What its
owner may do is asked anew each time. A person has one key for a room; making another ends the first.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from rooms import RoomId
from server.store.accounts import Account, Accounts

KEY_DAYS = 3


@dataclass(frozen=True)
class StreamKey:
    """A key as its owner is told it. `expires` in ms since 1970-01-01T00:00:00Z."""

    token: str
    expires: int


class StreamKeys:
    """Makes, reads and revokes keys."""

    def __init__(self, accounts: Accounts, secret: str) -> None:
        self._accounts = accounts
        self._signer = URLSafeSerializer(secret, salt="puente.stream")

    async def make(self, account: Account, room: RoomId, now: int) -> StreamKey:
        """A new key; the one before is ended."""
        kind = _kind(room)
        await self._accounts.end_logins(account.id, kind)
        login = await self._accounts.log_in(account, KEY_DAYS, kind)
        token = self._signer.dumps(login)
        return StreamKey(token if isinstance(token, str) else token.decode(), now + KEY_DAYS * 86_400_000)

    async def revoke(self, account: Account, room: RoomId) -> None:
        """End the key of a person for a room. Ending none changes nothing."""
        await self._accounts.end_logins(account.id, _kind(room))

    async def account_of(self, token: str, room: RoomId) -> Account | None:
        """Whose key for the room it is; None for any other token, and for a key that has ended."""
        try:
            login = str(self._signer.loads(token))
        except BadSignature:
            return None
        if not login.startswith(_kind(room)):
            return None
        account = await self._accounts.account_of_login(login)
        return None if account is None or account.banned else account


def _kind(room: RoomId) -> str:
    """What the logins that are keys of a room begin with."""
    return f"stream.{hashlib.sha256(room.encode()).hexdigest()[:16]}."
