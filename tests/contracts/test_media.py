"""What every media engine keeps to, and what the embedded one relies on in its dependencies.

The same stories run over the engine in this process and over the one in a process of its own.
"""

import itertools
import os
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rooms import ParticipantId
from server.media import fan, rtp
from server.media.channels import channel_track
from server.media.configuration import Configuration
from server.media.dtls import PROFILES, Keys, Profile
from server.media.engines import Engines
from server.media.forwarder import Forwarder
from server.media.janus.engine import JanusEngine
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
from tests.janus import own_address, running_janus
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


@asynccontextmanager
async def _in_janus(folder: Path) -> AsyncIterator[MediaEngine]:
    with running_janus(folder) as janus:
        engine = JanusEngine([janus.access])
        await engine.start()
        yield engine
        await engine.close()


Peers = Callable[[], Scripted]
# What the scripted packets carry.
SSRCS = {"v": 1, "a": 2}
ENGINES = {"forwarder": _in_this_process, "supervisor": _in_its_own_process, "engines": _in_several}


@pytest.fixture(params=[*ENGINES, "janus"])
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[MediaEngine]:
    async with _in_janus(tmp_path) if request.param == "janus" else ENGINES[request.param]() as engine:
        yield engine


@pytest.fixture
def peer(engine: MediaEngine) -> Peers:
    """Makes peers where the engine can be reached: Janus has no address on loopback."""
    host = own_address() if isinstance(engine, JanusEngine) else "127.0.0.1"
    return lambda: Scripted(host)


async def test_what_is_published_is_received_and_told(
    engine: MediaEngine, peer: Callable[[], Scripted]
) -> None:
    told = collected(engine)
    speaker, viewer = peer(), peer()
    tracks = await publish(engine, speaker, CAMERA_AND_MICROPHONE, "va", ssrcs=SSRCS)
    await added(told, 2)
    assert set(await engine.tracks(ROOM)) == set(tracks)
    answer = await subscribe(engine, viewer, "va", backstage=True)
    assert [section.mid for section in answer.sections] == ["v0", "a1"]
    assert {section.track for section in answer.sections} == {track.id for track in tracks}

    def seen_and_heard() -> bool:
        number = next(numbers)
        speaker.remote.send(video(number, key=True))
        speaker.remote.send(rtp.build(111, 0, number, 960 * number, 2, b"sound"))
        return {header.payload_type for header, _ in viewer.packets} == {96, 111}

    numbers = itertools.count(1)
    await until(seen_and_heard, "a frame and a sound")
    assert set(viewer.payloads(111)) == {b"sound"}
    await until(lambda: any(isinstance(each, LayerChosen) for each in told), "the layer to be told")
    stats = await engine.stats()
    assert stats.packets_out >= 2
    assert [each.viewers for each in stats.tracks] == [1, 1]
    speaker.remote.close()
    await until(lambda: sum(isinstance(each, TrackRemoved) for each in told) == 2, "the tracks to end")
    assert [each.track for each in told if isinstance(each, TrackAdded)] == list(tracks)
    await until(
        lambda: any(isinstance(each, ResourceClosed) and each.participant == SPEAKER for each in told),
        "the publisher to be closed",
    )


async def test_levels_of_the_sound_are_told(engine: MediaEngine, peer: Peers) -> None:
    told = collected(engine)
    speaker = peer()
    offer = speaker.remote.offer("sendonly", "a", SSRCS)
    offer += "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\n"
    await speaker.connect(await engine.publish(Publish(ROOM, SPEAKER, (Source.MICROPHONE,), offer)))

    def speaks() -> bool:
        speaker.remote.send(rtp.build(111, 0, next(numbers), 960, 2, b"sound", rtp.element(1, b"\x9e")))
        return any(isinstance(each, AudioLevels) for each in told)

    numbers = itertools.count(1)
    await until(speaks, "a level")
    levels = next(each for each in told if isinstance(each, AudioLevels))
    assert (levels.room, levels.levels) == (ROOM, {"speaker/microphone/audio": 30})


