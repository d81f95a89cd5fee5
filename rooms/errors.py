"""Refusals: commands that the rules deny, with a code that the browser turns into words.

    not_permitted       the role lacks the capability, or the person is out of the room
    text.*              what was written is empty or too long
    chat.*              messages: unknown, someone else's, too soon, an emoji that is not offered
    question.*          questions: closed, unknown, someone else's or one's own, in the wrong state, changed by another
    question.*          questions: closed, unknown, someone else's or one's own, in the wrong state
    poll.*              polls: unknown, in the wrong state; options and ballots that cannot be
    participant.*       the asker is muted; or acts on themselves, or on staff
    room.*              the room is locked
    session.*           programme items: unknown
    rate.limited        the shell: too many commands
    unavailable         the shell: something that it needs is down
    internal            the shell: a fault of ours, found in the logs by its id

The table is the whole list, for the domain and the shell alike.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from rooms.views import Json


class Code(NamedTuple):
    """What comes with a code: the names of its data, and whether the same command may succeed later."""

    data: frozenset[str] = frozenset()
    temporary: bool = False


def _with(*data: str, temporary: bool = False) -> Code:
    return Code(frozenset(data), temporary)


CODES: Mapping[str, Code] = MappingProxyType(
    {
        "not_permitted": _with("capability"),
        "text.empty": Code(),
        "text.too_long": _with("limit", "length"),
        "chat.unknown": _with("message"),
        "chat.not_yours": _with("message"),
        "chat.emoji": _with("emoji"),
        "chat.slow": _with("wait_s", temporary=True),
        "chat.slow_mode_range": _with("least", "most"),
        "question.closed": Code(),
        "question.unknown": _with("question"),
        "question.not_yours": _with("question"),
        "question.own": _with("question"),
        "question.state": _with("question", "state"),
        "question.same": _with("question"),
        "question.edited": _with("question"),
        "question.handled": _with("question", "name"),
        "question.labels": _with("most"),
        "poll.unknown": _with("poll"),
        "poll.state": _with("poll", "state"),
        "poll.option_count": _with("least", "most"),
        "poll.option_empty": _with("number"),
        "poll.option_twice": _with("number"),
        "poll.option_unknown": _with("poll", "option"),
        "poll.most": _with("least", "most"),
        "poll.choice_count": _with("least", "most"),
        "participant.muted": Code(),
        "participant.self": Code(),
        "participant.staff": Code(),
        "room.locked": Code(),
        "session.unknown": _with("session"),
        "rate.limited": _with("wait_s", temporary=True),
        "unavailable": _with(temporary=True),
        "internal": _with("log_id", temporary=True),
    }
)


class Refused(Exception):
    """A command was denied and left no trace. LookupError for a code, ValueError for data, not in the table."""

    def __init__(self, code: str, **data: Json) -> None:
        if CODES[code].data != data.keys():
            raise ValueError(f"{code} carries {sorted(CODES[code].data)}, not {sorted(data)}")
        super().__init__(code, data)
        self.code = code
        self.data = data

    @property
    def temporary(self) -> bool:
        """Whether the same command may succeed later."""
        return CODES[self.code].temporary
