"""What WHIP and WHEP have in common: tokens, offers in, answers out, and a resource that is patched and deleted.

Input: HTTP requests of browsers, OBS and other WHIP or WHEP peers. Source: RFC 9725; WHEP follows it.
Errors are problem details (RFC 9457) whose `code` is the refusal's.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from rooms import RoomId
from server.api.bodies import TooLong, whole
from server.media.media import Media
from server.media.port import Answer, MediaRefused, ResourceId
from server.media.tokens import Grant, InvalidToken

SDP, FRAGMENT = "application/sdp", "application/trickle-ice-sdpfrag"
LARGEST_OFFER, LARGEST_FRAGMENT = 256 << 10, 16 << 10
_RETRY_S = "1"
_STATUS = {
    "media.sdp": 400,
    "media.codec": 422,
    "media.taken": 409,
    "media.resource": 404,
    "media.track": 404,
    "media.fragment": 400,
    "media.full": 503,
    "media.busy": 503,
    "media.restarting": 503,
    "media.off": 503,
}
_TITLES = {
    400: "The request cannot be read.",
    401: "A bearer token is needed.",
    403: "The token does not allow this.",
    404: "There is no such thing (any more).",
    405: "This is not done here.",
    409: "Another publisher holds the source.",
    412: "ICE has been restarted since.",
    413: "The body is too large.",
    415: "The body has another type than this takes.",
    422: "No codec in common.",
    428: "If-Match is needed.",
    503: "The media engine cannot take this now.",
}
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Location, ETag, Link, Accept-Patch, Retry-After",
}
Handler = Callable[[Request, Media], Awaitable[Response]]


class Problem(Exception):
    """An answer that is an error."""

    def __init__(self, status: int, code: str, **data: str | int) -> None:
        super().__init__(status, code)
        self.status, self.code, self.data = status, code, data

    def response(self) -> Response:
        """The problem as JSON, with what HTTP demands of its status."""
        headers = dict(_CORS)
        if self.status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="media"'
        elif self.status == 503:
            headers["Retry-After"] = _RETRY_S
        body = {"title": _TITLES[self.status], "status": self.status, "code": self.code, **self.data}
        return JSONResponse(body, self.status, headers, "application/problem+json")


def answering(handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A Starlette endpoint: the handler, with refusals and problems made into answers."""

    async def endpoint(request: Request) -> Response:
        media: Media | None = request.app.state.media
        try:
            if media is None:
                raise MediaRefused("media.off")
            response = await handler(request, media)
        except Problem as problem:
            return problem.response()
        except MediaRefused as refusal:
            return Problem(_STATUS[refusal.code], refusal.code, **refusal.data).response()
        response.headers.update(_CORS)
        return response

    return endpoint


def room_of(request: Request) -> RoomId:
    """The room that the path names."""
    return RoomId(f"{request.path_params['conference']}/{request.path_params['room']}")


async def grant_of(request: Request, media: Media) -> Grant:
    """What whoever asks may do in the path's room, by bearer token or by cookie. Raises Problem 401, 403 or 404."""
    if "authorization" not in request.headers and media.door is not None:
        try:
            known = await media.door.grant(request.cookies, room_of(request))
        except LookupError as error:
            raise Problem(404, "media.room") from error
        if known is not None:
            return known
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Problem(401, "media.token")
    if media.door is not None:
        known = await media.door.key_grant(token.strip(), room_of(request))
        if known is not None:
            return known
    try:
        grant = media.tokens.read(token.strip(), media.clock())
    except InvalidToken as error:
        raise Problem(401, "media.token", reason=str(error)) from error
    if grant.room != room_of(request):
        raise Problem(403, "media.grant")
    return grant


async def body_of(request: Request, kind: str, most: int) -> str:
    """The body as text. Raises Problem 400, 413 or 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != kind:
        raise Problem(415, "media.type", type=kind)
    try:
        return (await whole(request, most)).decode()
    except TooLong as error:
        raise Problem(413, "media.size", most=most) from error
    except (UnicodeDecodeError, ClientDisconnect) as error:
        raise Problem(400, "media.sdp", reason="unreadable") from error


def created(request: Request, media: Media, grant: Grant, answer: Answer, resource_route: str) -> Response:
    """201 with the answer, the resource's address and tag, and the ICE servers to use."""
    location = request.url_for(resource_route, **request.path_params, resource=answer.resource)
    response = Response(answer.sdp, 201, media_type=SDP)
    response.headers["Location"] = location.path
    response.headers["ETag"] = f'"{answer.tag}"'
    response.headers["Accept-Patch"] = FRAGMENT
    for link in links(media, grant):
        response.headers.append("Link", link)
    return response


def links(media: Media, grant: Grant) -> list[str]:
    """Link headers that name the STUN and TURN servers."""
    return [link for server in media.ice_servers(grant.participant) for link in server.links()]


async def patch(request: Request, media: Media) -> Response:
    """Trickle ICE, which an ICE-lite engine need not act on, or an ICE restart (RFC 9725 §4.3)."""
    await grant_of(request, media)
    resource = ResourceId(request.path_params["resource"])
    tag = request.headers.get("if-match", "").strip()
    if not tag:
        raise Problem(428, "media.tag")
    fragment = await body_of(request, FRAGMENT, LARGEST_FRAGMENT)
    if tag == "*":
        restarted = await media.engine.restart_ice(resource, fragment)
        return Response(restarted.fragment, 200, {"ETag": f'"{restarted.tag}"'}, FRAGMENT)
    if tag != f'"{await media.engine.ice_tag(resource)}"':
        raise Problem(412, "media.tag")
    return Response(status_code=204)


async def delete(request: Request, media: Media) -> Response:
    """Close the publisher or subscriber."""
    await grant_of(request, media)
    await media.engine.leave(ResourceId(request.path_params["resource"]))
    return Response(status_code=200)


def options(methods: str, headers: Mapping[str, str] | None = None) -> Handler:
    """The answer to a browser's preflight and to a peer that asks what is taken."""

    async def answer(request: Request, media: Media) -> Response:
        response = Response(status_code=204)
        response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = methods
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-Match"
        response.headers["Access-Control-Max-Age"] = "600"
        response.headers.update(headers or {})
        return response

    return answer


ENDPOINT_OPTIONS = options("POST, OPTIONS", {"Accept-Post": SDP})
RESOURCE_OPTIONS = options("PATCH, DELETE, OPTIONS", {"Accept-Patch": FRAGMENT})
