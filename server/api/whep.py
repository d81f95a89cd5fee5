"""WHEP: a subscriber posts an offer to receive and is answered, as in WHIP (RFC 9725) the other way round.

`POST /whep/{conference}/{room}` with a bearer token. The query may name `track=` once for each section, in order;
without it the tracks of the stage, or with a backstage token the room's, are sent as they come.
`POST …/{resource}/sections/{mid}` with `{"track": …, "layer": …}` changes what a section carries, without a new offer.
"""

from __future__ import annotations

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.api import peers
from server.media.media import Media
from server.media.port import ResourceId, Subscribe, TrackId, Wanted

_LARGEST_CHOICE = 4096


async def subscribe(request: Request, media: Media) -> Response:
    """Take an offer to receive."""
    grant = peers.grant_of(request, media)
    if not grant.receives:
        raise peers.Problem(403, "media.grant")
    tracks = request.query_params.getlist("track")
    wanted = tuple(Wanted(TrackId(track)) for track in tracks) if tracks else None
    offer = await peers.body_of(request, peers.SDP, peers.LARGEST_OFFER)
    answer = await media.engine.subscribe(
        Subscribe(grant.room, grant.participant, offer, wanted, grant.backstage)
    )
    return peers.created(request, media, grant, answer, "whep_resource")


async def choose(request: Request, media: Media) -> Response:
    """Change what a section carries."""
    peers.grant_of(request, media)
    body = await peers.body_of(request, "application/json", _LARGEST_CHOICE)
    try:
        wanted = msgspec.json.decode(body, type=Wanted)
    except msgspec.DecodeError as error:
        raise peers.Problem(400, "media.choice", reason=str(error)) from error
    await media.engine.choose(ResourceId(request.path_params["resource"]), request.path_params["mid"], wanted)
    return Response(status_code=204)


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
