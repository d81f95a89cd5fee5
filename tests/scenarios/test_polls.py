"""The story of a poll, told through real sockets: drafted, opened, voted in by many at once, closed and revealed."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import text

from rooms import Participant, ParticipantId, Role, decode_command
from server.live.decisions import Asked, Outcome
from server.live.room_actor import BATCH
from tests.venue import ROOM, Tab, Venue, until

CROWD = 2000


async def opened(moderator: Tab, **terms: Any) -> str:
    """Draft a poll and open it; return its id."""
    usual: dict[str, Any] = {"kind": "single", "text": "Shall we go on?", "options": ["Yes", "No"]}
    await moderator.command("poll.draft", **{**usual, **terms})
    poll = max(moderator.keys("polls"), key=lambda key: moderator.view[key]["number"]).partition("/")[2]
    assert "code" not in await moderator.command("poll.open", poll=poll)
    return poll


async def test_ballot_is_seen_by_its_owner_in_all_tabs_counted_for_staff_and_revealed_at_the_close(
    venue: Venue,
) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.open(ana.account) as phone,
        await venue.enter("Ben") as ben,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
    ):
        poll = await opened(mateo)
        await ben.until(lambda: f"polls/{poll}" in ben.view)
        assert not [frame for frame in ben.frames if '"draft"' in str(frame)]
        assert "code" not in await ana.command("poll.vote", poll=poll, choices=["2"])
        mine = {"poll": poll, "choices": ["2"]}
        await phone.until(lambda: phone.own.get(f"my/polls/{poll}") == mine)
        assert ana.own[f"my/polls/{poll}"] == mine
        await mateo.until(lambda: mateo.view[f"results/{poll}"]["counts"] == [0, 1])
        assert f"results/{poll}" not in ana.view

        await mateo.command("poll.close", poll=poll)
        late = await ben.command("poll.vote", poll=poll, choices=["1"])
        assert (late["code"], late["data"]["state"]) == ("poll.state", "closed")
        await ben.until(lambda: ben.view[f"results/{poll}"]["counts"] == [0, 1])
        async with await venue.open(ana.account) as again:
            assert again.own[f"my/polls/{poll}"] == mine
        assert not any(ana.account.id in str(frame) for frame in ben.frames if "polls/" in str(frame))


async def test_stored_tables_hold_no_link_from_a_ballot_to_a_person(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mateo", Role.MODERATOR) as mateo:
        poll = await opened(mateo)
        await ana.until(lambda: f"polls/{poll}" in ana.view)
        first = await ana.command("poll.vote", id="vote-of-ana", poll=poll, choices=["2"])
        assert await ana.command("poll.vote", id="vote-of-ana", poll=poll, choices=["2"]) == first
        async with venue.stores.database.begin() as connection:
            entries = [str(row) for row in await connection.execute(text("SELECT * FROM log_entries"))]
            commands = [str(row) for row in await connection.execute(text("SELECT * FROM log_commands"))]
    assert any("poll.voted" in row for row in entries)
    assert not [row for row in entries + commands if ana.account.id in row or "vote-of-ana" in row]


async def test_thousands_of_ballots_cost_one_delta_a_tick(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mateo", Role.MODERATOR) as mateo:
        poll = await opened(mateo, reveal="open")
        await ana.until(lambda: f"results/{poll}" in ana.view)
        already = len(ana.frames)
        answers: list[Outcome] = []
        actor = await venue.live.actors.actor(ROOM)
        for number in range(CROWD):
            vote = {"type": "poll.vote", "poll": poll, "choices": [str(1 + number % 2)]}
            voter = Participant(ParticipantId(f"voter-{number}"), f"Voter {number}", Role.ATTENDEE)
            command = decode_command(msgspec.json.encode(vote))
            assert actor.post(
                Asked(voter, "vote", command, "en", lambda _id, outcome: answers.append(outcome))
            )
        await until(lambda: len(answers) == CROWD, lambda: f"{len(answers)} answers")
        await ana.until(lambda: ana.view[f"results/{poll}"]["ballots"] == CROWD)
        deltas = [frame for frame in ana.frames[already:] if frame["type"] == "delta"]
        assert len(deltas) <= CROWD // BATCH + 2
        assert all(frame["changes"].keys() == {f"results/{poll}"} for frame in deltas)
        assert ana.view[f"results/{poll}"]["counts"] == [CROWD // 2, CROWD // 2]


async def test_two_moderators_close_a_poll_once(venue: Venue) -> None:
    async with (
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Mary", Role.MODERATOR) as mary,
    ):
        poll = await opened(mateo)
        ids = [await each.ask("poll.close", poll=poll) for each in (mateo, mary)]
        replies = [await tab.reply(id) for tab, id in zip((mateo, mary), ids, strict=True)]
        assert sorted("code" in reply for reply in replies) == [False, True]
        [refused] = [reply for reply in replies if "code" in reply]
        assert (refused["code"], refused["data"]) == ("poll.state", {"poll": poll, "state": "closed"})
