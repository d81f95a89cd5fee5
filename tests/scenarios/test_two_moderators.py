"""Two moderators at one queue, through real sockets: nothing is done twice, nothing is lost, the second is told."""

from __future__ import annotations

import asyncio

from rooms import Role
from tests.venue import Tab, Venue


async def test_of_two_moderators_at_the_same_question_one_acts_and_the_other_is_told_its_state(
    venue: Venue,
) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR, language="es") as lucia,
    ):
        for number in range(1, 21):
            await ana.command("question.ask", text=f"Question {number}?")
            await everyone_holds(number, mateo, lucia)
            [key] = [key for key in lucia.keys("questions") if lucia.view[key]["number"] == number]
            question = key.partition("/")[2]
            replies = await asyncio.gather(
                mateo.command("question.approve", question=question, seen="held"),
                lucia.command("question.dismiss", question=question, seen="held", reason="unclear"),
            )
            refused = [reply for reply in replies if "code" in reply]
            assert len(refused) == 1
            state = "open" if "code" not in replies[0] else "dismissed"
            assert (refused[0]["code"], refused[0]["data"]) == (
                "question.state",
                {"question": question, "state": state},
            )
            for moderator in (mateo, lucia):
                await holds_state(moderator, key, state)


async def holds_state(tab: Tab, key: str, state: str) -> None:
    """Wait until somebody is shown a question in a state."""
    await tab.until(lambda: tab.view[key]["state"] == state)


async def everyone_holds(count: int, *tabs: Tab) -> None:
    """Wait until everyone holds so many questions."""
    for tab in tabs:
        await holds(tab, count)


async def holds(tab: Tab, count: int) -> None:
    """Wait until somebody holds so many questions."""
    await tab.until(lambda: len(tab.keys("questions")) == count)


async def test_stage_holds_one_question_however_many_moderators_reach_for_it(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        await mateo.command("question.set_mode", mode="open")
        for number in range(4):
            await ana.command("question.ask", text=f"Question {number}?")
        await everyone_holds(4, mateo, lucia)
        keys = sorted(lucia.keys("questions"))
        for turn in range(10):
            await asyncio.gather(
                mateo.command("question.stage", question=keys[turn % 4].partition("/")[2]),
                lucia.command("question.stage", question=keys[(turn + 1) % 4].partition("/")[2]),
            )
            await one_on_stage(lucia, keys)
            await one_on_stage(mateo, keys)
        await one_on_stage(ana, keys)


async def one_on_stage(tab: Tab, keys: list[str]) -> None:
    """Wait until somebody is shown exactly one question on stage."""
    await tab.until(lambda: [tab.view[key]["state"] for key in keys].count("staged") == 1)
