"""Serving by one process: opens the stores, loads the conferences, listens, and prints the ready links."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from collections.abc import Callable

from server.app import build
from server.invitations import Invitations
from server.listening import DrainingServer, configuration, listen
from server.settings import Settings
from server.stores import Stores, open_stores

logger = logging.getLogger(__name__)

Say = Callable[[str], None]


async def serve(settings: Settings, say: Say) -> None:
    """Serve until SIGINT or SIGTERM. `say` prints a line for the operator.

    Raises ConferenceFaults, SchemaMismatch and Misconfigured when it cannot begin, OSError when the port cannot be had.
    """
    async with open_stores(settings) as stores:
        await load_conferences(stores, say)
        listener = listen(settings)
        app = build(stores)
        await _Announced(app, stores, listener, say).serve(sockets=[listener])
        if app.state.fault is not None:
            raise app.state.fault


async def load_conferences(stores: Stores, say: Say) -> None:
    """Import the conference files that changed. Raises ConferenceFaults."""
    loaded = await stores.conferences.load_folder(stores.settings.conferences)
    for warning in loaded.warnings:
        say(f"warning: {warning}")


async def announce(stores: Stores, port: int, say: Say) -> None:
    """Print where the pages are, and a link for each role."""
    address = stores.settings.address(port)
    say(f"Puente serves on {address}/")
    conference = stores.conferences.current()
    if conference is None:
        return
    name = conference.name.pick("en", conference.default_language).text
    say(f"{name}" + (" (rehearsal: the programme is shifted to now)" if conference.rehearsal else ""))
    invitations = Invitations(stores.accounts, stores.links, stores.settings, address)
    for invitation in await invitations.standing(conference):
        say("  " + invitation.line())


def _stay() -> None:
    logger.warning(
        "SIGHUP replaces workers, and there are none (PUENTE_WORKERS=1 has one): restart the service instead"
    )


class _Announced(DrainingServer):
    """A server that prints the links once it listens."""

    def __init__(self, app: object, stores: Stores, listener: socket.socket, say: Say) -> None:
        super().__init__(configuration(stores.settings, app))
        self._stores = stores
        self._port = listener.getsockname()[1]
        self._say = say

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            # It would end the process, and everybody's session with it.
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, _stay)
            await announce(self._stores, self._port, self._say)
