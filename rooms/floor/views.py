"""What is shown of the hands: who asks to backstage alone, to everyone how many wait, and to each their own."""

from collections.abc import Iterator

from rooms.floor.entries import (
    FloorCleared,
    FloorDeclined,
    FloorEntry,
    FloorGranted,
    FloorReleased,
    FloorRequested,
    FloorRevoked,
    FloorWithdrawn,
    HandReturned,
)
from rooms.floor.state import Floor
from rooms.ids import ParticipantId
from rooms.views import CONCEALED, Audience, Json, Shown, Touched


def touched(floor: Floor, entry: FloorEntry) -> Touched:
    match entry:
        case FloorRequested() | FloorWithdrawn() | FloorReleased():
            concerned: tuple[ParticipantId, ...] = (entry.by.id,)
        case FloorGranted() | FloorDeclined() | FloorRevoked() | HandReturned():
            concerned = (entry.participant,)
        case FloorCleared():
            concerned = entry.participants
    return Touched(
        frozenset(("floor", *(f"hands/{participant}" for participant in concerned))),
        dict.fromkeys(concerned, frozenset(("my/hand",))),
    )


def keys(floor: Floor) -> Iterator[str]:
    yield "floor"
    yield from (f"hands/{participant}" for participant in floor.hands)


def own_keys(floor: Floor, participant: ParticipantId) -> Iterator[str]:
    yield "my/hand"


def show(floor: Floor, key: str, audience: Audience) -> Shown:
    """Who asks is for backstage alone; how many wait, for everyone."""
    if key == "floor":
        return {"waiting": sum(hand.state == "waiting" for hand in floor.hands.values())}
    if audience is not Audience.BACKSTAGE:
        return CONCEALED
    hand = floor.hands.get(ParticipantId(key.removeprefix("hands/")))
    if hand is None or hand.state not in ("waiting", "granted"):
        return None
    return {
        **hand.by.shown(),
        "number": hand.number,
        "kind": hand.kind,
        "about": hand.about,
        "language": hand.language,
        "since": hand.since,
        "state": hand.state,
    }


def show_own(floor: Floor, key: str, participant: ParticipantId) -> Json:
    hand = floor.hands.get(participant) if key == "my/hand" else None
    if hand is None:
        return None
    shown: dict[str, Json] = {
        "state": hand.state, "kind": hand.kind, "about": hand.about, "since": hand.since
    }  # fmt: skip
    if hand.note is not None:
        shown["note"] = {"text": hand.note[0], "language": hand.note[1]}
    return shown
