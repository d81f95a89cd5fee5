"""Days, hours, zones, lists and language names as a language writes them, by Babel and CLDR.

Languages are BCP 47 tags; datetimes are aware. Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    format_time,
    get_timezone_gmt,
    get_timezone_location,
    get_timezone_name,
)
from babel.lists import format_list


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@cache
def _hour_skeleton(language: str) -> str:
    # The language's short time says whether it counts to 12 or to 24.
    return "hm" if "h" in _locale(language).time_formats["short"].pattern else "Hm"


def show_day(day: date, language: str) -> str:
    """Wednesday, March 23, 2022."""
    return format_date(day, "full", locale=_locale(language))


def show_date(day: date, language: str) -> str:
    """March 23, 2022."""
    return format_date(day, "long", locale=_locale(language))


def show_short_day(day: date, language: str) -> str:
    """Wed, Mar 23."""
    return format_skeleton("MMMEd", day, locale=_locale(language))


def show_days(first: date, last: date, language: str) -> str:
    """One day in full, or a span: 27–28 de septiembre de 2018."""
    if first == last:
        return show_day(first, language)
    return format_interval(first, last, "yMMMMd", locale=_locale(language))


def show_time(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """9:30 AM, or 9:30."""
    return format_time(moment, "short", tzinfo=zone, locale=_locale(language))


def show_hours(start: datetime, end: datetime, language: str, zone: ZoneInfo) -> str:
    """9:30 – 11:00 AM, or 9:30–11:00; hours only, also where the end is on another day."""
    if start.astimezone(zone).date() != end.astimezone(zone).date():
        return f"{show_time(start, language, zone)} – {show_time(end, language, zone)}"
    return format_interval(start, end, _hour_skeleton(language), tzinfo=zone, locale=_locale(language))


def show_zone(moment: datetime, language: str, zone: ZoneInfo) -> str:
    """The zone's short name at a moment where the language has one (EDT), else its offset (UTC−4)."""
    name = get_timezone_name(moment.astimezone(zone), width="short", locale=_locale(language))
    return name if name.isalpha() else _offset(moment, zone, language)


def _offset(moment: datetime, zone: ZoneInfo, language: str) -> str:
    text = get_timezone_gmt(moment.astimezone(zone), width="iso8601", locale=_locale(language))
    if text == "Z":
        return "UTC"
    sign, hours, minutes = "−" if text[0] == "-" else "+", int(text[1:3]), text[-2:]
    return f"UTC{sign}{hours}" + (f":{minutes}" if minutes != "00" else "")


def show_city(zone: str, language: str) -> str:
    """The city that stands for an IANA zone: Ciudad de México."""
    city = get_timezone_location(ZoneInfo(zone), locale=_locale(language), return_city=True)
    # CLDR names no city for a few zones and gives the identifier back.
    return city.rpartition("/")[2].replace("_", " ") or zone


def show_list(items: Sequence[str], language: str) -> str:
    """English, Spanish, and French."""
    return format_list(list(items), locale=_locale(language))


def language_name(tag: str, language: str) -> str:
    """The name of the language `tag` in `language`: Spanish; español de México for es-MX."""
    return _locale(tag).get_display_name(_locale(language)) or tag


def own_name(tag: str) -> str:
    """The name of a language in itself, as it stands in a menu: English, Español, Français."""
    name = language_name(tag, tag)
    return name[:1].upper() + name[1:]
