"""Announcements to everyone in the room, in the conference's languages, until a moment or until they are taken back.

Commands come from staff. An announcement to the whole conference is the same one in each of its rooms, by an id that the
shell gives. What is not yet translated is shown in another language, and marked as such by the client.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, TypeAlias, assert_never

from msgspec import Meta, Struct

from rooms.context import Context, Participant
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import AnnouncementId, ParticipantId
from rooms.text import LIMITS, cleaned
from rooms.views import Audience, Json, Shown, Touched

NAME: Final = "announcements"
KEYS: Final = ("announcements",)

_Id = Annotated[AnnouncementId, Meta(min_length=1, max_length=64)]
# BCP 47 tag to text; an empty text is one that is still to be written.
_Texts = Annotated[
    dict[Annotated[str, Meta(min_length=1, max_length=35)], str], Meta(min_length=1, max_length=20)
]
# Milliseconds since 1970-01-01T00:00:00Z.
_Time = Annotated[int, Meta(ge=0)]


class Announce(Command, frozen=True, tag="announcement.post"):
    """`announcement` is the id of one to the whole conference, `everywhere` says that it is."""

    texts: _Texts
    until: _Time | None = None
    announcement: _Id | None = None
    everywhere: bool = False


class EditAnnouncement(Command, frozen=True, tag="announcement.edit"):
    """Gives all texts and the end anew, for example once a translation is there."""

    announcement: _Id
    texts: _Texts
    until: _Time | None = None


class WithdrawAnnouncement(Command, frozen=True, tag="announcement.withdraw"):
    announcement: _Id


COMMANDS: Final = (Announce, EditAnnouncement, WithdrawAnnouncement)
AnnouncementCommand: TypeAlias = Announce | EditAnnouncement | WithdrawAnnouncement


class Announced(Entry, frozen=True, kw_only=True, tag="announcement.posted"):
    announcement: AnnouncementId
    texts: dict[str, str]
    until: int | None
    everywhere: bool = False


class AnnouncementEdited(Entry, frozen=True, kw_only=True, tag="announcement.edited"):
    announcement: AnnouncementId
    texts: dict[str, str]
    until: int | None


class AnnouncementWithdrawn(Entry, frozen=True, kw_only=True, tag="announcement.withdrawn"):
    announcement: AnnouncementId


ENTRIES: Final = (Announced, AnnouncementEdited, AnnouncementWithdrawn)
AnnouncementEntry: TypeAlias = Announced | AnnouncementEdited | AnnouncementWithdrawn


class Announcement(Struct, frozen=True):
    by: Participant
    at: int
    texts: dict[str, str]
    until: int | None
    everywhere: bool


class Announcements(Struct, frozen=True):
    """`announcements` holds those that were not taken back; `known` are all that ever were."""

    announcements: FrozenMap[AnnouncementId, Announcement] = FrozenMap()
    known: frozenset[AnnouncementId] = frozenset()


EMPTY: Final = Announcements()


def decide(state: Announcements, command: AnnouncementCommand, context: Context) -> Sequence[Entry]:
    by, at = context.participant, context.now
    match command:
        case Announce():
            id = command.announcement or AnnouncementId(context.new_id)
            texts = _texts(command.texts)
            _ahead(command.until, at)
            # The same one again is a retry of what goes to every room.
            if id in state.known:
                return ()
            return (
                Announced(
                    by=by,
                    at=at,
                    announcement=id,
                    texts=texts,
                    until=command.until,
                    everywhere=command.everywhere,
                ),
            )
        case EditAnnouncement():
            before = _standing(state, command.announcement)
            texts = _texts(command.texts)
            if (texts, command.until) == (before.texts, before.until):
                return ()
            _ahead(command.until, at)
            return (
                AnnouncementEdited(
                    by=by, at=at, announcement=command.announcement, texts=texts, until=command.until
                ),
            )
        case WithdrawAnnouncement():
            _standing(state, command.announcement)
            return (AnnouncementWithdrawn(by=by, at=at, announcement=command.announcement),)
    assert_never(command)


def apply(state: Announcements, entry: AnnouncementEntry) -> Announcements:
    id = entry.announcement
    match entry:
        case Announced():
            posted = Announcement(entry.by, entry.at, entry.texts, entry.until, entry.everywhere)
            return Announcements(state.announcements.put(id, posted), state.known | {id})
        case AnnouncementEdited():
            before = state.announcements.get(id)
            if before is None:
                return state
            edited = Announcement(before.by, before.at, entry.texts, entry.until, before.everywhere)
            return Announcements(state.announcements.put(id, edited), state.known)
        case AnnouncementWithdrawn():
            return Announcements(state.announcements.drop(id), state.known)
    assert_never(entry)


def touched(state: Announcements, entry: AnnouncementEntry) -> Touched:
    return Touched(frozenset((f"announcements/{entry.announcement}",)))


def keys(state: Announcements) -> Iterator[str]:
    return (f"announcements/{id}" for id in state.announcements)


def own_keys(state: Announcements, participant: ParticipantId) -> Iterator[str]:
    return iter(())


def show(state: Announcements, key: str, audience: Audience) -> Shown:
    """The same to everyone; clients leave it out after `until`."""
    id = AnnouncementId(key.removeprefix("announcements/"))
    announcement = state.announcements.get(id)
    if announcement is None:
        return None
    return {
        "announcement": id,
        "texts": announcement.texts,
        "by": announcement.by.shown(),
        "at": announcement.at,
        "until": announcement.until,
        "everywhere": announcement.everywhere,
    }


def show_own(state: Announcements, key: str, participant: ParticipantId) -> Json:
    return None


def _texts(given: dict[str, str]) -> dict[str, str]:
    """Those that are written. Refused when there is none."""
    texts = {tag: cleaned(text, LIMITS["announcement"]) for tag, text in given.items() if text.strip()}
    if not texts:
        raise Refused("text.empty")
    return texts


def _ahead(until: int | None, now: int) -> None:
    if until is not None and until <= now:
        raise Refused("announcement.past")


def _standing(state: Announcements, id: AnnouncementId) -> Announcement:
    announcement = state.announcements.get(id)
    if announcement is None:
        raise Refused("announcement.unknown", announcement=id)
    return announcement
