"""A stage over a real Janus: speakers, a screen, interpretation channels, granted hands, and their ends."""

from __future__ import annotations

import itertools

import pytest

from rooms import ParticipantId
from server.media import rtp
from server.media.janus.engine import JanusEngine
from server.media.port import MediaRefused, ResourceClosed, Source, Subscribe, TrackRemoved, Wanted
from tests.server.media.janus.conftest import Peers
from tests.server.media.peers import ROOM, Scripted, added, collected, publish, subscribe, until, video

SSRCS = {"v": 1, "a": 2}
numbers = itertools.count(1)
ANA, BEN = ParticipantId("ana"), ParticipantId("ben")


def shows(speaker: Scripted) -> None:
    speaker.remote.send(video(next(numbers), key=True))


def says(speaker: Scripted, words: bytes, ssrc: int = 2) -> None:
    number = next(numbers)
    speaker.remote.send(rtp.build(111, 0, number & 0xFFFF, 960 * number & 0xFFFFFFFF, ssrc, words))


async def heard(viewer: Scripted, words: bytes, *speakers: tuple[Scripted, bytes]) -> None:
    """Let speakers speak until the viewer has heard these words."""

    def speak() -> bool:
        for speaker, said in speakers:
            says(speaker, said)
        return words in viewer.payloads(111)

    await until(speak, f"to hear {words!r}")


async def test_screen_has_a_picture_and_a_sound(engine: JanusEngine, peer: Peers) -> None:
    told = collected(engine)
    tracks = await publish(engine, peer(), (Source.SCREEN,), "va", ANA, ssrcs=SSRCS)
    await added(told, 2)
    assert [track.id for track in tracks] == ["ana/screen/video", "ana/screen/audio"]


async def test_listener_changes_from_the_original_to_an_interpreter_without_a_new_offer(
    engine: JanusEngine, peer: Peers
) -> None:
    told = collected(engine)
    speaker, interpreter, listener = peer(), peer(), peer()
    [original] = await publish(engine, speaker, (Source.MICROPHONE,), "a", ANA, ssrcs=SSRCS)
    [spanish] = await publish(engine, interpreter, (Source.MICROPHONE,), "a", BEN, ssrcs=SSRCS)
    await added(told, 2)
    both = (speaker, b"original"), (interpreter, b"interpretado")
    answer = await subscribe(engine, listener, "aa", (Wanted(original.id), Wanted()))
    await heard(listener, b"original", *both)
    assert b"interpretado" not in listener.payloads(111)
    await engine.choose(answer.resource, "a1", Wanted(spanish.id))
    await heard(listener, b"interpretado", *both)
    # And the other way round: silence for the channel, the original goes on.
    await engine.choose(answer.resource, "a1", Wanted())
    listener.packets.clear()
    await heard(listener, b"original", *both)


async def test_stage_decides_what_the_hall_receives_and_who_follows_gets_what_comes(
    engine: JanusEngine, peer: Peers
) -> None:
    told = collected(engine)
    first, second, viewer = peer(), peer(), peer()
    await subscribe(engine, viewer, "a", backstage=False)
    [one] = await publish(engine, first, (Source.MICROPHONE,), "a", ANA, ssrcs=SSRCS)
    [two] = await publish(engine, second, (Source.MICROPHONE,), "a", BEN, ssrcs=SSRCS)
    await added(told, 2)
    both = (first, b"first"), (second, b"second")
    await engine.set_stage(ROOM, (one.id,))
    await heard(viewer, b"first", *both)
    await engine.set_stage(ROOM, (two.id,))
    await heard(viewer, b"second", *both)
    with pytest.raises(MediaRefused, match=r"media\.track"):
        await subscribe(engine, peer(), "a", (Wanted(one.id),), backstage=False)


