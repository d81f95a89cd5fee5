"""What bad input gets, through real sockets: a code with its data, the view untouched, and never a closed connection."""

from __future__ import annotations

from typing import Any

from rooms import Role
from server.scheduling import SERVER
from tests.builders import scheduled
from tests.venue import ROOM, Tab, Venue

# A move of a question and the state in which another moderator has just left it.
MOVES = {
    "approve": ("open", {}),
    "dismiss": ("dismissed", {"reason": "unclear"}),
    "stage": ("staged", {}),
    "answer": ("answered", {}),
}


async def holds(tab: Tab, count: int) -> None:
    """Wait until somebody holds so many questions."""
    await tab.until(lambda: len(tab.keys("questions")) == count)


async def test_command_on_a_question_that_was_just_handled_gets_its_present_state(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Lucía", Role.MODERATOR) as lucia,
    ):
        for number, (first, (state, fields)) in enumerate(MOVES.items()):
            await ana.command("question.ask", text=f"Question {number}?")
            await holds(lucia, number + 1)
            question = max(lucia.keys("questions"), key=lambda key: lucia.view[key]["number"])
            question = question.partition("/")[2]
            if first == "answer":
                await mateo.command("question.approve", question=question)
            assert "code" not in await mateo.command(f"question.{first}", question=question, **fields)
            before = dict(lucia.view)
            for second in ("approve", "dismiss", "stage"):
                reply = await lucia.command(f"question.{second}", question=question, seen="held")
                # `seen` is what was on the second one's screen; only where nothing has changed may it be done.
                assert (reply["code"], reply["data"]) == (
                    "question.state",
                    {"question": question, "state": state},
                ), (first, second)
            assert {key: lucia.view[key] for key in before} == before
            merged = await lucia.command("question.merge", question=question, into=question)
            assert (merged["code"], merged["data"]) == ("question.same", {"question": question})
            if state == "staged":
                await mateo.command("question.unstage", question=question)
        gone = await lucia.command("question.approve", question="nothing")
        assert (gone["code"], gone["data"]) == ("question.unknown", {"question": "nothing"})
        assert lucia.closed is None


async def test_polls_extensions_and_hands_that_cannot_be_are_refused_with_a_code(venue: Venue) -> None:
    async with await venue.enter("Mo", Role.MODERATOR) as mo:
        now = venue.clock.now
        plan = scheduled("s1", starts=now, ends=now + 3_600_000).command
        await venue.live.actors.submit(ROOM, SERVER, "plan", plan, "en")  # type: ignore[arg-type]

        def poll(*options: str, **fields: Any) -> dict[str, Any]:
            return {
                "type": "poll.draft",
                "kind": "single",
                "text": "Again?",
                "options": list(options),
                **fields,
            }

        minutes = ("session.minutes", {"least": 1, "most": 240})
        table: list[tuple[dict[str, Any], tuple[str, dict[str, Any]]]] = [
            (poll("Yes", "No", ""), ("poll.option_empty", {"number": 3})),
            (poll("Yes", " \u200b "), ("poll.option_empty", {"number": 2})),
            (poll("Yes", "No", " yes "), ("poll.option_twice", {"number": 3})),
            (poll("Sí", "SI\u0301"), ("poll.option_twice", {"number": 2})),
            (poll("Yes"), ("poll.option_count", {"least": 2, "most": 20})),
            (poll("Yes", "No", text=" "), ("text.empty", {})),
            ({"type": "session.extend", "session": "s1", "minutes": -5}, minutes),
            ({"type": "session.extend", "session": "s1", "minutes": 0}, minutes),
            ({"type": "session.extend", "session": "s1", "minutes": 241}, minutes),
            (
                {"type": "session.extend", "session": "s9", "minutes": 5},
                ("session.unknown", {"session": "s9"}),
            ),
            (
                {"type": "session.take_back", "session": "s1"},
                ("session.state", {"session": "s1", "state": "planned"}),
            ),
            (
                {"type": "floor.grant", "participant": "p9"},
                ("floor.state", {"participant": "p9", "state": "none"}),
            ),
            ({"type": "report.handle", "report": "r9"}, ("report.unknown", {"report": "r9"})),
            ({"type": "announcement.post", "texts": {"en": " "}}, ("text.empty", {})),
        ]
        for fields, (code, data) in table:
            reply = await mo.command(**fields)
            assert (reply["code"], reply["data"]) == (code, data), fields
        assert not mo.keys("polls")
        assert not mo.keys("announcements")
        assert mo.closed is None
