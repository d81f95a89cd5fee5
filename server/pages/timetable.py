"""The programme as pages show it: days, rows of sessions that run side by side, and what is live or next.

Input: a conference, the present moment, and the zone that the reader chose. Times are written for the reader;
names and titles stay localized.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from server.conferences.model import Conference, Hours, Person, Room, Session
from server.i18n import show_day, show_hours, show_short_day, show_zone
from server.pages.lineup import lineup

# Over and later are plain; an archive's sessions and those without hours are neither.
Standing = Literal["over", "live", "next", "later", "unknown"]


@dataclass(frozen=True)
class Reader:
    """For whom times are written. `zone` is None while the reader has chosen none."""

    language: str
    zone: ZoneInfo | None


@dataclass(frozen=True)
class ReaderTimes:
    """The same hours in the reader's own zone. `day` is set when they begin on another day there."""

    hours: str
    zone: str
    day: str | None


@dataclass(frozen=True)
class Times:
    """The hours of a session in the conference's zone, and in the reader's where its clocks differ.

    `start` and `end` are ISO 8601 for `<time datetime>`.
    """

    start: str
    end: str
    hours: str
    zone: str
    reader: ReaderTimes | None


@dataclass(frozen=True)
class Card:
    """One session as a programme shows it. `column` is its room's place among the rooms, from 1; 0 for all."""

    session: Session
    room: Room | None
    hours: Hours | None
    times: Times | None
    standing: Standing
    column: int
    people: tuple[Person, ...]


@dataclass(frozen=True)
class Row:
    """Sessions that overlap, in the order of their start and room. `times` is set when they share their hours."""

    cards: tuple[Card, ...]

    @property
    def times(self) -> Times | None:
        first = self.cards[0].times
        return first if all(card.times == first for card in self.cards) else None

    @property
    def pause(self) -> bool:
        return all(card.session.is_break for card in self.cards)


@dataclass(frozen=True)
class Day:
    """One day of the conference in its own zone. `unplaced` are the sessions whose hours are not recorded."""

    date: date
    label: str
    rows: tuple[Row, ...]
    unplaced: tuple[Card, ...]

    @property
    def empty(self) -> bool:
        return not self.rows and not self.unplaced


@dataclass(frozen=True)
class Timetable:
    """The whole programme. `undated` are the sessions whose day is not recorded either."""

    days: tuple[Day, ...]
    undated: tuple[Card, ...]

    @property
    def empty(self) -> bool:
        return not self.undated and all(day.empty for day in self.days)

    @property
    def live(self) -> Card | None:
        """The first session that is live, a pause only where there is nothing else."""
        cards = (card for day in self.days for row in day.rows for card in row.cards)
        return min(
            (card for card in cards if card.standing == "live"),
            key=lambda card: card.session.is_break,
            default=None,
        )


@dataclass(frozen=True)
class RoomNow:
    """What a room shows at a moment: what is live, a break included, and the next session after it."""

    room: Room
    live: Card | None
    next: Card | None


def timetable(conference: Conference, now: datetime, reader: Reader, room: Room | None = None) -> Timetable:
    """Arrange a conference's sessions by day and hour; with `room` only those of that room or of all."""
    cards = cards_of(conference, conference.sessions, now, reader)
    if room is not None:
        cards = tuple(card for card in cards if card.room is None or card.room.slug == room.slug)
    by_day: dict[date | None, list[Card]] = {}
    for card in cards:
        by_day.setdefault(card.session.day_in(conference.zone), []).append(card)
    days = sorted({*conference.days, *(day for day in by_day if day is not None)})
    return Timetable(
        tuple(_day(day, by_day.get(day, ()), reader.language) for day in days), tuple(by_day.get(None, ()))
    )


def cards_of(
    conference: Conference, sessions: Iterable[Session], now: datetime, reader: Reader
) -> tuple[Card, ...]:
    """Return the cards of some sessions, those with hours first, in the order of their start."""
    upcoming = _next_start(conference, now)
    places = {room.slug: place for place, room in enumerate(conference.rooms, start=1)}
    cards = []
    for session in sessions:
        hours = conference.hours(session)
        cards.append(
            Card(
                session,
                conference.room(session.room) if session.room else None,
                hours,
                times_of(hours, conference.zone, reader) if hours else None,
                _standing(conference, hours, now, upcoming),
                places.get(session.room or "", 0),
                tuple(person for seats in lineup(conference, session) for person in seats.people),
            )
        )
    return tuple(sorted(cards, key=_by_start))


