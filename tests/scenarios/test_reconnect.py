"""A connection is lost and comes back: nothing is missing, nothing is there twice."""

from __future__ import annotations

from rooms import Role
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import Venue, open_venue


async def test_tab_that_comes_back_gets_one_delta_of_all_it_missed(venue: Venue) -> None:
    async with (
        await venue.enter("Ben") as ben,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
    ):
        async with await venue.enter("Ana") as ana:
            first = (await ana.command("chat.send", text="first"))["position"]
            key = ana.keys("chat")[0]
        await ben.command("chat.send", text="second")
        await ben.command("chat.send", text="third")
        await mateo.command("chat.remove", message=key.partition("/")[2])
        await mateo.command("participant.mute", participant=ana.account.id, name="Ana")
        async with await venue.open(ana.account, position=first) as back:
            assert [frame["type"] for frame in back.frames[:3]] == ["welcome", "own", "delta"]
            assert back.own["my/standing"] == {"muted": True}
            back.view = {**ana.view, **back.view}
            assert back.frames[2]["changes"][key] is None
            await venue.same_position(ben, mateo, back)
            assert {each for each in back.texts() if each != "first"} == {"second", "third"}


async def test_tab_that_missed_nothing_gets_an_empty_delta(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        position = (await ana.command("chat.send", text="first"))["position"]
    async with await venue.open(ana.account, position=position) as back:
        assert back.frames[2] == {"type": "delta", "position": position, "changes": {}}


async def test_position_that_the_server_does_not_know_gets_a_snapshot(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        assert ana.position is not None
        epoch = ana.position.partition(":")[0]
        for strange in ("other:0", f"{epoch}:99", f"{epoch}:-1", "what?", ":", ""):
            async with await venue.open(ana.account, position=strange) as back:
                assert back.frames[2]["type"] == "snapshot", strange


async def test_command_that_is_sent_again_after_a_reconnect_is_stored_once(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        first = await ana.command("chat.send", id="mine-1", text="once")
        await ana.command("chat.send", text="another")
    async with await venue.open(ana.account) as back:
        assert await back.command("chat.send", id="mine-1", text="once") == first
        assert back.texts() == ["once", "another"]


async def test_two_people_may_choose_the_same_command_id(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        await ana.command("chat.send", id="c1", text="Ana's")
        await ben.command("chat.send", id="c1", text="Ben's")
        assert ben.texts() == ["Ana's", "Ben's"]


async def test_room_is_the_same_after_a_restart_and_tabs_resume_by_position(
    stores: Stores, clock: WoundClock
) -> None:
    async with open_venue(stores, clock) as before, await before.enter("Ana") as ana:
        await ana.command("chat.send", id="m1", text="kept")
        await ana.command("question.ask", text="Kept too?")
        await before.pass_time(20)
        await ana.until(lambda: ana.pings)
        at, own = ana.position, ana.own
        await before.live.actors.close()
        assert (await ana.shut())[0] == 4001
    async with (
        open_venue(stores, clock) as after,
        await after.open(ana.account, position=at) as back,
        await after.open(ana.account) as anew,
    ):
        assert back.frames[2] == {"type": "delta", "position": at, "changes": {}}
        assert anew.texts() == ["kept"]
        assert anew.own == own
        await anew.command("chat.send", id="m1", text="kept")
        assert anew.texts() == ["kept"]


async def test_two_tabs_of_one_person_see_the_same_and_an_eleventh_replaces_the_first(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.open(ana.account) as second:
        await ana.command("chat.send", text="from the first")
        message = ana.keys("chat")[0].partition("/")[2]
        await second.command("chat.react", message=message, emoji="🎉")
        await ana.until(lambda: ana.own.get(f"my/reactions/{message}") == ["🎉"])
        more = [await venue.open(ana.account) for _ in range(9)]
        assert (await ana.shut())[0] == 4504
        await second.command("chat.unreact", message=message, emoji="🎉")
        await more[0].until(lambda: f"my/reactions/{message}" not in more[0].own)
        for tab in more:
            await tab.leave()
