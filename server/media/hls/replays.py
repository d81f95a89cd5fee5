"""The recordings of a session. Input: finished tapes of the archive, each of which tells its session in `take.json`.

Whether attendees may see one is decided in the session's room. Everything here reads files.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from rooms import RoomId
from server.media.hls.playlists import INDEX, REPLAY, Kept
from server.media.hls.products import BESIDE, VIDEO

Shape = TypeVar("Shape")

ABOUT: Final = "take.json"
LIST: Final = "segments.jsonl"


class About(msgspec.Struct, frozen=True):
    """Of which session a tape is."""

    session: str


class Replay(msgspec.Struct, frozen=True):
    """A finished tape. `take` is its folder's name; it lasts from `began` to `ended`, in ms since 1970.

    `beside` says whether there is a second picture, for as long as the stage showed two.
    """

    room: RoomId
    take: str
    began: int
    ended: int
    beside: bool = False


class Replays:
    """The recordings below the archive's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def of(self, conference: str, session: str) -> list[Replay]:
        """The finished tapes of a session, in the order of their beginnings; several where it was interrupted."""
        found = []
        for path in self.folder.glob(f"{conference}/*/*/{ABOUT}"):
            about = _read(path, About)
            if about is None or about.session != session or not (path.parent / INDEX).exists():
                continue
            span = _span(path.parent)
            if span is not None:
                room = RoomId(f"{conference}/{path.parent.parent.name}")
                beside = (path.parent / BESIDE / REPLAY).exists()
                found.append(Replay(room, path.parent.name, *span, beside))
        return sorted(found, key=lambda each: each.began)

    def session_of(self, room: RoomId, take: str) -> str | None:
        """The session of a tape; None for no such tape."""
        about = _read(self.folder / room / take / ABOUT, About)
        return None if about is None else about.session


def _span(folder: Path) -> tuple[int, int] | None:
    """When the first segment of a tape's picture began, and when the last one ended; None where there is no picture."""
    try:
        segments = kept_in(folder / VIDEO)
    except OSError:
        return None
    if not segments:
        return None
    last = segments[-1]
    return round(segments[0].began * 1000), round((last.began + last.duration) * 1000)


def kept_in(rendition: Path) -> list[Kept]:
    """The segments of a rendition, in order, but for a line that a crash cut off. Raises OSError."""
    segments = []
    for line in (rendition / LIST).read_bytes().splitlines():
        with suppress(msgspec.DecodeError):
            segments.append(msgspec.json.decode(line, type=Kept))
    return segments


def _read(path: Path, shape: type[Shape]) -> Shape | None:
    """What a file holds; None where there is none, or none that can be read."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=shape)
    except (OSError, msgspec.MsgspecError):
        return None
