"""A room as a value: the states of its features, by name. Every entry of the log makes a new one."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from rooms.context import Context
from rooms.entries import Command, Entry
from rooms.ids import BallotKey, ParticipantId
from rooms.views import Audience, Json, Shown, Touched


class Room(msgspec.Struct, frozen=True):
    """All that is known of a room at one position. Nobody but `core` looks into `states`."""

    states: Mapping[str, Any]

    def with_state(self, feature: str, state: Any) -> "Room":
        return Room({**self.states, feature: state})


class Feature(Protocol):
    """What a feature's file offers, in this order. Its state is its own affair: nothing else reads it."""

    @property
    def NAME(self) -> str:
        """The feature's word."""

    @property
    def KEYS(self) -> Sequence[str]:
        """How its view keys begin, up to the slash before an id: `chat`, `my/reactions`."""

    @property
    def COMMANDS(self) -> Sequence[type[Command]]: ...

    @property
    def ENTRIES(self) -> Sequence[type[Entry]]: ...

    @property
    def EMPTY(self) -> Any:
        """The state of a room in which nothing has happened."""

    def decide(self, state: Any, command: Any, context: Context, /) -> Sequence[Entry]:
        """The facts that follow from a command; none when it changes nothing. Raises Refused."""

    def apply(self, state: Any, entry: Any, /) -> Any:
        """The state after an entry. Never refuses: what is in the log happened."""

    def touched(self, state: Any, entry: Any, /) -> Touched:
        """The view keys that an entry may have changed. `state` is the one after it."""

    def keys(self, state: Any, /) -> Iterable[str]:
        """The shared keys of a fresh snapshot."""

    def own_keys(self, state: Any, participant: ParticipantId, /) -> Iterable[str]:
        """The keys of a participant's own snapshot."""

    def show(self, state: Any, key: str, audience: Audience, /) -> Shown:
        """The value of a shared key for an audience."""

    def show_own(self, state: Any, key: str, participant: ParticipantId, /) -> Json:
        """The value of a participant's own key."""


class Veiled(Protocol):
    """A feature whose log does not name whose its own keys are: their owner is known by the ballot key alone."""

    def veiled_keys(self, state: Any, ballot_key: BallotKey, /) -> Iterable[str]:
        """The keys of a participant's own snapshot."""

    def show_veiled(self, state: Any, key: str, ballot_key: BallotKey, /) -> Json:
        """The value of a participant's own key."""


class Paged(Protocol):
    """A feature whose snapshot is a window: older keys come by the page."""

    def __call__(self, state: Any, before: int, limit: int, /) -> tuple[Sequence[str], bool]:
        """The keys of the newest `limit` things numbered below `before`, and whether there are still older ones."""


class Beside(Protocol):
    """A feature whose keys are shown beside another's: whoever is not shown the original is not shown them either."""

    def original_of(self, key: str, /) -> str | None:
        """The key of the original; None for a key that stands by itself."""

    def beside(self, state: Any, key: str, /) -> Iterable[str]:
        """The keys that stand beside a key."""

    def show_beside(self, state: Any, key: str, value: Json, /) -> Json:
        """The value of a key for those who are shown `value` for its original."""
