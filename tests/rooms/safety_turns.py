"""How the fields of the commands that keep a room safe are chosen: listed words, and reports."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.rooms.scene import TEXTS, Scene, Turn, recent


def _words(scene: Scene, turn: Turn) -> dict[str, Any]:
    language = ("und", "es", "fr")[turn.choice]
    return {
        "language": language,
        "words": [("Cáfe", "second LINE"), ("long",), ("x" * 2500,)][turn.which % 3],
    }


def _subject(scene: Scene, turn: Turn) -> dict[str, Any]:
    kind = ("message", "message", "question")[turn.choice]
    return {
        "kind": kind,
        "subject": recent(scene.messages if turn.choice < 2 else scene.questions, turn.which),
    }


def _report(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"report": recent(scene.reports, turn.which // 2)}


def _file(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {**_subject(scene, turn), "text": TEXTS[turn.text].format(f"‹{scene.turns}›")}


SAFETY: Mapping[str, Callable[[Scene, Turn], dict[str, Any]]] = {
    # Seldom narrow, and never wide again for what was asked meanwhile.
    "question.name_askers": lambda scene, turn: {
        "to": ("staff", "staff", ("organizers", "nobody")[turn.which % 2])[turn.choice]
    },
    "word.set": lambda scene, turn: {"lists": [{}, {"es": ["Cáfe"]}, {"und": ["second"]}][turn.choice]},
    "room.project": lambda scene, turn: {"scene": ("all", "question", "poll")[turn.choice]},
    "room.guests": lambda scene, turn: {"on": turn.choice != 2},
    "report.handle": _report,
    "report.dismiss": _report,
    "report.reopen": _report,
    "word.list": _words,
    "word.unlist": _words,
    "report.file": _file,
}
