"""WHIP (RFC 9725): a publisher posts an offer and is answered. For browsers, OBS and other encoders.

`POST /whip/{conference}/{room}` with a bearer token or a cookie. The query may say `source=camera` and
`source=microphone` (the default is all that is granted but the screen) or `source=screen`, `codec=H264` to prefer a
codec, `replace=1` to take the source over from the same participant's other publisher, and `aside=1` for a booth's
microphone, which those backstage receive only when they ask for it.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.api import peers
from server.media.media import Media
from server.media.port import Publish, Source

# H.264 is what can be broadcast.
_CODECS = ("H264", "VP8")


async def publish(request: Request, media: Media) -> Response:
    """Take an offer to send."""
    grant = await peers.grant_of(request, media)
    asked = request.query_params.getlist("source")
    allowed = {source.value: source for source in grant.sources}
    if not allowed or not set(asked) <= set(allowed):
        raise peers.Problem(403, "media.grant")
    sources = tuple(allowed[each] for each in dict.fromkeys(asked)) or tuple(
        source for source in grant.sources if source is not Source.SCREEN or len(grant.sources) == 1
    )
    first = request.query_params.get("codec", "").upper()
    codecs = tuple(sorted(_CODECS, key=lambda codec: codec != first))
    offer = await peers.body_of(request, peers.SDP, peers.LARGEST_OFFER)
    replace = request.query_params.get("replace") == "1"
    aside = request.query_params.get("aside") == "1"
    answer = await media.engine.publish(
        Publish(grant.room, grant.participant, sources, offer, codecs, replace, aside)
    )
    return peers.created(request, media, grant, answer, "whip_resource")


_ENDPOINT, _RESOURCE = "/whip/{conference}/{room}", "/whip/{conference}/{room}/{resource}"
ROUTES: list[BaseRoute] = [
    Route(_ENDPOINT, peers.answering(publish), methods=["POST"]),
    Route(_ENDPOINT, peers.answering(peers.ENDPOINT_OPTIONS), methods=["OPTIONS"]),
    Route(_RESOURCE, peers.answering(peers.patch), methods=["PATCH"], name="whip_resource"),
    Route(_RESOURCE, peers.answering(peers.delete), methods=["DELETE"]),
    Route(_RESOURCE, peers.answering(peers.RESOURCE_OPTIONS), methods=["OPTIONS"]),
]
