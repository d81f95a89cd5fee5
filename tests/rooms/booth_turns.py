"""What interpreters and moderators try in a random story: channels, booths, hand-overs. See `turns`."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.builders import START
from tests.rooms.scene import Scene, Turn, text_of

# Mostly one booth, so that its people meet.
LANGUAGES = ("es", "es", "en")


def booth(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"language": LANGUAGES[turn.which % 8 // 3]}


FIELDS: Mapping[str, Callable[[Scene, Turn], dict[str, Any]]] = {
    "channel.open": booth,
    "channel.close": booth,
    "booth.join": booth,
    "booth.leave": booth,
    "booth.direct": lambda scene, turn: {**booth(scene, turn), "into": LANGUAGES[turn.choice]},
    "booth.go_on_air": booth,
    "booth.go_off_air": booth,
    "booth.offer": lambda scene, turn: {
        **booth(scene, turn),
        "when": (None, START, START + 10**9)[turn.choice],
    },
    "booth.accept": booth,
    "booth.take": booth,
    "booth.withdraw": booth,
    "booth.send": lambda scene, turn: {
        **booth(scene, turn),
        **text_of(scene, turn),
        "to": ("booth", "technician")[turn.choice % 2],
    },
}
SETTINGS = frozenset(
    {"channel.open", "booth.join", "booth.leave", "booth.direct", "booth.go_on_air", "booth.go_off_air"}
    | {"booth.withdraw"}
)
OFTEN = {
    "channel.open": 4, "booth.join": 14, "booth.go_on_air": 6, "booth.offer": 4, "booth.accept": 4, "booth.send": 4,
}  # fmt: skip
