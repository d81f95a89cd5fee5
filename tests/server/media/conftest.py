"""Closes the scripted peers that a test has left open."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.server.media.peers import Scripted


@pytest.fixture(autouse=True)
async def scripted_peers_are_closed() -> AsyncIterator[None]:
    yield
    while Scripted.made:
        Scripted.made.pop().remote.close(quietly=True)
