"""What there is to act upon in a random story, and one thing that somebody tries. Input: the entries, and dice."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rooms import Command, Participant

# The mark {} is a number of its own, so that what may not be read can be searched for.
TEXTS = (
    "{}",
    " {} ",
    "{}\r\nsecond line",
    "cafe\u0301 {}",
    "{} " + "long " * 60,
    "",
    "\u200b\n",
    "{}" + "x" * 2500,
)
NOBODY = "unknown"


@dataclass(frozen=True)
class Turn:
    """One thing that somebody tries."""

    who: int
    what: str
    which: int = 0
    text: int = 0
    choice: int = 0
    wait_s: int = 0


@dataclass
class Scene:
    """What there is to act upon: messages, questions and polls with whose they are, and people who were acted on."""

    messages: list[tuple[str, Participant]] = field(default_factory=list)
    questions: list[tuple[str, Participant]] = field(default_factory=list)
    polls: list[tuple[str, Participant]] = field(default_factory=list)
    acted_on: list[Participant] = field(default_factory=list)
    cues: list[tuple[str, Participant]] = field(default_factory=list)
    announcements: list[tuple[str, Participant]] = field(default_factory=list)
    talks: list[tuple[str, Participant]] = field(default_factory=list)
    captions: list[tuple[str, Participant]] = field(default_factory=list)
    raised: list[Participant] = field(default_factory=list)
    # What was written, by the name of each text: the text and its language.
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Reactions and upvotes that somebody gave, as the command that takes them back.
    given: list[tuple[Participant, Command]] = field(default_factory=list)
    reports: list[tuple[str, Participant]] = field(default_factory=list)
    turns: int = 0

    def note(self, kind: str, by: Participant, fact: Mapping[str, Any]) -> None:
        """There is a new thing to act upon."""
        if kind == "floor.requested":
            self.raised.append(by)
        elif kind == "announcement.posted":
            self.announcements.append((fact["announcement"], by))
        elif kind == "talk.sent":
            self.talks.append((fact["talk"], by))
        elif kind == "caption.added":
            self.captions.append((fact["caption"], by))
        elif kind == "cue.sent":
            self.cues.append((fact["cue"], by))
        elif kind == "report.filed":
            self.reports.append((fact["report"], by))


def text_of(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"text": TEXTS[turn.text].format(f"‹{scene.turns}›")}


def recent(things: list[tuple[str, Participant]], which: int) -> str:
    """One of the newest, or a name that nothing has."""
    return things[-1 - which][0] if which < min(len(things), 8) else NOBODY
