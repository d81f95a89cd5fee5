"""The words of the interface, and dates, hours and lists as each language writes them."""

from server.i18n.catalogue import SCRIPT_AREAS, SOURCE_LANGUAGE, Catalogue, ScriptBundle
from server.i18n.dates import (
    language_name,
    own_name,
    show_city,
    show_date,
    show_day,
    show_days,
    show_hours,
    show_list,
    show_short_day,
    show_time,
    show_zone,
)
from server.i18n.negotiation import accepted_languages, negotiate

__all__ = [
    "SCRIPT_AREAS",
    "SOURCE_LANGUAGE",
    "Catalogue",
    "ScriptBundle",
    "accepted_languages",
    "language_name",
    "negotiate",
    "own_name",
    "show_city",
    "show_date",
    "show_day",
    "show_days",
    "show_hours",
    "show_list",
    "show_short_day",
    "show_time",
    "show_zone",
]
