"""The media of a whole service, as one process carries them: engine, stage, broadcasts. Input: how to make these.

What was packed of a broadcast goes to the process that carries the media next, now or after a restart: players go on.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Protocol

from starlette.datastructures import State

from server.media.port import MediaEngine
from server.studio import Studio


class StartingEngine(MediaEngine, Protocol):
    """An engine that is not started yet."""

    async def warm(self) -> None:
        """Get ready, as far as another may still have the port."""

    async def start(self) -> None:
        """Serve. Raises Misconfigured."""


class Carrying:
    """Made anew each time. `open_studio` gives what stands on an engine, or on none; `state` is `app.state`."""

    def __init__(
        self, engine: StartingEngine, open_studio: Callable[[StartingEngine | None], Studio], state: State
    ) -> None:
        self._engine, self._open_studio, self._state = engine, open_studio, state
        self._studio = open_studio(engine)
        self._running = AsyncExitStack()

    async def warm(self) -> None:
        """Get ready, while another process still carries."""
        await self._engine.warm()

    async def begin(self, handed: bytes) -> None:
        """Carry, and go on with what another process has handed over. Raises Misconfigured."""
        self._running.push_async_callback(self._engine.close)
        await self._engine.start()
        await self._studio.take_over(handed)
        await self._running.enter_async_context(self._studio.running())
        self._studio.furnish(self._state)

    async def hand_over(self) -> bytes:
        """Carry no longer; give what another process needs to go on with the broadcasts."""
        handed = await self._studio.hand_over()
        await self.end()
        return handed

    async def leave(self) -> None:
        """Carry no longer; the next start goes on with the broadcasts."""
        await self._studio.leave()
        await self.end()

    async def end(self) -> None:
        """Carry no longer."""
        await self._running.aclose()
        self._open_studio(None).furnish(self._state)
