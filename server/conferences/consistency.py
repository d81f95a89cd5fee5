"""What one part of a conference says against another: references, hours, overlaps, missing texts.

The conference has the right shape already (`shape.py`). Everything that does not fit is collected; nothing raises.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from server.conferences.faults import Complaint, KeyPath, did_you_mean
from server.conferences.localized import SAME_EVERYWHERE, Localized
from server.conferences.model import Conference, Session

_NOTHING: frozenset[str] = frozenset()
Slugs = Callable[[str], frozenset[str]]


def faults_between(
    conference: Conference,
    unknown: frozenset[str] = _NOTHING,
    declared: Mapping[str, frozenset[str]] | None = None,
) -> list[Complaint]:
    """All that does not fit together.

    `unknown` names top-level fields whose value is not the author's, so that nothing is held against it.
    `declared` gives slugs by list (`rooms`, `people` …) that exist in the file beside those in the conference.
    """

    def slugs(field: str) -> frozenset[str]:
        also = (declared or {}).get(field, _NOTHING)
        return also | {item.slug for item in getattr(conference, field)}

    found = [
        *_repeated(conference),
        *_of_the_whole(conference, unknown),
        *_dangling(conference, unknown, slugs),
    ]
    for position, session in enumerate(conference.sessions):
        path: KeyPath = ("sessions", position)
        found += _of_the_people(session, path)
        found += _of_the_floor(conference, session, path)
        found += _of_the_hours(conference, session, path, unknown)
    found += _overlaps(conference)
    if "languages" not in unknown:
        found += _untranslated_by_default(conference)
    return found


def missing_translations(conference: Conference) -> list[Complaint]:
    """Texts that are not in all of the conference's languages: readers get another one, marked."""
    found = []
    for path, text in localized_texts(conference):
        missing = [tag for tag in conference.languages if not text.speaks(tag)]
        if missing:
            stands_in = text.pick(missing[0], conference.default_language).language
            what = (
                f"'{_key(path)}' has no text in {', '.join(missing)}; readers get it in {stands_in}, marked"
            )
            found.append(Complaint(path, what, f"add {missing[0]} = … to it"))
        foreign = [tag for tag in text.languages if tag != SAME_EVERYWHERE and not _spoken(tag, conference)]
        for tag in foreign:
            what = f"'{tag}' is no language of this conference, so few will see this text"
            found.append(Complaint((*path, tag), what, f"add '{tag}' to languages, or leave the text out"))
    return found


def localized_texts(value: BaseModel, path: KeyPath = ()) -> Iterator[tuple[KeyPath, Localized]]:
    """Every localized text of a conference with its place."""
    for key in type(value).model_fields:
        inner = getattr(value, key)
        if isinstance(inner, Localized):
            yield (*path, key), inner
        elif isinstance(inner, BaseModel):
            yield from localized_texts(inner, (*path, key))
        elif isinstance(inner, tuple):
            for position, item in enumerate(inner):
                if isinstance(item, BaseModel):
                    yield from localized_texts(item, (*path, key, position))


def _spoken(tag: str, conference: Conference) -> bool:
    return any(Localized({tag: "?"}).speaks(language) for language in conference.languages)


def _key(path: KeyPath) -> str:
    return next(str(key) for key in reversed(path) if isinstance(key, str))


def _untranslated_by_default(conference: Conference) -> Iterator[Complaint]:
    default = conference.default_language
    for path, text in localized_texts(conference):
        if not text.speaks(default):
            what = f"'{_key(path)}' has no text in {default}, the conference's first language"
            yield Complaint(path, what, f'add {default} = "…" to it')


