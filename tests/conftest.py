"""Fixtures that every part uses: a clock wound by hand, settings on a fresh folder, stores opened from them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.settings import ROOT, Settings
from server.stores import Stores, open_stores


class WoundClock:
    """A clock that stands still until a test winds it. Milliseconds since 1970-01-01T00:00:00Z."""

    def __init__(self, now: int = 1_648_044_000_000) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now

    def wind(self, milliseconds: int) -> None:
        """Let so much time pass."""
        self.now += milliseconds


@pytest.fixture
def clock() -> WoundClock:
    return WoundClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The default settings on a data folder of the test's own."""
    return Settings(data=tmp_path / "data", conferences=ROOT / "deploy" / "conferences")


@pytest.fixture
async def stores(settings: Settings) -> AsyncIterator[Stores]:
    """Open stores with the three conferences loaded."""
    async with open_stores(settings) as stores:
        await stores.conferences.load_folder(settings.conferences)
        yield stores
