"""What the pages stand on: stores, words, templates and assets, as one value at `request.app.state.site`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request

from server.auth.guard import Guard
from server.auth.links import Links
from server.i18n import Catalogue
from server.live.room_actors import RoomActors
from server.pages.assets import Assets
from server.settings import Settings
from server.store.accounts import Accounts
from server.store.conferences import Conferences


@dataclass(frozen=True)
class Site:
    """Everything that a page may use. `clock` gives milliseconds since 1970-01-01T00:00:00Z.

    `wait_s` gives how many seconds someone who comes now waits before the rooms' door.
    """

    settings: Settings
    conferences: Conferences
    accounts: Accounts
    guard: Guard
    links: Links
    catalogue: Catalogue
    assets: Assets
    templates: Environment
    clock: Callable[[], int]
    # The live rooms; None where pages are shown without them.
    actors: RoomActors | None = None
    wait_s: Callable[[], float] = float

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return datetime.fromtimestamp(self.clock() / 1000, UTC)

    def address(self, request: Request) -> str:
        """Return scheme and host at which people reach the pages, without a slash at the end."""
        return self.settings.public_url or str(request.base_url).rstrip("/")


def open_site(
    *,
    settings: Settings,
    conferences: Conferences,
    accounts: Accounts,
    guard: Guard,
    links: Links,
    catalogue: Catalogue,
    clock: Callable[[], int],
    actors: RoomActors | None = None,
    wait_s: Callable[[], float] = float,
) -> Site:
    """Read templates and assets from `settings.web`. Raises Misconfigured."""
    assets = Assets.load(settings.web / "dist", catalogue)
    templates = Environment(
        loader=FileSystemLoader(settings.web / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals["asset"] = assets.url
    templates.filters["initials"] = initials
    return Site(
        settings, conferences, accounts, guard, links, catalogue, assets, templates, clock, actors, wait_s
    )


def initials(name: str) -> str:
    """Return the first letters of a name's first and last word: AE for Agustín Escobar."""
    words = [word for word in name.split() if word[0].isalpha()]
    return "".join(word[0] for word in ([words[0], words[-1]] if len(words) > 1 else words)).upper()


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site
