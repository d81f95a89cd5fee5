"""The composition root: puts stores, rooms and pages together into one ASGI application. Nobody else imports adapters."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from limits.aio.storage import Storage
from starlette.applications import Starlette
from starlette.datastructures import State
from starlette.middleware import Middleware

from server.api.captions import CaptionDesk
from server.auth.feeds import Feeds
from server.auth.guests import Guests
from server.auth.origin import OriginCheck
from server.banning import Banning
from server.bus.memory import MemoryBus
from server.bus.port import Bus
from server.bus.redis import RedisBus
from server.carrying import Carrying, StartingEngine
from server.colleagues import Colleagues
from server.errors import Misconfigured
from server.hosting import Hosting
from server.i18n.catalogue import Catalogue
from server.leases.file import FileLeases
from server.leases.memory import MemoryLeases
from server.leases.port import Leases
from server.leases.redis import RedisLeases
from server.live.counts import Counts
from server.live.live import Live, build_live
from server.media.configuration import Configuration
from server.media.engines import Engines
from server.media.janus.engine import JanusEngine
from server.media.port import MediaEngine, MediaRefused
from server.metrics.door import Metrics
from server.metrics.requests import RequestIds, Requests
from server.pages.errors import ERROR_HANDLERS
from server.pages.headers import SecurityHeaders
from server.pages.site import open_site
from server.presence.memory import MemoryPresence
from server.presence.port import Presence
from server.presence.redis import RedisPresence
from server.readiness import Readiness
from server.redis.link import Link
from server.redis.rates import SharedRates
from server.relay import Relay
from server.routes import ROUTES
from server.scheduling import Scheduling
from server.setting_kinds import listed
from server.settings import Settings
from server.store.actions import Actions
from server.store.audit import AuditLog
from server.store.log import Log
from server.store.translations import Translations
from server.stores import Stores, wall_clock
from server.studio import Studio
from server.translating import Translating
from server.translation.claims import Claims
from server.translation.engines import open_engine
from server.translation.translator import Translator


def build(stores: Stores, address: str = "") -> Starlette:
    """Return the application on open stores. Raises Misconfigured when the pages are not built.

    `address` is where the other workers reach this one; with it one of them carries the media for all.
    """
    settings = stores.settings
    shared = _shared(settings, together=bool(address))
    catalogue = Catalogue.load(settings.web / "locale")
    live = build_live(
        log=Log(stores.database),
        bus=shared.bus,
        presence=shared.presence,
        accounts=stores.accounts,
        conferences=stores.conferences,
        guard=stores.guard,
        storage=shared.rates,
        clock=wall_clock,
        public_url=settings.public_url,
        tick_ms=settings.tick_ms,
        ping_s=settings.ping_s,
        secret=stores.secret,
        readable=catalogue.languages,
    )
    requests = Requests()
    scheduling = Scheduling(stores.conferences, live.actors)
    made_by = open_engine(settings)
    translator = (
        None
        if made_by is None
        else Translator(made_by, Translations(stores.database, wall_clock), Claims(shared.leases))
    )
    translating = Translating(stores.conferences, live.actors, shared.presence, translator)
    engine = None if address else _engine(settings)
    studio = _studio(engine, stores, live, shared.presence)
    state = State()
    hosting = None
    if address and settings.media:
        hosting = Hosting(
            shared.leases,
            address,
            _proof(stores, b"handover"),
            partial(_carrying, state, stores, live, shared.presence),
            live.actors,
            stores.conferences.every_room,
        )

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as running:
            for part in shared.parts:
                await running.enter_async_context(part.running())
            if engine is not None:
                try:
                    await engine.start()
                except Misconfigured as fault:
                    # The server around us tells only that it could not start; whoever runs it finds the fault here.
                    app.state.fault = fault
                    raise
                running.push_async_callback(engine.close)
            await running.enter_async_context(live.running())
            await running.enter_async_context(scheduling.running())
            await running.enter_async_context(Banning(stores.conferences, live.actors).running())
            await running.enter_async_context(studio.alone())
            if hosting is not None:
                await running.enter_async_context(hosting.running())
            await running.enter_async_context(translating.running())
            yield

    app = Starlette(
        routes=ROUTES,
        lifespan=lifespan,
        exception_handlers=ERROR_HANDLERS,
        middleware=[
            Middleware(RequestIds, requests=requests),
            Middleware(SecurityHeaders, secure=settings.secure),
            Middleware(OriginCheck, public_url=settings.public_url),
            Middleware(Relay, hosting=hosting),
        ],
    )
    app.state = state
    app.state.hosting = hosting
    app.state.colleagues = Colleagues(address, _proof(stores, b"colleague")) if address else None
    app.state.fault = None
    app.state.live = live
    studio.furnish(app.state)
    app.state.captions = CaptionDesk(
        Feeds(stores.secret, wall_clock), live.actors, stores.conferences, stores.guard
    )
    app.state.readiness = Readiness(
        {"database": stores.database.ping, "bus": shared.bus.ping}
        | ({} if engine is None else {"media": partial(_ping, engine)})
    )
    app.state.metrics = Metrics(live, requests, wall_clock, settings.metrics_token.get_secret_value(), engine)
    app.state.actions = Actions(stores.database, wall_clock)
    app.state.audit = AuditLog(stores.database, app.state.actions)
    app.state.guests = Guests(stores.accounts, stores.secret, shared.rates)
    app.state.site = open_site(
        settings=settings,
        conferences=stores.conferences,
        accounts=stores.accounts,
        guard=stores.guard,
        links=stores.links,
        catalogue=catalogue,
        clock=wall_clock,
        actors=live.actors,
        wait_s=live.admission.wait_s,
    )
    return app


class _Running(Protocol):
    """A part that works for as long as its context lasts."""

    def running(self) -> AbstractAsyncContextManager[None]: ...


@dataclass(frozen=True)
class _Shared:
    """What joins the processes of one service. `parts` must run, in this order."""

    bus: Bus
    presence: Presence
    rates: Storage
    leases: Leases
    parts: tuple[_Running, ...] = ()


def _proof(stores: Stores, of: bytes) -> str:
    """Return what only processes with this service's secret know."""
    return hmac.digest(stores.secret.encode(), of, "sha256").hex()


