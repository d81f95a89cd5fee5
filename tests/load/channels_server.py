"""Django Channels doing a room's smallest part: what one says is sent to all of a group, over Redis.

Input: the URL of a Redis as argument. It speaks as much of PROTOCOL.md as the crowd needs; it keeps nothing and decides
nothing. Prints its port.
"""

from __future__ import annotations

import json
import socket
import sys
from typing import Any

import uvicorn
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

GROUP = "room"


class Room(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One connection."""

    async def connect(self) -> None:
        await self.channel_layer.group_add(GROUP, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        await self.channel_layer.group_discard(GROUP, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        frame = json.loads(text_data or "{}")
        if frame["type"] == "hello":
            await self.send(json.dumps({"type": "snapshot", "position": "e:0", "view": {}}))
        elif frame["type"] == "command":
            told = {"type": "told", "text": frame["command"]["text"], "id": frame["id"]}
            await self.channel_layer.group_send(GROUP, told)
            await self.send(json.dumps({"type": "reply", "id": frame["id"], "position": "e:1"}))

    async def told(self, event: dict[str, Any]) -> None:
        changes = {f"chat/{event['id']}": {"text": event["text"]}}
        await self.send(json.dumps({"type": "delta", "position": "e:1", "changes": changes}))


def main() -> None:
    """Serve until the process is ended."""
    # Its long waits for a message must not end as timeouts of the socket.
    host = {"address": sys.argv[1], "socket_timeout": None}
    layer = {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [host]}}
    settings.configure(CHANNEL_LAYERS={"default": layer}, INSTALLED_APPS=["channels"])
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(2048)
    sys.stdout.write(f"{listener.getsockname()[1]}\n")
    sys.stdout.flush()
    config = uvicorn.Config(Room.as_asgi(), loop="uvloop", log_config=None, lifespan="off", access_log=False)
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
