"""The log's writer: what an entry changes elsewhere is stored with it, and a failing database is told apart."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from rooms import ParticipantBanned, ParticipantUnbanned, RoomId
from server.store.log import Conflict, Log, Unavailable
from server.stores import Stores
from tests.cast import MODERATOR
from tests.venue import account_of

ROOM = RoomId("c/plenary")


async def test_ban_is_known_to_the_accounts_with_the_transaction_that_stores_it(stores: Stores) -> None:
    log, ana = Log(stores.database), await account_of(stores)
    start = await log.head(ROOM)
    banned = ParticipantBanned(by=MODERATOR, at=7, participant=ana.id, name="Ana")
    await log.append(ROOM, start, [banned], [], at=7)
    account = await stores.accounts.account(ana.id)
    assert account is not None
    assert account.banned
    unbanned = ParticipantUnbanned(by=MODERATOR, at=8, participant=ana.id, name="Ana")
    await log.append(ROOM, start.advanced(1), [unbanned], [], at=8)
    assert await stores.accounts.account(ana.id) == ana


async def test_ban_that_conflicts_changes_no_account(stores: Stores) -> None:
    log, ana = Log(stores.database), await account_of(stores)
    start = await log.head(ROOM)
    banned = ParticipantBanned(by=MODERATOR, at=7, participant=ana.id, name="Ana")
    unbanned = ParticipantUnbanned(by=MODERATOR, at=7, participant=ana.id, name="Ana")
    await log.append(ROOM, start, [unbanned], [], at=7)
    with pytest.raises(Conflict):
        await log.append(ROOM, start, [banned], [], at=7)
    assert await stores.accounts.account(ana.id) == ana


async def test_failing_database_is_unavailable(stores: Stores) -> None:
    log = Log(stores.database)
    start = await log.head(ROOM)
    async with stores.database.begin() as connection:
        await connection.execute(text("DROP TABLE log_entries"))
    with pytest.raises(Unavailable):
        await log.since(ROOM, start)
    with pytest.raises(Unavailable):
        await log.append(
            ROOM, start, [ParticipantBanned(by=MODERATOR, at=7, participant=MODERATOR.id, name="M")], [], at=7
        )
