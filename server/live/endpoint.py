"""The socket's door: origin, cookie, room; then it hands over to a Connection. Input: requests to /socket/….

It takes what it needs from `websocket.app.state.live`.
"""

from __future__ import annotations

import logging
import secrets

from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.websockets import WebSocket

from rooms import STAFF, RoomId
from server.auth.origin import origin_allowed
from server.live.admission import Full
from server.live.connection import Connection
from server.live.frames import CloseCode, Goodbye
from server.live.live import Live
from server.live.room_actor import RoomActor
from server.live.room_actors import UnknownRoom
from server.live.wire import QueuedWire, open_wire
from server.store.accounts import Account
from server.store.log import Unavailable

logger = logging.getLogger(__name__)


async def socket_endpoint(websocket: WebSocket) -> None:
    """Serve one WebSocket in one room."""
    live: Live = websocket.app.state.live
    if not origin_allowed(websocket.headers, live.public_url):
        await websocket.send_denial_response(
            PlainTextResponse("This socket is for the pages of this server.", status_code=403)
        )
        return
    conference: str = websocket.path_params["conference"]
    room = RoomId(f"{conference}/{websocket.path_params['room']}")
    admitted: tuple[Account, RoomActor] | Goodbye
    try:
        admitted = await _admit(live, websocket, conference, room)
    except Goodbye as goodbye:
        admitted = goodbye
    await websocket.accept()
    wire = open_wire(websocket)
    try:
        if isinstance(admitted, Goodbye):
            wire.close(admitted.code, admitted.reason)
            return
        account, actor = admitted
        connection = Connection(
            id=secrets.token_hex(8),
            participant=account.participant,
            actor=actor,
            wire=wire,
            receive=wire.receive if isinstance(wire, QueuedWire) else websocket.receive,
            services=live.services,
        )
        live.heart.add(connection)
        try:
            await connection.run()
        finally:
            live.heart.discard(connection)
    finally:
        if isinstance(wire, QueuedWire):
            await wire.finish()


async def _admit(
    live: Live, websocket: WebSocket, conference: str, room: RoomId
) -> tuple[Account, RoomActor]:
    """Return who asks and the actor of the room. Raises Goodbye."""
    try:
        account = await live.guard.identify(websocket.cookies, conference)
        if account is None:
            raise Goodbye(CloseCode.NOT_PERMITTED, "not signed in")
        if account.banned:
            raise Goodbye(CloseCode.BANNED, "")
        if account.role not in STAFF:
            await live.admission.turn()
        return account, await live.actors.actor(room)
    except Full as full:
        raise Goodbye(CloseCode.FULL, str(full.wait_s)) from full
    except UnknownRoom as error:
        raise Goodbye(CloseCode.NOT_PERMITTED, "no such room") from error
    except (Unavailable, SQLAlchemyError) as error:
        logger.error("room %s: nobody can be admitted: %s", room, error)
        raise Goodbye(CloseCode.INTERNAL, "") from error


ROUTES: list[BaseRoute] = [WebSocketRoute("/socket/{conference}/{room}", socket_endpoint)]