async def test_refusals_carry_their_code_and_data(engine: MediaEngine, peer: Peers) -> None:
    speaker = peer()
    await publish(engine, speaker, ssrcs=SSRCS)
    with pytest.raises(MediaRefused) as refused:
        await publish(engine, peer(), ssrcs=SSRCS)
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


async def test_stage_and_choice_decide_what_a_section_carries(
    engine: MediaEngine, peer: Callable[[], Scripted]
) -> None:
    told = collected(engine)
    speaker, viewer = peer(), peer()
    (track,) = await publish(engine, speaker, ssrcs=SSRCS)
    await added(told)
    await engine.set_stage(ROOM, (track.id,))
    answer = await subscribe(engine, viewer, backstage=False)

    def seen() -> bool:
        speaker.remote.send(video(next(numbers), key=True))
        return bool(viewer.packets)

    numbers = itertools.count(1)
    await until(seen, "a frame")
    for mid, wanted in (("x", Wanted()), ("v0", Wanted(track.id, "h"))):
        with pytest.raises(MediaRefused) as refused:
            await engine.choose(answer.resource, mid, wanted)
        assert refused.value.code == "media.track"
    await engine.choose(answer.resource, "v0", Wanted())
    await engine.expel(ROOM, ParticipantId("viewer"))
    await until(lambda: any(isinstance(each, ResourceClosed) for each in told), "the viewer to be closed")


async def test_channel_is_heard_from_whoever_speaks_in_it_and_goes_over_without_a_new_offer(
    engine: MediaEngine, peer: Peers
) -> None:
    told = collected(engine)
    iris, ivo, listener = peer(), peer(), peer()
    tracks = [
        (
            await publish(
                engine,
                microphone,
                sources=(Source.MICROPHONE,),
                kinds="a",
                participant=ParticipantId(name),
                aside=True,
                ssrcs=SSRCS,
            )
        )[0]
        for microphone, name in ((iris, "iris"), (ivo, "ivo"))
    ]
    await added(told, 2)
    channel = channel_track("es")
    await subscribe(engine, listener, kinds="a", wanted=(Wanted(channel),), backstage=False)
    # Who takes all that there is backstage does not get a booth's microphone; a partner asks for it.
    unasked = await subscribe(engine, peer(), kinds="a")
    partner = await subscribe(engine, peer(), kinds="a", wanted=(Wanted(tracks[0].id),))
    assert [unasked.sections[0].track, partner.sections[0].track] == [None, tracks[0].id]

    count = 0

    async def hears(speaking: bytes) -> None:
        """Both send all the time; from some moment on only one of them is heard."""
        heard: list[bytes] = []

        def settled() -> bool:
            nonlocal count
            count += 1
            for sender, word in ((iris, b"iris"), (ivo, b"ivo")):
                sender.remote.send(rtp.build(111, 0, count, count * 960, 2, word))
            heard.extend(listener.payloads(111))
            listener.packets.clear()
            return heard[-20:] == [speaking] * 20

        await until(settled, f"{speaking!r} alone to be heard")

    await engine.set_channels(ROOM, {"es": tracks[0].id})
    await hears(b"iris")
    await engine.set_channels(ROOM, {"es": tracks[1].id})
    await hears(b"ivo")


async def test_whoever_loses_the_right_to_send_may_go_on_watching(
    engine: MediaEngine, peer: Callable[[], Scripted]
) -> None:
    told = collected(engine)
    speaker, viewer = peer(), peer()
    await publish(engine, speaker, ssrcs=SSRCS)
    await added(told)
    watching = await subscribe(engine, viewer, backstage=True)
    await engine.unpublish(ROOM, SPEAKER)
    await until(lambda: any(isinstance(each, TrackRemoved) for each in told), "the track to end")
    await until(lambda: any(isinstance(each, ResourceClosed) for each in told), "the publisher to be closed")
    (closed,) = [each for each in told if isinstance(each, ResourceClosed)]
    assert (closed.participant, closed.reason) == (SPEAKER, "revoked")
    assert await engine.ice_tag(watching.resource)


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
