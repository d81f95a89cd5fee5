"""Several processes as one engine: rooms are spread, and a crash touches only its own rooms."""

import os
import signal

import pytest

from rooms import ParticipantId, RoomId
from server.media.configuration import Configuration
from server.media.engines import Engines
from server.media.port import EngineRestarted, MediaRefused, ResourceClosed, ResourceId, Subscribe
from tests.server.media.peers import Scripted, collected, until

ROOMS = [RoomId(f"conference/hall-{number}") for number in range(8)]


async def test_rooms_are_spread_over_processes_and_a_crash_touches_only_its_own() -> None:
    engine = Engines(Configuration(), 2)
    await engine.start()
    try:
        told = collected(engine)
        assert len(set(engine.ports)) == 2
        resources: dict[ResourceId, RoomId] = {}
        for room in ROOMS:
            wish = Subscribe(room, ParticipantId("viewer"), Scripted().remote.offer("recvonly"))
            resources[(await engine.subscribe(wish)).resource] = room
        assert {resource[0] for resource in resources} == {"0", "1"}
        assert {each.resource for each in (await engine.stats()).subscribers} == set(resources)
        os.kill((await engine.stats()).process, signal.SIGKILL)
        await until(lambda: EngineRestarted() in told, "the process to return", limit_s=15)
        closed = {each.resource: each.room for each in told if isinstance(each, ResourceClosed)}
        assert closed == {resource: room for resource, room in resources.items() if resource[0] == "0"}
        left = {each.resource for each in (await engine.stats()).subscribers}
        assert left == set(resources) - set(closed)
    finally:
        await engine.close()


async def test_resource_of_no_process_is_refused() -> None:
    engine = Engines(Configuration(), 1)
    for resource in ("", "x", "1.x", "-1.x", "0.", "²."):
        with pytest.raises(MediaRefused):
            await engine.leave(ResourceId(resource))
