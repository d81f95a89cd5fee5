"""Personal links: who is let in, who is not, and why."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from rooms import Role
from server.auth.links import LinkRefused, Links
from server.auth.secrets import read_secret
from server.settings import Settings
from server.store.accounts import Accounts, Ticket
from server.store.tables import AccountRow
from server.stores import Stores
from tests.conftest import WoundClock

DAY_MS = 86_400_000


@pytest.fixture
def accounts(stores: Stores, clock: WoundClock) -> Accounts:
    return Accounts(stores.database, clock)


@pytest.fixture
def links(accounts: Accounts, clock: WoundClock) -> Links:
    return Links(accounts, "a secret of the test", clock)


async def a_ticket(accounts: Accounts) -> Ticket:
    [ticket] = await accounts.create_tickets("metropolis-americas-2022", Role.ATTENDEE, ["Ana"], "es", days=2)
    return ticket


async def test_link_gives_its_ticket_back(accounts: Accounts, links: Links) -> None:
    ticket = await a_ticket(accounts)
    url = links.url("http://localhost:8000", ticket)
    assert url.startswith("http://localhost:8000/es/enter/")
    assert await links.read(url.rsplit("/", 1)[1]) == ticket


@pytest.mark.parametrize(
    "change", [lambda token: token[:-2] + "xx", lambda token: "x" + token, lambda _: "x.y"]
)
async def test_changed_link_is_malformed(accounts: Accounts, links: Links, change: object) -> None:
    token = links.token(await a_ticket(accounts))
    assert callable(change)
    with pytest.raises(LinkRefused, match="malformed"):
        await links.read(change(token))


async def test_link_of_another_server_is_malformed(
    accounts: Accounts, links: Links, clock: WoundClock
) -> None:
    foreign = Links(accounts, "another secret", clock)
    with pytest.raises(LinkRefused, match="malformed"):
        await links.read(foreign.token(await a_ticket(accounts)))


async def test_link_expires_on_its_day(accounts: Accounts, links: Links, clock: WoundClock) -> None:
    token = links.token(await a_ticket(accounts))
    clock.wind(2 * DAY_MS - 1)
    await links.read(token)
    clock.wind(1)
    with pytest.raises(LinkRefused, match="expired"):
        await links.read(token)


async def test_revoked_link_lets_nobody_in_and_signs_its_holder_out(accounts: Accounts, links: Links) -> None:
    ticket = await a_ticket(accounts)
    account = await accounts.enter(ticket, "Ana", "es")
    login = await accounts.log_in(account, days=1)
    assert await accounts.account_of_login(login) == account
    assert await accounts.revoke_ticket(ticket.id)
    assert await accounts.account_of_login(login) is None
    with pytest.raises(LinkRefused, match="revoked"):
        await links.read(links.token(ticket))


async def test_link_of_a_banned_person_lets_nobody_in(
    stores: Stores, accounts: Accounts, links: Links
) -> None:
    ticket = await a_ticket(accounts)
    account = await accounts.enter(ticket, "Ana", "es")
    async with stores.database.begin() as connection:
        await connection.execute(update(AccountRow).where(AccountRow.id == account.id).values(banned_at=1))  # type: ignore[arg-type]
    with pytest.raises(LinkRefused, match="banned"):
        await links.read(links.token(ticket))


def test_secret_is_made_once_and_readable_by_its_owner_only(settings: Settings) -> None:
    secret = read_secret(settings.data)
    assert len(secret) >= 48
    assert read_secret(settings.data) == secret
    assert (settings.data / "secret").stat().st_mode & 0o777 == 0o600
