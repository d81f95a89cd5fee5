"""The engine as its peers see it: real ICE, DTLS and SRTP on loopback, with scripted packets and losses."""

import asyncio

import pytest

from rooms import ParticipantId
from server.media import rtcp
from server.media.port import (
    MediaRefused,
    Publish,
    ResourceClosed,
    Source,
    Subscribe,
    TrackId,
    TrackRemoved,
    Wanted,
)
from tests.server.media.peers import (
    CAMERA_AND_MICROPHONE,
    ROOM,
    SPEAKER,
    Scripted,
    Wound,
    added,
    collected,
    forwarder,
    picture_of,
    publish,
    subscribe,
    until,
    video,
)

NACK = (rtcp.TRANSPORT_FEEDBACK, rtcp.NACK)
CAMERA = TrackId("speaker/camera/video")


async def test_subscriber_receives_from_the_next_keyframe_on_what_is_published() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        speaker, viewer = Scripted(), Scripted()
        (track,) = await publish(engine, speaker)
        await added(told)
        speaker.remote.send(video(100, key=True))
        await subscribe(engine, viewer)
        await until(lambda: speaker.control(rtcp.PAYLOAD_FEEDBACK, rtcp.PLI), "a keyframe to be asked for")
        for number in (101, 102):
            speaker.remote.send(video(number))
        speaker.remote.send(video(103, key=True))
        speaker.remote.send(video(104))
        await until(lambda: len(viewer.packets) >= 2, "two frames")
        assert viewer.sequences(96) == [103, 104]
        assert viewer.payloads(96) == [video(103, key=True)[12:], video(104)[12:]]
        assert track.id == CAMERA


async def test_lost_packets_are_repaired_on_both_ways() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        for number in (1, 2, 5):
            speaker.remote.send(video(number, key=number == 1))
        await until(lambda: speaker.control(*NACK), "the lost packets to be asked for")
        assert rtcp.lost_sequences(speaker.control(*NACK)[0]) == [3, 4]
        # The publisher repairs by RTX: the original number precedes the payload.
        for osn in (3, 4):
            original = video(osn)
            repair = original[:1] + bytes((97,)) + original[2:8] + bytes((0, 0, 0, 9))
            speaker.remote.send(repair + osn.to_bytes(2, "big") + original[12:])
        await until(lambda: len(viewer.packets) == 5, "five frames")
        assert sorted(viewer.sequences(96)) == [1, 2, 3, 4, 5]
        # The subscriber asks for two that it has lost.
        viewer.remote.send_control(rtcp.nack(7, viewer.packets[0][0].ssrc, [2, 4]))
        await until(lambda: len(viewer.payloads(97)) == 2, "two repairs")
        assert viewer.payloads(97) == [osn.to_bytes(2, "big") + video(osn)[12:] for osn in (2, 4)]
        stats = await engine.stats()
        assert stats.tracks[0].layers[0].repaired == 2
        assert stats.subscribers[0].repaired == 2


async def test_packet_that_nobody_has_is_not_invented() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        speaker.remote.send(video(10, key=True))
        await until(lambda: viewer.packets, "a frame")
        ssrc = viewer.packets[0][0].ssrc
        viewer.remote.send_control(rtcp.nack(7, ssrc, [9, 500]) + rtcp.nack(7, ssrc, [10]))
        await until(lambda: viewer.payloads(97), "the repair of what is there")
        assert len(viewer.payloads(97)) == 1


async def test_section_that_goes_over_to_another_track_keeps_its_numbers_in_order() -> None:
    async with forwarder() as engine:
        one, other, viewer = Scripted(), Scripted(), Scripted()
        await publish(engine, one)
        await publish(engine, other, participant=ParticipantId("guest"))
        guest = TrackId("guest/camera/video")
        answer = await subscribe(engine, viewer, wanted=(Wanted(CAMERA),))
        one.remote.send(video(100, key=True))
        one.remote.send(video(101))
        await until(lambda: len(viewer.packets) == 2, "the first track")
        await engine.choose(answer.resource, "v0", Wanted(guest))
        other.remote.send(video(60_000, picture=7))
        other.remote.send(video(60_001, key=True, picture=8))
        other.remote.send(video(60_002, picture=9))
        await until(lambda: len(viewer.packets) == 4, "the second track")
        assert viewer.sequences(96) == [100, 101, 102, 103]
        headers = [header for header, _ in viewer.packets]
        assert len({header.ssrc for header in headers}) == 1
        assert 0 < headers[2].timestamp - headers[1].timestamp < 90_000
        assert headers[3].timestamp - headers[2].timestamp == 3000
        assert [picture_of(payload) for payload in viewer.payloads(96)] == [100, 101, 102, 103]
        # A repair from before the change still finds its packet; a late packet of the new track is not let in.
        viewer.remote.send_control(rtcp.nack(7, headers[0].ssrc, [101, 103]))
        await until(lambda: len(viewer.payloads(97)) == 2, "repairs across the change")
        assert viewer.payloads(97)[0][2:] == video(101)[12:]


