"""What the log keeps of the polls. These shapes only ever gain fields with defaults.

A ballot of an anonymous poll is `by` nobody and has the moment at which its poll was opened, so that no person and no
hour can be read from it.
"""

from typing import Final, TypeAlias

from rooms.entries import Entry
from rooms.ids import PollId, Pseudonym
from rooms.polls.commands import Kind, Reveal


class PollEntry(Entry, frozen=True, kw_only=True):
    poll: PollId


class PollWritten(PollEntry, frozen=True, kw_only=True):
    """The whole of a draft."""

    kind: Kind
    text: str
    language: str
    options: tuple[str, ...]
    most: int
    anonymous: bool
    reveal: Reveal


class PollDrafted(PollWritten, frozen=True, kw_only=True, tag="poll.drafted"):
    pass


class PollEdited(PollWritten, frozen=True, kw_only=True, tag="poll.edited"):
    pass


class PollOpened(PollEntry, frozen=True, kw_only=True, tag="poll.opened"):
    pass


class PollClosed(PollEntry, frozen=True, kw_only=True, tag="poll.closed"):
    pass


class PollRevealed(PollEntry, frozen=True, kw_only=True, tag="poll.revealed"):
    pass


class PollDiscarded(PollEntry, frozen=True, kw_only=True, tag="poll.discarded"):
    pass


class PollVoted(PollEntry, frozen=True, kw_only=True, tag="poll.voted"):
    """A ballot, or the newer one in its place. `ballot` is its owner's pseudonym in this poll."""

    ballot: Pseudonym
    choices: tuple[str, ...]


PollsEntry: TypeAlias = PollWritten | PollOpened | PollClosed | PollRevealed | PollDiscarded | PollVoted

ENTRIES: Final = (
    PollDrafted,
    PollEdited,
    PollOpened,
    PollClosed,
    PollRevealed,
    PollDiscarded,
    PollVoted,
)
