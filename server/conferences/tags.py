"""The small strings of a conference file that have a form: slugs, languages, zones, hashtags, addresses.

Each is an annotated type for the models. What is wrong and how to mend it travels in the error's context.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from babel import Locale
from babel.core import get_global
from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?(?:-(?:[A-Za-z0-9]{5,8}))*")
_HASHTAG = re.compile(r"#\w*[^\W\d_]\w*")
_EMAIL = re.compile(r"[^@\s<>]+@[^@\s<>.]+(?:\.[^@\s<>.]+)+")
_PHONE = re.compile(r"\+[1-9](?:[ .-]?\d){5,16}")
SLUG_LENGTH = 60
_YEARS = (1900, 2199)
_NO_LANGUAGE = ("und", "mul", "zxx")

DayOrTime = TypeVar("DayOrTime", date, datetime)


@dataclass(frozen=True)
class FormFault:
    """What is wrong with a value and how to mend it, in words for whoever wrote the file."""

    what: str
    fix: str


def slugged(text: str) -> str:
    """The nearest slug to a text; empty when it has no letter or digit."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-")


def slug_fault(value: str) -> FormFault | None:
    if _SLUG.fullmatch(value) and len(value) <= SLUG_LENGTH:
        return None
    return FormFault(
        f"'{value[:80]}' is no slug: a-z, 0-9 and single hyphens, at most {SLUG_LENGTH} characters",
        f"write '{slugged(value) or 'opening'}'",
    )


def _canonical(tag: str) -> str:
    first, *rest = tag.split("-")
    cased = [part.title() if len(part) == 4 and part.isalpha() else part for part in rest]
    return "-".join([first.lower(), *(part.upper() if len(part) <= 3 else part for part in cased)])


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(Locale("en").languages)


@cache
def _longer_codes() -> dict[str, str]:
    """Codes of three letters whose language has one of two, which BCP 47 asks for: eng to en."""
    aliases = get_global("language_aliases")
    return {long: short for long, short in aliases.items() if len(long) == 3 and len(short) == 2}


def language_fault(value: str) -> FormFault | None:
    """Checks form and canonical case, and that a code of two letters is one that CLDR can name.

    Thousands of languages have a code of three letters, such as nah for the Nahuatl languages; all of those pass.
    """
    suggestion = _canonical(value.replace("_", "-"))
    first, *rest = suggestion.split("-")
    if first in _longer_codes():
        suggestion = "-".join([_longer_codes()[first], *rest])
    unknown = first in _NO_LANGUAGE or (len(first) == 2 and first not in _known_languages())
    if unknown or not _TAG.fullmatch(suggestion):
        return FormFault(
            f"'{value}' is no language tag", "use a BCP 47 tag, for instance en, es, fr or es-MX"
        )
    if value != suggestion:
        return FormFault(f"'{value}' is not how this language tag is spelled", f"write '{suggestion}'")
    return None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def zone_fault(value: str) -> FormFault | None:
    if value in _zones():
        return None
    by_city = {zone.rpartition("/")[2].lower(): zone for zone in sorted(_zones())}
    city = value.rpartition("/")[2].lower().replace(" ", "_")
    near = [by_city[name] for name in get_close_matches(city, by_city, n=1)]
    near = near or get_close_matches(value, _zones(), n=1)
    fix = f"did you mean '{near[0]}'?" if near else "use an IANA name, for instance 'America/Toronto'"
    return FormFault(f"'{value}' is no time zone", fix)


def hashtag_fault(value: str) -> FormFault | None:
    if _HASHTAG.fullmatch(value):
        return None
    return FormFault(
        f"'{value}' is no hashtag: '#', then letters, digits or underscores, with at least one letter",
        f"write '#{re.sub(r'[^0-9A-Za-z_]', '', value) or 'MyConference'}'",
    )


def url_fault(value: str) -> FormFault | None:
    fix = "write a whole address, for instance 'https://example.org/page'"
    try:
        parts = urlsplit(value)
        hostname = parts.hostname
    except ValueError:
        return FormFault(f"'{value}' is no web address", fix)
    if parts.scheme in ("http", "https") and hostname and not re.search(r"[\s<>\"]", value):
        return None
    if not parts.scheme and "." in value:
        fix = f"write 'https://{value}'"
    return FormFault(f"'{value}' is no http or https address", fix)


def email_fault(value: str) -> FormFault | None:
    if _EMAIL.fullmatch(value):
        return None
    return FormFault(f"'{value}' is no e-mail address", "write it as name@example.org, or leave it out")


def phone_fault(value: str) -> FormFault | None:
    if _PHONE.fullmatch(value):
        return None
    return FormFault(f"'{value}' is no telephone number", "write it as +1 514 555 0100, from its country on")


def _held_by(check: Callable[[str], FormFault | None], code: str) -> AfterValidator:
    def validate(value: str) -> str:
        fault = check(value)
        if fault is not None:
            raise PydanticCustomError(code, "{what}", {"what": fault.what, "fix": fault.fix})
        return value

    return AfterValidator(validate)


def _a_date(value: Any) -> Any:
    # Pydantic would also read numbers as seconds since 1970, and nobody means that in a programme.
    if isinstance(value, (date, str)):
        return value
    raise PydanticCustomError("day", "this is no date", {"fix": "write it as 2022-03-23, without quotes"})


def _a_date_with_hours(value: Any) -> Any:
    if isinstance(value, datetime) or (isinstance(value, str) and len(value) > len("2022-03-23")):
        return value
    raise PydanticCustomError(
        "wall_time",
        "this is no date with an hour",
        {"fix": "write it as 2022-03-23T09:30:00, without quotes"},
    )


def _in_living_memory(value: DayOrTime) -> DayOrTime:
    # Near the ends of the calendar a change of zone would leave it.
    if _YEARS[0] <= value.year <= _YEARS[1]:
        return value
    raise PydanticCustomError(
        "year",
        "the year {year} is out of range",
        {"year": value.year, "fix": f"write a year from {_YEARS[0]} to {_YEARS[1]}"},
    )


Slug = Annotated[str, _held_by(slug_fault, "slug")]
LanguageTag = Annotated[str, _held_by(language_fault, "language")]
ZoneName = Annotated[str, _held_by(zone_fault, "time_zone")]
Hashtag = Annotated[str, _held_by(hashtag_fault, "hashtag")]
WebAddress = Annotated[str, _held_by(url_fault, "url")]
EmailAddress = Annotated[str, _held_by(email_fault, "email")]
PhoneNumber = Annotated[str, _held_by(phone_fault, "phone")]
Day = Annotated[date, BeforeValidator(_a_date), AfterValidator(_in_living_memory)]
WallTime = Annotated[datetime, BeforeValidator(_a_date_with_hours), AfterValidator(_in_living_memory)]
