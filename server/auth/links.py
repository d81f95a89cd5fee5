"""Personal links: a signed token that names a ticket. The ticket in the database says what it grants and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from itsdangerous import BadSignature, URLSafeSerializer

from server.store.accounts import Accounts, Ticket

Reason = Literal["malformed", "expired", "revoked", "banned"]


class LinkRefused(Exception):
    """A personal link that lets nobody in. `reason` chooses the words; `ticket` is known unless it is malformed."""

    def __init__(self, reason: Reason, ticket: Ticket | None = None) -> None:
        super().__init__(reason)
        self.reason: Reason = reason
        self.ticket = ticket


class Links:
    """Makes and reads personal links.

    A token carries only the ticket's id and a signature, so that a link can be revoked or prolonged without
    being sent again.
    """

    def __init__(self, accounts: Accounts, secret: str, clock: Callable[[], int]) -> None:
        self._accounts = accounts
        self._signer = URLSafeSerializer(secret, salt="puente.ticket")
        self._clock = clock

    def token(self, ticket: Ticket) -> str:
        """Return the signed token of a ticket."""
        token = self._signer.dumps(ticket.id)
        return token if isinstance(token, str) else token.decode()

    def url(self, address: str, ticket: Ticket) -> str:
        """Return the whole personal link, in the ticket's language."""
        return f"{address}/{ticket.language}/enter/{self.token(ticket)}"

    async def read(self, token: str) -> Ticket:
        """Return the ticket behind a token. Raises LinkRefused."""
        try:
            ticket = await self._accounts.ticket(str(self._signer.loads(token)))
        except BadSignature:
            raise LinkRefused("malformed") from None
        if ticket is None:
            raise LinkRefused("malformed")
        if ticket.revoked_at is not None:
            raise LinkRefused("revoked", ticket)
        if ticket.expires_at <= self._clock():
            raise LinkRefused("expired", ticket)
        account = await self._accounts.account_of_ticket(ticket.id)
        if account is not None and account.banned:
            raise LinkRefused("banned", ticket)
        return ticket
