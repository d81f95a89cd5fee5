"""What is asked of the floor: by whoever wants to speak, and by staff."""

from typing import Final, Literal, TypeAlias

from rooms.entries import Command
from rooms.ids import GivenParticipantId

Kind: TypeAlias = Literal["camera", "microphone"]
State: TypeAlias = Literal["waiting", "granted", "declined", "revoked"]


class RequestFloor(Command, frozen=True, tag="floor.request"):
    """Asking again while the hand is up changes what was asked for, and keeps its place."""

    kind: Kind
    about: str = ""


class WithdrawFloor(Command, frozen=True, tag="floor.withdraw"):
    """Takes back one's own request; also what stands of one that was declined."""


class ReleaseFloor(Command, frozen=True, tag="floor.release"):
    """Gives back the floor that one was granted."""


class GrantFloor(Command, frozen=True, tag="floor.grant"):
    participant: GivenParticipantId


class DeclineFloor(Command, frozen=True, tag="floor.decline"):
    """`text` is a word to the asker."""

    participant: GivenParticipantId
    text: str | None = None


class RevokeFloor(Command, frozen=True, tag="floor.revoke"):
    participant: GivenParticipantId


class ReturnHand(Command, frozen=True, tag="floor.return"):
    """Puts a hand back among those that wait, at its old place: takes back that it was granted, declined or revoked.

    `seen` is the state that is taken back; in another one the hand is left alone.
    """

    participant: GivenParticipantId
    seen: State | None = None


class ClearFloor(Command, frozen=True, tag="floor.clear"):
    """Lowers all hands that wait; who was granted the floor keeps it."""


COMMANDS: Final = (
    RequestFloor, WithdrawFloor, ReleaseFloor, GrantFloor, DeclineFloor, RevokeFloor, ReturnHand, ClearFloor
)  # fmt: skip
FloorCommand: TypeAlias = (
    RequestFloor
    | WithdrawFloor
    | ReleaseFloor
    | GrantFloor
    | DeclineFloor
    | RevokeFloor
    | ReturnHand
    | ClearFloor
)
