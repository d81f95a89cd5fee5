"""What a conference's file says reaches its rooms: the words of the whole conference, and to whom askers are named."""

from __future__ import annotations

from typing import Any, cast

import rooms
from rooms import Audience
from server.conferences.model import MOST_WORDS, WORD_LENGTH, Conference, WordList
from server.scheduling import Scheduling
from server.store.conferences import Conferences
from server.stores import Stores
from tests.conftest import WoundClock
from tests.venue import ELSEWHERE, ROOM, open_venue


class Programme:
    """The conferences of a file that somebody edits."""

    def __init__(self, conference: Conference) -> None:
        self.conference = conference

    def all(self) -> tuple[Conference, ...]:
        return (self.conference,)

    def say(self, **what: Any) -> None:
        self.conference = self.conference.model_copy(update=what)


async def test_words_and_naming_of_the_file_reach_every_room_and_change_with_it(
    stores: Stores, clock: WoundClock
) -> None:
    async with open_venue(stores, clock) as venue:
        known = stores.conferences.get(ROOM.partition("/")[0])
        assert known is not None
        programme = Programme(known)
        scheduling = Scheduling(cast(Conferences, programme), venue.live.actors)

        async def shown(room: rooms.RoomId, key: str) -> Any:
            actor = await venue.live.actors.actor(room)
            return rooms.show(actor.hub.view.room, key, Audience.BACKSTAGE)

        lists = (
            WordList(language="es", words=("Casino",)),
            WordList(words=("spam",)),
            WordList(words=("spam", "eggs")),
        )
        programme.say(word_lists=lists, anonymous_askers="nobody")
        await scheduling.bring_up()
        for room in (ROOM, ELSEWHERE):
            assert await shown(room, "words/es") == {"language": "es", "words": [], "conference": ["Casino"]}
            assert (await shown(room, "words/und"))["conference"] == ["spam", "eggs"]
            assert (await shown(room, "questions"))["askers_named_to"] == "nobody"
        actor = await venue.live.actors.actor(ROOM)
        before = actor.hub.view.position
        await scheduling.bring_up()
        assert actor.hub.view.position == before, "what has not changed is said again"

        async with await venue.enter("Ana") as ana:
            await ana.command("chat.send", text="SPAM for all")
            [message] = [key.rpartition("/")[2] for key in ana.own if key.startswith("my/messages/")]
            assert (await shown(ROOM, f"held/{message}"))["listed"] == ["spam"]

        programme.say(word_lists=(), anonymous_askers="staff")
        await scheduling.bring_up()
        assert await shown(ROOM, "words/es") is None
        assert "askers_named_to" not in await shown(ROOM, "questions")


def test_file_lets_in_as_many_words_and_as_long_ones_as_a_room_does() -> None:
    assert (500, rooms.LIMITS["word"]) == (MOST_WORDS, WORD_LENGTH)
