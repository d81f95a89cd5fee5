"""How somebody watches a room: over which path, at which addresses, and what they may send. For players.

`GET /watch/<conference>/<room>` with a cookie or a bearer token answers JSON; `?path=hls` asks for the broadcast, which
is given when there is one, and `?decodes=VP8,H264` names the codecs of pictures that come through by WebRTC. The signal
`watch` tells a viewer to ask again. Errors are those of `peers.py`.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from server.api import peers
from server.media.media import Media, Path


async def watch(request: Request, media: Media) -> Response:
    """Tell a viewer its path."""
    grant = await peers.grant_of(request, media)
    if not grant.receives:
        raise peers.Problem(403, "media.grant")
    room = grant.room
    path: Path = "webrtc"
    decodes = request.query_params.get("decodes")
    if media.place is not None:
        path = media.place.path(
            room,
            grant.participant,
            grant.backstage,
            request.query_params.get("path", ""),
            None if decodes is None else decodes.upper().split(","),
        )
    take = request.app.state.broadcast.broadcasts.of(room)
    broadcast = f"/broadcast/{room}/" if take is not None and take.is_ready else None
    return JSONResponse(
        {
            "path": path,
            "whep": f"/whep/{room}",
            "hls": broadcast and f"{broadcast}index.m3u8",
            "sound": broadcast and f"{broadcast}sound.m3u8",
            "small": f"{broadcast}small.m3u8" if broadcast and take and take.offers("small") else None,
            "beside": broadcast and f"{broadcast}beside.m3u8",
            "backstage": grant.backstage,
            "publish": {"whip": f"/whip/{room}", "sources": list(grant.sources)} if grant.sources else None,
            "ice_servers": [
                {"urls": list(server.urls)}
                | ({"username": server.username, "credential": server.credential} if server.username else {})
                for server in media.ice_servers(grant.participant)
            ],
        },
        headers={"Cache-Control": "no-store"},
    )


ROUTES: list[BaseRoute] = [Route("/watch/{conference}/{room}", peers.answering(watch), methods=["GET"])]
