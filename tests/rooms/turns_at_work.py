"""What those at work try in a random story: hands, cues, their chats, the clock, announcements. See `turns`."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.cast import CAST
from tests.rooms.scene import Scene, Turn, recent, text_of


def raised(scene: Scene, turn: Turn) -> dict[str, Any]:
    """Mostly one of those who raised a hand of late."""
    if turn.choice and scene.raised:
        return {"participant": scene.raised[-1 - turn.which % len(scene.raised[-4:])].id}
    return {"participant": CAST[turn.which % len(CAST)].id}


def cue_of(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"cue": recent(scene.cues, turn.which // 3)}


def session_of(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"session": f"s{turn.which % 3}"}


def nothing(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {}


WORK: Mapping[str, Callable[[Scene, Turn], dict[str, Any]]] = {
    "floor.request": lambda scene, turn: {
        "kind": ("camera", "microphone")[turn.which % 2],
        "about": text_of(scene, turn)["text"] if turn.choice else "",
    },
    "floor.withdraw": nothing,
    "floor.release": nothing,
    "floor.grant": raised,
    "floor.decline": lambda scene, turn: {
        **raised(scene, turn),
        "text": text_of(scene, turn)["text"] if turn.choice else None,
    },
    "floor.revoke": raised,
    "floor.return": lambda scene, turn: {**raised(scene, turn), "seen": (None, "granted", None)[turn.choice]},
    "floor.clear": nothing,
    "cue.send": lambda scene, turn: {
        "kind": ("text", "slower", "help")[turn.choice],
        "to": ("speakers", "interpreters", "green_room", "staff", "person")[turn.which % 5],
        "participant": CAST[turn.text % len(CAST)].id if turn.which % 5 == 4 else None,
        "text": text_of(scene, turn)["text"] if not turn.choice else None,
    },
    "announcement.post": lambda scene, turn: {"texts": {"en": text_of(scene, turn)["text"], "es": ""}},
    "announcement.edit": lambda scene, turn: {
        "announcement": recent(scene.announcements, turn.which // 3),
        "texts": {"es": text_of(scene, turn)["text"]},
    },
    "announcement.withdraw": lambda scene, turn: {
        "announcement": recent(scene.announcements, turn.which // 3)
    },
    "chat.pin": lambda scene, turn: {"message": recent(scene.messages, turn.which)},
    "chat.unpin": lambda scene, turn: {"message": recent(scene.messages, turn.which)},
    "session.start": session_of,
    "session.end": session_of,
    "session.take_back": session_of,
    "session.show_recording": session_of,
    "session.hide_recording": session_of,
    "session.extend": lambda scene, turn: {
        **session_of(scene, turn),
        "minutes": (5, 30, -5)[turn.choice],
        "follow": ("shift", "shorten", "keep")[turn.text % 3],
    },
    "talk.send": lambda scene, turn: {
        **text_of(scene, turn),
        "circle": ("staff", "backstage")[turn.choice % 2],
    },
    "talk.remove": lambda scene, turn: {"talk": recent(scene.talks, turn.which // 3)},
    "cue.acknowledge": cue_of,
    "cue.withdraw": cue_of,
}
WORK_SETTINGS = frozenset(
    {
        "floor.request",
        "floor.withdraw",
        "floor.release",
        "floor.clear",
        "cue.acknowledge",
        "announcement.edit",
        "session.show_recording",
        "session.hide_recording",
    }
)
WORK_OFTEN = {
    "chat.pin": 3,
    "session.start": 2,
    "session.extend": 3,
    "talk.send": 4,
    "cue.send": 4,
    "cue.acknowledge": 3,
    "floor.request": 6,
    "floor.grant": 3,
    "floor.decline": 2,
}
