"""Personal links for people: the standing five that a start prints, and new ones made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rooms import Role
from server.auth.links import LinkRefused, Links
from server.conferences.model import Conference
from server.settings import Settings
from server.store.accounts import Accounts, Ticket


@dataclass(frozen=True)
class Invitation:
    """One personal link, for one person."""

    role: Role
    language: str
    name: str
    url: str

    def as_json(self) -> dict[str, str]:
        """Return the fields that `puente links --json` prints."""
        return {"role": self.role.value, "language": self.language, "name": self.name, "url": self.url}

    def line(self) -> str:
        """Return one line for a terminal."""
        return f"{self.role.value:<11} {self.language:<5} {self.name:<14} {self.url}"


# The links that every start prints: role, language, and the name that the entry form proposes.
STANDING: tuple[tuple[Role, str, str], ...] = (
    (Role.ATTENDEE, "en", "Attendee"),
    (Role.ATTENDEE, "es", "Asistente"),
    (Role.SPEAKER, "es", "Ponente"),
    (Role.MODERATOR, "en", "Moderator"),
    (Role.ORGANIZER, "en", "Organizer"),
)


class Invitations:
    """Finds or makes personal links for a conference."""

    def __init__(self, accounts: Accounts, links: Links, settings: Settings, address: str = "") -> None:
        self._accounts = accounts
        self._links = links
        self._days = settings.ticket_days
        self._address = address or settings.address()

    async def standing(self, conference: Conference) -> list[Invitation]:
        """Return the standing links, the same at every start; make those that are missing or let nobody in any more."""
        invitations = []
        for role, preferred, name in STANDING:
            language = preferred if preferred in conference.languages else conference.default_language
            label = f"standing:{role.value}:{preferred}"
            kept = [
                ticket
                for ticket in await self._accounts.tickets(conference.slug, label)
                if ticket.revoked_at is None and not await self._banned(ticket)
            ]
            if kept:
                ticket = kept[-1]
                await self._accounts.prolong(ticket.id, self._days)
            else:
                [ticket] = await self._accounts.create_tickets(
                    conference.slug, role, [name], language, self._days, label
                )
            invitations.append(self._invitation(ticket))
        return invitations

    async def make(
        self,
        conference: Conference,
        role: Role,
        language: str | None,
        names: Sequence[str],
        count: int | None,
    ) -> list[Invitation]:
        """Make new links: one for each name, or `count` numbered ones, or a single one."""
        if not names:
            title = role.value.capitalize()
            names = [f"{title} {number}" for number in range(1, count + 1)] if count else [title]
        tickets = await self._accounts.create_tickets(
            conference.slug, role, names, language or conference.default_language, self._days
        )
        return [self._invitation(ticket) for ticket in tickets]

    async def revoke(self, link: str) -> bool:
        """Revoke a link given as a whole address or as its token. Returns False when it is none of ours."""
        token = link.rstrip("/").rsplit("/", 1)[-1]
        try:
            ticket = await self._links.read(token)
        except LinkRefused as refused:
            if refused.ticket is None:
                return False
            ticket = refused.ticket
        return await self._accounts.revoke_ticket(ticket.id)

    async def _banned(self, ticket: Ticket) -> bool:
        account = await self._accounts.account_of_ticket(ticket.id)
        return account is not None and account.banned

    def _invitation(self, ticket: Ticket) -> Invitation:
        return Invitation(ticket.role, ticket.language, ticket.name, self._links.url(self._address, ticket))
