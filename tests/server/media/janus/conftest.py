"""A Janus and an engine over it, and peers that can reach it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from server.media.janus.engine import JanusEngine
from tests.janus import Janus, own_address, running_janus
from tests.server.media.conftest import scripted_peers_are_closed
from tests.server.media.peers import Scripted

__all__ = ["scripted_peers_are_closed"]

Peers = Callable[[], Scripted]


@pytest.fixture
def janus(tmp_path: Path) -> Iterator[Janus]:
    with running_janus(tmp_path / "janus") as janus:
        yield janus


@pytest.fixture
async def engine(janus: Janus) -> AsyncIterator[JanusEngine]:
    engine = JanusEngine([janus.access])
    await engine.start()
    yield engine
    await engine.close()


@pytest.fixture
def peer() -> Peers:
    """Makes peers on an address that Janus reaches."""
    return lambda: Scripted(own_address())
