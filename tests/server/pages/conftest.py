"""A site on the three conferences with a wound clock, and a reader who visits it."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import update
from starlette.applications import Starlette
from starlette.middleware import Middleware

from rooms import Role
from server.auth.guard import Guard
from server.auth.links import Links
from server.i18n.catalogue import Catalogue
from server.media.hls.replays import Replays
from server.pages import (
    assets,
    audit,
    backstage,
    booth,
    captions,
    day,
    entry,
    home,
    language,
    listing,
    moderate,
    people,
    programme,
    recording,
    room,
    screens,
)
from server.pages.errors import ERROR_HANDLERS
from server.pages.headers import SecurityHeaders
from server.pages.site import Site, open_site
from server.settings import ROOT, Settings
from server.store.accounts import Accounts, Ticket
from server.store.actions import Actions
from server.store.audit import AuditLog
from server.store.conferences import Conferences
from server.store.tables import AccountRow
from server.stores import Stores, wall_clock
from tests.conftest import WoundClock
from tests.server.pages.markup import Element, read_page

AMERICAS = "metropolis-americas-2022"
NORTH_AMERICA = "metropolis-north-america-2018"
GENEVA = "metropolis-international-2004"
ADDRESS = "http://testserver"
ASSETS = {
    "pages.css": "body{color:red}" * 20,
    "room.css": "",
    "room.js": "",
    "print.css": "",
    "moderate.css": "",
    "moderate.js": "",
    "backstage.css": "",
    "backstage.js": "",
    "booth.css": "",
    "booth.js": "",
    "guest.js": "",
    "recording.js": "",
    "js/zone.js": "",
    "images/favicon.svg": "<svg/>",
}


@cache
def words() -> Catalogue:
    """The real catalogues, read once for all pages."""
    return Catalogue.load(ROOT / "web" / "locale")


@dataclass
class Reader:
    """Someone with a browser that keeps cookies."""

    http: httpx2.AsyncClient
    site: Site
    app: Starlette
    stores: Stores

    async def get(self, path: str, **headers: str) -> httpx2.Response:
        """Ask for an address; redirections are not followed. Headers are named with underscores."""
        return await self.http.get(
            path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    async def read(self, path: str, status: int = 200, **headers: str) -> Element:
        """Ask for a page and read it."""
        answer = await self.get(path, **headers)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:300]}"
        return read_page(answer.text)

    async def invite(self, role: Role = Role.ATTENDEE, conference: str = AMERICAS, days: int = 10) -> Ticket:
        """Make a personal link's ticket for Ana."""
        [ticket] = await self.site.accounts.create_tickets(conference, role, ["Ana"], "es", days)
        return ticket

    def link(self, ticket: Ticket, language: str = "es") -> str:
        """Return the path of a personal link."""
        return f"/{language}/enter/{self.site.links.token(ticket)}"

    async def enter(self, ticket: Ticket, name: str = "Ana", language: str = "es") -> httpx2.Response:
        """Fill in the entry form."""
        return await self.http.post(self.link(ticket), data={"name": name, "language": language})

    async def ban(self, ticket: Ticket) -> None:
        """Ban whoever entered with a ticket, as the log's writer does."""
        account = await self.site.accounts.account_of_ticket(ticket.id)
        assert account is not None
        ban = update(AccountRow).where(AccountRow.id == account.id).values(banned_at=1)  # type: ignore[arg-type]
        async with self.stores.database.begin() as connection:
            await connection.execute(ban)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose front end is a small stand-in beside the real templates and catalogues."""
    web = tmp_path / "web"
    (web / "dist" / "assets" / "js").mkdir(parents=True)
    (web / "dist" / "assets" / "images").mkdir()
    for name in ("templates", "locale"):
        (web / name).symlink_to(ROOT / "web" / name)
    for name, text in ASSETS.items():
        (web / "dist" / "assets" / name).write_text(text)
    (web / "dist" / "assets" / "pages.css.gz").write_bytes(gzip.compress(ASSETS["pages.css"].encode()))
    (web / "dist" / "manifest.json").write_text(json.dumps({name: f"/assets/{name}" for name in ASSETS}))
    return Settings(
        data=tmp_path / "data", conferences=ROOT / "deploy" / "conferences", web=web, rehearse_day=False
    )


Open = Callable[..., Awaitable[Reader]]


@pytest.fixture
async def open_reader(stores: Stores, clock: WoundClock) -> AsyncIterator[Open]:
    """Open a site and give it a reader; `rehearse_day` shifts the newest conference to the clock's now."""
    readers: list[Reader] = []

    async def open(rehearse_day: bool = False) -> Reader:
        conferences = Conferences(stores.database, clock, rehearse_day=rehearse_day)
        await conferences.refresh()
        accounts = Accounts(stores.database, clock)
        site = open_site(
            settings=stores.settings,
            conferences=conferences,
            accounts=accounts,
            guard=Guard(accounts, "secret"),
            links=Links(accounts, "secret", clock),
            catalogue=words(),
            clock=clock,
        )
        modules = (
            assets,
            audit,
            captions,
            entry,
            listing,
            recording,
            programme,
            people,
            home,
            room,
            moderate,
            day,
            backstage,
            booth,
            screens,
            language,
        )
        app = Starlette(
            routes=[route for module in modules for route in module.ROUTES],
            exception_handlers=ERROR_HANDLERS,
            middleware=[Middleware(SecurityHeaders, secure=False)],
        )
        app.state.site = site
        app.state.actions = Actions(stores.database, wall_clock)
        app.state.audit = AuditLog(stores.database, app.state.actions)
        app.state.replays = Replays(stores.settings.data / "broadcasts")
        transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
        readers.append(Reader(httpx2.AsyncClient(transport=transport, base_url=ADDRESS), site, app, stores))
        return readers[-1]

    yield open
    for reader in readers:
        await reader.http.aclose()


@pytest.fixture
async def reader(open_reader: Open) -> Reader:
    """A reader of the site on the conference's own day: 23 March 2022, ten o'clock in Toronto."""
    return await open_reader()
