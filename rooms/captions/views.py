"""What is shown of the captions: the newest cues of each language, whose turn it is, and the whole transcript."""

from collections.abc import Iterator
from typing import Final, assert_never

from rooms.captions.entries import (
    CaptionAdded,
    CaptionCorrected,
    CaptionEntry,
    CaptionRemoved,
    TurnEnded,
    TurnTaken,
)
from rooms.captions.state import Caption, Captions
from rooms.frozen_map import FrozenMap
from rooms.ids import ParticipantId
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

# The newest cues of a language that a view holds: more than any reader has in sight.
WINDOW: Final = 6


def touched(captions: Captions, entry: CaptionEntry) -> Touched:
    match entry:
        case CaptionAdded():
            track = f"{entry.language}.machine" if entry.source == "machine" else entry.language
            return Touched(frozenset((f"captions/{track}",)))
        case CaptionCorrected() | CaptionRemoved():
            # A removed cue is looked for in every track: its own is not known any more.
            caption = captions.captions.get(entry.caption)
            tracks = captions.tracks if caption is None else (caption.track,)
            return Touched(frozenset(f"captions/{track}" for track in tracks))
        case TurnTaken() | TurnEnded():
            return Touched(frozenset((f"captioning/{entry.language}",)))
    assert_never(entry)


def keys(captions: Captions) -> Iterator[str]:
    yield from (f"captions/{track}" for track in captions.tracks)
    yield from (f"captioning/{language}" for language in captions.turns)


def own_keys(captions: Captions, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(captions: Captions, key: str, audience: Audience) -> Shown:
    kind, _, track = key.partition("/")
    if kind == "captioning":
        if audience is Audience.HALL:
            return CONCEALED
        holder = captions.turns.get(track)
        return None if holder is None else {"language": track, "turn": holder.shown()}
    newest = _newest(captions, track)
    if not newest:
        return None
    return {"language": newest[0].language, "cues": [_shown(each) for each in newest]}


def show_own(captions: Captions, key: str, participant: ParticipantId) -> Json:
    return None


def transcript(captions: Captions, track: str) -> tuple[Caption, ...]:
    """All cues of a track (`es`, `es.machine`) in the order in which they began."""
    ids = captions.tracks.get(track, FrozenMap()).values()
    found = (caption for id in ids if (caption := captions.captions.get(id)) is not None)
    return tuple(sorted(found, key=lambda caption: (caption.start, caption.id)))


def tracks(captions: Captions) -> tuple[str, ...]:
    """The tracks in which something was said, in the order of their first cue."""
    return tuple(captions.tracks)


def last_seq(captions: Captions, feed: str) -> int | None:
    """The number of the last text that a feed handed in; None before its first."""
    return captions.feeds.get(feed)


def _newest(captions: Captions, track: str) -> list[Caption]:
    """The last cues of a track that stand, oldest first."""
    ids, found = captions.tracks.get(track, FrozenMap()), list[Caption]()
    for number in range(captions.counts.get(track, 0), 0, -1):
        caption = captions.captions.get(ids[number])
        if caption is not None:
            found.append(caption)
        if len(found) == WINDOW:
            break
    return found[::-1]


def _shown(caption: Caption) -> dict[str, Json]:
    return {
        "caption": caption.id,
        "start": caption.start,
        "end": caption.end,
        "text": caption.text,
        "source": caption.source,
        "name": caption.name,
        **({} if caption.of is None else {"of": caption.of}),
        **({} if caption.corrected is None else {"corrected": caption.corrected}),
    }
