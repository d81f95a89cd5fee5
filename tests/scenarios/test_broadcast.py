"""A live stage is broadcast to those who watch from a distance, through the whole application."""

from __future__ import annotations

import os
import re
import signal as signals
from collections.abc import AsyncIterator

import pytest

from rooms import Role
from server.settings import Settings
from tests.obs import streaming
from tests.theatre import Person, Theatre, open_theatre
from tests.venue import ROOM


@pytest.fixture
async def theatre(settings: Settings) -> AsyncIterator[Theatre]:
    async with open_theatre(settings, webrtc_viewers=1) as theatre:
        yield theatre


async def on_air(moderator: Person, speaker: Person) -> None:
    await moderator.tab.command("stage.bring", participant=speaker.id)
    await moderator.tab.until(
        lambda: moderator.tab.view.get(f"stage/{speaker.id}", {}).get("sources") == ["camera", "microphone"]
    )
    await moderator.tab.until(lambda: moderator.tab.view["stage"]["broadcast"], "the broadcast to begin")


async def playlist(person: Person, address: str, holds: str) -> str:
    """The text at an address as soon as a pattern is found in it."""
    for _ in range(600):
        answer = await person.get(address)
        if answer.status_code == 200 and re.search(holds, answer.text):
            return answer.text
        await person.http.get("/healthz")
    raise AssertionError(f"{address} never held {holds}: {answer.status_code} {answer.text[-1000:]}")


async def test_stage_of_a_live_session_is_broadcast_in_h264_with_sound(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator, attendee = await theatre.enter("Mo", Role.MODERATOR), await theatre.enter("Ana")
    index = f"/broadcast/{ROOM}/index.m3u8"
    assert (await attendee.get(index)).status_code == 404
    async with streaming(theatre.http, f"/whip/{ROOM}", {"Cookie": speaker.cookie}) as answer:
        assert "H264" in answer
        await on_air(moderator, speaker)
        # The still stands in until the camera's first keyframe.
        text = await playlist(attendee, index, "RESOLUTION=320x180")
        video = next(line for line in text.splitlines() if line.endswith("video/live.m3u8"))
        media = await playlist(attendee, f"/broadcast/{ROOM}/{video}", "#EXT-X-PART:.*INDEPENDENT=YES")
        init = re.findall(r'MAP:URI="(.*?)"', media)[-1]
        part = re.findall(r'PART:DURATION=.*?URI="(.*?)"', media)[-1]
        folder = f"/broadcast/{ROOM}/{video.rpartition('/')[0]}"
        assert b"avc1" in (await theatre.http.get(f"{folder}/{init}")).content
        assert b"moof" in (await theatre.http.get(f"{folder}/{part}")).content
        assert 'GROUP-ID="opus"' in text and 'GROUP-ID="aac"' in text
        stranger = await theatre.http.get(index)
        assert stranger.status_code == 403


async def test_first_viewers_watch_by_webrtc_and_the_rest_by_the_broadcast(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator = await theatre.enter("Mo", Role.MODERATOR)
    ana, ben = await theatre.enter("Ana"), await theatre.enter("Ben")
    async with streaming(theatre.http, f"/whip/{ROOM}", {"Cookie": speaker.cookie}):
        await on_air(moderator, speaker)
        await playlist(ana, f"/broadcast/{ROOM}/index.m3u8", "RESOLUTION=320x180")
        wished = (await ana.get(f"/watch/{ROOM}?path=hls")).json()
        assert (wished["path"], wished["hls"]) == ("hls", f"/broadcast/{ROOM}/index.m3u8")
        assert (await ana.get(f"/watch/{ROOM}")).json()["path"] == "webrtc"
        assert (await ben.get(f"/watch/{ROOM}")).json()["path"] == "hls"
        assert (await moderator.get(f"/watch/{ROOM}")).json()["path"] == "webrtc"


async def test_staff_are_told_of_a_picture_that_cannot_be_broadcast(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator, attendee = await theatre.enter("Mo", Role.MODERATOR), await theatre.enter("Ana")
    async with streaming(theatre.http, f"/whip/{ROOM}", {"Cookie": speaker.cookie}, "VP8"):
        await on_air(moderator, speaker)
        assert moderator.tab.view[f"backstage/{speaker.id}"]["unsuitable"] == ["camera"]
        await playlist(moderator, f"/broadcast/{ROOM}/index.m3u8", "RESOLUTION=640x360")
        # More than by the setting would watch so, rather than see a plain still.
        paths = [(await attendee.get(f"/watch/{ROOM}")).json()["path"] for _ in range(3)]
        assert paths == ["webrtc"] * 3


async def test_broadcast_goes_on_in_its_playlist_when_the_engine_was_killed(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator = await theatre.enter("Mo", Role.MODERATOR)
    async with streaming(theatre.http, f"/whip/{ROOM}", {"Cookie": speaker.cookie}):
        await on_air(moderator, speaker)
        text = await playlist(moderator, f"/broadcast/{ROOM}/index.m3u8", "RESOLUTION=320x180")
        os.kill((await theatre.media.engine.stats()).process, signals.SIGKILL)
        video = next(line for line in text.splitlines() if line.endswith("video/live.m3u8"))
        media = f"/broadcast/{ROOM}/{video}"
        await playlist(moderator, media, "DISCONTINUITY")
    async with streaming(theatre.http, f"/whip/{ROOM}", {"Cookie": speaker.cookie}):
        await playlist(moderator, media, r"(?s)DISCONTINUITY.*DISCONTINUITY")


async def test_broadcast_ends_when_the_session_does_and_is_kept(theatre: Theatre, settings: Settings) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator = await theatre.enter("Mo", Role.MODERATOR)
    async with streaming(theatre.http, f"/whip/{ROOM}", {"Cookie": speaker.cookie}):
        await on_air(moderator, speaker)
        await playlist(moderator, f"/broadcast/{ROOM}/index.m3u8", "RESOLUTION=320x180")
        await theatre.end_session()
        await moderator.tab.until(lambda: not moderator.tab.view["stage"]["broadcast"])
        assert (await moderator.get(f"/broadcast/{ROOM}/index.m3u8")).status_code == 404
    kept = settings.data / "broadcasts" / ROOM
    for _ in range(1000):
        if list(kept.glob("*/index.m3u8")):
            break
        await theatre.http.get("/healthz")
    (replay,) = kept.glob("*/video/replay.m3u8")
    assert "#EXTINF" in replay.read_text()
