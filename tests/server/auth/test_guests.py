"""Guests' accounts: made once, known by a cookie that opens no other door, and counted."""

from __future__ import annotations

import pytest
from limits.aio.storage import MemoryStorage

from rooms import Role
from server.auth.cookies import cookie_name
from server.auth.guests import ASKED_A_MINUTE, Guests, TooOften, guest_cookie
from server.stores import Stores

CONFERENCE = "metropolis-americas-2022"


@pytest.fixture
def guests(stores: Stores) -> Guests:
    return Guests(stores.accounts, stores.secret, MemoryStorage())


async def test_guest_is_known_by_the_cookie_of_one_conference(guests: Guests) -> None:
    account, cookie = await guests.welcome(CONFERENCE, "Invitado", "es", "192.0.2.1")
    assert (account.role, account.name) == (Role.GUEST, "Invitado")
    assert await guests.identify({guest_cookie(CONFERENCE): cookie}, CONFERENCE) == account
    assert await guests.identify({guest_cookie("other"): cookie}, "other") is None
    assert await guests.identify({guest_cookie(CONFERENCE): cookie + "x"}, CONFERENCE) is None
    assert await guests.identify({}, CONFERENCE) is None
    renamed = await guests.rename(account, "Lucía", "es")
    assert (renamed.id, renamed.name) == (account.id, "Lucía")


async def test_cookie_of_a_guest_opens_no_other_door(guests: Guests, stores: Stores) -> None:
    _, cookie = await guests.welcome(CONFERENCE, "Invitado", "es", "192.0.2.1")
    assert await stores.guard.identify({cookie_name(CONFERENCE): cookie}, CONFERENCE) is None


async def test_guest_asks_so_often_and_no_more(guests: Guests) -> None:
    account, _ = await guests.welcome(CONFERENCE, "Invitado", "es", "192.0.2.1")
    for _ in range(ASKED_A_MINUTE):
        await guests.count(account, asks=True)
    with pytest.raises(TooOften) as caught:
        await guests.count(account, asks=True)
    assert 0 < caught.value.wait_s <= 60
    await guests.count(account, asks=False)
