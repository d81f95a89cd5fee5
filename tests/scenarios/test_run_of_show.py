"""Two moderators at one clock and one hand, through real sockets: one acts, the other is told how things stand now."""

from __future__ import annotations

import asyncio

from rooms import Role
from server.scheduling import SERVER
from tests.builders import scheduled
from tests.venue import ROOM, Tab, Venue

MINUTE = 60_000


async def put_on_programme(venue: Venue, *sessions: tuple[str, int, int]) -> None:
    for session, starts, ends in sessions:
        command = scheduled(session, starts=starts, ends=ends).command
        await venue.live.actors.submit(ROOM, SERVER, f"plan-{session}", command, "en")  # type: ignore[arg-type]


def hours(tab: Tab, session: str) -> tuple[int, int]:
    value = tab.view[f"sessions/{session}"]
    return value["starts"], value["ends"]


async def test_of_two_extensions_of_the_same_end_one_is_applied_and_everyone_sees_the_same_hours(
    venue: Venue,
) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR, language="es") as lucia,
    ):
        now = venue.clock.now
        await put_on_programme(
            venue, ("one", now, now + 30 * MINUTE), ("two", now + 30 * MINUTE, now + 60 * MINUTE)
        )
        for tab in (ana, mateo, lucia):
            await tab.until(lambda tab=tab: "sessions/two" in tab.view)  # type: ignore[misc]
        seen = hours(mateo, "one")[1]
        replies = await asyncio.gather(
            mateo.command("session.extend", session="one", minutes=10, seen=seen),
            lucia.command("session.extend", session="one", minutes=5, seen=seen, follow="shorten"),
        )
        [refused] = [reply for reply in replies if "code" in reply]
        by = 10 if "code" not in replies[0] else 5
        assert refused["code"] == "session.moved"
        assert refused["data"] == {"session": "one", "ends": seen + by * MINUTE}
        for tab in (ana, mateo, lucia):
            await tab.until(lambda tab=tab: hours(tab, "two")[0] == seen + by * MINUTE)  # type: ignore[misc]


async def test_hand_is_granted_once_and_the_second_moderator_reads_that_it_is(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        await ana.command("floor.request", kind="microphone", about="Buses")
        key = f"hands/{ana.account.id}"
        await lucia.until(lambda: key in lucia.view)
        replies = await asyncio.gather(
            mateo.command("floor.grant", participant=ana.account.id),
            lucia.command("floor.decline", participant=ana.account.id, text="Later"),
        )
        refused = [reply for reply in replies if "code" in reply]
        assert [reply["code"] for reply in refused] == ["floor.state"]
        granted = "code" not in replies[0]
        state = "granted" if granted else "declined"
        assert refused[0]["data"] == {"participant": ana.account.id, "state": state}
        await ana.until(lambda: ana.own["my/hand"]["state"] == state)
        for tab in (mateo, lucia):
            await tab.until(lambda tab=tab: (key in tab.view) is granted)  # type: ignore[misc]
