"""WHEP: a subscriber posts an offer to receive and is answered, as in WHIP (RFC 9725) the other way round.

`POST /whep/{conference}/{room}` with a bearer token or a cookie. The query may name `track=` once for each section, in
order; without it the tracks of the stage, or of the room for those backstage, are sent as they come; `view=stage` asks
for what the hall gets.
`POST …/{resource}/sections/{mid}` with `{"track": …, "layer": …}` changes what a section carries, without a new offer.
A track that the room's people have been told of, and that the engine is only about to hear of, is waited for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.api import peers
from server.media.media import Media
from server.media.port import MediaRefused, ResourceId, Subscribe, TrackId, Wanted
from server.media.tokens import Grant

Answer = TypeVar("Answer")

_LARGEST_CHOICE = 4096
# The room's entry and the engine's stage are some milliseconds apart; between processes they are more.
_WAITS_S = (0.03, 0.06, 0.12, 0.24, 0.48, 0.96)


async def subscribe(request: Request, media: Media) -> Response:
    """Take an offer to receive."""
    grant = await peers.grant_of(request, media)
    if not grant.receives:
        raise peers.Problem(403, "media.grant")
    tracks = request.query_params.getlist("track")
    wanted = tuple(Wanted(TrackId(track)) for track in tracks) if tracks else None
    backstage = grant.backstage and request.query_params.get("view") != "stage"
    offer = await peers.body_of(request, peers.SDP, peers.LARGEST_OFFER)
    asked = Subscribe(grant.room, grant.participant, offer, wanted, backstage)
    answer = await _patiently(media, grant, lambda: media.engine.subscribe(asked))
    return peers.created(request, media, grant, answer, "whep_resource")


async def choose(request: Request, media: Media) -> Response:
    """Change what a section carries."""
    grant = await peers.grant_of(request, media)
    body = await peers.body_of(request, "application/json", _LARGEST_CHOICE)
    try:
        wanted = msgspec.json.decode(body, type=Wanted)
    except msgspec.DecodeError as error:
        raise peers.Problem(400, "media.choice", reason=str(error)) from error
    resource, mid = ResourceId(request.path_params["resource"]), request.path_params["mid"]
    await _patiently(media, grant, lambda: media.engine.choose(resource, mid, wanted))
    return Response(status_code=204)


async def _patiently(media: Media, grant: Grant, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """The engine's answer; while it does not know a track that the room says is sent, it is asked again."""
    for wait in _WAITS_S:
        try:
            return await ask()
        except MediaRefused as refused:
            track = refused.data.get("track")
            if refused.code != "media.track" or not isinstance(track, str) or media.door is None:
                raise
            if not await media.door.awaits(grant, TrackId(track)):
                raise
        await asyncio.sleep(wait)
    return await ask()


_ENDPOINT, _RESOURCE = "/whep/{conference}/{room}", "/whep/{conference}/{room}/{resource}"
_SECTION = _RESOURCE + "/sections/{mid}"
ROUTES: list[BaseRoute] = [
    Route(_ENDPOINT, peers.answering(subscribe), methods=["POST"]),
    Route(_ENDPOINT, peers.answering(peers.ENDPOINT_OPTIONS), methods=["OPTIONS"]),
    Route(_RESOURCE, peers.answering(peers.patch), methods=["PATCH"], name="whep_resource"),
    Route(_RESOURCE, peers.answering(peers.delete), methods=["DELETE"]),
    Route(_RESOURCE, peers.answering(peers.RESOURCE_OPTIONS), methods=["OPTIONS"]),
    Route(_SECTION, peers.answering(choose), methods=["POST"]),
    Route(_SECTION, peers.answering(peers.options("POST, OPTIONS")), methods=["OPTIONS"]),
]
