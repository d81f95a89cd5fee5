"""What the application holds of media beside the engine: stage, broadcasts, placement, keys and slides, put together.

Input: an engine, or none; open stores; the live rooms. The composition root builds it.
"""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from starlette.datastructures import State

from server.api.broadcast import Broadcast
from server.api.doorman import Doorman
from server.api.keys import Keys
from server.api.slides import Slides
from server.auth.keys import StreamKeys
from server.broadcasting import Broadcasting, PackingEngine, suits
from server.live.live import Live
from server.media.hls.archive import Archive
from server.media.hls.bequest import Bequest
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.replays import Replays
from server.media.media import Media
from server.media.port import MediaEngine
from server.media.tokens import MediaTokens
from server.media.turn import Turn
from server.placement import Placement
from server.presence.port import Presence
from server.setting_kinds import listed
from server.slides.decks import Decks
from server.soundings import Soundings
from server.staging import Staging
from server.stores import Stores, wall_clock


class Studio:
    """One for each process. Without an engine there are only slides; `packing` is the engine if it can broadcast."""

    def __init__(
        self,
        engine: MediaEngine | None,
        packing: PackingEngine | None,
        stores: Stores,
        live: Live,
        presence: Presence,
    ) -> None:
        settings = stores.settings
        self._engine, self._packing = engine, packing
        self._stores, self._live, self._presence = stores, live, presence
        archive = None if packing is None else Archive(settings.data / "broadcasts")
        self._broadcasts = Broadcasts(time.monotonic, secrets.token_urlsafe, archive)
        self._bequest = Bequest(settings.data / "broadcasts.left", wall_clock)
        self._keys = StreamKeys(stores.accounts, stores.secret)
        self._decks = Decks(settings.data / "slides", settings.slides_megabytes, settings.slides_pages)
        self._soundings = Soundings(engine, self._broadcasts, live.actors, wall_clock)
        self._broadcasting: Broadcasting | None = None
        self._placement = None
        if engine is not None:
            self._placement = Placement(
                engine, self._broadcasts, live.actors, settings.webrtc_viewers, settings.media_processes
            )

    def furnish(self, state: State) -> None:
        """Give the routes what they need, as `app.state`."""
        stores, settings = self._stores, self._stores.settings
        state.replays = Replays(settings.data / "broadcasts")
        state.slides = Slides(self._decks, stores.guard, self._live.actors)
        state.soundings = self._soundings
        state.keys = Keys(self._keys, stores.guard, settings.public_url)
        door = Doorman(stores.guard, self._keys, self._live.actors)
        state.broadcast = Broadcast(self._broadcasts, door)
        state.media = self._engine and Media(
            engine=self._engine,
            tokens=MediaTokens(stores.secret),
            clock=wall_clock,
            turn=Turn(listed(settings.turn_urls), settings.turn_secret.get_secret_value()),
            stun=listed(settings.stun_urls),
            door=door,
            place=self._placement,
        )

    async def take_over(self, handed: bytes = b"") -> None:
        """Go on with the broadcasts that another process has handed over or left. To be called before this runs."""
        if self._packing is not None:
            self._broadcasts.take_over(handed or await asyncio.to_thread(self._bequest.take))

    async def hand_over(self) -> bytes:
        """Give the broadcasts to another process; nothing is broadcast from here any more."""
        return b"" if self._broadcasting is None else await self._broadcasting.hand_over()

    async def leave(self) -> None:
        """Keep the broadcasts for the next start; nothing is broadcast from here any more."""
        await asyncio.to_thread(self._bequest.leave, await self.hand_over())

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Work as `running` does where nobody hands anything over: go on with what was left, and leave it in the end."""
        await self.take_over()
        async with self.running():
            try:
                yield
            finally:
                await self.leave()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work for as long as the context lasts. The engine runs before and after."""
        actors = self._live.actors
        async with AsyncExitStack() as running:
            await running.enter_async_context(self._decks.running(actors.follow))
            if self._engine is not None and self._placement is not None:
                fits = suits if self._packing is not None else lambda _track: True
                staging = Staging(self._engine, actors, self._presence, wall_clock, fits)
                await running.enter_async_context(staging.running())
                await running.enter_async_context(self._placement.running())
                await running.enter_async_context(self._soundings.running())
            if self._packing is not None:
                self._broadcasting = Broadcasting(self._packing, self._broadcasts, actors, wall_clock)
                await running.enter_async_context(self._broadcasting.running())
            yield
