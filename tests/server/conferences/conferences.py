"""Random conferences that hold together: for what must be true of every one of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from server.conferences.model import Conference, Localized, Room, Session

ZONES = (
    "America/Toronto",
    "America/Mexico_City",
    "Europe/Zurich",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "UTC",
)

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(str.strip)
prose = st.dictionaries(st.sampled_from(["es", "fr", "es-MX"]), texts, max_size=2).flatmap(
    lambda others: texts.map(lambda text: Localized({"en": text, **others}))
)
# Around the year's changes of clocks, and anywhere else.
instants = st.datetimes(datetime(2021, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)) | st.builds(
    lambda day, minutes: datetime.combine(day, datetime.min.time(), UTC) + timedelta(minutes=minutes),
    st.sampled_from(
        [date(2026, 11, 1), date(2026, 3, 8), date(2026, 10, 25), date(2026, 3, 29), date(2026, 4, 4)]
    ),
    st.integers(0, 24 * 60),
)


@st.composite
def conferences(draw: st.DrawFn) -> Conference:
    """One to three days with a plenary room that has at least two sessions, breaks between them, and a workshop."""
    zone = draw(st.sampled_from(ZONES))
    first_day = draw(st.dates(date(2022, 1, 1), date(2026, 12, 20)))
    sessions: list[Session] = []
    day_count = draw(st.integers(1, 3))
    for number in range(day_count):
        # From seven in the morning on no clock of these zones changes.
        wall = datetime.combine(first_day + timedelta(days=number), datetime.min.time()) + timedelta(hours=7)
        for _ in range(draw(st.integers(2, 4))):
            wall += timedelta(minutes=draw(st.sampled_from([0, 0, 5, 30])))
            end = wall + timedelta(minutes=draw(st.integers(3, 120)))
            kind = draw(st.sampled_from(["plenary", "panel"]))
            sessions.append(_session(len(sessions), kind, "hall", wall, end, draw(prose)))
            if draw(st.booleans()):
                sessions.append(_session(len(sessions), "workshop", "lab", wall, end, draw(prose)))
            wall = end
            if draw(st.booleans()):
                end = wall + timedelta(minutes=15)
                sessions.append(_session(len(sessions), "break", None, wall, end, draw(prose)))
                wall = end
    return Conference(
        slug="drawn",
        name=draw(prose),
        summary=draw(prose),
        about=draw(st.none() | prose),
        first_day=first_day,
        last_day=first_day + timedelta(days=day_count - 1),
        time_zone=zone,
        languages=("en", "es", "fr"),
        virtual=True,
        rooms=(
            Room(slug="hall", name=draw(prose), kind="plenary", moderated=draw(st.booleans())),
            Room(slug="lab", name=draw(prose), kind="workshop"),
        ),
        sessions=tuple(sessions),
    )


def _session(
    number: int, kind: str, room: str | None, start: datetime, end: datetime, title: Localized
) -> Session:
    return Session.model_validate(
        {
            "slug": f"session-{number}",
            "kind": kind,
            "room": room,
            "start": start,
            "end": end,
            "title": title,
            "language": None if kind == "break" else "en",
        }
    )


def wall(instant: datetime, zone: ZoneInfo) -> str:
    """An instant as a clock in the zone shows it."""
    return instant.astimezone(zone).strftime("%H:%M")
