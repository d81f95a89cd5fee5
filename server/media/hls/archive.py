"""Closed segments on disk, for the replay, written by a thread. Input: segments as shelves close them.

A tape is one broadcast's folder: `<conference>/<room>/<take>/<rendition>/` with init segments, segments and a list of
them, and playlists when it is finished. What a crash left unfinished is finished when the archive is opened again.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from rooms import RoomId
from server.media.hls.playlists import (
    INDEX,
    REPLAY,
    Kept,
    Listed,
    init_name,
    multivariant,
    replay_playlist,
    segment_name,
)
from server.media.hls.products import BESIDE, InitMade, Opened
from server.media.hls.replays import ABOUT, LIST, About, kept_in
from server.media.hls.shelf import Segment, Shelf

_RENDITION = "rendition.json"
# Segments on their way to the disk; a disk that is slower than this loses some rather than all memory.
_MOST_WAITING = 512

log = logging.getLogger(__name__)


class _About(msgspec.Struct, frozen=True):
    """What the replay's playlist must tell of a rendition. `place` is its order among the others."""

    place: int
    opened: Opened
    codec: str
    width: int
    height: int
    bandwidth: int


class Tape:
    """Where one broadcast is kept. Its methods return at once."""

    def __init__(self, folder: Path, put: Callable[[Callable[[], None]], None]) -> None:
        self.folder = folder
        self._put = put
        self._inits: dict[tuple[str, int], InitMade] = {}
        self._peaks: dict[str, int] = {}
        self._places: dict[str, int] = {}

    def open(self, rendition: str) -> None:
        """A rendition begins; the first channel of a replay is the one that opened first."""
        self._places.setdefault(rendition, len(self._places))

    def keep(self, shelf: Shelf, segment: Segment) -> None:
        """Write a closed segment, and its init segment when that is new."""
        data, name = segment.data, shelf.opened.rendition
        if data is None:
            return
        init = shelf.inits[segment.init]
        key = (name, segment.init)
        fresh = key not in self._inits
        self._inits[key] = init
        self._peaks[name] = max(self._peaks.get(name, 0), round(8 * len(data) / max(0.1, segment.duration)))
        about = _About(
            self._places[name], shelf.opened, init.codec, init.width, init.height, self._peaks[name]
        )
        kept = Kept(segment.number, segment.began, segment.duration, segment.init, segment.discontinuities)
        self._put(lambda: _write(self.folder / name, kept, data, init if fresh else None, about))

    def finish(self) -> None:
        """Write the playlists."""
        self._put(lambda: finish(self.folder))


class Archive:
    """Tapes below one folder, and the thread that writes them. `lost` counts what the disk was too slow for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lost = 0
        self._work: queue.Queue[Callable[[], None] | None] = queue.Queue(_MOST_WAITING)
        self._thread = threading.Thread(target=self._run, name="archive", daemon=True)
        self._thread.start()
        self._put(self._finish_all)

    def tape(self, room: RoomId, take: str, about: About | None = None) -> Tape:
        """A new tape; the room is `<conference>/<room>`. `about` says of which session it is."""
        folder = self.folder / room / take
        if about is not None:
            self._put(lambda: _note(folder, about))
        return Tape(folder, self._put)

    def close(self) -> None:
        """Write what is waiting, then end."""
        self._work.put(None)
        self._thread.join()

    def _finish_all(self) -> None:
        for path in sorted(self.folder.glob(f"*/*/*/*/{LIST}")):
            folder = path.parent.parent
            if not (folder / INDEX).exists():
                finish(folder)

    def _put(self, work: Callable[[], None]) -> None:
        try:
            self._work.put_nowait(work)
        except queue.Full:
            self.lost += 1
            log.error("the disk is too slow for the replay: %d pieces are lost", self.lost)

    def _run(self) -> None:
        while (work := self._work.get()) is not None:
            try:
                work()
            except (OSError, msgspec.MsgspecError):
                # Neither a full disk nor a damaged folder may end the broadcasts.
                self.lost += 1
                log.exception("a piece of the replay could not be written")


def _note(folder: Path, about: About) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ABOUT).write_bytes(msgspec.json.encode(about))


def _write(folder: Path, kept: Kept, data: bytes, init: InitMade | None, about: _About) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if init is not None:
        (folder / init_name(kept.init)).write_bytes(init.data)
    # Replaced as a whole: a crash must not leave half of it.
    fresh = folder / f"{_RENDITION}.new"
    fresh.write_bytes(msgspec.json.encode(about))
    fresh.replace(folder / _RENDITION)
    (folder / segment_name(kept.number)).write_bytes(data)
    with (folder / LIST).open("ab") as lines:
        lines.write(msgspec.json.encode(kept) + b"\n")


def finish(folder: Path) -> None:
    """Write the playlists of a tape from what lies in its folder. Raises OSError."""
    found: list[_About] = []
    for path in sorted(folder.glob(f"*/{LIST}")):
        segments = kept_in(path.parent)
        alone = path.parent.name == BESIDE
        (path.parent / REPLAY).write_bytes(replay_playlist(segments, alone))
        if alone:
            # It is played beside the others and not instead of one.
            continue
        found.append(msgspec.json.decode((path.parent / _RENDITION).read_bytes(), type=_About))
    found.sort(key=lambda each: each.place)
    listed = [
        Listed(about.opened, about.codec, about.width, about.height, about.bandwidth) for about in found
    ]
    if listed:
        (folder / INDEX).write_bytes(multivariant(listed, lambda name: f"{name}/{REPLAY}"))
