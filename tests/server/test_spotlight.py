"""Whose camera is shown where only one can be."""

from __future__ import annotations

from server.media.port import TrackId
from server.spotlight import Spotlight

ANA, BEN = TrackId("ana/camera/video"), TrackId("ben/camera/video")
BOTH = (ANA, BEN)


def talk(spotlight: Spotlight, who: str, since: float, seconds: float) -> float:
    """Somebody talks and the others are silent."""
    for step in range(round(seconds * 5)):
        levels = {TrackId(f"{name}/microphone/audio"): 20 if name == who else 110 for name in ("ana", "ben")}
        since += 0.2
        spotlight.note(levels, since)
        spotlight.choose(BOTH, since)
        assert step >= 0
    return since


def test_last_to_come_is_shown_and_whoever_speaks_for_a_while_after() -> None:
    spotlight = Spotlight()
    assert spotlight.choose(BOTH, 0.0) == BEN
    now = talk(spotlight, "ana", 0.0, 8.0)
    assert spotlight.choose(BOTH, now) == ANA
    now = talk(spotlight, "ben", now, 8.0)
    assert spotlight.choose(BOTH, now) == BEN


def test_word_in_between_does_not_turn_the_picture() -> None:
    spotlight = Spotlight()
    spotlight.choose(BOTH, 0.0)
    now = talk(spotlight, "ben", 0.0, 8.0)
    now = talk(spotlight, "ana", now, 0.6)
    now = talk(spotlight, "ben", now, 1.0)
    assert spotlight.choose(BOTH, now) == BEN


def test_picture_stays_a_while_before_it_turns_again() -> None:
    spotlight = Spotlight()
    spotlight.choose(BOTH, 0.0)
    now = talk(spotlight, "ana", 0.0, 3.5)
    assert spotlight.choose(BOTH, now) == BEN


def test_camera_that_is_gone_is_replaced_at_once_and_none_is_none() -> None:
    spotlight = Spotlight()
    assert spotlight.choose(BOTH, 0.0) == BEN
    assert spotlight.choose((ANA,), 0.1) == ANA
    assert spotlight.choose((), 0.2) is None
