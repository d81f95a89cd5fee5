"""The meter counts what the rooms do, and its keys stay few."""

from __future__ import annotations

from rooms import Position, Refused, Role
from server.live.meter import SECONDS, Meter, Spread
from tests.venue import Venue


def test_value_falls_into_the_bucket_whose_bound_it_does_not_exceed() -> None:
    spread = Spread()
    for value in (0.0, SECONDS[0], SECONDS[0] * 1.01, SECONDS[-1] + 1):
        spread.add(value)
    assert (spread.counts[0], spread.counts[1], spread.counts[-1]) == (2, 1, 1)
    assert sum(spread.counts) == 4


def test_answer_is_counted_by_what_came_of_it() -> None:
    meter = Meter()
    for outcome in (
        Position("e", 1), Refused("question.closed"), Refused("unavailable"), Refused("internal", log_id="1"),
    ):  # fmt: skip
        meter.answered("question.ask", outcome, 0.001)
    assert meter.commands == {
        ("question.ask", outcome): 1 for outcome in ("accepted", "refused", "unavailable", "internal")
    }
    assert meter.refusals["question.closed"] == 1


async def test_room_is_counted_from_the_hello_to_the_goodbye(venue: Venue) -> None:
    meter = venue.live.meter
    ana, ben = await venue.enter("Ana"), await venue.enter("Ben", Role.MODERATOR)
    assert "position" in await ana.command("chat.send", text="Hola")
    assert "code" in await ana.command("chat.send", text=" ")
    await ben.until(lambda: "Hola" in ben.texts())
    assert meter.joins == 2
    assert meter.commands["chat.send", "accepted"] == meter.commands["chat.send", "refused"] == 1
    assert (meter.commits, meter.entries) == (1, 1)
    # One delta for each of the two who watch.
    assert meter.deliveries >= 2
    assert sum(meter.answering.counts) == 2
    assert sum(meter.committing.counts) == sum(meter.telling.counts) == 1
    await ben.ask("participant.ban", participant=ana.account.id, name="Ana")
    await ana.shut()
    assert meter.closes[4503] == 1
