"""`/metrics`: Prometheus' text form of all that is measured. For this machine alone, or for whoever has the token.

Input: `app.state.metrics`, built by the composition root.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    PROCESS_COLLECTOR,
    generate_latest,
)
from prometheus_client.core import Metric
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from server.colleagues import Colleagues
from server.live.live import Live
from server.media.port import MediaEngine, MediaRefused
from server.metrics.families import counters, gauge
from server.metrics.load import load
from server.metrics.meaning import Sounding, channels, meaning
from server.metrics.media import media
from server.metrics.requests import Requests
from server.metrics.together import together

_log = logging.getLogger(__name__)
# How long the media engine may take to tell how it fares.
PATIENCE_S = 2.0
FORWARDED = ("x-forwarded-for", "forwarded", "x-real-ip")


@dataclass(frozen=True)
class Metrics:
    """Where the numbers come from. `token` admits from anywhere; without one only this machine may ask."""

    live: Live
    requests: Requests
    clock: Callable[[], int]
    token: str = ""
    engine: MediaEngine | None = None

    async def text(self, engine: MediaEngine | None = None, soundings: Iterable[Sounding] = ()) -> bytes:
        """Return all of it in Prometheus' text form; `engine` where this process has come to carry the media."""
        families = [*self._families(), *channels(soundings)]
        engine = self.engine or engine
        if engine is not None:
            try:
                async with asyncio.timeout(PATIENCE_S):
                    families += media(await engine.stats())
                families.append(gauge("puente_media_up", "Whether the media engine answers.", 1))
            except (MediaRefused, TimeoutError, OSError) as error:
                _log.warning("the media engine does not tell how it fares: %s", error)
                families.append(gauge("puente_media_up", "Whether the media engine answers.", 0))
        return generate_latest(_Read(families))

    def _families(self) -> Iterator[Metric]:
        yield from load(self.live)
        yield from meaning(self.live, self.clock())
        yield from _http(self.requests)
        for collector in (PROCESS_COLLECTOR, PLATFORM_COLLECTOR, GC_COLLECTOR):
            yield from collector.collect()


class _Read(Collector):
    """Families that were read already, as the registry that prometheus-client wants."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _http(requests: Requests) -> Iterator[Metric]:
    yield counters(
        "puente_http_requests",
        "HTTP requests by endpoint and class of status. `broadcast.TakeFile` is the broadcast's media.",
        ("endpoint", "status"),
        requests.answered,
    )
    yield counters(
        "puente_http_request_seconds",
        "Time spent on them; what waits for a part of the broadcast to be made counts too.",
        ("endpoint",),
        {(endpoint,): spread.total for endpoint, spread in requests.seconds.items()},
    )
    yield gauge("puente_http_requests_open", "HTTP requests that are being answered.", requests.open)


async def metrics(request: Request) -> Response:
    """Answer a scrape."""
    state: Metrics = request.app.state.metrics
    others: Colleagues | None = getattr(request.app.state, "colleagues", None)
    asks_of_one = others is not None and others.is_one(request.headers)
    if not asks_of_one and not admitted(request, state.token):
        return PlainTextResponse(
            "Give the token of PUENTE_METRICS_TOKEN as a bearer token.\n", status_code=403
        )
    carried = getattr(request.app.state, "media", None)
    soundings = getattr(request.app.state, "soundings", None)
    text = await state.text(
        None if carried is None else carried.engine, () if soundings is None else soundings.read()
    )
    if others is not None and not asks_of_one and others.slot is not None:
        answers = await others.ask("/metrics")
        pages = {slot: answer.content for slot, answer in answers.items() if answer is not None}
        text = together(dict(sorted((pages | {others.slot: text}).items())))
    return Response(text, headers={"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"})


def admitted(request: Request, token: str) -> bool:
    """Say whether somebody may read the metrics: by token where one is set, else from this machine and by no proxy."""
    if token:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


ROUTES: list[BaseRoute] = [Route("/metrics", metrics)]
