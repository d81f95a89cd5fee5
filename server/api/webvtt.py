"""Captions as WebVTT (W3C), and as plain text. Input: a room's captions, people's and a machine's of one language."""

from __future__ import annotations

from collections.abc import Sequence

from webvtt import Caption as Cue
from webvtt import WebVTT

from rooms import Caption

# A cue stands long enough to be read, at about 17 characters a second, and makes room for the next one.
LEAST_MS = 1500
MS_A_CHARACTER = 60
# A machine's cue is left out where somebody captioned at that time.
NEAR_MS = 5000


def merged(people: Sequence[Caption], machine: Sequence[Caption]) -> list[Caption]:
    """Return the captions of a language in one row: people's, and a machine's where they have none."""
    alone = [
        each
        for each in machine
        if not any(near.start - NEAR_MS <= each.start <= near.end + NEAR_MS for near in people)
    ]
    return sorted((*people, *alone), key=lambda each: (each.start, each.id))


def as_webvtt(captions: Sequence[Caption], zero: int) -> str:
    """Return a WebVTT file whose times count from `zero` (ms since 1970); what began before is left out."""
    file = WebVTT()
    shown = [each for each in captions if each.start >= zero]
    for place, each in enumerate(shown):
        read = max(each.end, each.start + max(LEAST_MS, MS_A_CHARACTER * len(each.text)))
        following = shown[place + 1].start if place + 1 < len(shown) else read
        end = max(each.start + 1, min(read, following) if following > each.start else read)
        file.captions.append(
            Cue(_time(each.start - zero), _time(end - zero), escaped(each.text), identifier=each.id)
        )
    return file.content + "\n"


def as_text(captions: Sequence[Caption]) -> str:
    """Return what was said, a line for each caption."""
    return "".join(f"{' '.join(each.text.split())}\n" for each in captions)


def escaped(text: str) -> str:
    """Return a text that no reader of WebVTT takes for marks: lines stay, empty ones go."""
    lines = (line.strip() for line in text.splitlines())
    plain = "\n".join(line for line in lines if line)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
