"""Who is here: counts for all, names for backstage and green room, told when they change and not more often."""

from __future__ import annotations

from rooms import Lease, ParticipantId, Role
from server.live.roster import SEATS_PER_S
from server.presence.port import LEASE_MS, Seat
from tests.venue import ROOM, Tab, Venue


def told(tab: Tab) -> int:
    return sum(frame["type"] == "presence" for frame in tab.frames)


async def test_hall_learns_counts_and_backstage_learns_names(venue: Venue) -> None:
    async with (
        await venue.enter("Ana", language="es") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
    ):
        await venue.pass_time(2)
        await ana.until(lambda: ana.counts == {"attendee": 1, "moderator": 1})
        await mateo.until(lambda: len(mateo.people) == 2)
        assert mateo.people[ana.account.id] == {"name": "Ana", "role": "attendee", "language": "es"}
        assert not ana.people
        assert all("people" not in frame for frame in ana.frames)
        await ana.leave()
        await mateo.until(lambda: len(venue.live.heart._connections) == 1)
        await venue.pass_time(2)
        await mateo.until(lambda: mateo.counts == {"moderator": 1})
        assert ana.account.id not in mateo.people


async def test_green_room_learns_who_works_here_and_no_attendee(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Sofía", Role.SPEAKER) as sofia,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Inés", Role.INTERPRETER) as ines,
    ):
        await venue.pass_time(2)
        at_work = {tab.account.id for tab in (sofia, mateo, ines)}
        await sofia.until(lambda: set(sofia.people) == at_work)
        await ines.until(lambda: set(ines.people) == at_work)
        assert sofia.counts == {"attendee": 1, "speaker": 1, "moderator": 1, "interpreter": 1}
        before = told(sofia)
        await ines.leave()
        await sofia.until(lambda: len(venue.live.heart._connections) == 3)
        await venue.pass_time(2)
        await sofia.until(lambda: told(sofia) > before and ines.account.id not in sofia.people)
        assert not ana.people


async def test_first_to_come_is_told_at_once(venue: Venue) -> None:
    async with await venue.enter("Mateo", Role.MODERATOR) as mateo:
        await mateo.until(lambda: mateo.counts == {"moderator": 1} and mateo.people)


async def test_two_tabs_of_one_person_count_once(venue: Venue) -> None:
    async with (
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
        await venue.enter("Ana") as ana,
        await venue.open(ana.account),
    ):
        await venue.pass_time(2)
        await mateo.until(lambda: mateo.counts == {"attendee": 1, "moderator": 1})


async def test_nothing_is_said_when_nothing_changed_nor_twice_within_2_seconds(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mateo", Role.MODERATOR) as mateo:
        await venue.pass_time(2)
        await mateo.until(lambda: mateo.people)
        before = told(ana), told(mateo)
        await venue.pass_time(2)
        await venue.pass_time(2)
        async with await venue.enter("Ben") as ben:
            await venue.pass_time(1)
            await ben.until(lambda: ben.position)
            assert "code" in await ana.command("chat.unreact", message="none", emoji="🎉")
            assert "code" in await mateo.command("chat.unreact", message="none", emoji="🎉")
            assert told(ben) == 0
            assert (told(ana), told(mateo)) == before
            await venue.pass_time(1)
            await ben.until(lambda: told(ben) == 1)
            await ana.until(lambda: told(ana) == before[0] + 1)


async def test_language_of_a_person_is_shown_as_it_is_now(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mateo", Role.MODERATOR) as mateo:
        await ana.send({"type": "language", "language": "fr"})
        assert "code" in await ana.command("chat.unreact", message="none", emoji="🎉")
        await venue.pass_time(2)
        await mateo.until(lambda: mateo.people.get(ana.account.id, {}).get("language") == "fr")


async def test_lease_is_renewed_for_as_long_as_the_tab_answers(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        for round_ in range(1, 5):
            await venue.pass_time(20)
            await ana.until(lambda round_=round_: ana.pings == round_)  # type: ignore[misc]
            assert "code" in await ana.command("chat.unreact", message="none", emoji="🎉")
        assert LEASE_MS < 4 * 20_000
        actor = await venue.live.actors.actor(ROOM)
        await actor.roster.tell()
        assert ana.counts == {"attendee": 1}


async def test_names_are_told_to_whoever_comes_to_an_empty_backstage_and_to_those_after(venue: Venue) -> None:
    async with await venue.enter("Ana", language="es") as ana:
        await venue.pass_time(2)
        await ana.until(lambda: ana.counts == {"attendee": 1})
        for _ in range(2):
            async with await venue.enter("Mateo", Role.MODERATOR) as mateo:
                await venue.pass_time(2)
                await mateo.until(lambda tab=mateo: set(tab.people) == {ana.account.id, tab.account.id})  # type: ignore[misc]
                await mateo.leave()
            await ana.until(lambda: len(venue.live.heart._connections) == 1)
            await venue.pass_time(2)
            await ana.until(lambda: ana.counts == {"attendee": 1})


async def test_very_large_room_is_counted_less_often(venue: Venue) -> None:
    actor = await venue.live.actors.actor(ROOM)
    for number in range(3 * SEATS_PER_S):
        lease = Lease(ParticipantId(f"p{number}"), Role.ATTENDEE, venue.clock() + LEASE_MS)
        venue.live.services.presence.take(ROOM, f"c{number}", Seat(lease, "Ana", "en"))
    await actor.roster.tell()
    assert not actor.roster.due(venue.clock() + 2999)
    assert actor.roster.due(venue.clock() + 3000)
