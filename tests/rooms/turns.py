"""What people try in a random story: a turn is made of numbers, which choose among what is there when its time comes.

So a story stays meaningful however its turns are cut or reordered, and most turns find something to act upon.
"""

import random
from collections.abc import Callable, Mapping
from typing import Any

from hypothesis import strategies as st

from rooms import Command, Participant, capabilities_of
from rooms.chat import EMOJI
from tests.builders import START, command
from tests.cast import CAST, ORGANIZER
from tests.rooms import booth_turns, stage_turns
from tests.rooms.safety_turns import SAFETY
from tests.rooms.scene import NOBODY, TEXTS, Scene, Turn, recent, text_of
from tests.rooms.tongues import TONGUES, TONGUES_OFTEN
from tests.rooms.turns_at_work import WORK, WORK_OFTEN, WORK_SETTINGS

CHOICES: tuple[list[str], ...] = (
    ["1"],
    ["2", "1"],
    ["¡Puente!"],
    ["2"],
    ["  puente", "río"],
    ["1"],
    ["3"],
    [],
)
# Two turns that are no commands: somebody reads older messages; the tick ends.
PAGE = "page"
FLUSH = "flush"


def _session(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {
        "session": f"s{turn.which % 3}",
        "title": {"en": f"Session {turn.choice}"},
        "kind": "panel",
        "starts": START + turn.which % 3 * 600_000,
        "ends": START + turn.which % 3 * 600_000 + turn.choice * 900_000,
        "questions": (None, "open", "closed")[turn.text % 3],
        "floor": None if turn.choice else "es",
        "people": [{"name": None, "part": "chair"}],
    }


def _message(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"message": recent(scene.messages, turn.which)}


def _emoji(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {**_message(scene, turn), "emoji": (*EMOJI[:2], "💣")[turn.choice]}


def _question(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {"question": recent(scene.questions, turn.which)}


def _seen(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {**_question(scene, turn), "seen": (None, None, "open")[turn.choice]}


def _label(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {**_question(scene, turn), "label": ("Money", " money ", "x" * 41)[turn.choice]}


def _poll(scene: Scene, turn: Turn) -> dict[str, Any]:
    # A room has few polls at a time: the newest ones are acted upon, and seldom an unknown one.
    return {"poll": recent(scene.polls, turn.which // 3)}


def _terms(scene: Scene, turn: Turn) -> dict[str, Any]:
    kind = ("single", "multiple", "rating", "words", "single")[turn.who % 5]
    options = (["Sí", "No"], ["Sí", "No", "¿Quizás?"], ["Sí", " sí", "No"])[turn.choice]
    return {
        **text_of(scene, turn),
        "kind": kind,
        "options": options if kind in ("single", "multiple") else [],
        "most": 2 if kind in ("multiple", "words") else None,
        "anonymous": turn.wait_s != 6,
        "reveal": ("open", "close", "later")[(turn.which + turn.choice) % 3],
    }


def _somebody(scene: Scene, turn: Turn) -> dict[str, Any]:
    """Somebody, now and then whoever asked a question, named or not."""
    if turn.text == 0 and turn.choice:
        return {"participant": f"asker:{recent(scene.questions, turn.which)}", "name": "Somebody"}
    return _person(scene, turn)


def _person(scene: Scene, turn: Turn) -> dict[str, Any]:
    if turn.choice and turn.what in LIFTING and scene.acted_on:
        person = scene.acted_on[-1 - turn.which % len(scene.acted_on)]
    elif turn.which >= len(CAST):
        return {"participant": NOBODY, "name": "Nobody"}
    else:
        person = CAST[turn.which]
    return {"participant": person.id, "name": person.name}


def _nothing(scene: Scene, turn: Turn) -> dict[str, Any]:
    return {}


LIFTING = frozenset({"participant.unmute", "participant.readmit", "participant.unban", "participant.restore"})

# How the fields of each command are chosen. A new feature adds its commands here.
FIELDS: Mapping[str, Callable[[Scene, Turn], dict[str, Any]]] = {
    **SAFETY,
    "chat.send": lambda scene, turn: {
        **text_of(scene, turn),
        "reply_to": _message(scene, turn)["message"] if turn.choice else None,
    },
    "chat.edit": lambda scene, turn: {**_message(scene, turn), **text_of(scene, turn)},
    "chat.remove": _message,
    "chat.react": _emoji,
    "chat.unreact": _emoji,
    "chat.approve": _message,
    "chat.dismiss": _message,
    "chat.hold": _message,
    "chat.hold_all": lambda scene, turn: {"on": turn.choice == 2},
    "chat.slow_mode": lambda scene, turn: {"seconds": (5, 5 * (turn.which % 2), 601)[turn.choice]},
    "question.ask": lambda scene, turn: {**text_of(scene, turn), "anonymous": bool(turn.choice)},
    "question.withdraw": _question,
    "question.upvote": _question,
    "question.withdraw_upvote": _question,
    "question.approve": _question,
    "question.hold": _seen,
    "question.dismiss": lambda scene, turn: {
        **_seen(scene, turn),
        "reason": (None, "off_topic", "other")[turn.choice],
        **(text_of(scene, turn) if turn.choice == 2 else {}),
    },
    "question.stage": _seen,
    "question.unstage": _question,
    "question.answer": lambda scene, turn: {
        **_question(scene, turn),
        **(text_of(scene, turn) if turn.choice else {}),
        "to": ("all", "all", "asker")[turn.choice],
    },
    "question.reopen": _question,
    "question.merge": lambda scene, turn: {
        **_question(scene, turn),
        "into": recent(scene.questions, turn.text % (turn.which + 2)),
    },
    "question.separate": _question,
    "question.edit": lambda scene, turn: {
        **_question(scene, turn),
        **text_of(scene, turn),
        "seen_text": "something else" if turn.choice == 2 else None,
    },
    "question.label": _label,
    "question.unlabel": _label,
    "question.assign": lambda scene, turn: {
        **_question(scene, turn),
        # Of no one in the cast: whom a question goes to says nothing of who asked it.
        "speaker": (None, "Noemí", "")[turn.choice],
    },
    "question.move": lambda scene, turn: {
        **_question(scene, turn),
        "after": None if not turn.choice else recent(scene.questions, turn.text),
    },
    "question.handle": _question,
    "question.release": _question,
    "question.set_mode": lambda scene, turn: {
        "mode": "closed" if not turn.which else ("moderated", "moderated", "open")[turn.choice]
    },
    "poll.draft": _terms,
    "poll.edit": lambda scene, turn: {**_poll(scene, turn), **_terms(scene, turn)},
    "poll.open": _poll,
    "poll.close": _poll,
    "poll.reveal": _poll,
    "poll.discard": _poll,
    "poll.vote": lambda scene, turn: {**_poll(scene, turn), "choices": CHOICES[turn.text]},
    **stage_turns.FIELDS,
    **booth_turns.FIELDS,
    **WORK,
    **TONGUES,
    "participant.mute": _somebody,
    "participant.unmute": _somebody,
    "participant.remove": _person,
    "participant.readmit": _person,
    "participant.ban": _person,
    "participant.unban": _person,
    "room.lock": _nothing,
    "room.unlock": _nothing,
    "room.lock_down": _nothing,
    "room.lift_lock_down": _nothing,
    "participant.purge": _somebody,
    "participant.restore": _somebody,
    "session.schedule": _session,
    "session.withdraw": lambda scene, turn: {"session": f"s{turn.which % 3}"},
}

# Commands whose effect is a setting: asking for it again, right after, changes nothing.
SETTINGS = frozenset(
    {"chat.react", "chat.unreact", "chat.slow_mode", "question.upvote", "question.withdraw_upvote", "question.set_mode"}
    | {"question.label", "question.unlabel", "question.assign", "question.move", "question.handle"}
    | {"question.release", "room.lock", "room.unlock", "session.schedule"}
    | {"poll.edit", "poll.reveal", "poll.vote", "chat.hold_all", "word.list", "word.unlist"}
    | {"room.lock_down", "room.lift_lock_down", "report.file", "room.guests", "word.set"}
    | {"room.project", "question.name_askers"}
    | {tag for tag in FIELDS if tag.startswith(("participant.", "stage.", "slides.add", "manuscript."))}
    | WORK_SETTINGS
    | (TONGUES.keys() - {"caption.write", "caption.remove"})
    | booth_turns.SETTINGS
)  # fmt: skip

# What happens more often than the rest: so that there is something to act upon, and doors open again.
_OFTEN = {
    "chat.approve": 8, "chat.hold": 2, "chat.hold_all": 4, "word.unlist": 2,
    "room.lift_lock_down": 8, "participant.restore": 4, "report.file": 3,
    "chat.send": 10, "chat.edit": 4, "chat.remove": 3, "chat.react": 5, "chat.unreact": 4, "chat.slow_mode": 3,
    "question.ask": 8, "question.approve": 8, "question.upvote": 8, "question.withdraw_upvote": 4, "question.reopen": 3,
    "question.dismiss": 2, "question.answer": 3, "question.withdraw": 2, "question.stage": 3, "question.merge": 4,
    "question.separate": 2, "question.edit": 3,
    "poll.draft": 4, "poll.open": 9, "poll.vote": 20, "poll.close": 2,
    **stage_turns.OFTEN,
    **booth_turns.OFTEN,
    **WORK_OFTEN,
    **TONGUES_OFTEN,
    "participant.unmute": 4, "participant.readmit": 9, "participant.unban": 9, "room.unlock": 6, "session.schedule": 2,
}  # fmt: skip
_WHATS = [what for what in FIELDS for _ in range(_OFTEN.get(what, 1))] + [PAGE] * 4 + [FLUSH] * 16
_WAITS_S = (0, 0, 1, 6)

TURNS = st.builds(
    Turn,
    who=st.integers(0, len(CAST) - 1),
    what=st.sampled_from(_WHATS),
    which=st.integers(0, len(CAST)),
    text=st.integers(0, len(TEXTS) - 1),
    choice=st.integers(0, 2),
    wait_s=st.sampled_from(_WAITS_S),
)


def random_turns(dice: random.Random, count: int) -> list[Turn]:
    """A long story, which hypothesis would not make. Every command is in it, however many there are."""
    whats = [*FIELDS, *(dice.choice(_WHATS) for _ in range(count - len(FIELDS)))]
    dice.shuffle(whats)
    return [
        Turn(
            who=dice.randrange(len(CAST)),
            what=what,
            which=dice.randrange(len(CAST) + 1),
            text=dice.randrange(len(TEXTS)),
            choice=dice.randrange(3),
            wait_s=dice.choice(_WAITS_S),
        )
        for what in whats
    ]


def attempt(scene: Scene, turn: Turn) -> tuple[Participant, Command]:
    """Who asks what. Mostly somebody who may, or whose the thing is; the last of the cast tries everything."""
    asked = command(turn.what, **FIELDS[turn.what](scene, turn))
    owners = dict(scene.messages) | dict(scene.questions)
    thing = getattr(asked, "message", None) or getattr(asked, "question", None)
    taken_back = [(giver, given) for giver, given in scene.given if isinstance(given, type(asked))]
    if taken_back and turn.choice:
        return taken_back[-1 - turn.which % len(taken_back)]
    if turn.what == "participant.ban":
        # The server carries bans of anybody at all: a story in which it lays them soon has nobody left to act.
        able = [person for person in CAST[:-1] if turn.what in capabilities_of(person.role)]
        return able[turn.who % len(able)], asked
    if turn.who == len(CAST) - 1:
        return CAST[-1], asked
    if turn.what in LIFTING and turn.choice:
        return ORGANIZER, asked
    if turn.what in ("chat.edit", "question.withdraw") and turn.choice and thing in owners:
        return owners[thing], asked
    able = [person for person in CAST if turn.what in capabilities_of(person.role)]
    return able[turn.who % len(able)] if turn.which else CAST[turn.who], asked
