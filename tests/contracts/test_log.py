"""The log's contract: what every database behind it must hold."""

from __future__ import annotations

import asyncio

import pytest

from rooms import CommandId, Entry, Position, RoomId
from rooms.chat.entries import MessageSent
from rooms.ids import MessageId
from server.settings import Settings
from server.store.log import Conflict, Log
from server.stores import Stores
from tests.cast import ATTENDEE

ROOM, OTHER = RoomId("c/plenary"), RoomId("c/workshop")


def sent(text: str) -> Entry:
    return MessageSent(
        by=ATTENDEE, at=1, message=MessageId(text), text=text, language="en", reply_to=None
    )  # fmt: skip


@pytest.fixture
def settings(settings: Settings, either_database: str) -> Settings:
    return settings.model_copy(update={"database_url": either_database})


@pytest.fixture
def log(stores: Stores) -> Log:
    return Log(stores.database)


async def test_new_room_begins_at_offset_0_of_an_epoch_that_stays(log: Log) -> None:
    head = await log.head(ROOM)
    assert head.offset == 0
    assert await log.head(ROOM) == head
    assert (await log.head(OTHER)).epoch != head.epoch


async def test_entries_come_back_in_order_from_any_position(log: Log) -> None:
    start = await log.head(ROOM)
    entries = [sent(str(number)) for number in range(5)]
    assert await log.append(ROOM, start, entries[:2], [], at=1) == start.advanced(2)
    assert await log.append(ROOM, start.advanced(2), entries[2:], [], at=2) == start.advanced(5)
    assert await log.since(ROOM, start) == entries
    assert await log.since(ROOM, start.advanced(3)) == entries[3:]
    assert await log.since(ROOM, start.advanced(5)) == []
    assert await log.head(ROOM) == start.advanced(5)


async def test_rooms_do_not_see_each_other(log: Log) -> None:
    here, there = await log.head(ROOM), await log.head(OTHER)
    await log.append(ROOM, here, [sent("a")], [(CommandId("p/c1"), here.advanced(1))], at=1)
    assert await log.since(OTHER, there) == []
    assert await log.known_commands(OTHER, [CommandId("p/c1")]) == {}


async def test_append_at_another_position_than_the_head_conflicts_and_stores_nothing(log: Log) -> None:
    start = await log.head(ROOM)
    await log.append(ROOM, start, [sent("first")], [], at=1)
    with pytest.raises(Conflict):
        await log.append(
            ROOM, start, [sent("late"), sent("later")], [(CommandId("p/c2"), start.advanced(2))], at=2
        )
    assert await log.since(ROOM, start) == [sent("first")]
    assert await log.known_commands(ROOM, [CommandId("p/c2")]) == {}


async def test_command_is_stored_once_and_its_first_answer_is_known(log: Log) -> None:
    start = await log.head(ROOM)
    command = CommandId("p/c1")
    await log.append(ROOM, start, [sent("a")], [(command, start.advanced(1))], at=1)
    assert await log.known_commands(ROOM, [command, CommandId("p/c9")]) == {command: start.advanced(1)}
    with pytest.raises(Conflict):
        await log.append(ROOM, start.advanced(1), [sent("b")], [(command, start.advanced(2))], at=2)
    assert await log.since(ROOM, start) == [sent("a")]


async def test_position_of_another_epoch_has_no_entries(log: Log) -> None:
    start = await log.head(ROOM)
    await log.append(ROOM, start, [sent("a")], [], at=1)
    assert await log.since(ROOM, Position("other", 0)) == []


async def test_of_many_who_append_at_one_position_one_succeeds_and_the_others_learn_of_it(log: Log) -> None:
    start = await log.head(ROOM)
    outcomes = await asyncio.gather(
        *(
            log.append(
                ROOM, start, [sent(str(number))], [(CommandId(f"p/c{number}"), start.advanced(1))], at=1
            )
            for number in range(8)
        ),
        return_exceptions=True,
    )
    assert [each for each in outcomes if not isinstance(each, Conflict)] == [start.advanced(1)]
    assert len(await log.since(ROOM, start)) == 1


async def test_first_look_of_many_processes_gives_one_epoch(log: Log) -> None:
    heads = await asyncio.gather(*(log.head(RoomId("c/new")) for _ in range(8)))
    assert len(set(heads)) == 1
