"""The socket that people connect to, and how a server lets go of it. Input: the settings' host and port."""

from __future__ import annotations

import asyncio
import random
import socket
from typing import Final

import uvicorn

from server.live.fanout import FanoutProtocol
from server.settings import Settings

BACKLOG: Final = 4096
# A browser that loses its last socket is given this long before its request is cut at the stop.
STOP_S: Final = 5
# Sockets that are told to come back, a second, and how long that may take.
TOLD_A_SECOND: Final = 500
SPREAD_S: Final = 10.0
_STEP_S = 0.05


def listen(settings: Settings, *, shared: bool = False) -> socket.socket:
    """Return a socket that listens. `shared` lets other processes listen on the same port. Raises OSError."""
    listener = bind(settings, shared=shared)
    try:
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def bind(settings: Settings, *, shared: bool) -> socket.socket:
    """Return a socket that has the port and does not listen. Raises OSError."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        # The kernel spreads connections over all who listen, and forgets who died.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError:
        listener.close()
        raise
    return listener


class DrainingServer(uvicorn.Server):
    """A server that stops accepting at once and tells those who are connected to come back one after the other."""

    def stop_accepting(self) -> None:
        """Leave new connections to others; those that are here stay."""
        # The first is where people come; what other workers ask of this one is answered to the end.
        for server in self.servers[:1]:
            server.close()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop accepting, drain, then what uvicorn does."""
        self.stop_accepting()
        await self._drain()
        await super().shutdown(sockets)

    async def _drain(self) -> None:
        """All at once would have all of them knock at the next door in the same moment."""
        told = [each for each in self.server_state.connections if isinstance(each, FanoutProtocol)]
        random.shuffle(told)
        spread = min(len(told) / TOLD_A_SECOND, SPREAD_S)
        steps = max(1, round(spread / _STEP_S))
        for step in range(steps):
            for connection in told[step::steps]:
                connection.shutdown()
            if step < steps - 1:
                await asyncio.sleep(_STEP_S)


def configuration(settings: Settings, app: object) -> uvicorn.Config:
    """Return uvicorn's configuration for an application."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
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
        backlog=BACKLOG,
    )
