"""Playlists by the rules of RFC 8216bis, from a broadcast in which everything happens."""

from __future__ import annotations

from rooms import RoomId
from server.media.hls.broadcasts import Broadcasts, Take
from server.media.hls.feed import Channel, Plan
from server.media.hls.playlists import replay_playlist
from server.media.hls.products import Group, InitMade, Opened, PartCut
from server.media.port import Kind
from tests.air import CAMERA, CHANNELS, Air
from tests.server.media.hls.rules import Read, attributes, follows, read

RENDITIONS = ("video", "opus-original", "opus-es", "aac-original", "aac-es")


def on_air(air: Air) -> Take:
    """What the packager makes goes to a take as well."""
    broadcasts = Broadcasts(lambda: air.now, lambda: "take")
    return broadcasts.begin(RoomId("fair/plenary"))


def carry(air: Air, take: Take, taken: int) -> int:
    for product in air.products[taken:]:
        take.apply(product)
    return len(air.products)


def test_every_playlist_of_a_minute_keeps_the_rules_and_follows_the_one_before() -> None:
    air = Air(groups=(Group.OPUS,))
    take, taken = on_air(air), 0
    before: dict[str, Read] = {}
    for step in range(220):
        if step == 60:
            air.silent.add(CAMERA)
        if step == 80:
            air.silent.clear()
            air.camera.keyframe_wanted = True
        air.play(0.3)
        taken = carry(air, take, taken)
        if not take.is_ready:
            continue
        for name in ("video", "opus-original", "opus-es"):
            now = read(take.playlist(name))
            if name in before:
                follows(before[name], now)
            before[name] = now
    video, sound = before["video"], before["opus-original"]
    assert len(video.segments) >= 11
    assert video.first > 1
    # All tell the same number of discontinuities, so that a player can keep them side by side (§6.2.4).
    assert video.gone + sum(each[2] for each in video.segments) == 2
    assert sound.gone + sum(each[2] for each in sound.segments) == 2


def test_live_playlist_tells_all_that_low_latency_needs(air: Air) -> None:
    take = on_air(air)
    air.play(5.5)
    carry(air, take, 0)
    playlist = read(take.playlist("video"))
    assert playlist.maps == ["init-0.mp4"]
    assert [address for address, _, _ in playlist.segments] == ["1.m4s"]
    assert playlist.parts[0] == ("1.0.m4s", 0.4, True)
    last = playlist.parts[-1][0]
    segment, part = (int(each) for each in last.removesuffix(".m4s").split("."))
    assert playlist.hint == f"{segment}.{part + 1}.m4s"
    assert set(playlist.reports) == {f"../{name}/live.m3u8" for name in RENDITIONS[1:]}
    assert playlist.dates[0] == "2022-03-23T14:00:00.005Z"


def test_delta_update_leaves_out_what_is_old() -> None:
    air = Air(groups=(Group.OPUS,))
    take = on_air(air)
    air.play(60)
    carry(air, take, 0)
    whole, delta = read(take.playlist("opus-original")), read(take.playlist("opus-original", skip=True))
    assert delta.skipped > 0
    assert whole.segments[delta.skipped :] == delta.segments
    open_segment = f"{delta.first + delta.skipped + len(delta.segments)}."
    newest = [duration for address, duration, _ in delta.parts if address.startswith(open_segment)]
    assert sum(duration for _, duration, _ in delta.segments) + sum(newest) >= 30
    assert delta.parts == whole.parts


def test_playlist_is_made_once_for_all_who_ask(air: Air) -> None:
    take = on_air(air)
    air.play(2)
    taken = carry(air, take, 0)
    assert take.playlist("video") is take.playlist("video")
    former = take.playlist("video")
    air.play(0.5)
    carry(air, take, taken)
    assert take.playlist("video") != former


def test_ended_broadcast_says_so(air: Air) -> None:
    take = on_air(air)
    air.play(2)
    carry(air, take, 0)
    take.end(0.0)
    playlist = read(take.playlist("video"))
    assert playlist.ended
    assert playlist.hint is None
    assert len(playlist.segments) == 1


