"""The door lets in few at a time, in the order in which they came; who would wait too long is told when to come back."""

from __future__ import annotations

import asyncio

import pytest

from rooms import Role
from server.live.admission import AT_ONCE, BEARABLE_S, Admission, Full
from tests.venue import Venue, account_of


async def test_few_who_come_do_not_wait() -> None:
    door = Admission()
    for _ in range(AT_ONCE):
        await door.turn()
    assert door.waiting == 0


async def test_many_who_come_are_let_in_in_their_order_at_the_doors_pace() -> None:
    door = Admission(per_s=400)
    order: list[int] = []

    async def come(number: int) -> None:
        await door.turn()
        order.append(number)

    loop = asyncio.get_running_loop()
    begin = loop.time()
    await asyncio.gather(*(come(number) for number in range(80)))
    assert order == sorted(order)
    assert loop.time() - begin > (80 - 2 * AT_ONCE) / 400
    assert door.waiting == 0


async def test_who_would_wait_too_long_gets_a_moment_of_their_own_behind_the_others() -> None:
    door = Admission(per_s=10)
    waiting = [asyncio.create_task(door.turn()) for _ in range(AT_ONCE + int(10 * BEARABLE_S) + 2)]
    await asyncio.sleep(0)
    told = []
    for _ in range(100):
        with pytest.raises(Full) as full:
            await door.turn()
        told.append(full.value.wait_s)
    assert told == sorted(told)
    assert told[0] > BEARABLE_S
    assert told[-1] - told[0] >= 9, "a hundred more at ten a second"
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert door.waiting == 0


async def test_full_room_says_when_to_come_back_and_staff_go_past(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full() -> None:
        raise Full(12)

    monkeypatch.setattr(venue.live.admission, "turn", full)
    ana = await venue.open(await account_of(venue.stores))
    assert await ana.shut() == (4012, "12")
    await ana.leave()
    async with await venue.enter("Mary", Role.MODERATOR) as moderator:
        assert not moderator.closed