async def test_numbering_begins_low_so_that_a_lost_first_packet_cannot_hide_a_wrap() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        for number in (65_535, 65_536, 65_537):
            speaker.remote.send(video(number, key=number == 65_535))
        await until(lambda: len(viewer.packets) == 3, "three frames")
        assert viewer.sequences(96) == [32_767, 32_768, 32_769]


async def test_second_publisher_of_a_source_is_refused_unless_it_takes_over() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        first, second, third = Scripted(), Scripted(), Scripted()
        await publish(engine, first)
        with pytest.raises(MediaRefused) as refused:
            await publish(engine, second)
        assert (refused.value.code, refused.value.data) == ("media.taken", {"source": "camera"})
        await publish(engine, third, (Source.SCREEN,))
        await publish(engine, second, replace=True)
        closed = [each for each in told if isinstance(each, ResourceClosed)]
        assert [each.reason for each in closed] == ["replaced"]
        await added(told, 3)
        assert {track.id for track in await engine.tracks(ROOM)} == {CAMERA, "speaker/screen/video"}


async def test_viewers_of_a_publisher_that_comes_back_see_it_again() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        first, again, viewer = Scripted(), Scripted(), Scripted()
        await publish(engine, first)
        await subscribe(engine, viewer, wanted=(Wanted(CAMERA),))
        first.remote.send(video(5, key=True))
        await until(lambda: viewer.packets, "a frame")
        first.remote.close()
        await until(lambda: any(isinstance(each, TrackRemoved) for each in told), "the track to end")
        await publish(engine, again)
        again.remote.send(video(900, key=True))
        await until(lambda: len(viewer.packets) == 2, "a frame of the new publisher")
        assert viewer.sequences(96) == [5, 6]


async def test_hall_receives_only_what_is_on_the_stage() -> None:
    async with forwarder() as engine:
        speaker, hall, backstage = Scripted(), Scripted(), Scripted()
        await publish(engine, speaker)
        await subscribe(engine, hall, backstage=False)
        await subscribe(engine, backstage)
        with pytest.raises(MediaRefused):
            await subscribe(engine, Scripted(), wanted=(Wanted(CAMERA),), backstage=False)
        speaker.remote.send(video(1, key=True))
        await until(lambda: backstage.packets, "a frame backstage")
        assert hall.packets == []
        await engine.set_stage(ROOM, (CAMERA,))
        speaker.remote.send(video(2, key=True))
        await until(lambda: hall.packets, "a frame in the hall")
        await engine.set_stage(ROOM, ())
        speaker.remote.send(video(3, key=True))
        await until(lambda: len(backstage.packets) == 3, "a third frame backstage")
        assert hall.sequences(96) == [2]


async def test_ice_restart_moves_a_subscriber_to_fresh_credentials_without_a_new_handshake() -> None:
    async with forwarder() as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        answer = await subscribe(engine, viewer)
        assert await engine.ice_tag(answer.resource) == answer.tag
        with pytest.raises(MediaRefused):
            await engine.restart_ice(answer.resource, "nothing")
        restarted = await engine.restart_ice(answer.resource, "a=ice-ufrag:new\r\na=ice-pwd:newnewnew\r\n")
        assert restarted.tag != answer.tag
        viewer.remote.restarted(restarted.fragment)
        speaker.remote.send(video(1, key=True))
        await until(lambda: viewer.packets, "media to go on")
        assert await engine.ice_tag(answer.resource) == restarted.tag


async def test_peers_reach_the_engine_over_ipv6() -> None:
    async with forwarder(hosts=("127.0.0.1", "::1")) as engine:
        speaker, viewer = Scripted("::1"), Scripted("::1")
        await publish(engine, speaker)
        await subscribe(engine, viewer)
        speaker.remote.send(video(1, key=True))
        await until(lambda: viewer.packets, "a frame")


async def test_peer_with_another_certificate_than_announced_gets_nothing() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        speaker = Scripted()
        offer = speaker.remote.offer("sendonly", "v")
        own = speaker.remote.identity.fingerprint.value
        answer = await engine.publish(
            Publish(ROOM, SPEAKER, (Source.CAMERA,), offer.replace(own, ":".join(["AB"] * 32)))
        )
        speaker.remote.begin(answer.sdp)
        await until(lambda: any(isinstance(each, ResourceClosed) for each in told), "the peer to be closed")
        assert await engine.tracks(ROOM) == ()
        speaker.remote.close(quietly=True)


