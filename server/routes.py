"""The URL table. The order counts: a path is answered by the first route that matches."""

from __future__ import annotations

from starlette.routing import BaseRoute

from server.api import (
    announcements,
    broadcast,
    health,
    keys,
    line,
    manuscripts,
    polls,
    questions,
    slides,
    watch,
    whep,
    whip,
)
from server.api import audit as audit_files
from server.api import captions as caption_files
from server.live import endpoint
from server.metrics import door
from server.pages import (
    assets,
    audit,
    backstage,
    booth,
    captions,
    day,
    entry,
    guest,
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

ROUTES: list[BaseRoute] = [
    *health.ROUTES,
    *door.ROUTES,
    *line.ROUTES,
    *polls.ROUTES,
    *caption_files.ROUTES,
    *announcements.ROUTES,
    *audit_files.ROUTES,
    *endpoint.ROUTES,
    *watch.ROUTES,
    *whip.ROUTES,
    *whep.ROUTES,
    *keys.ROUTES,
    *broadcast.ROUTES,
    *slides.ROUTES,
    *manuscripts.ROUTES,
    *assets.ROUTES,
    *entry.ROUTES,
    *guest.ROUTES,
    *listing.ROUTES,
    *recording.ROUTES,
    *programme.ROUTES,
    *people.ROUTES,
    *audit.ROUTES,
    *room.ROUTES,
    *moderate.ROUTES,
    *day.ROUTES,
    *backstage.ROUTES,
    *booth.ROUTES,
    *screens.ROUTES,
    *captions.ROUTES,
    *questions.ROUTES,
    *home.ROUTES,
    *language.ROUTES,
]
