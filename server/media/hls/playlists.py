"""Playlists as text (RFC 8216bis). Input: what a shelf or a tape holds. Addresses are relative to the playlist's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from server.media.hls.products import (
    TARGET_DURATION,
    Group,
    Opened,
    parts_of,
)
from server.media.hls.shelf import WITH_PARTS, Segment, Shelf
from server.media.port import Kind

LIVE, INDEX, REPLAY = "live.m3u8", "index.m3u8", "replay.m3u8"
VERSION = 9
SKIP_UNTIL = 6 * TARGET_DURATION
_SOUND_BANDWIDTH = 140_000
# Segments that are so far apart (s) do not follow each other.
_APART = 0.05


class Listed(NamedTuple):
    """A rendition as the multivariant playlist tells it. `bandwidth` is its peak in bits per second."""

    opened: Opened
    codec: str
    width: int
    height: int
    bandwidth: int


class Kept(NamedTuple):
    """A closed segment of a replay. `began` is in seconds since 1970."""

    number: int
    began: float
    duration: float
    init: int
    discontinuities: int


def init_name(number: int) -> str:
    """The file name of an init segment."""
    return f"init-{number}.mp4"


def segment_name(number: int, part: int | None = None) -> str:
    """The file name of a segment, or of one of its parts."""
    return f"{number}.m4s" if part is None else f"{number}.{part}.m4s"


def live_playlist(shelf: Shelf, others: Iterable[Shelf], skip: bool = False) -> bytes:
    """The media playlist of a shelf as it stands; with `skip` a delta update where one is worth it (§6.2.5.1)."""
    gone, segments = shelf.listed()
    parts = parts_of(shelf.opened.part)
    lines = [
        "#EXTM3U",
        f"#EXT-X-VERSION:{VERSION}",
        f"#EXT-X-TARGETDURATION:{TARGET_DURATION}",
        "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,"
        f"PART-HOLD-BACK={parts.hold_back},HOLD-BACK={3 * TARGET_DURATION},CAN-SKIP-UNTIL={SKIP_UNTIL}",
        f"#EXT-X-PART-INF:PART-TARGET={parts.target}",
        f"#EXT-X-MEDIA-SEQUENCE:{segments[0].number if segments else shelf.next_place[0]}",
    ]
    if gone:
        lines.append(f"#EXT-X-DISCONTINUITY-SEQUENCE:{gone}")
    skipped = _skippable(segments) if skip else 0
    if skipped:
        lines.append(f"#EXT-X-SKIP:SKIPPED-SEGMENTS={skipped}")
    init = None
    first_with_parts = len(segments) - WITH_PARTS
    for place, segment in enumerate(segments[skipped:], start=skipped):
        lines += _segment_head(segment.began, segment.init, segment.discontinuities, init)
        init = segment.init
        if place >= first_with_parts:
            lines += (_part_line(segment, index) for index in range(len(segment.parts)))
        if segment.data is not None:
            lines += (f"#EXTINF:{segment.duration:.5f},", segment_name(segment.number))
    if shelf.ended:
        lines.append("#EXT-X-ENDLIST")
    else:
        lines.append(f'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="{segment_name(*shelf.next_place)}"')
        lines += (line for other in others if (line := _report(other)))
    return _text(lines)


def _skippable(segments: Sequence[Segment]) -> int:
    """How many segments lie before the skip boundary."""
    left, count = sum(segment.duration for segment in segments), 0
    for segment in segments:
        left -= segment.duration
        if left < SKIP_UNTIL:
            break
        count += 1
    return count


def _segment_head(began: float, init: int, discontinuities: int, former: int | None) -> Iterable[str]:
    for _ in range(discontinuities):
        yield "#EXT-X-DISCONTINUITY"
    if init != former:
        yield f'#EXT-X-MAP:URI="{init_name(init)}"'
    yield f"#EXT-X-PROGRAM-DATE-TIME:{_date(began)}"


def _part_line(segment: Segment, index: int) -> str:
    part = segment.parts[index]
    independent = ",INDEPENDENT=YES" if part.independent else ""
    return (
        f'#EXT-X-PART:DURATION={part.duration:.5f},URI="{segment_name(segment.number, index)}"{independent}'
    )


def _report(shelf: Shelf) -> str:
    """Where another rendition stands, so that a player may go over to it without a playlist in between (§4.4.5.4)."""
    if not shelf.segments:
        return ""
    last = shelf.segments[-1]
    address = f"../{shelf.opened.rendition}/{LIVE}"
    return f'#EXT-X-RENDITION-REPORT:URI="{address}",LAST-MSN={last.number},LAST-PART={last.count - 1}'


def replay_playlist(segments: Sequence[Kept], alone: bool = False) -> bytes:
    """The media playlist of all closed segments of a rendition.

    One that is played `alone` begins anew after each pause; others count their discontinuities together.
    """
    longest = max((round(segment.duration) for segment in segments), default=TARGET_DURATION)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{max(1, longest)}",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXT-X-MEDIA-SEQUENCE:{segments[0].number if segments else 0}",
    ]
    init, ends = None, None
    for segment in segments:
        paused = alone and ends is not None and segment.began - ends > _APART
        broken = max(segment.discontinuities, int(paused))
        lines += _segment_head(segment.began, segment.init, broken, init)
        init, ends = segment.init, segment.began + segment.duration
        lines += (f"#EXTINF:{segment.duration:.5f},", segment_name(segment.number))
    return _text([*lines, "#EXT-X-ENDLIST"])


def multivariant(renditions: Sequence[Listed], address: Callable[[str], str]) -> bytes:
    """The playlist of a broadcast: the picture once with each group of sounds, and what there are of them alone.

    `address` makes a media playlist's address from a rendition's name.
    """
    sounds = [each for each in renditions if each.opened.kind is Kind.AUDIO]
    lines = ["#EXTM3U", f"#EXT-X-VERSION:{VERSION}"]
    groups = [group for group in Group if any(each.opened.group is group for each in sounds)]
    for group in groups:
        for place, sound in enumerate(each for each in sounds if each.opened.group is group):
            lines.append(_media(sound.opened, place == 0, address))
    for group in groups:
        first = next(each for each in sounds if each.opened.group is group)
        for video in renditions:
            if video.opened.kind is Kind.VIDEO:
                lines += (
                    f"#EXT-X-STREAM-INF:BANDWIDTH={video.bandwidth + _SOUND_BANDWIDTH},"
                    f'CODECS="{video.codec},{first.codec}",RESOLUTION={video.width}x{video.height},'
                    f'AUDIO="{group}",CLOSED-CAPTIONS=NONE',
                    address(video.opened.rendition),
                )
    if not groups:
        for video in renditions:
            lines += (
                f'#EXT-X-STREAM-INF:BANDWIDTH={video.bandwidth},CODECS="{video.codec}",'
                f"RESOLUTION={video.width}x{video.height},CLOSED-CAPTIONS=NONE",
                address(video.opened.rendition),
            )
    for group in groups:
        first = next(each for each in sounds if each.opened.group is group)
        lines += (
            f'#EXT-X-STREAM-INF:BANDWIDTH={_SOUND_BANDWIDTH},CODECS="{first.codec}",AUDIO="{group}"',
            address(first.opened.rendition),
        )
    return _text(lines)


def _media(opened: Opened, first: bool, address: Callable[[str], str]) -> str:
    default = "YES" if first else "NO"
    return (
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{opened.group}",NAME="{_quoted(opened.label)}",'
        f'LANGUAGE="{_quoted(opened.language)}",DEFAULT={default},AUTOSELECT=YES,CHANNELS="2",'
        f'URI="{address(opened.rendition)}"'
    )


def _quoted(text: str) -> str:
    """What may stand between quotes: no quote, no control character."""
    return "".join(letter for letter in text.replace('"', "'") if letter.isprintable())


def _date(seconds: float) -> str:
    moment = datetime.fromtimestamp(round(seconds, 3), UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(lines: Iterable[str]) -> bytes:
    return ("\n".join(lines) + "\n").encode()