def _repeated(conference: Conference) -> Iterator[Complaint]:
    for field in ("themes", "people", "groups", "rooms", "sessions"):
        slugs = [item.slug for item in getattr(conference, field)]
        for position, slug in _second_ones(slugs):
            what = f"'{slug}' is already the slug of another of the {field}"
            yield Complaint((field, position, "slug"), what, f"choose another, for instance '{slug[:58]}-2'")
    for position, tag in _second_ones(conference.languages):
        yield Complaint(("languages", position), f"'{tag}' is listed twice", "keep one")
    for number, group in enumerate(conference.groups):
        for position, slug in _second_ones(group.people):
            yield Complaint(("groups", number, "people", position), f"'{slug}' is listed twice", "keep one")


def _second_ones(words: Iterable[str]) -> Iterator[tuple[int, str]]:
    seen = set[str]()
    for position, word in enumerate(words):
        if word in seen:
            yield position, word
        seen.add(word)


def _of_the_whole(conference: Conference, unknown: frozenset[str]) -> Iterator[Complaint]:
    if not unknown & {"first_day", "last_day"} and conference.last_day < conference.first_day:
        what = f"the last day ({conference.last_day}) is before the first ({conference.first_day})"
        yield Complaint(("last_day",), what, "swap the two, or correct one")
    if not unknown & {"virtual", "venue"} and not conference.virtual and conference.venue is None:
        yield Complaint(
            (),
            "neither a venue nor virtual",
            "add virtual = true, or a [venue] with city and country",
        )


def _dangling(conference: Conference, unknown: frozenset[str], slugs: Slugs) -> Iterator[Complaint]:
    for path, field, slug in _references(conference):
        known = slugs(field)
        if slug is not None and field not in unknown and slug not in known:
            noun = {"people": "person", "rooms": "room", "themes": "theme"}[field]
            fix = did_you_mean(slug, sorted(known), f"add it to [[{field}]], or use one of") if known else ""
            yield Complaint(path, f"there is no {noun} '{slug}'", fix or f"add it to [[{field}]]")


def _references(conference: Conference) -> Iterator[tuple[KeyPath, str, str | None]]:
    for number, group in enumerate(conference.groups):
        for position, slug in enumerate(group.people):
            yield ("groups", number, "people", position), "people", slug
    for number, session in enumerate(conference.sessions):
        yield ("sessions", number, "room"), "rooms", session.room
        yield ("sessions", number, "theme"), "themes", session.theme
        for position, entry in enumerate(session.people):
            yield ("sessions", number, "people", position, "person"), "people", entry.person


def _of_the_people(session: Session, path: KeyPath) -> Iterator[Complaint]:
    for position, entry in enumerate(session.people):
        here = (*path, "people", position)
        if entry.person is None and not entry.to_be_announced:
            yield Complaint(here, "this part names nobody", "add person = …, or to_be_announced = true")
        elif entry.person is not None and entry.to_be_announced:
            what = f"'{entry.person}' is named and yet to be announced"
            yield Complaint(here, what, "leave out person or to_be_announced")
    named = [entry.person or "" for entry in session.people]
    for position, slug in _second_ones(named):
        if slug:
            what = f"'{slug}' has two parts in this session"
            yield Complaint((*path, "people", position), what, "keep one")


def _of_the_floor(conference: Conference, session: Session, path: KeyPath) -> Iterator[Complaint]:
    if session.is_break or conference.archive:
        return
    if session.room is None:
        what = f"'{session.slug}' has no room"
        yield Complaint((*path, "room"), what, "add room = … (only breaks and archives go without)")
    if session.language is None:
        what = f"'{session.slug}' has no language of the floor"
        yield Complaint(
            (*path, "language"), what, f'add language = "{conference.default_language}" (or another)'
        )


