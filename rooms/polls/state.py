"""What a room remembers of its polls. Made by `rules` from the entries."""

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from rooms.context import Participant
from rooms.frozen_map import FrozenMap
from rooms.ids import PollId, Pseudonym
from rooms.polls.commands import Kind, Reveal

State: TypeAlias = Literal["draft", "open", "closed", "discarded"]
# What the hall is shown.
OPEN_TO_ALL: Final = frozenset({"open", "closed"})
RATINGS: Final = ("1", "2", "3", "4", "5")


class Poll(Struct, frozen=True):
    id: PollId
    number: int
    kind: Kind
    text: str
    language: str
    options: tuple[str, ...]
    most: int
    anonymous: bool
    reveal: Reveal
    state: State = "draft"
    # Once true, the hall holds this poll's key, and must be told when it goes.
    was_open: bool = False
    revealed: bool = False
    opened_at: int | None = None
    closed_at: int | None = None

    @property
    def own_key(self) -> str:
        """The view key of one's own ballot."""
        return f"my/polls/{self.id}"

    @property
    def offered(self) -> tuple[str, ...]:
        """The choices of a ballot; none where it holds words."""
        if self.kind == "rating":
            return RATINGS
        return tuple(str(number + 1) for number in range(len(self.options)))


class Ballot(Struct, frozen=True):
    """What somebody chose; `by` is None in an anonymous poll."""

    choices: tuple[str, ...]
    by: Participant | None


class Tally(Struct, frozen=True):
    """The ballots of one poll, counted as they come. Words are counted by their folded form."""

    ballots: FrozenMap[Pseudonym, Ballot] = FrozenMap()
    counts: FrozenMap[str, int] = FrozenMap()
    # How a word was written by whoever gave it first.
    spelled: FrozenMap[str, str] = FrozenMap()


class Polls(Struct, frozen=True):
    polls: FrozenMap[PollId, Poll] = FrozenMap()
    tallies: FrozenMap[PollId, Tally] = FrozenMap()


EMPTY: Final = Polls()