def times_of(hours: Hours, zone: ZoneInfo, reader: Reader) -> Times:
    """Write hours for a reader."""
    return Times(
        hours.start.isoformat(timespec="minutes"),
        hours.end.isoformat(timespec="minutes"),
        show_hours(hours.start, hours.end, reader.language, zone),
        show_zone(hours.start, reader.language, zone),
        _reader_times(hours, zone, reader),
    )


def rooms_now(conference: Conference, now: datetime, reader: Reader) -> tuple[RoomNow, ...]:
    """Return what each room shows now. A session without a room is in all of them."""
    cards = [card for card in cards_of(conference, conference.sessions, now, reader) if card.hours]
    return tuple(
        RoomNow(
            room,
            next((card for card in _in(room, cards) if card.standing == "live"), None),
            next(
                (
                    card
                    for card in _in(room, cards)
                    if card.standing in ("next", "later") and not card.session.is_break
                ),
                None,
            ),
        )
        for room in conference.rooms
    )


def live_room(conference: Conference, now: datetime) -> Room | None:
    """Return the room where someone who enters now should go: the one that is live, of several the plenary."""
    live = [
        room
        for session in conference.sessions
        if (hours := conference.hours(session)) is not None
        and not conference.archive
        and hours.start <= now < hours.end
        and session.room is not None
        and (room := conference.room(session.room)) is not None
    ]
    plenary = [room for room in live if room.kind == "plenary"]
    if plenary:
        return plenary[0]
    return live[0] if len(live) == 1 else None


def _in(room: Room, cards: Sequence[Card]) -> list[Card]:
    return [card for card in cards if card.room is None or card.room.slug == room.slug]


def _by_start(card: Card) -> tuple[bool, float, int]:
    return card.hours is None, card.hours.start.timestamp() if card.hours else 0, card.column


def _next_start(conference: Conference, now: datetime) -> datetime | None:
    starts = [hours.start for session in conference.sessions if (hours := conference.hours(session))]
    return min((start for start in starts if start > now), default=None)


def _standing(
    conference: Conference, hours: Hours | None, now: datetime, upcoming: datetime | None
) -> Standing:
    if hours is None or conference.archive:
        return "unknown"
    if hours.end <= now:
        return "over"
    if hours.start <= now:
        return "live"
    return "next" if hours.start == upcoming else "later"


def same_clock(moment: datetime, zone: ZoneInfo, other: ZoneInfo) -> bool:
    """Say whether the clocks of two zones show the same at a moment."""
    return moment.astimezone(zone).utcoffset() == moment.astimezone(other).utcoffset()


def _reader_times(hours: Hours, zone: ZoneInfo, reader: Reader) -> ReaderTimes | None:
    if reader.zone is None:
        return None
    if same_clock(hours.start, zone, reader.zone):
        return None
    there, here = hours.start.astimezone(zone), hours.start.astimezone(reader.zone)
    return ReaderTimes(
        show_hours(hours.start, hours.end, reader.language, reader.zone),
        show_zone(hours.start, reader.language, reader.zone),
        show_short_day(here.date(), reader.language) if here.date() != there.date() else None,
    )


def _day(day: date, cards: Sequence[Card], language: str) -> Day:
    return Day(
        day,
        show_day(day, language),
        _rows([card for card in cards if card.hours is not None]),
        tuple(card for card in cards if card.hours is None),
    )


def _rows(cards: Sequence[Card]) -> tuple[Row, ...]:
    rows: list[list[Card]] = []
    until: datetime | None = None
    for card in cards:
        assert card.hours is not None
        if until is not None and card.hours.start < until:
            rows[-1].append(card)
            until = max(until, card.hours.end)
        else:
            rows.append([card])
            until = card.hours.end
    return tuple(Row(tuple(row)) for row in rows)
