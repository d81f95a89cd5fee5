"""Calendars (RFC 5545, RFC 7986) of one session or of a whole programme, in the reader's language.

Sessions with hours are in the conference's zone, with its VTIMEZONE. Sessions of which only the day is recorded
are all-day. A conference of which no session is recorded is one entry over its days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from server.conferences.model import Conference, Localized, Picked, Session
from server.i18n import Catalogue, language_name, show_list
from server.pages.addresses import Addresses
from server.pages.lineup import Seats, lineup

PRODUCT = "-//Puente//Conference programme//EN"
MEDIA_TYPE = "text/calendar; charset=utf-8"


class ProgrammeCalendar:
    """Writes calendars of one conference in one language.

    `address` is scheme and host of the pages; `stamp` the moment of writing, in UTC.
    """

    def __init__(
        self, conference: Conference, catalogue: Catalogue, language: str, address: str, stamp: datetime
    ) -> None:
        self._conference = conference
        self._catalogue = catalogue
        self._language = language
        self._address = address
        self._host = urlsplit(address).hostname or "localhost"
        self._stamp = stamp
        self._at = Addresses(language, conference.slug)

    def of(self, sessions: Sequence[Session]) -> bytes:
        """Return the calendar of some sessions, UTF-8."""
        name = self._pick(self._conference.name)
        calendar = Calendar()
        calendar.add("prodid", PRODUCT)
        calendar.add("version", "2.0")
        calendar.add("method", "PUBLISH")
        calendar.add("name", name.text, parameters={"LANGUAGE": name.language})
        # What most programs read instead of NAME.
        calendar.add("x-wr-calname", name.text)
        calendar.add("url", self._address + self._at.programme)
        entries = [entry for session in sessions if (entry := self._session(session)) is not None]
        for entry in entries or [self._whole()]:
            calendar.add_component(entry)
        calendar.add_missing_timezones()
        return bytes(calendar.to_ical())

    def _session(self, session: Session) -> Event | None:
        conference = self._conference
        hours = conference.hours(session)
        entry = self._entry(session.slug, session.title, self._at.session(session.slug))
        if hours is not None:
            entry.add("dtstart", hours.start.astimezone(conference.zone))
            entry.add("dtend", hours.end.astimezone(conference.zone))
        elif session.day is not None:
            _add_days(entry, session.day, session.day)
        else:
            return None
        entry.add("categories", [self._t(f"kind.{session.kind}")])
        self._add_text(entry, "location", self._location(session))
        self._add_text(entry, "description", self._description(session))
        return entry

    def _whole(self) -> Event:
        conference = self._conference
        entry = self._entry("conference", conference.name, self._at.home)
        _add_days(entry, conference.first_day, conference.last_day)
        self._add_text(entry, "location", self._location(None))
        self._add_text(entry, "description", self._pick(conference.summary))
        return entry

    def _entry(self, name: str, title: Localized, path: str) -> Event:
        entry = Event()
        entry.add("uid", f"{name}.{self._conference.slug}@{self._host}")
        entry.add("dtstamp", self._stamp)
        self._add_text(entry, "summary", self._pick(title))
        entry.add("url", self._address + path)
        return entry

    def _location(self, session: Session | None) -> Picked | None:
        conference = self._conference
        places = []
        room = conference.room(session.room) if session is not None and session.room else None
        if room is not None:
            places.append(self._pick(room.name))
        if conference.venue is not None:
            venue = conference.venue
            places += [
                self._pick(name)
                for name in (venue.name, venue.address, venue.city, venue.country)
                if name is not None
            ]
        if conference.virtual:
            places.append(Picked(self._t("site.virtual"), self._language))
        if not places:
            return None
        # One property has one language: the first place's, which is the most particular.
        return Picked(", ".join(place.text for place in places), places[0].language)

    def _description(self, session: Session) -> Picked | None:
        parts = [self._t("site.rehearsal.title")] if self._conference.rehearsal else []
        language = self._language
        if session.abstract is not None:
            abstract = self._pick(session.abstract)
            language = abstract.language
            parts += abstract.paragraphs
        parts += [self._seats(seats) for seats in lineup(self._conference, session)]
        if session.language is not None:
            floor = language_name(session.language, self._language)
            parts.append(self._t("programme.floor", language=floor))
        return Picked("\n\n".join(parts), language) if parts else None

    def _seats(self, seats: Seats) -> str:
        names = [person.name for person in seats.people]
        if seats.unannounced:
            names.append(self._t("people.unannounced", count=seats.unannounced))
        return self._t(
            "people.part_of",
            part=self._t(f"part.{seats.part}", count=len(seats.people) + seats.unannounced),
            names=show_list(names, self._language),
        )

    def _add_text(self, entry: Event, name: str, words: Picked | None) -> None:
        if words is not None:
            entry.add(name, words.text, parameters={"LANGUAGE": words.language})

    def _pick(self, text: Localized) -> Picked:
        return text.pick(self._language, self._conference.default_language)

    def _t(self, key: str, /, count: int | None = None, **data: object) -> str:
        return self._catalogue.t(self._language, key, count, **data)


def _add_days(entry: Event, first: date, last: date) -> None:
    entry.add("dtstart", first)
    # The end of an all-day entry is the day after.
    entry.add("dtend", last + timedelta(days=1))
    entry.add("transp", "TRANSPARENT")
