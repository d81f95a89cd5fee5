"""What goes on in the rooms, in numbers that an alert can be made of."""

from __future__ import annotations

import rooms
from rooms import Role
from server.metrics.door import Metrics
from server.metrics.meaning import HELP
from tests.server.metrics.conftest import samples
from tests.venue import ROOM, Venue


async def test_waiting_of_a_held_question_grows_until_it_is_approved(venue: Venue, metrics: Metrics) -> None:
    ana, moderator = await venue.enter("Ana"), await venue.enter("Ben", Role.MODERATOR)
    assert "position" in await ana.command("question.ask", text="¿Por qué?", anonymous=False)
    venue.clock.wind(300_000)
    read = samples(await metrics.text())
    assert read["puente_questions_held", ROOM] == 1
    assert read["puente_questions_oldest_held_seconds", ROOM] == 300
    [question] = [key.removeprefix("questions/") for key in moderator.keys("questions")]
    assert "position" in await moderator.command("question.approve", question=question)
    read = samples(await metrics.text())
    assert read["puente_questions_held", ROOM] == 0
    assert read["puente_questions_oldest_held_seconds", ROOM] == 0


def test_every_measure_of_a_room_has_words() -> None:
    assert set(rooms.measures(rooms.empty_room(), 0)) == set(HELP)
