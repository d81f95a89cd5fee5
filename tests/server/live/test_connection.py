"""One tab's life in a room, through real sockets."""

from __future__ import annotations

import json

import pytest

from rooms import Role
from server.presence.port import LEASE_MS
from server.stores import Stores
from tests.conftest import WoundClock
from tests.doubles import WatchedLog
from tests.venue import ELSEWHERE, ROOM, Venue, account_of, open_venue


async def test_ping_carries_the_position_to_those_who_were_shown_nothing(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        asked = await ana.command("question.ask", text="Held, so nobody in the hall sees it?")
        assert ben.position != asked["position"]
        await venue.pass_time(20)
        await ben.until(lambda: ben.position == asked["position"])


async def test_tab_that_answers_pings_stays_and_one_that_does_not_is_closed(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        ben.answers_pings = False
        await venue.pass_time(20)
        await ana.until(lambda: ana.pings == 1)
        await ben.until(lambda: ben.pings == 1)
        assert "code" in await ana.command("chat.unreact", message="none", emoji="🎉")
        await venue.pass_time(20)
        assert (await ben.shut())[0] == 4009
        await ana.until(lambda: ana.pings == 2)


async def test_commands_beyond_the_rate_are_refused_for_now_and_the_rest_is_stored(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        ids = [await ana.ask("question.upvote", question="none") for _ in range(22)]
        codes = [(await ana.reply(id))["code"] for id in ids]
        assert codes == ["question.unknown"] * 20 + ["rate.limited"] * 2
        id = await ana.ask("chat.send", text="too soon")
        reply = await ana.reply(id)
        assert (reply["temporary"], reply["data"]) == (True, {"wait_s": 1})
        venue.clock.wind(1000)
        assert "position" in await ana.command("chat.send", id=id, text="too soon")


async def test_flood_of_frames_is_closed_as_malformed(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        for _ in range(201):
            await ana.send({"type": "pong"})
        assert await ana.shut() == (4500, "frames: too many in a short time")
        assert "position" in await ben.command("chat.send", text="undisturbed")


async def test_frame_counts_once_whichever_way_it_takes(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        for _ in range(95):
            await ana.send({"type": "signal", "signal": "caption.interim", "language": "en", "text": "Hm"})
            await ana.send({"type": "pong"})
        assert "position" in await ana.command("chat.send", text="still here")


async def test_what_comes_first_is_stored_first_whichever_way_it_takes(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        texts = [f"message {number}" for number in range(6)]
        ids = []
        for text in texts:
            await ana.send({"type": "choice", "choice": {"captions": "es"}})
            ids.append(await ana.ask("chat.send", text=text))
        for id in ids:
            assert "position" in await ana.reply(id)
        await ana.until(lambda: ana.texts() == texts)


async def test_one_person_cannot_fill_the_chat_from_many_tabs(venue: Venue) -> None:
    account = await account_of(venue.stores)
    tabs = [await venue.open(account) for _ in range(4)]
    replies = []
    for tab in tabs:
        ids = [await tab.ask("chat.send", text=f"flood {number}") for number in range(16)]
        replies += [await tab.reply(id) for id in ids]
    assert [reply.get("code") for reply in replies].count("rate.limited") == 4
    assert 1 <= replies[-1]["data"]["wait_s"] <= 60
    for tab in tabs:
        await tab.leave()


async def test_older_messages_come_by_the_page_and_stay_up_to_date(venue: Venue) -> None:
    async with await venue.enter("Mateo", Role.MODERATOR) as mateo:
        for number in range(60):
            venue.clock.wind(100)
            await mateo.command("chat.send", text=str(number))
        async with await venue.enter("Ana") as ana:
            assert len(ana.texts()) == 50
            await ana.send({"type": "page", "id": "p1", "feature": "chat", "before": 11, "limit": 4})
            page = await ana.reply("p1")
            assert sorted(message["number"] for message in page["view"].values()) == [7, 8, 9, 10]
            assert page["more"] is True
            await ana.send({"type": "page", "id": "p2", "feature": "chat", "before": 7, "limit": 100})
            assert (await ana.reply("p2"))["more"] is False
            [oldest] = [key for key, message in page["view"].items() if message["number"] == 7]
            venue.clock.wind(1000)
            await mateo.command("chat.react", message=oldest.partition("/")[2], emoji="👏")
            await ana.until(lambda: ana.view.get(oldest, {}).get("reactions") == {"👏": 1})


async def test_language_is_the_prior_of_what_is_written_and_is_kept_for_the_next_visit(venue: Venue) -> None:
    async with await venue.enter("Ana", language="en") as ana:
        await ana.command("chat.send", text="ok")
        await ana.send({"type": "language", "language": "es"})
        await ana.command("chat.send", text="ok!")
        await ana.command("chat.send", text="What do you think of that?")
        languages = [ana.view[key]["language"] for key in ana.keys("chat")]
        assert languages == ["en", "es", "en"]
        assert await venue.stores.accounts.room_language(ana.account.id, ROOM) == "es"


async def test_repeat_while_the_first_is_still_in_hand_gets_the_same_answer(
    stores: Stores, clock: WoundClock
) -> None:
    log = WatchedLog(stores.database).watch()
    async with (
        open_venue(stores, clock, log=log) as venue,
        await venue.enter("Ana") as ana,
        await venue.open(ana.account) as again,
    ):
        log.gate.clear()
        await ana.ask("chat.send", id="one", text="once")
        await again.ask("chat.send", id="one", text="once")
        log.gate.set()
        assert await ana.reply("one") == await again.reply("one")
        assert log.appended == [1]


async def test_reply_is_never_sent_for_what_is_not_stored(stores: Stores, clock: WoundClock) -> None:
    log = WatchedLog(stores.database).watch()
    async with open_venue(stores, clock, log=log) as venue, await venue.enter("Ana") as ana:
        log.gate.clear()
        await ana.ask("chat.send", id="one", text="waiting for the disk")
        await venue.pass_time(20)
        await ana.until(lambda: ana.pings)
        assert not ana.replies
        assert not ana.texts()
        log.gate.set()
        assert "position" in await ana.reply("one")


async def test_failing_database_refuses_for_now_and_harms_nothing(stores: Stores, clock: WoundClock) -> None:
    log = WatchedLog(stores.database).watch()
    async with open_venue(stores, clock, log=log) as venue, await venue.enter("Ana") as ana:
        log.fails_before = True
        refused = await ana.command("chat.send", id="one", text="kept by its sender")
        assert (refused["code"], refused["temporary"]) == ("unavailable", True)
        assert not ana.texts()
        log.fails_before = False
        first = await ana.command("chat.send", id="one", text="kept by its sender")
        assert first["position"].endswith(":1")
        assert ana.texts() == ["kept by its sender"]


async def test_answer_that_the_database_lost_is_found_in_the_log(stores: Stores, clock: WoundClock) -> None:
    log = WatchedLog(stores.database).watch()
    async with open_venue(stores, clock, log=log) as venue, await venue.enter("Ana") as ana:
        log.fails_after = True
        assert (await ana.command("chat.send", id="one", text="stored all the same"))["code"] == "unavailable"
        log.fails_after = False
        assert (await ana.command("chat.send", id="one", text="stored all the same"))["position"].endswith(
            ":1"
        )
        assert ana.texts() == ["stored all the same"]
        assert (await ana.command("chat.send", text="and on"))["position"].endswith(":2")


async def test_choice_of_languages_is_kept_for_that_person_and_that_room_alone(venue: Venue) -> None:
    choice = {
        "understands": ["en", "fr"],
        "sound": "es",
        "captions": "off",
        "translations": "instead",
        "share": 0.3,
    }
    accounts = venue.stores.accounts
    async with await venue.enter("Ana") as ana, await venue.enter("Bo") as bo:
        await ana.send({"type": "choice", "choice": {"captions": "es"}})
        await ana.send({"type": "choice", "choice": choice})
        # Frames of one connection are taken in their order.
        await ana.command("chat.send", text="Kept by now")
        kept = await accounts.room_choice(ana.account.id, ROOM)
        assert kept is not None
        assert json.loads(kept) == choice
        assert await accounts.room_choice(ana.account.id, ELSEWHERE) is None
        assert await accounts.room_choice(bo.account.id, ROOM) is None


@pytest.mark.parametrize(
    "choice",
    [{"understands": []}, {"captions": "not a tag"}, {"translations": "above"}, {"colour": "red"}, None],
)
async def test_choice_that_cannot_be_is_malformed(venue: Venue, choice: object) -> None:
    async with await venue.enter("Ana") as ana:
        await ana.send({"type": "choice", "choice": choice})
        assert (await ana.shut())[0] == 4500


async def test_answer_to_a_ping_prolongs_the_seat_without_waking_the_reader(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        [connection] = venue.live.heart._connections
        take = connection._wire.on_text
        assert take is not None
        ana.answers_pings = False
        await venue.pass_time(20)
        await ana.until(lambda: ana.pings == 1)
        assert not take('{"type": "hello"}')
        assert take('{"type": "pong"}')
        [actor] = venue.live.actors.running()
        [seat] = await venue.live.services.presence.seats(actor.id)
        assert seat.lease.expires_at == venue.clock() + LEASE_MS
