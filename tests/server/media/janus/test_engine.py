"""Several Janus servers: rooms spread over them, one that is lost, one that returns."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import msgspec
import pytest

from rooms import ParticipantId, RoomId
from server.errors import Misconfigured
from server.media.janus import engine as engine_module
from server.media.janus import link as link_module
from server.media.janus.engine import JanusEngine
from server.media.janus.videoroom import Access
from server.media.port import EngineRestarted, MediaRefused, Publish, ResourceClosed, Source, TrackRemoved
from tests.janus import Janus, running_janus
from tests.server.media.janus.conftest import Peers
from tests.server.media.peers import added, collected, until

SSRCS = {"v": 1, "a": 2}
ROOMS = [RoomId(f"conference/{number}") for number in range(8)]


@pytest.fixture
async def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[Janus, Janus]]:
    monkeypatch.setattr(engine_module, "AGAIN_S", 0.05)
    async with AsyncExitStack() as stack:
        yield (
            stack.enter_context(running_janus(tmp_path / "one")),
            stack.enter_context(running_janus(tmp_path / "two")),
        )


async def speak(engine: JanusEngine, peer: Peers, room: RoomId) -> str:
    speaker = peer()
    offer = speaker.remote.offer("sendonly", "a", SSRCS)
    answer = await engine.publish(Publish(room, ParticipantId("ana"), (Source.MICROPHONE,), offer))
    await speaker.connect(answer)
    return answer.resource.partition(".")[0]


async def test_rooms_of_a_lost_janus_are_told_and_move_to_the_other(
    pair: tuple[Janus, Janus], peer: Peers
) -> None:
    engine = JanusEngine([janus.access for janus in pair])
    await engine.start()
    try:
        told = collected(engine)
        places = {room: await speak(engine, peer, room) for room in ROOMS}
        await added(told, len(ROOMS))
        assert set(places.values()) == {"0", "1"}
        lost = [room for room, place in places.items() if place == "0"]
        pair[0].kill()
        await until(lambda: any(isinstance(each, EngineRestarted) for each in told), "the loss to be told")
        assert {each.room for each in told if isinstance(each, ResourceClosed)} == set(lost)
        assert {each.track.room for each in told if isinstance(each, TrackRemoved)} == set(lost)
        assert [await speak(engine, peer, room) for room in lost] == ["1"] * len(lost)
        # Back again, it takes rooms in which nobody is; those that live elsewhere stay there.
        told.clear()
        pair[0].start()
        await until(lambda: any(isinstance(each, EngineRestarted) for each in told), "the return")
        fresh = [RoomId(f"conference/later {number}") for number in range(8)]
        assert "0" in [await speak(engine, peer, room) for room in fresh]
        with pytest.raises(MediaRefused, match=r"media\.taken"):
            await speak(engine, peer, lost[0])
    finally:
        await engine.close()


async def test_janus_that_stands_still_is_lost_as_one_that_died(
    pair: tuple[Janus, Janus], peer: Peers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link_module, "KEEP_ALIVE_S", 0.1)
    monkeypatch.setattr(link_module, "HANGS_S", 0.5)
    engine = JanusEngine([janus.access for janus in pair])
    await engine.start()
    try:
        told = collected(engine)
        place = int(await speak(engine, peer, ROOMS[0]))
        await added(told, 1)
        pair[place].pause()
        await until(lambda: any(isinstance(each, EngineRestarted) for each in told), "the loss to be told")
        assert [each.room for each in told if isinstance(each, ResourceClosed)] == [ROOMS[0]]
        assert await speak(engine, peer, ROOMS[0]) == str(1 - place)
    finally:
        pair[place].resume()
        await engine.close()


async def test_start_without_any_janus_is_refused_with_every_fault(
    pair: tuple[Janus, Janus], peer: Peers
) -> None:
    wrong = msgspec.structs.replace(pair[0].access, secret="guessed")
    with pytest.raises(Misconfigured) as refused:
        await JanusEngine([wrong, Access("ws://127.0.0.1:9")]).start()
    assert len(refused.value.faults) == 2
    one_of_two = JanusEngine([pair[0].access, Access("ws://127.0.0.1:9")])
    await one_of_two.start()
    assert await speak(one_of_two, peer, ROOMS[0]) == "0"
    await one_of_two.close()


def test_addresses_are_read_and_faults_do_not_show_them() -> None:
    assert JanusEngine.of(["ws://h:1?secret=s&admin_key=k&admin=ws://h:2&admin_secret=a"])
    with pytest.raises(Misconfigured) as refused:
        JanusEngine.of(["http://h?secret=s3cret", "ws://h:1?sceret=s3cret"])
    assert len(refused.value.faults) == 2
    assert "s3cret" not in str(refused.value)
