"""Serving: opens the stores, loads the conferences, listens, and prints the ready links."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from server.app import build
from server.invitations import Invitations
from server.live.fanout import FanoutProtocol
from server.settings import Settings
from server.stores import Stores, open_stores

# A browser that loses its last socket is given this long before its request is cut at the stop.
STOP_S = 5


async def serve(settings: Settings, say: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. `say` prints a line for the operator.

    Raises ConferenceFaults and SchemaMismatch before anything listens, OSError when the port cannot be had.
    """
    async with open_stores(settings) as stores:
        loaded = await stores.conferences.load_folder(settings.conferences)
        for warning in loaded.warnings:
            say(f"warning: {warning}")
        listener = _listen(settings)
        config = uvicorn.Config(
            build(stores),
            ws=FanoutProtocol,
            loop="uvloop",
            http="httptools",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=True,
            forwarded_allow_ips=settings.forwarded_allow_ips,
            ssl_certfile=settings.certificate,
            ssl_keyfile=settings.private_key,
            timeout_graceful_shutdown=STOP_S,
            server_header=False,
        )
        await _Announced(config, stores, listener, say).serve(sockets=[listener])


class _Announced(uvicorn.Server):
    """A server that prints the links once it listens."""

    def __init__(
        self, config: uvicorn.Config, stores: Stores, listener: socket.socket, say: Callable[[str], None]
    ) -> None:
        super().__init__(config)
        self._stores = stores
        self._address = stores.settings.address(listener.getsockname()[1])
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit:
            return
        self._say(f"Puente serves on {self._address}/")
        stores = self._stores
        conference = stores.conferences.current()
        if conference is None:
            return
        name = conference.name.pick("en", conference.default_language).text
        self._say(
            f"{name}" + (" (rehearsal: the programme is shifted to now)" if conference.rehearsal else "")
        )
        invitations = Invitations(stores.accounts, stores.links, stores.settings, self._address)
        for invitation in await invitations.standing(conference):
            self._say("  " + invitation.line())


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(4096)
    except OSError:
        listener.close()
        raise
    return listener
