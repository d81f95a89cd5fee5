"""What other processes did is found without the bus, and everyone is told while the service is not whole."""

from __future__ import annotations

import pytest

from rooms import Role
from server.bus.memory import MemoryBus
from server.store.log import Log, Unavailable
from server.stores import Stores
from tests.conftest import WoundClock
from tests.doubles import SilentBus
from tests.venue import ELSEWHERE, Tab, Venue, account_of, open_venue


async def test_room_that_is_behind_reads_what_no_hint_told(stores: Stores, clock: WoundClock) -> None:
    async with (
        open_venue(stores, clock, bus=SilentBus()) as first,
        open_venue(stores, clock, bus=SilentBus()) as second,
        await first.enter("Ana") as ana,
        await second.enter("Ben") as ben,
    ):
        await ana.command("chat.send", text="said elsewhere")
        assert ben.texts() == []
        await second.live.lookout.look()
        await ben.until(lambda: ben.texts() == ["said elsewhere"])


async def test_everyone_is_told_once_that_the_other_servers_are_lost_and_once_that_they_are_back(
    stores: Stores, clock: WoundClock
) -> None:
    bus = SilentBus()
    async with open_venue(stores, clock, bus=bus) as venue, await venue.enter("Ana") as ana:
        await venue.live.lookout.look()
        await venue.live.lookout.look()
        await ana.until(lambda: ana.troubles == [["apart"]])
        async with await venue.enter("Ben") as ben:
            await ben.until(lambda: ben.troubles == [["apart"]])
        bus.whole = True
        await venue.live.lookout.look()
        await ana.until(lambda: ana.troubles == [["apart"], []])


class _AwayLog(Log):
    away = False

    async def heads(self, rooms):  # type: ignore[no-untyped-def]
        if self.away:
            raise Unavailable("the database is away")
        return await super().heads(rooms)


async def test_everyone_is_told_while_nothing_can_be_stored(stores: Stores, clock: WoundClock) -> None:
    log = _AwayLog(stores.database)
    async with open_venue(stores, clock, log=log) as venue, await venue.enter("Ana") as ana:
        log.away = True
        await venue.live.lookout.look()
        await ana.until(lambda: ana.troubles == [["unstored"]])
        log.away = False
        await venue.live.lookout.look()
        await ana.until(lambda: ana.troubles == [["unstored"], []])


@pytest.fixture
def apart() -> tuple[SilentBus, SilentBus]:
    return SilentBus(), SilentBus()


async def _two_doors(first: Venue, second: Venue, stores: Stores) -> tuple[Tab, Tab, Tab]:
    """A moderator here, and an attendee in another room of the other process, beside somebody who stays."""
    moderator = await first.enter("Mary", Role.MODERATOR)
    guest = await second.open(await account_of(stores, name="Guest"), room=ELSEWHERE)
    other = await second.open(await account_of(stores, name="Other"), room=ELSEWHERE)
    return moderator, guest, other


async def test_ban_closes_the_sockets_of_every_process_at_once(stores: Stores, clock: WoundClock) -> None:
    bus = MemoryBus()
    async with (
        open_venue(stores, clock, bus=bus) as first,
        open_venue(stores, clock, bus=bus) as second,
        second.live.lookout.running(),
    ):
        moderator, guest, other = await _two_doors(first, second, stores)
        await moderator.command("participant.ban", participant=guest.account.id, name="Guest")
        assert (await guest.shut())[0] == 4503
        assert not other.closed
        for tab in (moderator, guest, other):
            await tab.leave()


async def test_ban_is_found_in_the_accounts_where_the_bus_is_lost(
    stores: Stores, clock: WoundClock, apart: tuple[SilentBus, SilentBus]
) -> None:
    async with (
        open_venue(stores, clock, bus=apart[0]) as first,
        open_venue(stores, clock, bus=apart[1]) as second,
    ):
        moderator, guest, other = await _two_doors(first, second, stores)
        await moderator.command("participant.ban", participant=guest.account.id, name="Guest")
        await second.live.lookout.look()
        assert (await guest.shut())[0] == 4503
        assert not other.closed
        for tab in (moderator, guest, other):
            await tab.leave()


async def test_revoked_link_closes_its_holders_sockets(stores: Stores, clock: WoundClock) -> None:
    async with open_venue(stores, clock) as venue:
        account = await account_of(stores)
        async with await venue.open(account) as ana, await venue.enter("Ben") as ben:
            await stores.accounts.revoke_ticket(account.ticket)
            await venue.live.lookout.look()
            assert (await ana.shut())[0] == 4501
            assert not ben.closed
