"""A conference as data: everything its pages and rooms show, as one frozen value.

It comes from a conference file (`reader.py`) or, as JSON, from the database. The fields are documented for
those who write files in `deploy/conferences/README.md`. What one field cannot know about another is checked
in `consistency.py`.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from server.conferences.localized import Localized, Name, Picked
from server.conferences.programme import Hours, Part, Room, RoomKind, Session, SessionKind, SessionPerson
from server.conferences.tags import (
    Day,
    EmailAddress,
    Hashtag,
    LanguageTag,
    PhoneNumber,
    Slug,
    WebAddress,
    ZoneName,
)

# How many words a list may hold, and how many characters a word: those of `rooms.words`.
MOST_WORDS, WORD_LENGTH = 500, 60

__all__ = [
    "Conference",
    "Contact",
    "Group",
    "Hours",
    "Localized",
    "Name",
    "Note",
    "Organization",
    "Part",
    "Person",
    "Picked",
    "Publication",
    "Room",
    "RoomKind",
    "Session",
    "SessionKind",
    "SessionPerson",
    "Term",
    "Theme",
    "Venue",
    "WordList",
]


class Venue(BaseModel):
    """Where people met. Only the city and the country are always known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    city: Name
    country: Name
    name: Name | None = None
    address: Name | None = None


class Organization(BaseModel):
    """An organizer or partner; `role` says in words what it did."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    role: Localized | None = None
    url: WebAddress | None = None


class Contact(BaseModel):
    """Whom to ask: a person or office, with whatever ways to reach them are known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    email: EmailAddress | None = None
    url: WebAddress | None = None
    phone: PhoneNumber | None = None


class Theme(BaseModel):
    """One announced theme; sessions point to it by slug."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    title: Localized
    text: Localized | None = None


class Person(BaseModel):
    """Someone in the programme or in a group."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    name: str = Field(min_length=1)
    affiliation: Name | None = None
    biography: Localized | None = None
    url: WebAddress | None = None


class Group(BaseModel):
    """People who share a task, such as the co-chairs: slugs of `people`, in the order to show."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    title: Localized
    people: tuple[Slug, ...]


class Publication(BaseModel):
    """Who published the record of an archived conference, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    publisher: Name
    day: Day
    url: WebAddress | None = None


class Term(BaseModel):
    """A word of the conference that no translation engine may turn into another: by language, or one that stays as it is.

    `feminine` names the languages in which it is feminine, so that the article before it is too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    term: Name
    feminine: tuple[LanguageTag, ...] = ()


class WordList(BaseModel):
    """Words with which what people write waits for a moderator, in every room.

    They count for what is written in `language`, or without it in any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: LanguageTag | None = None
    words: tuple[Annotated[str, Field(min_length=1, max_length=WORD_LENGTH)], ...] = Field(
        min_length=1, max_length=MOST_WORDS
    )


class Note(BaseModel):
    """A plain word to readers about the data itself.

    `not_recorded`: something that the record does not give. `provenance`: where the data comes from.
    `about` is the part of the pages where the note belongs.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["not_recorded", "provenance"]
    about: Literal["conference", "programme", "people", "partners", "contact", "venue"]
    text: Localized


class Conference(BaseModel):
    """One conference. Days are in `time_zone`; the first of `languages` is the default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slug: Slug
    name: Localized
    tagline: Localized | None = None
    summary: Localized
    about: Localized | None = None
    first_day: Day
    last_day: Day
    time_zone: ZoneName
    languages: tuple[LanguageTag, ...] = Field(min_length=1)
    archive: StrictBool = False
    rehearsal: StrictBool = False
    anonymous_askers: Literal["staff", "organizers", "nobody"] = "staff"
    virtual: StrictBool = False
    venue: Venue | None = None
    hashtag: Hashtag | None = None
    contact: Contact | None = None
    publication: Publication | None = None
    recorded_kinds: tuple[SessionKind, ...] = ()
    notes: tuple[Note, ...] = ()
    organizers: tuple[Organization, ...] = ()
    partners: tuple[Organization, ...] = ()
    themes: tuple[Theme, ...] = ()
    glossary: tuple[Term, ...] = ()
    word_lists: tuple[WordList, ...] = ()
    people: tuple[Person, ...] = ()
    groups: tuple[Group, ...] = ()
    rooms: tuple[Room, ...] = ()
    sessions: tuple[Session, ...] = ()

    @property
    def default_language(self) -> str:
        return self.languages[0]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def days(self) -> tuple[date, ...]:
        """Every day from the first to the last."""
        return tuple(
            self.first_day + timedelta(days=number)
            for number in range((self.last_day - self.first_day).days + 1)
        )

    def hours(self, session: Session) -> Hours | None:
        """When a session runs, in UTC; None when its hours are not recorded."""
        return session.hours(self.zone)

    def room(self, slug: str) -> Room | None:
        return next((room for room in self.rooms if room.slug == slug), None)

    def session(self, slug: str) -> Session | None:
        return next((session for session in self.sessions if session.slug == slug), None)

    def person(self, slug: str) -> Person | None:
        return next((person for person in self.people if person.slug == slug), None)

    def theme(self, slug: str) -> Theme | None:
        return next((theme for theme in self.themes if theme.slug == slug), None)

    def group_people(self, group: Group) -> tuple[Person, ...]:
        """The people of a group, in its order."""
        return tuple(person for slug in group.people if (person := self.person(slug)) is not None)

    def sessions_of(self, person: Person) -> tuple[Session, ...]:
        """The sessions in which a person has a part."""
        return tuple(
            session
            for session in self.sessions
            if any(entry.person == person.slug for entry in session.people)
        )

    def notes_about(self, *parts: str) -> Iterator[Note]:
        """The notes that belong to these parts of the pages, in the file's order."""
        return (note for note in self.notes if note.about in parts)
