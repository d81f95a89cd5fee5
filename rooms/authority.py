"""What is settled for several features alike: who may act on whom, and in which languages a room is spoken to.

Nobody acts on themselves, staff not on staff, but an organizer on moderators. Input: commands and their context.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from rooms.context import Context
from rooms.entries import Command
from rooms.errors import Refused
from rooms.ids import ParticipantId
from rooms.originals import base_language
from rooms.roles import STAFF, Role

# The commands by which something is said to all in a language: it is one of the conference's, or a variety of one.
SPOKEN: Final = frozenset(
    {"channel.open", "stage.speak", "caption.write", "caption.take_turn", "caption.end_turn"}
)
# Those by which something is written for readers, who may read the pages in further languages.
WRITTEN: Final = frozenset({"translation.correct", "announcement.post", "announcement.edit", "word.list"})
# What concerns every language.
_ANY: Final = "und"


def refuse_unknown_language(tag: str, command: Command, context: Context) -> None:
    """Raises Refused, with the list, for a language that nobody speaks or reads in the conference."""
    if tag in SPOKEN:
        require_known_language((getattr(command, "language", _ANY),), context.languages)
    elif tag in WRITTEN and context.languages:
        given = (*getattr(command, "texts", ()), getattr(command, "language", _ANY))
        require_known_language(given, (*context.languages, *context.readable))


def require_known_language(given: Iterable[str], known: Sequence[str]) -> None:
    """Raises Refused, with the list, where one of the tags is no variety of a known one; without any, each is known."""
    bases = {base_language(each): each for each in reversed(known)}
    for language in given:
        if bases and language != _ANY and base_language(language) not in bases:
            raise Refused("language.unknown", language=language, known=", ".join(reversed(bases.values())))


def refuse_to_act_on_staff(participant: ParticipantId, context: Context) -> None:
    """Raises Refused. The command names the participant, so that `context.named` says what the accounts know of them."""
    if participant == context.participant.id:
        raise Refused("participant.self")
    # The server carries what staff did elsewhere; it was judged there.
    if context.participant.role is Role.SERVER:
        return
    if context.named is None or context.named.role not in STAFF:
        return
    # An organizer stands above the moderators; otherwise staff do not act on staff.
    if context.participant.role is not Role.ORGANIZER or context.named.role is not Role.MODERATOR:
        raise Refused("participant.staff")
