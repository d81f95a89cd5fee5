"""What a room remembers of its captions. Made by `rules` from the entries."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from rooms.captions.commands import Source
from rooms.context import Participant
from rooms.frozen_map import FrozenMap


class Caption(Struct, frozen=True):
    """A final cue. Times in ms since 1970-01-01T00:00:00Z. `corrected` names who mended it."""

    id: str
    language: str
    text: str
    start: int
    end: int
    source: Source
    name: str
    of: str | None = None
    corrected: str | None = None

    @property
    def track(self) -> str:
        """People's and a machine's captions of one language are told apart."""
        return f"{self.language}.machine" if self.source == "machine" else self.language


class Captions(Struct, frozen=True):
    """All cues of the room; of each track the ids in their order; whose turn it is; the last `seq` of each feed."""

    captions: FrozenMap[str, Caption] = FrozenMap()
    tracks: FrozenMap[str, FrozenMap[int, str]] = FrozenMap()
    counts: FrozenMap[str, int] = FrozenMap()
    turns: FrozenMap[str, Participant] = FrozenMap()
    feeds: FrozenMap[str, int] = FrozenMap()


EMPTY: Final = Captions()


def measure(captions: Captions, now: int) -> Mapping[str, float]:
    """Of the languages that a captioner has taken: for how many seconds the one furthest behind has had no cue."""
    behind = [0]
    for language in captions.turns:
        track = captions.tracks.get(language)
        if track:
            behind.append(now - captions.captions[track[max(track)]].end)
    return {"captions_behind_s": max(behind) / 1000}