async def test_viewer_outlives_a_speaker_whose_power_fails(engine: JanusEngine, peer: Peers) -> None:
    told = collected(engine)
    first, viewer = peer(), peer()
    await publish(engine, first, (Source.MICROPHONE,), "a", ANA, ssrcs=SSRCS)
    await added(told)
    await subscribe(engine, viewer, "a")
    await heard(viewer, b"first", (first, b"first"))
    first.remote.close()
    await until(lambda: any(isinstance(each, TrackRemoved) for each in told), "the track to end")
    second = peer()
    await publish(engine, second, (Source.MICROPHONE,), "a", BEN, ssrcs=SSRCS)
    await heard(viewer, b"second", (second, b"second"))


async def test_speaker_who_comes_back_replaces_the_tab_before(engine: JanusEngine, peer: Peers) -> None:
    told = collected(engine)
    before, after, viewer = peer(), peer(), peer()
    [track] = await publish(engine, before, (Source.MICROPHONE,), "a", ANA, ssrcs=SSRCS)
    await added(told)
    await subscribe(engine, viewer, "a", (Wanted(track.id),))
    await heard(viewer, b"before", (before, b"before"))
    await publish(engine, after, (Source.MICROPHONE,), "a", ANA, replace=True, ssrcs=SSRCS)
    await heard(viewer, b"after", (after, b"after"))
    assert [each.reason for each in told if isinstance(each, ResourceClosed)] == ["replaced"]


async def test_granted_hand_that_is_revoked_is_cut_off_at_once(engine: JanusEngine, peer: Peers) -> None:
    told = collected(engine)
    hand, viewer = peer(), peer()
    await publish(engine, hand, (Source.MICROPHONE,), "a", ANA, ssrcs=SSRCS)
    await added(told)
    await subscribe(engine, viewer, "a")
    await heard(viewer, b"asks", (hand, b"asks"))
    await engine.unpublish(ROOM, ANA)
    assert await engine.tracks(ROOM) == ()
    assert [(each.participant, each.reason) for each in told if isinstance(each, ResourceClosed)] == [
        (ANA, "revoked")
    ]


async def test_load_is_told_by_track_and_viewer(engine: JanusEngine, peer: Peers) -> None:
    told = collected(engine)
    speaker, viewer = peer(), peer()
    await publish(engine, speaker, (Source.CAMERA,), "v", ANA, ssrcs=SSRCS)
    await added(told)
    await subscribe(engine, viewer, "v")

    def seen() -> bool:
        shows(speaker)
        return len(viewer.packets) > 20

    await until(seen, "frames")
    stats = await engine.stats()
    assert stats.packets_in > 20
    assert stats.packets_out > 20
    [subscriber] = stats.subscribers
    assert (subscriber.subscriber, subscriber.connected) == ("viewer", True)
    assert subscriber.packets > 20


async def test_peer_that_changed_its_network_gets_fresh_credentials(engine: JanusEngine, peer: Peers) -> None:
    told = collected(engine)
    speaker, viewer = peer(), peer()
    await publish(engine, speaker, (Source.MICROPHONE,), "a", ANA, ssrcs=SSRCS)
    await added(told)
    answer = await subscribe(engine, viewer, "a")
    assert await engine.ice_tag(answer.resource) == answer.tag
    restarted = await engine.restart_ice(
        answer.resource, "a=ice-ufrag:abcd\r\na=ice-pwd:" + "x" * 24 + "\r\n"
    )
    assert restarted.tag != answer.tag
    assert f"a=ice-ufrag:{restarted.tag}" in restarted.fragment
    assert "a=candidate:" in restarted.fragment
    with pytest.raises(MediaRefused, match=r"media\.fragment"):
        await engine.restart_ice(answer.resource, "nothing")


async def test_viewer_who_numbers_codecs_otherwise_is_told_so(engine: JanusEngine, peer: Peers) -> None:
    offer = peer().remote.offer("recvonly", "v").replace("96", "120")
    with pytest.raises(MediaRefused) as refused:
        await engine.subscribe(Subscribe(ROOM, ParticipantId("viewer"), offer))
    assert (refused.value.code, refused.value.data) == ("media.codec", {"kind": "video"})
