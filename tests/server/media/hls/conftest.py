"""Fixtures of the packager's tests: a room of two people on air."""

from __future__ import annotations

import pytest

from tests.air import Air


@pytest.fixture
def air() -> Air:
    return Air()