def _shared(settings: Settings, *, together: bool) -> _Shared:
    """Return what one process needs by itself, or what many share through Redis.

    Without Redis a process that serves `together` has its successor beside it for a moment.
    """
    if not settings.redis_url:
        leases = FileLeases(settings.data / "leases.json") if together else MemoryLeases(wall_clock)
        return _Shared(MemoryBus(), MemoryPresence(wall_clock), Counts(), leases)
    link = Link(settings.redis_url)
    presence = RedisPresence(link, wall_clock)
    rates = SharedRates(link, settings.redis_url)
    return _Shared(RedisBus(link), presence, rates, RedisLeases(link), (link, presence))


def _engine(settings: Settings) -> Engines | JanusEngine | None:
    """Return the media engine that the settings name, not yet started. Raises Misconfigured."""
    if not settings.media:
        return None
    if settings.media_engine == "janus":
        return JanusEngine.of(listed(settings.janus_urls.get_secret_value()))
    return Engines(_configuration(settings), settings.media_processes)


def _carrying(state: State, stores: Stores, live: Live, presence: Presence) -> Carrying:
    """Return what carries the media of all workers. Raises Misconfigured."""
    engine = _engine(stores.settings)
    assert engine is not None
    return Carrying(engine, lambda found: _studio(found, stores, live, presence), state)


def _studio(engine: StartingEngine | None, stores: Stores, live: Live, presence: Presence) -> Studio:
    return Studio(engine, engine if isinstance(engine, Engines) else None, stores, live, presence)


async def _ping(engine: MediaEngine) -> None:
    try:
        await engine.stats()
    except MediaRefused as refused:
        raise ConnectionError(refused.code) from refused


def _configuration(settings: Settings) -> Configuration:
    return Configuration(
        hosts=settings.media_bound,
        port=settings.port if settings.media_port is None else settings.media_port,
        advertised=listed(settings.media_addresses),
        most_peers=settings.media_peers,
        part=settings.part_ms / 1000,
    )
