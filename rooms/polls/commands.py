"""What participants ask about polls. Question, options and open answers are their own words."""

from typing import Final, Literal, TypeAlias

from rooms.entries import Command
from rooms.ids import GivenPollId

Kind: TypeAlias = Literal["single", "multiple", "rating", "words"]
# When the hall is shown the results: while it votes, when the poll closes, or when a moderator says so.
Reveal: TypeAlias = Literal["open", "close", "later"]


class PollTerms(Command, frozen=True, kw_only=True):
    """What a poll asks and how. `most` is how many options or words one ballot may hold; None is the usual number."""

    kind: Kind
    text: str
    options: tuple[str, ...] = ()
    most: int | None = None
    anonymous: bool = True
    reveal: Reveal = "close"


class DraftPoll(PollTerms, frozen=True, kw_only=True, tag="poll.draft"):
    pass


class EditPoll(PollTerms, frozen=True, kw_only=True, tag="poll.edit"):
    poll: GivenPollId


class AboutPoll(Command, frozen=True):
    poll: GivenPollId


class OpenPoll(AboutPoll, frozen=True, tag="poll.open"):
    """Of a draft, or again of a poll that was closed."""


class ClosePoll(AboutPoll, frozen=True, tag="poll.close"):
    pass


class RevealPoll(AboutPoll, frozen=True, tag="poll.reveal"):
    """Shows the results to the hall now."""


class DiscardPoll(AboutPoll, frozen=True, tag="poll.discard"):
    pass


class Vote(AboutPoll, frozen=True, tag="poll.vote"):
    """One's whole ballot: the numbers of options ("1" is the first), a rating ("1" to "5"), or words."""

    choices: tuple[str, ...]


Step: TypeAlias = OpenPoll | ClosePoll | RevealPoll | DiscardPoll
PollCommand: TypeAlias = DraftPoll | EditPoll | Step | Vote

COMMANDS: Final = (DraftPoll, EditPoll, OpenPoll, ClosePoll, RevealPoll, DiscardPoll, Vote)
