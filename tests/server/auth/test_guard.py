"""The only door from a request to an account."""

from __future__ import annotations

from rooms import Role
from server.auth.cookies import cookie_name
from server.auth.guard import Guard
from server.store.accounts import Account
from server.stores import Stores

CONFERENCE = "metropolis-americas-2022"


async def signed_in(stores: Stores, conference: str = CONFERENCE) -> tuple[Account, dict[str, str]]:
    [ticket] = await stores.accounts.create_tickets(conference, Role.MODERATOR, ["Luz"], "es", days=1)
    account = await stores.accounts.enter(ticket, "Luz", "es")
    login = await stores.accounts.log_in(account, days=1)
    return account, {cookie_name(conference): stores.guard.cookie_value(login)}


async def test_cookie_identifies_its_account(stores: Stores) -> None:
    account, cookies = await signed_in(stores)
    assert await stores.guard.identify(cookies, CONFERENCE) == account
    assert account.role is Role.MODERATOR


async def test_cookie_of_one_conference_opens_no_other(stores: Stores) -> None:
    _, cookies = await signed_in(stores)
    value = cookies[cookie_name(CONFERENCE)]
    other = "metropolis-north-america-2018"
    assert await stores.guard.identify(cookies, other) is None
    assert await stores.guard.identify({cookie_name(other): value}, other) is None


async def test_forged_cookie_identifies_nobody(stores: Stores) -> None:
    forged = Guard(stores.accounts, "another secret").cookie_value("x")
    assert await stores.guard.identify({cookie_name(CONFERENCE): forged}, CONFERENCE) is None
    assert await stores.guard.identify({cookie_name(CONFERENCE): "nonsense"}, CONFERENCE) is None
    assert await stores.guard.identify({}, CONFERENCE) is None


async def test_signing_out_ends_the_login(stores: Stores) -> None:
    _, cookies = await signed_in(stores)
    login = stores.guard.login_of(cookies, CONFERENCE)
    assert login is not None
    await stores.accounts.log_out(login)
    assert await stores.guard.identify(cookies, CONFERENCE) is None


async def test_second_entry_keeps_the_account_and_takes_the_new_name(stores: Stores) -> None:
    [ticket] = await stores.accounts.create_tickets(CONFERENCE, Role.ATTENDEE, ["Ana"], "es", days=1)
    first = await stores.accounts.enter(ticket, "Ana", "es")
    second = await stores.accounts.enter(ticket, "Ana María", "en")
    assert second.id == first.id
    assert (second.name, second.language) == ("Ana María", "en")


async def test_language_is_kept_by_person_and_room(stores: Stores) -> None:
    account, _ = await signed_in(stores)
    await stores.accounts.set_room_language(account.id, "c/plenary", "en")
    await stores.accounts.set_room_language(account.id, "c/plenary", "fr")
    assert await stores.accounts.room_language(account.id, "c/plenary") == "fr"
    assert await stores.accounts.room_language(account.id, "c/workshop") is None
