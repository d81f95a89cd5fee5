"""The texts of a story and their translations, told from the log in the simplest way, to hold the views against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rooms import Original, digest
from tests.builders import START
from tests.rooms.fates import BECOMES, MARK
from tests.rooms.scene import Scene, Turn, recent, text_of

ODD = ("chat/unknown", "answer/q1", "option/v1.9", "song/s1")


def translated(scene: Scene, turn: Turn) -> dict[str, Any]:
    """Which text is translated, and into what; now and then one that is not there."""
    names = list(scene.texts)
    there = names and turn.wait_s != 6
    about = names[-1 - turn.which % min(len(names), 12)] if there else ODD[turn.which % 4]
    return {**text_of(scene, turn), "about": about, "language": ("en", "fr", "es-MX")[turn.choice]}


def made(scene: Scene, turn: Turn) -> dict[str, Any]:
    """What an engine brings, sometimes too late."""
    chosen = translated(scene, turn)
    original = Original(*scene.texts.get(chosen["about"], ("", "")))
    return {**chosen, "digest": "stale" if turn.wait_s == 1 else digest(original), "engine": "doubled"}


def caption_of(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"caption": recent(scene.captions, turn.which // 2)}


TONGUES: Mapping[str, Callable[[Scene, Turn], dict[str, Any]]] = {
    "translation.add": made,
    "translation.correct": translated,
    "translation.report": lambda scene, turn: {
        "state": ("off", "working", "failing")[turn.choice],
        "engine": "doubled",
    },
    "caption.write": lambda scene, turn: {
        **text_of(scene, turn),
        "language": ("en", "es", "fr")[turn.which % 3],
        "started": START if turn.choice else None,
        "recognised": turn.wait_s == 6,
    },
    "caption.correct": lambda scene, turn: {**text_of(scene, turn), **caption_of(scene, turn)},
    "caption.remove": caption_of,
    "caption.take_turn": lambda scene, turn: {"language": ("en", "es")[turn.which % 2]},
    "caption.end_turn": lambda scene, turn: {"language": ("en", "es")[turn.which % 2]},
    "caption.add": lambda scene, turn: {
        **text_of(scene, turn),
        "language": ("en", "es", "fr")[turn.choice],
        "source": ("machine", "url")[turn.which % 2],
        "name": "doubled",
        **(
            {"feed": "f1", "seq": turn.text} if turn.which % 2 else {"of": caption_of(scene, turn)["caption"]}
        ),
    },
}
TONGUES_OFTEN = {"translation.add": 12, "translation.correct": 6, "caption.write": 6, "caption.add": 6}


@dataclass
class Tongues:
    """By name of a text: the text and its language as it stands; and by language the translations of it, with of what."""

    texts: dict[str, tuple[str, str]]
    made: dict[str, dict[str, tuple[str, set[str]]]] = field(default_factory=dict)
    # Where the marks of a text are that has none of its own: options stand in their poll.
    hosts: dict[str, str] = field(default_factory=dict)

    def remember(self, kind: str, fact: dict[str, Any]) -> None:
        if kind in ("chat.sent", "chat.edited"):
            self._put(f"chat/{fact['message']}", fact)
        elif kind == "chat.removed":
            self.texts.pop(f"chat/{fact['message']}", None)
        elif kind in ("question.asked", "question.edited"):
            self._put(f"question/{fact['question']}", fact)
        elif kind in BECOMES:
            answer = f"answer/{fact['question']}"
            self.texts.pop(answer, None)
            if kind == "question.answered" and fact["text"] is not None and fact["to"] == "all":
                self._put(answer, fact)
        elif kind in ("poll.drafted", "poll.edited"):
            poll = fact["poll"]
            self.texts.pop(f"poll/{poll}", None)
            for option in [name for name in self.texts if name.startswith(f"option/{poll}.")]:
                del self.texts[option]
            self._put(f"poll/{poll}", fact)
            for number, text in enumerate(fact["options"], 1):
                self.texts[f"option/{poll}.{number}"] = (text, fact["language"])
                self.hosts[f"option/{poll}.{number}"] = f"poll/{poll}"
        elif kind in ("translation.added", "translation.corrected"):
            about = fact["about"]
            made = self.made.setdefault(about, {})
            made[fact["language"]] = (self.texts[about][0], set(MARK.findall(fact["text"])))

    def marks(self, readable: set[str]) -> set[str]:
        """The marks of the translations that those may read who may read these marks, and no stale one."""
        found: set[str] = set()
        for about, made in self.made.items():
            if about not in self.texts:
                continue
            host = self.texts[self.hosts.get(about, about)][0]
            if set(MARK.findall(host)) <= readable:
                for source, marks in made.values():
                    found |= marks if source == self.texts[about][0] else set()
        return found

    def _put(self, about: str, fact: dict[str, Any]) -> None:
        self.texts[about] = (fact["text"], fact["language"])
