"""Who may caption what, whose turn it is, and what comes of it: decide and apply."""

from collections.abc import Sequence
from typing import Final, assert_never

from msgspec.structs import replace

from rooms.captions.commands import (
    AddCaption,
    CaptionCommand,
    CorrectCaption,
    EndTurn,
    RemoveCaption,
    TakeTurn,
    WriteCaption,
)
from rooms.captions.entries import (
    CaptionAdded,
    CaptionCorrected,
    CaptionEntry,
    CaptionRemoved,
    TurnEnded,
    TurnTaken,
)
from rooms.captions.state import Caption, Captions
from rooms.context import Context
from rooms.entries import Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.originals import base_language
from rooms.roles import Role
from rooms.text import LIMITS, cleaned

# A cue begins at most so long before it is handed in, in ms.
LONGEST_MS: Final = 60_000


def decide(captions: Captions, command: CaptionCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case WriteCaption():
            return _written(captions, command, context)
        case AddCaption():
            return _handed_in(captions, command, context)
        case CorrectCaption():
            text = cleaned(command.text, LIMITS["caption"])
            if _known(captions, command.caption).text == text:
                return ()
            return (CaptionCorrected(by=me, at=now, caption=command.caption, text=text),)
        case RemoveCaption():
            _known(captions, command.caption)
            # What a machine made of it goes with it.
            made = (f"{command.caption}.{track.removesuffix('.machine')}" for track in captions.tracks)
            gone = (command.caption, *(id for id in made if id in captions.captions))
            return tuple(CaptionRemoved(by=me, at=now, caption=id) for id in dict.fromkeys(gone))
        case TakeTurn():
            holder = captions.turns.get(command.language)
            if holder is not None and holder.id == me.id:
                return ()
            return (TurnTaken(by=me, at=now, language=command.language),)
        case EndTurn():
            holder = captions.turns.get(command.language)
            if holder is None or (holder.id != me.id and not me.is_staff):
                return ()
            return (TurnEnded(by=me, at=now, language=command.language),)
    assert_never(command)


def apply(captions: Captions, entry: CaptionEntry) -> Captions:
    match entry:
        case CaptionAdded():
            return _with_added(captions, entry)
        case CaptionCorrected():
            caption = captions.captions.get(entry.caption)
            if caption is None:
                return captions
            mended = replace(caption, text=entry.text, corrected=entry.by.name)
            return replace(captions, captions=captions.captions.put(caption.id, mended))
        case CaptionRemoved():
            gone = captions.captions.get(entry.caption)
            return captions if gone is None else replace(captions, captions=captions.captions.drop(gone.id))
        case TurnTaken():
            return replace(captions, turns=captions.turns.put(entry.language, entry.by))
        case TurnEnded():
            return replace(captions, turns=captions.turns.drop(entry.language))
    assert_never(entry)


def _written(captions: Captions, command: WriteCaption, context: Context) -> Sequence[Entry]:
    me, now, language = context.participant, context.now, command.language
    if me.role is Role.SPEAKER and not command.recognised:
        raise Refused("not_permitted", capability="caption.write")
    text = cleaned(command.text, LIMITS["caption"])
    holder = captions.turns.get(language)
    if holder is not None and holder.id != me.id and not command.recognised:
        raise Refused("caption.turn", language=language, name=holder.name)
    started = now if command.started is None else min(max(command.started, now - LONGEST_MS), now)
    added = CaptionAdded(
        by=me, at=now, caption=context.new_id, language=language, text=text, start=started, end=now,
        source="recognition" if command.recognised else "human", name=me.name,
    )  # fmt: skip
    if holder is None and not command.recognised:
        return (TurnTaken(by=me, at=now, language=language), added)
    return (added,)


def _handed_in(captions: Captions, command: AddCaption, context: Context) -> Sequence[Entry]:
    if command.feed is not None and command.seq is not None:
        last = captions.feeds.get(command.feed)
        # Sent again, or overtaken by a newer one.
        if last is not None and command.seq <= last:
            return ()
    text = cleaned(command.text, LIMITS["caption"])
    caption, start, end = context.new_id, context.now, context.now
    if command.of is not None:
        original = captions.captions.get(command.of)
        if original is None or base_language(original.language) == base_language(command.language):
            return ()
        caption, start, end = f"{command.of}.{command.language}", original.start, original.end
        present = captions.captions.get(caption)
        if present is not None and (present.text == text or present.corrected is not None):
            return ()
    return (
        CaptionAdded(
            by=context.participant, at=context.now, caption=caption, language=command.language, text=text, start=start,
            end=end, source=command.source, name=command.name, of=command.of, feed=command.feed, seq=command.seq,
        ),
    )  # fmt: skip


def _with_added(captions: Captions, entry: CaptionAdded) -> Captions:
    caption = Caption(
        entry.caption, entry.language, entry.text, entry.start, entry.end, entry.source, entry.name, entry.of
    )
    track = caption.track
    if entry.feed is not None and entry.seq is not None:
        captions = replace(captions, feeds=captions.feeds.put(entry.feed, entry.seq))
    known = caption.id in captions.captions
    captions = replace(captions, captions=captions.captions.put(caption.id, caption))
    if known:
        return captions
    count = captions.counts.get(track, 0) + 1
    ids = captions.tracks.get(track, FrozenMap())
    return replace(
        captions,
        tracks=captions.tracks.put(track, ids.put(count, caption.id)),
        counts=captions.counts.put(track, count),
    )


def _known(captions: Captions, id: str) -> Caption:
    caption = captions.captions.get(id)
    if caption is None:
        raise Refused("caption.unknown", caption=id)
    return caption
