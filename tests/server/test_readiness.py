"""Readiness asks every part, and is not asked to death."""

from __future__ import annotations

import asyncio

import pytest

from server import readiness as readiness_module
from server.readiness import Readiness


async def answers() -> None:
    pass


async def fails() -> None:
    raise ConnectionError("refused")


async def hangs() -> None:
    await asyncio.Event().wait()


async def test_each_part_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readiness_module, "PATIENCE_S", 0.01)
    readiness = Readiness({"database": answers, "bus": fails, "media": hangs})
    assert await readiness.parts() == {"database": True, "bus": False, "media": False}


async def test_many_who_ask_within_a_second_cost_one_check(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0

    async def count() -> None:
        nonlocal asked
        asked += 1

    readiness = Readiness({"database": count})
    await asyncio.gather(*(readiness.parts() for _ in range(20)))
    assert asked == 1
    monkeypatch.setattr(readiness_module, "KEPT_S", 0.0)
    await readiness.parts()
    assert asked == 2
