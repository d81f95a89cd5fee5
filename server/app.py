"""The composition root: puts stores, rooms and pages together into one ASGI application. Nobody else imports adapters."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from limits.aio.storage import MemoryStorage
from starlette.applications import Starlette
from starlette.middleware import Middleware

from server.auth.origin import OriginCheck
from server.bus.memory import MemoryBus
from server.live.live import build_live
from server.pages.errors import ERROR_HANDLERS
from server.pages.headers import SecurityHeaders
from server.pages.site import open_site
from server.presence.memory import MemoryPresence
from server.routes import ROUTES
from server.scheduling import Scheduling
from server.store.log import Log
from server.stores import Stores, wall_clock


def build(stores: Stores) -> Starlette:
    """Return the application on open stores. Raises Misconfigured when the pages are not built."""
    settings = stores.settings
    live = build_live(
        log=Log(stores.database),
        bus=MemoryBus(),
        presence=MemoryPresence(wall_clock),
        accounts=stores.accounts,
        conferences=stores.conferences,
        guard=stores.guard,
        storage=MemoryStorage(),
        clock=wall_clock,
        public_url=settings.public_url,
        tick_ms=settings.tick_ms,
        ping_s=settings.ping_s,
        secret=stores.secret,
    )
    scheduling = Scheduling(stores.conferences, live.actors)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with live.running(), scheduling.running():
            yield

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers=ERROR_HANDLERS,
        middleware=[
            Middleware(SecurityHeaders, secure=settings.secure),
            Middleware(OriginCheck, public_url=settings.public_url),
        ],
    )
    app.state.live = live
    app.state.site = open_site(
        settings=settings,
        conferences=stores.conferences,
        accounts=stores.accounts,
        guard=stores.guard,
        links=stores.links,
        clock=wall_clock,
    )
    return app
