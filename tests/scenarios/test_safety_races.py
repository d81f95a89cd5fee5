"""Two moderators at the same thing at once, through real sockets: one acts, the other is told, nothing is done twice."""

from __future__ import annotations

import asyncio

import pytest

from rooms import Refused, Role
from tests.builders import command
from tests.venue import ELSEWHERE, ROOM, Tab, Venue, account_of, participant_of


def held(tab: Tab) -> list[str]:
    """The messages that wait, as a moderator holds them."""
    return [key.partition("/")[2] for key in tab.keys("held") if tab.view[key]["state"] == "held"]


async def is_shown(tab: Tab, message: str, shown: bool) -> None:
    """Wait until somebody is shown a message, or is not."""
    await tab.until(lambda: (f"chat/{message}" in tab.view) is shown)


def entries(tab: Tab) -> int:
    """How many entries the room's log has, as a tab's position says."""
    assert tab.position is not None
    return int(tab.position.rpartition(":")[2])


async def is_banned(venue: Venue, tab: Tab) -> bool:
    """Whether somebody is put out at the door, as they are in every room of the conference."""
    doors = []
    for room in (ROOM, ELSEWHERE):
        async with await venue.open(tab.account, room=room) as door:
            doors.append(door.closed is not None and door.closed[0] == 4503)
    assert doors[0] is doors[1]
    return doors[0]


async def test_of_two_moderators_at_a_held_message_one_acts_and_the_other_is_told(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        await mateo.command("chat.hold_all", on=True)
        for number in range(1, 11):
            await ana.command("chat.send", text=f"Message {number}")
            await lucia.until(lambda: len(held(lucia)) == 1)
            [message] = held(lucia)
            replies = await asyncio.gather(
                mateo.command("chat.approve", message=message), lucia.command("chat.dismiss", message=message)
            )
            [refused] = [reply for reply in replies if "code" in reply]
            state = "shown" if "code" not in replies[0] else "dismissed"
            assert (refused["code"], refused["data"]["state"]) == ("chat.state", state)
            await is_shown(ana, message, state == "shown")
            await lucia.until(lambda: not held(lucia))


async def test_purge_lock_down_and_reports_of_two_moderators_are_one_each(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Ben") as ben,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        await ana.command("chat.send", text="You fools")
        await ben.until(lambda: bool(ben.keys("chat")))
        message = ben.keys("chat")[0].partition("/")[2]
        await ben.command("report.file", kind="message", subject=message, text="Rude")
        await lucia.until(lambda: bool(lucia.keys("reports")))
        report = lucia.keys("reports")[0].partition("/")[2]
        replies = await asyncio.gather(
            mateo.command("report.handle", report=report), lucia.command("report.dismiss", report=report)
        )
        assert [("code" in reply) for reply in replies].count(True) == 1

        whom = {"participant": ana.account.id, "name": "Ana"}
        for what, left in (("purge", 0), ("restore", 1)):
            replies = await asyncio.gather(
                mateo.command(f"participant.{what}", **whom), lucia.command(f"participant.{what}", **whom)
            )
            assert not [reply for reply in replies if "code" in reply]
            await is_shown(ben, message, bool(left))

        for what, down in (("lock_down", True), ("lift_lock_down", False)):
            replies = await asyncio.gather(mateo.command(f"room.{what}"), lucia.command(f"room.{what}"))
            assert not [reply for reply in replies if "code" in reply]
            told = {"locked": down, "locked_down": down}
            await ben.until(lambda told=told: ben.view["moderation"] == told)  # type: ignore[misc]
        await ben.until(lambda: ben.view["chat"] == {"slow_mode_s": 0, "hold_all": False})

        await asyncio.gather(
            mateo.command("word.list", language="und", words=["casino"]),
            lucia.command("word.list", language="und", words=["CASINO", "spam"]),
        )
        await mateo.until(lambda: len(mateo.view.get("words/und", {}).get("words", ())) == 2)


async def test_guests_are_turned_away_once_and_as_the_last_of_two_moderators_says(venue: Venue) -> None:
    guest = participant_of(await account_of(venue.stores, Role.GUEST, "Gus"))
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        for on in (False, True):
            before = entries(mateo)
            replies = await asyncio.gather(
                mateo.command("room.guests", on=on), lucia.command("room.guests", on=on)
            )
            assert not [reply for reply in replies if "code" in reply]
            for tab in (ana, mateo, lucia):
                await tab.until(lambda tab=tab, on=on: tab.view["guests"] == {"welcome": on})  # type: ignore[misc]
            await venue.same_position(ana, mateo, lucia)
            assert entries(mateo) == before + 1

        for number in range(1, 6):
            replies = await asyncio.gather(
                mateo.command("room.guests", on=False), lucia.command("room.guests", on=True)
            )
            assert not [reply for reply in replies if "code" in reply]
            await venue.same_position(ana, mateo, lucia)
            assert ana.view["guests"] == mateo.view["guests"] == lucia.view["guests"]
            ask = command("question.ask", text=f"May I ask, for the {number}th time?")
            if ana.view["guests"]["welcome"]:
                await venue.live.actors.submit(ROOM, guest, f"g{number}", ask, "en")  # type: ignore[arg-type]
            else:
                with pytest.raises(Refused, match=r"guests\.closed"):
                    await venue.live.actors.submit(ROOM, guest, f"g{number}", ask, "en")  # type: ignore[arg-type]


async def test_ban_by_two_moderators_is_one_and_the_door_holds_what_the_room_shows(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        whom = {"participant": ana.account.id, "name": "Ana"}
        key = f"moderation/{ana.account.id}"
        for what, banned in (("ban", True), ("unban", False)):
            before = entries(mateo)
            replies = await asyncio.gather(
                mateo.command(f"participant.{what}", **whom), lucia.command(f"participant.{what}", **whom)
            )
            assert not [reply for reply in replies if "code" in reply]
            for tab in (mateo, lucia):
                await tab.until(lambda tab=tab, banned=banned: (key in tab.view) is banned)  # type: ignore[misc]
            await venue.same_position(mateo, lucia)
            assert entries(mateo) == before + 1
            assert await is_banned(venue, ana) is banned
        assert (await ana.shut())[0] == 4503

        for _ in range(5):
            replies = await asyncio.gather(
                mateo.command("participant.ban", **whom), lucia.command("participant.unban", **whom)
            )
            assert not [reply for reply in replies if "code" in reply]
            await venue.same_position(mateo, lucia)
            assert mateo.view.get(key) == lucia.view.get(key)
            assert await is_banned(venue, ana) is (key in mateo.view)