def _of_the_hours(
    conference: Conference, session: Session, path: KeyPath, unknown: frozenset[str]
) -> Iterator[Complaint]:
    name = f"'{session.slug}'"
    if (session.start is None) != (session.end is None):
        given, missing = ("start", "end") if session.end is None else ("end", "start")
        yield Complaint((*path, given), f"{name} has a {given} and no {missing}", f"add the {missing} too")
        return
    if session.start is None or session.end is None:
        yield from _of_the_day(conference, session, path, unknown)
        return
    if session.day is not None:
        fix = "leave day out; it is only for sessions whose hours are not recorded"
        yield Complaint((*path, "day"), f"{name} has a day beside its start and end", fix)
    if "time_zone" not in unknown:
        clock = [
            *_of_the_clock(conference.zone, session.start, (*path, "start")),
            *_of_the_clock(conference.zone, session.end, (*path, "end")),
        ]
        yield from clock
        if clock:
            return
    hours = conference.hours(session)
    if hours is not None and hours.end <= hours.start:
        what = f"{name} ends at {session.end:%H:%M}, not after its start at {session.start:%H:%M}"
        if session.end.date() != session.start.date():
            what = f"{name} ends ({session.end:%Y-%m-%d %H:%M}) before it starts ({session.start:%Y-%m-%d %H:%M})"
        yield Complaint((*path, "end"), what, "correct one of the two")
    yield from _within_the_dates(conference, session, path, unknown)


def _of_the_day(
    conference: Conference, session: Session, path: KeyPath, unknown: frozenset[str]
) -> Iterator[Complaint]:
    name = f"'{session.slug}'"
    if not conference.archive:
        fix = "add start and end, for instance start = 2022-03-23T09:30:00"
        yield Complaint((*path, "start"), f"{name} has no hours", f"{fix} (only archives go without)")
    elif session.day is None:
        yield Complaint(
            (*path, "day"), f"{name} has neither hours nor a day", "add day = …, or start and end"
        )
    else:
        yield from _within_the_dates(conference, session, path, unknown)


def _within_the_dates(
    conference: Conference, session: Session, path: KeyPath, unknown: frozenset[str]
) -> Iterator[Complaint]:
    day = session.day_in(conference.zone)
    if day is None or unknown & {"first_day", "last_day"} or conference.last_day < conference.first_day:
        return
    if not conference.first_day <= day <= conference.last_day:
        key = "day" if session.start is None else "start"
        what = f"'{session.slug}' is on {day}, outside the conference"
        fix = f"choose a day from {conference.first_day} to {conference.last_day}, or change first_day or last_day"
        yield Complaint((*path, key), what, fix)


def _of_the_clock(zone: ZoneInfo, wall: datetime, path: KeyPath) -> Iterator[Complaint]:
    if wall.tzinfo is not None:
        return
    earlier, later = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if earlier.utcoffset() == later.utcoffset():
        return
    if earlier.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        what = f"there is no {wall:%H:%M} on {wall:%Y-%m-%d} in {zone.key}: clocks are put forward"
        yield Complaint(path, what, "choose another time")
    else:
        what = f"{wall:%H:%M} comes twice on {wall:%Y-%m-%d} in {zone.key}: clocks are put back"
        yield Complaint(path, what, f"add the offset: {earlier.isoformat()} or {later.isoformat()}")


def _overlaps(conference: Conference) -> Iterator[Complaint]:
    timed = [
        (position, session, hours)
        for position, session in enumerate(conference.sessions)
        if (hours := conference.hours(session)) is not None
        # An archive may not record rooms; then nothing can be said about overlaps.
        and (session.room is not None or session.is_break)
    ]
    timed.sort(key=lambda item: item[2].start)
    for (_, one, first), (position, other, second) in combinations(timed, 2):
        share = one.room is None or other.room is None or one.room == other.room
        if share and second.start < first.end and first.start < second.end:
            room = one.room or other.room
            where = f"in room '{room}'" if room else "in every room"
            what = f"'{other.slug}' overlaps '{one.slug}' {where} ({_span(conference, one)})"
            yield Complaint(("sessions", position, "start"), what, "move one of them, or change its room")


def _span(conference: Conference, session: Session) -> str:
    hours = conference.hours(session)
    if hours is None:
        raise AssertionError("only sessions with hours are compared")
    start, end = hours.start.astimezone(conference.zone), hours.end.astimezone(conference.zone)
    return f"{start:%H:%M} to {end:%H:%M}"
