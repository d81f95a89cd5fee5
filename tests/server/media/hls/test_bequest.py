"""What was left for the next start is there for a minute and once, and is never in anybody's way."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.media.hls.bequest import LASTS_MS, Bequest
from tests.conftest import WoundClock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "broadcasts.left"


def test_next_start_takes_what_was_left_and_the_one_after_it_nothing(path: Path, clock: WoundClock) -> None:
    Bequest(path, clock).leave(b"takes")
    clock.wind(LASTS_MS)
    assert Bequest(path, clock).take() == b"takes"
    assert Bequest(path, clock).take() == b""


def test_what_was_left_too_long_ago_is_put_away(
    path: Path, clock: WoundClock, caplog: pytest.LogCaptureFixture
) -> None:
    Bequest(path, clock).leave(b"takes")
    clock.wind(LASTS_MS + 1)
    with caplog.at_level("INFO"):
        assert Bequest(path, clock).take() == b""
    assert "60 s old" in caplog.text
    assert not path.exists()


def test_what_cannot_be_read_is_put_away(
    path: Path, clock: WoundClock, caplog: pytest.LogCaptureFixture
) -> None:
    path.write_bytes(b"half of somethi")
    assert Bequest(path, clock).take() == b""
    assert "cannot be read" in caplog.text
    assert not path.exists()


def test_nothing_is_left_of_nothing_and_a_full_disk_stops_nobody(path: Path, clock: WoundClock) -> None:
    Bequest(path, clock).leave(b"")
    assert not path.exists()
    Bequest(path / "no folder" / "file", clock).leave(b"takes")
