"""The rules of a media playlist (RFC 8216bis) that can be read from one, or from one and the one before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field


@dataclass
class Read:
    """What a playlist says: parts as (address, duration, independent), segments as (address, duration, discontinuity)."""

    first: int = 0
    gone: int = 0
    skipped: int = 0
    target: int = 0
    part_target: float = 0.0
    control: dict[str, str] = field(default_factory=dict)
    segments: list[tuple[str, float, bool]] = field(default_factory=list)
    parts: list[tuple[str, float, bool]] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    hint: str | None = None
    reports: dict[str, tuple[int, int]] = field(default_factory=dict)
    ended: bool = False


def attributes(line: str) -> dict[str, str]:
    """The attributes of a tag."""
    found = re.findall(r'([A-Z0-9-]+)=("[^"]*"|[^,]*)', line.partition(":")[2])
    return {name: value.strip('"') for name, value in found}


def read(text: bytes) -> Read:  # noqa: PLR0912 - one branch a tag
    """Read a media playlist and check what every one must keep."""
    lines = text.decode().splitlines()
    assert lines[0] == "#EXTM3U"
    playlist, duration, broken = Read(), 0.0, False
    for line in lines[1:]:
        tag, _, value = line.partition(":")
        if not line.startswith("#"):
            assert round(duration) <= playlist.target, "a segment is longer than the target"
            playlist.segments.append((line, duration, broken))
            broken = False
        elif tag == "#EXT-X-TARGETDURATION":
            playlist.target = int(value)
        elif tag == "#EXT-X-MEDIA-SEQUENCE":
            playlist.first = int(value)
        elif tag == "#EXT-X-DISCONTINUITY-SEQUENCE":
            playlist.gone = int(value)
        elif tag == "#EXT-X-SERVER-CONTROL":
            playlist.control = attributes(line)
        elif tag == "#EXT-X-PART-INF":
            playlist.part_target = float(attributes(line)["PART-TARGET"])
        elif tag == "#EXT-X-SKIP":
            playlist.skipped = int(attributes(line)["SKIPPED-SEGMENTS"])
        elif tag == "#EXT-X-DISCONTINUITY":
            broken = True
        elif tag == "#EXT-X-MAP":
            playlist.maps.append(attributes(line)["URI"])
        elif tag == "#EXT-X-PROGRAM-DATE-TIME":
            playlist.dates.append(value)
        elif tag == "#EXTINF":
            duration = float(value.rstrip(","))
        elif tag == "#EXT-X-PART":
            found = attributes(line)
            playlist.parts.append((found["URI"], float(found["DURATION"]), found.get("INDEPENDENT") == "YES"))
        elif tag == "#EXT-X-PRELOAD-HINT":
            playlist.hint = attributes(line)["URI"]
        elif tag == "#EXT-X-RENDITION-REPORT":
            found = attributes(line)
            playlist.reports[found["URI"]] = int(found["LAST-MSN"]), int(found["LAST-PART"])
        elif tag == "#EXT-X-ENDLIST":
            playlist.ended = True
    check(playlist)
    return playlist


def check(playlist: Read) -> None:
    """What every playlist must keep."""
    assert playlist.dates == sorted(playlist.dates)
    for _, duration, _ in playlist.parts:
        assert duration <= playlist.part_target, "a part is longer than the part target"
    if playlist.part_target and not playlist.ended:
        assert float(playlist.control["PART-HOLD-BACK"]) >= 3 * playlist.part_target - 1e-9
        assert float(playlist.control["HOLD-BACK"]) >= 3 * playlist.target
        assert float(playlist.control["CAN-SKIP-UNTIL"]) >= 6 * playlist.target
        assert playlist.control["CAN-BLOCK-RELOAD"] == "YES"
        assert playlist.hint is not None
        assert playlist.hint not in [address for address, _, _ in playlist.parts]
    numbers = [int(address.removesuffix(".m4s")) for address, _, _ in playlist.segments]
    begin = playlist.first + playlist.skipped
    assert numbers == list(range(begin, begin + len(numbers)))


def follows(before: Read, after: Read) -> None:
    """What a playlist must keep of the one before it."""
    assert after.first >= before.first
    assert after.gone >= before.gone
    lengths = {address: duration for address, duration, _ in before.segments}
    for address, duration, _ in after.segments:
        assert lengths.get(address, duration) == duration, "a segment has changed"
    left = [
        broken
        for address, _, broken in before.segments
        if address not in dict.fromkeys(s[0] for s in after.segments)
    ]
    assert after.gone == before.gone + sum(left) or after.skipped
