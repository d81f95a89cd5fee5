"""The URL table. The order counts: a path is answered by the first route that matches."""

from __future__ import annotations

from starlette.routing import BaseRoute

from server.api import health, polls, questions
from server.live import endpoint
from server.pages import assets, entry, home, language, listing, moderate, people, programme, room, screens

ROUTES: list[BaseRoute] = [
    *health.ROUTES,
    *polls.ROUTES,
    *endpoint.ROUTES,
    *assets.ROUTES,
    *entry.ROUTES,
    *listing.ROUTES,
    *programme.ROUTES,
    *people.ROUTES,
    *room.ROUTES,
    *moderate.ROUTES,
    *screens.ROUTES,
    *questions.ROUTES,
    *home.ROUTES,
    *language.ROUTES,
]
