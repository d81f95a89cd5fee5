"""What an operator should know of a room's questions, as numbers. Input: the state, and the time in ms."""

from collections.abc import Mapping

from rooms.questions.state import Questions


def measure(questions: Questions, now: int) -> Mapping[str, float]:
    """How many questions wait for a moderator, and for how many seconds the oldest of them has."""
    held = [question.at for question in questions.questions.values() if question.state == "held"]
    return {
        "questions_held": len(held),
        "questions_oldest_held_s": max(0, now - min(held)) / 1000 if held else 0,
    }
