"""What every media engine keeps to, and what the embedded one relies on in its dependencies.

The same stories run over the engine in this process and over the one in a process of its own.
"""

import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from rooms import ParticipantId
from server.media import fan, rtp
from server.media.configuration import Configuration
from server.media.dtls import PROFILES, Keys, Profile
from server.media.engines import Engines
from server.media.forwarder import Forwarder
from server.media.port import (
    AudioLevels,
    LayerChosen,
    MediaEngine,
    MediaRefused,
    Publish,
    ResourceClosed,
    ResourceId,
    Source,
    TrackAdded,
    TrackRemoved,
    Wanted,
)
from server.media.srtp import Association, BindingSealer, PublicSealer, Sealer, sealer
from server.media.supervisor import Supervisor
from tests.server.media.conftest import scripted_peers_are_closed
from tests.server.media.peers import (
    CAMERA_AND_MICROPHONE,
    ROOM,
    SPEAKER,
    Scripted,
    added,
    collected,
    publish,
    subscribe,
    until,
    video,
)

__all__ = ["scripted_peers_are_closed"]


@asynccontextmanager
async def _in_this_process() -> AsyncIterator[MediaEngine]:
    engine = Forwarder(Configuration())
    engine.start()
    yield engine
    await engine.close()


@asynccontextmanager
async def _in_its_own_process() -> AsyncIterator[MediaEngine]:
    engine = Supervisor(Configuration())
    await engine.start()
    yield engine
    await engine.close()


@asynccontextmanager
async def _in_several() -> AsyncIterator[MediaEngine]:
    engine = Engines(Configuration(), 2)
    await engine.start()
    yield engine
    await engine.close()


@pytest.fixture(
    params=[_in_this_process, _in_its_own_process, _in_several], ids=["forwarder", "supervisor", "engines"]
)
async def engine(request: pytest.FixtureRequest) -> AsyncIterator[MediaEngine]:
    async with request.param() as engine:
        yield engine


async def test_what_is_published_is_received_and_told(engine: MediaEngine) -> None:
    told = collected(engine)
    speaker, viewer = Scripted(), Scripted()
    tracks = await publish(engine, speaker, CAMERA_AND_MICROPHONE, "va")
    await added(told, 2)
    assert set(await engine.tracks(ROOM)) == set(tracks)
    answer = await subscribe(engine, viewer, "va", backstage=True)
    assert [section.mid for section in answer.sections] == ["v0", "a1"]
    assert {section.track for section in answer.sections} == {track.id for track in tracks}
    speaker.remote.send(video(1, key=True))
    speaker.remote.send(rtp.build(111, 0, 1, 960, 2, b"sound"))
    await until(lambda: len(viewer.packets) == 2, "a frame and a sound")
    assert viewer.payloads(111) == [b"sound"]
    await until(lambda: any(isinstance(each, LayerChosen) for each in told), "the layer to be told")
    stats = await engine.stats()
    assert stats.packets_out >= 2
    assert [each.viewers for each in stats.tracks] == [1, 1]
    speaker.remote.close()
    await until(lambda: sum(isinstance(each, TrackRemoved) for each in told) == 2, "the tracks to end")
    assert [each.track for each in told if isinstance(each, TrackAdded)] == list(tracks)
    assert any(isinstance(each, ResourceClosed) and each.participant == SPEAKER for each in told)


async def test_levels_of_the_sound_are_told(engine: MediaEngine) -> None:
    told = collected(engine)
    speaker = Scripted()
    offer = speaker.remote.offer("sendonly", "a")
    offer += "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    await speaker.connect(await engine.publish(Publish(ROOM, SPEAKER, (Source.MICROPHONE,), offer)))
    speaker.remote.send(rtp.build(111, 0, 1, 960, 2, b"sound", rtp.element(1, b"\x9e")))
    await until(lambda: any(isinstance(each, AudioLevels) for each in told), "a level")
    levels = next(each for each in told if isinstance(each, AudioLevels))
    assert (levels.room, levels.levels) == (ROOM, {"speaker/microphone/audio": 30})


async def test_refusals_carry_their_code_and_data(engine: MediaEngine) -> None:
    speaker = Scripted()
    await publish(engine, speaker)
    with pytest.raises(MediaRefused) as refused:
        await publish(engine, Scripted())
    assert (refused.value.code, refused.value.data) == ("media.taken", {"source": "camera"})
    for call in (
        engine.leave(ResourceId("none")),
        engine.ice_tag(ResourceId("none")),
        engine.restart_ice(ResourceId("none"), "a=ice-ufrag:x\r\na=ice-pwd:y\r\n"),
        engine.choose(ResourceId("none"), "v0", Wanted()),
    ):
        with pytest.raises(MediaRefused) as refused:
            await call
        assert refused.value.code == "media.resource"


async def test_stage_and_choice_decide_what_a_section_carries(engine: MediaEngine) -> None:
    told = collected(engine)
    speaker, viewer = Scripted(), Scripted()
    (track,) = await publish(engine, speaker)
    await added(told)
    await engine.set_stage(ROOM, (track.id,))
    answer = await subscribe(engine, viewer, backstage=False)
    speaker.remote.send(video(1, key=True))
    await until(lambda: viewer.packets, "a frame")
    for mid, wanted in (("x", Wanted()), ("v0", Wanted(track.id, "h"))):
        with pytest.raises(MediaRefused) as refused:
            await engine.choose(answer.resource, mid, wanted)
        assert refused.value.code == "media.track"
    await engine.choose(answer.resource, "v0", Wanted())
    await engine.expel(ROOM, ParticipantId("viewer"))
    await until(lambda: any(isinstance(each, ResourceClosed) for each in told), "the viewer to be closed")


def _association(profile: Profile) -> tuple[Association, Association]:
    """Two ends with the same keys."""
    one, other = os.urandom(profile.key + profile.salt), os.urandom(profile.key + profile.salt)
    return Association(Keys(profile, one, other)), Association(Keys(profile, other, one))


def test_private_binding_of_pylibsrtp_has_the_shape_that_the_engine_calls() -> None:
    assert isinstance(sealer(), BindingSealer), (
        "pylibsrtp has changed: adapt server/media/srtp.py, or measure without"
    )


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name.decode())
@pytest.mark.parametrize("kind", [PublicSealer, BindingSealer])
def test_sealed_packets_are_what_the_receiver_opens(kind: type[Sealer], profile: Profile) -> None:
    made = kind()
    ends = [_association(profile) for _ in range(3)]
    packet = rtp.build(96, 0, 7, 9, 5, b"payload" * 100)

    def change(view: memoryview) -> None:
        view[2:4] = struct.pack("!H", 8)

    sizes = [0] * 64
    handles = [made.handle(ours) for ours, _ in ends]
    made.seal(packet, [(handles[0], None), (handles[1], change), (handles[2], None)], sizes)
    opened = [theirs.unprotect(bytes(made.views[at][: sizes[at]])) for at, (_, theirs) in enumerate(ends)]
    assert opened == [packet, packet[:2] + b"\0\x08" + packet[4:], packet]


@pytest.mark.parametrize("kind", [PublicSealer, BindingSealer])
def test_packet_that_cannot_be_sealed_has_no_size(kind: type[Sealer]) -> None:
    made = kind()
    ours, _ = _association(PROFILES[0])
    sizes = [1] * 64
    made.seal(b"short", [(made.handle(ours), None)], sizes)
    assert sizes[0] == 0


def test_batch_is_sent_by_one_system_call_on_linux() -> None:
    assert fan.Exit().batches is (os.uname().sysname == "Linux")
