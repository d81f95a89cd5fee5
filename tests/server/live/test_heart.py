"""The heart beats by itself once a second, and judges nobody after it was held up itself."""

from __future__ import annotations

import pytest

from server.live import heart as heart_module
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
