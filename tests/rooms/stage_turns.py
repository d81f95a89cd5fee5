"""What people try with the stage, in a random story. Input: the numbers of a turn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rooms.stage.commands import SOURCES
from tests.builders import START
from tests.cast import CAST
from tests.rooms.scene import Turn

OFTEN = {
    "stage.bring": 4,
    "stage.ready": 3,
    "stage.announce": 4,
    "stage.mute": 3,
    "stage.unmute": 2,
    "stage.slide": 3,
}


def _whom(_scene: object, turn: Turn) -> dict[str, Any]:
    return {"participant": CAST[turn.which].id if turn.which < len(CAST) else "unknown"}


def _deck(turn: Turn) -> str:
    return f"d{turn.text % 2}"


FIELDS: Mapping[str, Callable[[Any, Turn], dict[str, Any]]] = {
    "stage.bring": _whom,
    "stage.take_off": _whom,
    "stage.layout": lambda _, turn: {"layout": ("speaker", "side_by_side", "screen")[turn.choice]},
    "stage.hold": lambda _, turn: {
        "text": ("Soon", "Luego", "")[turn.choice],
        "until": START if turn.which % 2 else None,
    },
    "stage.resume": lambda _scene, _turn: {},
    "stage.ready": lambda _, turn: {"state": ("checking", "ready", "away")[turn.choice]},
    "stage.speak": lambda _, turn: {"language": ("en", "es", "fr")[turn.choice]},
    "stage.mute": lambda scene, turn: {**_whom(scene, turn), "source": SOURCES[turn.choice]},
    "stage.unmute": lambda _, turn: {"source": SOURCES[turn.choice]},
    "stage.announce": lambda scene, turn: {
        **_whom(scene, turn),
        "sources": SOURCES[turn.choice :],
        "unsuitable": SOURCES[turn.text % 3 : 1],
    },
    "stage.slide": lambda _, turn: {
        "deck": None if turn.choice == 2 else _deck(turn),
        "page": 1 + turn.which % 4,
    },
    "slides.remove": lambda _, turn: {"deck": _deck(turn)},
    "slides.add": lambda scene, turn: {
        **_whom(scene, turn),
        "deck": _deck(turn),
        "title": "Plan",
        "pages": 1 + turn.text % 4,
    },
    "manuscript.hand_in": lambda _, turn: {"text": ("Good morning", "Buenos días", "")[turn.choice]},
    "manuscript.withdraw": _whom,
    "stage.depart": _whom,
    "stage.broadcast": lambda _, turn: {"on": not turn.choice},
}
