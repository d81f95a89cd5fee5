"""Days, hours, zones and names as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from server.i18n import (
    language_name,
    own_name,
    show_city,
    show_day,
    show_days,
    show_hours,
    show_list,
    show_short_day,
    show_zone,
)

START, END = datetime(2022, 3, 23, 13, 30, tzinfo=UTC), datetime(2022, 3, 23, 15, tzinfo=UTC)
TORONTO = ZoneInfo("America/Toronto")


def plain(text: str) -> str:
    """The text with one kind of space."""
    return " ".join(text.replace("\u202f", " ").replace("\u2009", " ").replace("\xa0", " ").split())


@pytest.mark.parametrize(
    ("language", "hours", "zone"),
    [("en", "9:30 – 11:00 AM", "EDT"), ("es", "9:30–11:00", "UTC−4"), ("fr", "09:30 – 11:00", "HEE")],
)
def test_hours_and_zone(language: str, hours: str, zone: str) -> None:
    assert plain(show_hours(START, END, language, TORONTO)) == hours
    assert show_zone(START, language, TORONTO) == zone


def test_hours_over_midnight_give_no_dates() -> None:
    tokyo = ZoneInfo("Asia/Tokyo")
    assert show_hours(START, datetime(2022, 3, 23, 16, tzinfo=UTC), "es", tokyo) == "22:30 – 1:00"


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Kolkata", "UTC+5:30"), ("UTC", "UTC"), ("Asia/Tokyo", "UTC+9")]
)
def test_zone_without_a_short_name_is_its_offset(zone: str, shown: str) -> None:
    assert show_zone(START, "en", ZoneInfo(zone)) == shown


def test_days() -> None:
    first, last = date(2004, 9, 27), date(2004, 10, 1)
    assert show_day(first, "es") == "lunes, 27 de septiembre de 2004"
    assert show_days(first, first, "fr") == "lundi 27 septembre 2004"
    assert plain(show_days(first, last, "es")) == "27 de septiembre – 1 de octubre de 2004"
    assert show_short_day(last, "en") == "Fri, Oct 1"


def test_cities_and_languages_are_named_in_the_readers_language() -> None:
    assert show_city("America/Mexico_City", "es") == "Ciudad de México"
    assert show_city("America/Argentina/Buenos_Aires", "en") == "Buenos Aires"
    assert language_name("es", "fr") == "espagnol"
    assert language_name("fr-CA", "en") == "French (Canada)"
    assert own_name("es") == "Español"
    assert show_list(["a", "b", "c"], "es") == "a, b y c"
