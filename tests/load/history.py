"""The whole chat of a room, read as any client reads it: the snapshot, then older pages until there are no more.

Input: a room's address and a cookie of someone who may be in it.
"""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.load.crowd import Address, Disturbed

Chat = dict[str, dict[str, Any]]

_PAGE = 100
# A page counts as a command, and a connection may send ten a second.
_PAUSE_S = 0.11


async def read_chat(address: Address, cookie: str) -> Chat:
    """Every message by its key. Raises Disturbed when the server leaves a question unanswered."""
    try:
        async with (
            asyncio.timeout(120),
            connect(
                address.origin.replace("http", "ws", 1) + address.path,
                host=address.host,
                port=address.port,
                origin=address.origin,  # type: ignore[arg-type]
                additional_headers={"Cookie": cookie},
                compression=None,
                max_size=None,
                proxy=None,
            ) as connection,
        ):
            await connection.send('{"type": "hello", "version": 1, "language": "en"}')
            chat = _messages((await _next(connection, "snapshot"))["view"])
            more = bool(chat)
            while more:
                before = min(message["number"] for message in chat.values())
                question = {"type": "page", "id": f"p{before}", "feature": "chat", "before": before}
                await connection.send(json.dumps({**question, "limit": _PAGE}))
                page = await _next(connection, "page")
                chat.update(_messages(page["view"]))
                more = page["more"]
                await asyncio.sleep(_PAUSE_S)
            return chat
    except TimeoutError:
        raise Disturbed("the chat could not be read back within 120 s") from None


async def _next(connection: ClientConnection, wanted: str) -> dict[str, Any]:
    while True:
        frame: dict[str, Any] = json.loads(await connection.recv())
        if frame["type"] == "ping":
            await connection.send('{"type": "pong"}')
        if frame["type"] == wanted:
            return frame


def _messages(view: dict[str, Any]) -> Chat:
    return {key: value for key, value in view.items() if key.startswith("chat/")}
