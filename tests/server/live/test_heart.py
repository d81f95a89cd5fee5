"""The heart beats by itself once a second, and judges nobody after it was held up itself."""

from __future__ import annotations

import gc

import pytest

from server.live import heart as heart_module
from server.live.connection import Connection
from tests.venue import Venue, until


async def test_heart_beats_by_itself_and_outlives_a_fault(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(heart_module, "EVERY_S", 0.0)
    beats = 0

    async def beat() -> None:
        nonlocal beats
        beats += 1
        if beats == 1:
            raise ZeroDivisionError

    monkeypatch.setattr(venue.live.heart, "beat", beat)
    async with venue.live.running():
        await until(lambda: beats > 3, lambda: beats)
    assert "a heartbeat failed" in caplog.text


async def test_beat_after_the_process_was_held_up_judges_nobody(venue: Venue) -> None:
    # Pongs may wait unread behind the same delay.
    heart = venue.live.heart
    venue.clock.wind(1000)
    assert not heart.held_up()
    venue.clock.wind(25_000)
    assert heart.held_up()
    venue.clock.wind(1000)
    assert not heart.held_up()


@pytest.mark.parametrize("step", [3_600_000, -3_600_000])
async def test_clock_that_is_set_closes_nobody_empties_no_room_and_pings_go_on(
    venue: Venue, step: int
) -> None:
    heart = venue.live.heart
    async with await venue.enter("Ana") as ana:
        await venue.pass_time(20)
        await ana.until(lambda: ana.pings == 1)
        before = await ana.command("chat.send", text="before the step")
        venue.clock.wind(step)
        heart.stepped(step)
        for _ in range(22):
            await venue.pass_time(1)
        await ana.until(lambda: ana.pings == 2)
        after = await ana.command("chat.send", text="after the step")
        assert not ana.closed
        assert ana.counts == {"attendee": 1}
        assert ana.texts() == ["before the step", "after the step"]
        assert before["position"] != after["position"]


async def test_small_drift_is_no_step(venue: Venue, caplog: pytest.LogCaptureFixture) -> None:
    venue.live.heart.stepped(200)
    assert "was set" not in caplog.text


async def test_fault_of_one_connection_keeps_no_beat_from_the_others(
    venue: Venue, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    healthy = Connection.beat

    def beat(connection: Connection, now: int) -> int:
        if connection.participant.name == "Ana":
            raise ZeroDivisionError
        return healthy(connection, now)

    monkeypatch.setattr(Connection, "beat", beat)
    async with await venue.enter("Ana") as ana, await venue.enter("Ben") as ben:
        await venue.pass_time(20)
        await ben.until(lambda: ben.pings == 1)
        assert "a heartbeat failed" in caplog.text
        monkeypatch.setattr(Connection, "beat", healthy)
        await venue.pass_time(1)
        await ana.until(lambda: ana.pings == 1)


async def test_beat_leaves_those_alone_of_whom_nothing_can_be_due(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with await venue.enter("Ana"):
        looks: list[int] = []
        healthy = Connection.beat

        def beat(connection: Connection, now: int) -> int:
            looks.append(now)
            return healthy(connection, now)

        monkeypatch.setattr(Connection, "beat", beat)
        for _ in range(11):
            await venue.pass_time(1)
        assert len(looks) == 1


async def test_what_connections_held_is_let_go_when_many_have_ended(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held() -> int:
        return sum(isinstance(each, Connection) for each in gc.get_objects())

    monkeypatch.setattr(heart_module, "ENDED_MANY", 2)
    gc.collect()
    before = held()
    gc.disable()
    try:
        for name in ("Ana", "Ben"):
            async with await venue.enter(name):
                assert held() > before
            await until(lambda: not venue.live.heart._connections, lambda: "still here")
        await venue.pass_time(1)
        assert held() == before
    finally:
        gc.enable()
