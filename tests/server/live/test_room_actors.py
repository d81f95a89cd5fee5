"""Actors are found, started once, shared by sockets and pages, and stopped when nobody needs them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from rooms import CommandId, Refused, Role, RoomId
from rooms.chat.commands import SendMessage
from rooms.moderation import Ban
from server.live.room_actors import IDLE_MS, UnknownRoom
from server.store.log import Unavailable
from tests.cast import ATTENDEE, MODERATOR
from tests.venue import CONFERENCE, ELSEWHERE, ROOM, Venue, account_of, participant_of

SAY = SendMessage(text="Hola a todos")


async def test_page_may_submit_a_command_and_everyone_sees_its_effect(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        position = await venue.live.actors.submit(ROOM, ATTENDEE, CommandId("form-1"), SAY, "es")
        await ana.until(lambda: ana.texts() == ["Hola a todos"])
        assert await venue.live.actors.submit(ROOM, ATTENDEE, CommandId("form-1"), SAY, "es") == position
        assert ana.position == position.encode()


async def test_refusal_reaches_the_page(venue: Venue) -> None:
    with pytest.raises(Refused) as refused:
        await venue.live.actors.submit(ROOM, ATTENDEE, CommandId("c"), SendMessage(text=" "), "en")
    assert refused.value.code == "text.empty"


async def test_whom_a_command_names_is_what_the_accounts_say_and_not_what_the_sender_says(
    venue: Venue,
) -> None:
    organizer = participant_of(await account_of(venue.stores, Role.ORGANIZER, "Olga"))
    with pytest.raises(Refused) as refused:
        await venue.live.actors.submit(
            ROOM, MODERATOR, CommandId("c"), Ban(participant=organizer.id, name="An attendee"), "en"
        )
    assert refused.value.code == "participant.staff"


async def test_room_is_started_once_for_all_who_come_together(venue: Venue) -> None:
    actors = await asyncio.gather(*(venue.live.actors.actor(ROOM) for _ in range(10)))
    assert len(set(map(id, actors))) == 1


@pytest.mark.parametrize("room", ["nowhere/plenary", f"{CONFERENCE}/attic", "", "/", CONFERENCE])
async def test_room_that_no_conference_has_is_unknown(venue: Venue, room: str) -> None:
    with pytest.raises(UnknownRoom):
        await venue.live.actors.actor(RoomId(room))


async def test_log_that_cannot_be_read_refuses_for_now_and_is_tried_again(venue: Venue) -> None:
    async with venue.stores.database.begin() as connection:
        await connection.execute(text("ALTER TABLE log_epochs RENAME TO away"))
    with pytest.raises(Unavailable):
        await venue.live.actors.actor(ROOM)
    with pytest.raises(Refused) as refused:
        await venue.live.actors.submit(ROOM, ATTENDEE, CommandId("c"), SAY, "en")
    assert refused.value.code == "unavailable"
    async with venue.stores.database.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO log_epochs"))
    assert await venue.live.actors.submit(ROOM, ATTENDEE, CommandId("c"), SAY, "en")


async def test_actor_that_nobody_needs_stops_and_starts_again_when_somebody_comes(venue: Venue) -> None:
    actors = venue.live.actors
    quiet = await actors.actor(ELSEWHERE)
    await actors.submit(ELSEWHERE, ATTENDEE, CommandId("c"), SAY, "en")
    async with await venue.enter("Ana") as ana:
        watched = await actors.actor(ROOM)
        venue.clock.wind(IDLE_MS - 1)
        await actors.stop_idle()
        assert quiet.working
        venue.clock.wind(1)
        await actors.stop_idle()
        assert not quiet.working
        assert watched.working
        again = await actors.actor(ELSEWHERE)
        assert again is not quiet
        assert again.hub.view.position.offset == 1
        assert ana.closed is None


async def test_after_the_close_nothing_is_taken(venue: Venue) -> None:
    actor = await venue.live.actors.actor(ROOM)
    await venue.live.actors.close()
    with pytest.raises(Refused) as refused:
        await venue.live.actors.submit(ROOM, ATTENDEE, CommandId("c"), SAY, "en")
    assert refused.value.code == "unavailable"
    assert not actor.working


async def test_actor_that_failed_is_replaced_and_its_people_come_back(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError

    async with await venue.enter("Ana") as ana:
        monkeypatch.setattr((await venue.live.actors.actor(ROOM)).hub, "publish", faulty)
        await ana.ask("chat.send", id="mine", text="stored before the fault")
        assert (await ana.shut())[0] == 4011
    async with await venue.open(ana.account) as back:
        assert back.texts() == ["stored before the fault"]
        assert "position" in await back.command("chat.send", id="mine", text="stored before the fault")
        assert back.texts() == ["stored before the fault"]
