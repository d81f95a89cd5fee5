"""What an operator should know of the hands that wait for a room's floor, as numbers. Input: the floor; time in ms."""

from collections.abc import Mapping

from rooms.floor import Floor


def measure(floor: Floor, now: int) -> Mapping[str, float]:
    """How many hands wait, and for how many seconds the first of them has."""
    waiting = [hand.since for hand in floor.hands.values() if hand.state == "waiting"]
    return {
        "hands_waiting": len(waiting),
        "hands_oldest_waiting_s": max(0, now - min(waiting)) / 1000 if waiting else 0,
    }