async def test_everyone_who_leaves_is_forgotten() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker, CAMERA_AND_MICROPHONE, "va")
        answer = await subscribe(engine, viewer, "va")
        await engine.leave(answer.resource)
        with pytest.raises(MediaRefused) as refused:
            await engine.leave(answer.resource)
        assert refused.value.code == "media.resource"
        await engine.expel(ROOM, SPEAKER)
        assert [each.reason for each in told if isinstance(each, ResourceClosed)] == ["left", "expelled"]
        stats = await engine.stats()
        assert (stats.tracks, stats.subscribers) == ((), ())


async def test_offer_that_does_not_fit_is_refused_and_leaves_nothing_behind() -> None:
    async with forwarder(most_peers=1) as engine:
        remote = Scripted().remote
        for request, code in (
            (Subscribe(ROOM, SPEAKER, "no offer"), "media.sdp"),
            (Subscribe(ROOM, SPEAKER, remote.offer("sendonly")), "media.codec"),
            (Subscribe(ROOM, SPEAKER, remote.offer("recvonly"), (Wanted(TrackId("none")),)), "media.track"),
            (Subscribe(ROOM, SPEAKER, remote.offer("recvonly", "v"), (Wanted(), Wanted())), "media.track"),
        ):
            with pytest.raises(MediaRefused) as refused:
                await engine.subscribe(request)
            assert refused.value.code == code
        with pytest.raises(MediaRefused) as refused:
            await engine.publish(
                Publish(ROOM, SPEAKER, (Source.CAMERA,), remote.offer("sendonly", "v").replace("VP8", "AV1"))
            )
        assert refused.value.code == "media.codec"
        await engine.subscribe(Subscribe(ROOM, SPEAKER, remote.offer("recvonly")))
        with pytest.raises(MediaRefused) as refused:
            await engine.subscribe(Subscribe(ROOM, SPEAKER, remote.offer("recvonly")))
        assert refused.value.code == "media.full"
        assert refused.value.temporary


async def test_too_many_joins_at_once_are_asked_to_come_again() -> None:
    async with forwarder() as engine:
        codes = set()
        for _ in range(600):
            with pytest.raises(MediaRefused) as refused:
                await engine.subscribe(Subscribe(ROOM, SPEAKER, "no offer"))
            codes.add(refused.value.code)
        assert codes == {"media.sdp", "media.busy"}


async def test_broken_offer_takes_nothing_over() -> None:
    async with forwarder() as engine:
        first, second = Scripted(), Scripted()
        tracks = await publish(engine, first)
        offer = second.remote.offer("sendonly", "v").replace("VP8", "AV1")
        with pytest.raises(MediaRefused):
            await engine.publish(Publish(ROOM, SPEAKER, (Source.CAMERA,), offer, replace=True))
        assert await engine.tracks(ROOM) == tracks


async def test_late_joiner_of_a_still_picture_has_a_keyframe_asked_for() -> None:
    clock = Wound()
    async with forwarder(clock) as engine:
        speaker, viewer = Scripted(), Scripted()
        await publish(engine, speaker)
        speaker.remote.send(video(1, key=True))
        await until(lambda: engine._mux.received > 4, "the packet to arrive")
        clock.ahead += 20
        await subscribe(engine, viewer)
        await until(lambda: speaker.control(rtcp.PAYLOAD_FEEDBACK, rtcp.PLI), "a keyframe to be asked for")


async def test_ssrcs_without_end_are_not_remembered() -> None:
    async with forwarder() as engine:
        speaker = Scripted()
        await publish(engine, speaker)
        for ssrc in range(100):
            speaker.remote.send(video(ssrc, ssrc=ssrc + 1))
        publisher = next(iter(engine._publishers.values()))
        await until(lambda: publisher.transport.dropped["rtp.ssrc"] == 36, "the surplus to be dropped")


async def test_a_hundred_join_within_a_second_and_share_packets() -> None:
    async with forwarder() as engine:
        speaker = Scripted()
        await publish(engine, speaker)
        viewers = [Scripted() for _ in range(100)]
        async with asyncio.timeout(8), asyncio.TaskGroup() as group:
            for viewer in viewers:
                group.create_task(subscribe(engine, viewer))
        speaker.remote.send(video(1, key=True))
        await until(lambda: all(viewer.packets for viewer in viewers), "a frame for everyone")
        assert (await engine.stats()).packets_out == 100