def test_channel_that_opens_later_tells_the_same_discontinuities() -> None:
    air = Air(groups=(Group.OPUS,))
    take = on_air(air)
    air.play(2)
    air.silent.add(CAMERA)
    air.play(4)
    air.packager.aim(Plan(CAMERA, (*CHANNELS, Channel("fr", "Français", "fr"))))
    air.play(2)
    carry(air, take, 0)
    video, french = read(take.playlist("video")), read(take.playlist("opus-fr"))
    assert video.gone + sum(each[2] for each in video.segments) == 1
    assert french.gone == 1


def test_multivariant_names_every_channel_in_every_codec(air: Air) -> None:
    take = on_air(air)
    air.play(5)
    carry(air, take, 0)
    lines = take.index().decode().splitlines()
    media = [attributes(line) for line in lines if line.startswith("#EXT-X-MEDIA:")]
    assert [(each["GROUP-ID"], each["NAME"], each["LANGUAGE"], each["DEFAULT"]) for each in media] == [
        ("opus", "Original", "und", "YES"),
        ("opus", "Español", "es", "NO"),
        ("aac", "Original", "und", "YES"),
        ("aac", "Español", "es", "NO"),
    ]
    assert [each["URI"] for each in media] == [f"take/{name}/live.m3u8" for name in RENDITIONS[1:]]
    streams = [attributes(line) for line in lines if line.startswith("#EXT-X-STREAM-INF:")]
    assert [(each["CODECS"], each.get("RESOLUTION"), each["AUDIO"]) for each in streams] == [
        (f"{air.inits('video')[0].codec},opus", "320x180", "opus"),
        (f"{air.inits('video')[0].codec},mp4a.40.2", "320x180", "aac"),
        ("opus", None, "opus"),
        ("mp4a.40.2", None, "aac"),
    ]
    assert all(int(each["BANDWIDTH"]) > 100_000 for each in streams)
    assert b"RESOLUTION" not in take.index("sound")
    assert not take.offers("small"), "the publisher sends no smaller picture"
    assert not take.offers("beside")


def test_smaller_picture_is_offered_with_the_sounds_and_the_second_one_without(air: Air) -> None:
    take = on_air(air)
    air.play(2)
    carry(air, take, 0)
    take.apply(InitMade("small", "avc1.42e01f", b"init", 160, 90))
    take.apply(PartCut("small", air.now, 0.4, True, b"part"))
    assert take.offers("small")
    lines = take.index("small").decode().splitlines()
    assert [line for line in lines if "RESOLUTION=160x90" in line and "AUDIO=" in line]
    assert [line for line in lines if line.startswith("take/small/")] and "RESOLUTION=320" not in str(lines)
    take.apply(Opened("beside", Kind.VIDEO))
    take.apply(InitMade("beside", "avc1.42e01f", b"init", 320, 180))
    assert not take.offers("beside") and take.is_ready
    take.apply(PartCut("beside", air.now, 0.4, True, b"part"))
    assert take.offers("beside")
    lines = take.index("beside").decode().splitlines()
    assert lines[-1] == "take/beside/live.m3u8" and "#EXT-X-MEDIA" not in str(lines)
    assert read(take.playlist("beside")).reports == {}
    assert "../beside/live.m3u8" not in read(take.playlist("video")).reports


def test_label_cannot_break_out_of_its_quotes(air: Air) -> None:
    take = on_air(air)
    air.play(1)
    carry(air, take, 0)
    take.shelves["opus-es"].opened = Opened(
        "opus-es", Kind.AUDIO, Group.OPUS, "es", 'A"\n#EXT-X-ENDLIST', "es"
    )
    assert b'NAME="A\'#EXT-X-ENDLIST"' in take.index()
    assert b"\n#EXT-X-ENDLIST" not in take.index()


def test_replay_of_nothing_is_a_playlist() -> None:
    assert replay_playlist([]).endswith(b"#EXT-X-ENDLIST\n")
