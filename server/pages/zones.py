"""The time zones that a reader may choose. Input: `zone.tab` of the tz database, from the tzdata package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from server.i18n import show_city


@dataclass(frozen=True)
class ZoneGroup:
    """The zones of one region, as (IANA name, city), sorted by city. `region` is the name's first part."""

    region: str
    zones: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ZoneMenu:
    """What the choice of a zone shows: all groups, the conference's own zone, and the chosen one or None.

    `differs` says whether the chosen zone's clocks show other hours at any session than the conference's.
    `kept` are the fields of the query that the form sends along.
    """

    groups: tuple[ZoneGroup, ...]
    own: str
    own_city: str
    chosen: str | None
    chosen_city: str | None
    differs: bool
    kept: tuple[tuple[str, str], ...]

    @property
    def listed(self) -> bool:
        """Whether the chosen zone is among the groups, or is offered besides."""
        return self.chosen in (self.own, "UTC") or any(
            name == self.chosen for group in self.groups for name, _ in group.zones
        )


def known_zone(name: str) -> ZoneInfo | None:
    """Return the zone of an IANA name, also of an old one such as Asia/Calcutta."""
    return ZoneInfo(name) if name in _known() else None


@cache
def zone_groups(language: str) -> tuple[ZoneGroup, ...]:
    """Return every zone, by region, with the cities named in a language."""
    regions: dict[str, list[tuple[str, str]]] = {}
    for name in sorted(_listed()):
        regions.setdefault(name.partition("/")[0], []).append((name, show_city(name, language)))
    return tuple(
        ZoneGroup(region, tuple(sorted(zones, key=lambda zone: zone[1].casefold())))
        for region, zones in regions.items()
    )


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


@cache
def _listed() -> frozenset[str]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="ascii")
    return frozenset(line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#"))
