"""Simulcast: layers are told apart by their rid, repaired each on its own, and chosen by what a subscriber can take."""

from collections.abc import Sequence

from server.media import rtcp, rtp
from server.media.extensions import REPAIRED_RID, RID
from server.media.forwarder import Forwarder
from server.media.port import LayerChosen, Notification, Publish, Source, TrackId, Wanted
from tests.server.media.peers import ROOM, SPEAKER, Scripted, Wound, collected, forwarder, subscribe, until

CAMERA = TrackId("speaker/camera/video")
SSRCS = {"h": 11, "m": 12, "l": 13}
SIZES = {"h": 1100, "m": 400, "l": 100}


async def publish_layers(engine: Forwarder) -> Scripted:
    """A publisher of three layers, without ssrc lines, as Chromium offers them."""
    speaker = Scripted()
    offer = speaker.remote.offer("sendonly", "v")
    offer += f"a=extmap:4 {RID}\r\na=extmap:5 {REPAIRED_RID}\r\n"
    offer += "a=rid:h send\r\na=rid:m send\r\na=rid:l send\r\na=simulcast:send h;m;l\r\n"
    answer = await engine.publish(Publish(ROOM, SPEAKER, (Source.CAMERA,), offer))
    assert "a=simulcast:recv h;m;l" in answer.sdp
    assert answer.tracks[0].layers == ("h", "m", "l")
    await speaker.connect(answer)
    return speaker


def send(speaker: Scripted, number: int, *, key: bool = False, layers: Sequence[str] = "hml") -> None:
    """One frame of each layer."""
    for name in layers:
        head = bytes((0x90, 0x80, 0x80 | number >> 8 & 0x7F, number & 255, 0 if key else 1))
        payload = head + name.encode() * SIZES[name]
        rid = rtp.element(4, name.encode())
        speaker.remote.send(
            rtp.build(96, 0x80, number + SSRCS[name] * 1000, number * 3000, SSRCS[name], payload, rid)
        )


def chosen(told: list[Notification]) -> list[str]:
    return [each.layer for each in told if isinstance(each, LayerChosen)]


async def test_pinned_layer_is_received_and_changed_at_a_keyframe_without_a_gap() -> None:
    async with forwarder() as engine:
        told = collected(engine)
        speaker, viewer = await publish_layers(engine), Scripted()
        send(speaker, 1)
        await until(lambda: len(next(iter(engine.ingests(ROOM).values())).layers) == 3, "three layers")
        answer = await subscribe(engine, viewer, wanted=(Wanted(CAMERA, "l"),))
        send(speaker, 2, key=True)
        send(speaker, 3)
        await until(lambda: len(viewer.packets) == 2, "two frames")
        await engine.choose(answer.resource, "v0", Wanted(CAMERA, "h"))
        send(speaker, 4)
        send(speaker, 5, key=True)
        send(speaker, 6)
        await until(lambda: len(viewer.packets) == 5, "five frames")
        first = viewer.sequences(96)[0]
        assert viewer.sequences(96) == [first + step for step in range(5)]
        assert [payload[5:6] for payload in viewer.payloads(96)] == [b"l", b"l", b"l", b"h", b"h"]
        assert chosen(told) == ["l", "h"]


async def test_lost_packet_of_a_layer_is_repaired_by_its_own_rtx() -> None:
    async with forwarder() as engine:
        speaker, viewer = await publish_layers(engine), Scripted()
        send(speaker, 1)
        await subscribe(engine, viewer, wanted=(Wanted(CAMERA, "m"),))
        send(speaker, 2, key=True)
        await until(lambda: viewer.packets, "a frame")
        send(speaker, 4, layers="m")
        nacks = (rtcp.TRANSPORT_FEEDBACK, rtcp.NACK)
        await until(lambda: speaker.control(*nacks), "the lost packet to be asked for")
        assert rtcp.feedback_target(speaker.control(*nacks)[0]) == SSRCS["m"]
        lost = 3 + SSRCS["m"] * 1000
        payload = lost.to_bytes(2, "big") + bytes((0x90, 0x80, 0x80, 3, 1)) + b"repaired"
        speaker.remote.send(rtp.build(97, 0x80, 1, 9000, 99, payload, rtp.element(5, b"m")))
        await until(lambda: len(viewer.packets) == 3, "the repaired frame")
        assert sorted(payload[3] for payload in viewer.payloads(96)) == [2, 3, 4]


async def test_subscriber_with_little_bandwidth_gets_a_smaller_layer() -> None:
    clock = Wound()
    async with forwarder(clock) as engine:
        told = collected(engine)
        speaker, viewer = await publish_layers(engine), Scripted()
        track = next(iter(engine.ingests(ROOM).values()))
        for number in range(1, 31):
            send(speaker, number)
        await until(lambda: len(track.layers) == 3, "three layers")
        clock.ahead += 1.2
        await until(lambda: all(each.bitrate for each in track.layers.values()), "the layers to be measured")
        rates = {name: each.bitrate for name, each in track.layers.items()}
        assert rates["h"] > rates["m"] > rates["l"]
        await subscribe(engine, viewer)
        send(speaker, 31, key=True)
        await until(lambda: viewer.packets, "a frame")
        ssrc = viewer.packets[0][0].ssrc
        await until(lambda: chosen(told), "a first layer")
        for limit in (2 * rates["h"], (rates["l"] + rates["m"]) // 2):
            viewer.remote.send_control(rtcp.remb(7, limit, [ssrc]))

        def small() -> bool:
            send(speaker, 32 + len(viewer.packets), key=True)
            return chosen(told)[-1] == "l"

        await until(small, "the smallest layer")
        stats = (await engine.stats()).subscribers[0]
        assert stats.layers == {"v0": "l"}
        assert stats.estimate < rates["m"]
