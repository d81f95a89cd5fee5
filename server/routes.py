"""The URL table. The order counts: a path is answered by the first route that matches."""

from __future__ import annotations

from starlette.routing import BaseRoute

from server.api import health
from server.live import endpoint
from server.pages import assets, entry, home, language, listing, people, programme, room

ROUTES: list[BaseRoute] = [
    *health.ROUTES,
    *endpoint.ROUTES,
    *assets.ROUTES,
    *entry.ROUTES,
    *listing.ROUTES,
    *programme.ROUTES,
    *people.ROUTES,
    *room.ROUTES,
    *home.ROUTES,
    *language.ROUTES,
]
