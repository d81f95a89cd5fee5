"""What the log keeps of the captions. These shapes only ever gain fields with defaults."""

from typing import Final, TypeAlias

from rooms.captions.commands import Source
from rooms.entries import Entry


class CaptionAdded(Entry, frozen=True, kw_only=True, tag="caption.added"):
    caption: str
    language: str
    text: str
    start: int
    end: int
    source: Source
    name: str
    of: str | None = None
    feed: str | None = None
    seq: int | None = None


class CaptionCorrected(Entry, frozen=True, kw_only=True, tag="caption.corrected"):
    caption: str
    text: str


class CaptionRemoved(Entry, frozen=True, kw_only=True, tag="caption.removed"):
    caption: str


class TurnTaken(Entry, frozen=True, kw_only=True, tag="caption.turn_taken"):
    language: str


class TurnEnded(Entry, frozen=True, kw_only=True, tag="caption.turn_ended"):
    language: str


CaptionEntry: TypeAlias = CaptionAdded | CaptionCorrected | CaptionRemoved | TurnTaken | TurnEnded

ENTRIES: Final = (CaptionAdded, CaptionCorrected, CaptionRemoved, TurnTaken, TurnEnded)
