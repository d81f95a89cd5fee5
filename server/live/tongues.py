"""The languages that a browser names outside of commands: in its hello, as the interface's, in a choice.

Input: the frames, and the languages of the conference and of its pages. What is none of these is refused with the list.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

import rooms
from rooms import ParticipantId, Refused, RoomId
from server.live.frames import ChoiceFrame, Hello, LanguageFrame, Malformed
from server.store.accounts import Accounts

logger = logging.getLogger(__name__)

# What a choice says in place of a language: the sound of the floor, no captions.
_NO_LANGUAGE: Final = (None, "original", "off")


def require_readable(hello: Hello, known: Sequence[str]) -> None:
    """Raise Malformed for an interface in a language that is not known. Without any, each is known."""
    try:
        rooms.require_known_language((hello.language,), known)
    except Refused as refused:
        raise Malformed(f"language: {hello.language} is none of {refused.data['known']}") from refused


def refusal_of(frame: LanguageFrame | ChoiceFrame, known: Sequence[str]) -> Refused | None:
    """Return what is wrong with a choice: a language that is no variety of a known one. Without any, each is known."""
    try:
        rooms.require_known_language(_named(frame), known)
    except Refused as refused:
        return refused
    return None


async def keep(
    frame: LanguageFrame | ChoiceFrame, accounts: Accounts, person: ParticipantId, room: RoomId
) -> None:
    """Keep a choice for the person's next visit to the room. Without it the choice holds for this connection."""
    try:
        if isinstance(frame, ChoiceFrame):
            await accounts.set_room_choice(person, room, frame.json())
        else:
            await accounts.set_room_language(person, room, frame.language)
    except SQLAlchemyError as error:
        logger.warning("room %s: a choice of languages is not kept: %s", room, error)


def _named(frame: LanguageFrame | ChoiceFrame) -> Iterator[str]:
    if isinstance(frame, LanguageFrame):
        yield frame.language
        return
    yield from frame.choice.understands or ()
    yield from (tag for tag in (frame.choice.sound, frame.choice.captions) if tag not in _NO_LANGUAGE)
