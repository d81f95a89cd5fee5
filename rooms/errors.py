"""Refusals: commands that the rules deny, with a code that the browser turns into words.

    not_permitted       the role lacks the capability, or the person is out of the room
    text.*              what was written is empty or too long
    chat.*              messages: unknown, someone else's, moved by another, too soon, an emoji that is not offered
    question.*          questions: closed, unknown, someone else's or one's own, in the wrong state, changed by another
    poll.*              polls: unknown, in the wrong state; options and ballots that cannot be
    floor.*             a hand that is not in the state that the command wants
    talk.*              what was said behind the stage: gone or of another circle, someone else's
    announcement.*      announcements: gone, over before they begin
    channel.*           interpretation channels: not open, too many
    booth.*             booths: one is not in it or alone in it, it is full, another is on air, nothing is offered
    cue.*               a cue that is gone or for others; one that the sender may not send to those
    caption.*           captions: an unknown cue, the turn of another
    translation.*       translations: of an unknown text, into its own language, changed by another
    participant.*       the asker is muted; or acts on themselves, or on staff
    room.*              the room is locked
    slides.*            decks: unknown, someone else's, a page that is not there, too many
    stage.*             the stage: nobody known by that id, full
    word.*              listed words: too many
    guests.*            guests: not taken in this room
    report.*            reports: about nothing that is there, unknown, already handled
    session.*           sessions: unknown, in the wrong state, by how many minutes, moved by another
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
        "chat.state": _with("message", "state"),
        "chat.emoji": _with("emoji"),
        "chat.slow": _with("wait_s", temporary=True),
        "chat.pins": _with("most"),
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
        "floor.state": _with("participant", "state"),
        "language.unknown": _with("language", "known"),
        "channel.unknown": _with("language"),
        "channel.most": _with("most"),
        "booth.not_in_it": _with("language"),
        "booth.full": _with("most"),
        "booth.taken": _with("name"),
        "booth.not_on_air": _with("language"),
        "booth.alone": _with("language"),
        "booth.no_offer": _with("language"),
        "cue.unknown": _with("cue"),
        "cue.addressee": Code(),
        "announcement.unknown": _with("announcement"),
        "announcement.past": Code(),
        "translation.unknown": _with("about"),
        "translation.same_language": _with("language"),
        "translation.edited": _with("about", "name"),
        "caption.unknown": _with("caption"),
        "caption.turn": _with("language", "name"),
        "talk.unknown": _with("talk"),
        "talk.not_yours": _with("talk"),
        "participant.muted": Code(),
        "participant.self": Code(),
        "participant.staff": Code(),
        "room.locked": Code(),
        "slides.unknown": _with("deck"),
        "slides.not_yours": _with("deck"),
        "slides.page": _with("pages"),
        "slides.full": _with("most"),
        "stage.unknown": _with("participant"),
        "stage.full": _with("most"),
        "word.most": _with("most"),
        "guests.closed": Code(),
        "report.unknown": _with("report"),
        "report.state": _with("report", "state"),
        "session.unknown": _with("session"),
        "session.state": _with("session", "state"),
        "session.minutes": _with("least", "most"),
        "session.moved": _with("session", "ends"),
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
