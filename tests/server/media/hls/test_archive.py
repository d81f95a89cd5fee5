"""What is on disk after a broadcast can be played again, even when a crash cut it off."""

from __future__ import annotations

import io
from pathlib import Path

import av
import pytest

from rooms import RoomId
from server.media.hls.archive import Archive, finish
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.feed import Plan
from server.media.hls.playlists import INDEX, REPLAY
from server.media.hls.products import Group
from tests.air import CAMERA, CHANNELS, Air
from tests.server.media.hls.rules import attributes, read

ROOM = RoomId("fair/plenary")


def record(air: Air, folder: Path, seconds: float) -> tuple[Archive, Broadcasts]:
    archive = Archive(folder)
    broadcasts = Broadcasts(lambda: air.now, lambda: "take", archive)
    broadcasts.begin(ROOM)
    air.play(seconds)
    for product in air.products:
        broadcasts.apply(ROOM, product)
    return archive, broadcasts


def test_replay_holds_every_segment_and_can_be_decoded(tmp_path: Path) -> None:
    air = Air(groups=(Group.OPUS,))
    archive, broadcasts = record(air, tmp_path, 9)
    broadcasts.end(ROOM)
    archive.close()
    folder = tmp_path / "fair/plenary/take"
    lines = (folder / INDEX).read_text().splitlines()
    sounds = [attributes(line)["URI"] for line in lines if line.startswith("#EXT-X-MEDIA:")]
    assert sounds == [f"opus-original/{REPLAY}", f"opus-es/{REPLAY}"]
    playlist = read((folder / "video" / REPLAY).read_bytes())
    assert playlist.ended
    assert len(playlist.segments) == 3
    whole = b"".join(
        (folder / "video" / name).read_bytes()
        for name in [*playlist.maps, *(address for address, _, _ in playlist.segments)]
    )
    with av.open(io.BytesIO(whole), "r") as container:
        frames = sum(1 for _ in container.decode(video=0))
    assert frames / 25 == pytest.approx(sum(duration for _, duration, _ in playlist.segments), abs=0.05)


def test_second_picture_is_kept_beside_the_replay_with_its_pauses_told(tmp_path: Path) -> None:
    air = Air(groups=(Group.OPUS,))
    for beside in (CAMERA, None, CAMERA, None):
        air.packager.aim(Plan(CAMERA, CHANNELS, beside))
        air.play(5)
    archive, broadcasts = record(air, tmp_path, 1)
    broadcasts.end(ROOM)
    archive.close()
    folder = tmp_path / "fair/plenary/take"
    text = (folder / "beside" / REPLAY).read_text()
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1, "before it came back"
    seconds = sum(duration for _, duration, _ in read(text.encode()).segments)
    assert seconds == pytest.approx(10, abs=1.5)
    assert "beside" not in (folder / INDEX).read_text()


def test_what_a_crash_left_is_finished_at_the_next_start(tmp_path: Path) -> None:
    air = Air(groups=(Group.OPUS,))
    crashed, _ = record(air, tmp_path, 9)
    crashed.close()
    folder = tmp_path / "fair/plenary/take"
    assert not (folder / INDEX).exists()
    with (folder / "video" / "segments.jsonl").open("ab") as lines:
        lines.write(b"[7,164")
    Archive(tmp_path).close()
    assert (folder / INDEX).exists()
    assert len(read((folder / "video" / REPLAY).read_bytes()).segments) == 2


def test_disk_that_cannot_be_written_does_not_end_the_broadcast(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "fair").write_text("a file where a folder should be")
    archive, broadcasts = record(Air(groups=(Group.OPUS,)), tmp_path, 5)
    archive.close()
    assert archive.lost > 0
    assert broadcasts.of(ROOM) is not None
    assert "could not be written" in caplog.text


def test_finishing_an_empty_folder_writes_nothing(tmp_path: Path) -> None:
    finish(tmp_path)
    assert list(tmp_path.iterdir()) == []
