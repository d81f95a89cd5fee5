"""One of several processes that serve together, started by `server.crew`. Input: the settings, and a line to the crew.

Over the line the worker says that it serves and that it has left, and hears who serves beside it. It ends with the crew.
"""

from __future__ import annotations

import asyncio
import signal
import socket

from server.app import build
from server.colleagues import Colleagues
from server.crew_line import CrewLine, Left, Roll, Serves
from server.hosting import Hosting
from server.listening import DrainingServer, configuration, listen
from server.serving import load_conferences
from server.settings import Settings
from server.stores import open_stores


async def work(settings: Settings, line: int, rehearsed_at: int | None) -> None:
    """Serve until SIGTERM, or until the crew is gone. On SIGUSR1 nobody new is taken and the media are handed over.

    `line` is the file descriptor of the line, `rehearsed_at` the moment to which a rehearsal's programme is shifted.
    """
    async with open_stores(settings, rehearsed_at=rehearsed_at) as stores:
        await load_conferences(stores, lambda _: None)
        listener = listen(settings, shared=True)
        # The other workers' way to this one, for what one of them does for all.
        aside = listen(settings.model_copy(update={"host": settings.worker_host, "port": 0}))
        scheme = "https" if settings.certificate else "http"
        address = f"{scheme}://{settings.worker_host}:{aside.getsockname()[1]}"
        app = build(stores, address)
        end = socket.socket(fileno=line)
        server = _Worker(configuration(settings, app), end, address, app.state.hosting, app.state.colleagues)
        await server.serve(sockets=[listener, aside])
        if app.state.fault is not None:
            raise app.state.fault


class _Worker(DrainingServer):
    def __init__(
        self,
        config: object,
        end: socket.socket,
        address: str,
        hosting: Hosting | None,
        colleagues: Colleagues,
    ) -> None:
        super().__init__(config)  # type: ignore[arg-type]
        self._end = end
        self._address = address
        self._hosting = hosting
        self._colleagues = colleagues
        self._line: CrewLine | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Hand the media over first, while everybody is still here, then let them go."""
        self._leave()
        if self._leaving is not None:
            await asyncio.wait({self._leaving})
        await super().shutdown(sockets)

    def _leave(self) -> None:
        self.stop_accepting()
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._hand_over(), name="leaving")

    async def _hand_over(self) -> None:
        if self._hosting is not None:
            await self._hosting.leave()
        if self._line is not None:
            self._line.tell(Left())

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit:
            return
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGUSR1, self._leave)
        self._line = await CrewLine.of(self._end)
        self._line.tell(Serves(self._address))
        self._hearing = asyncio.create_task(self._hear_crew(self._line), name="crew")

    async def _hear_crew(self, line: CrewLine) -> None:
        while (message := await line.hear()) is not None:
            if isinstance(message, Roll):
                self._colleagues.meet(message.addresses)
        self.should_exit = True
