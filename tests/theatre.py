"""The whole application on a real port, engine included, and people in it who send and watch by scripted peers.

Input: settings. `Venue` gives its tabs; WHIP and WHEP go over HTTP with the cookies of those who sit in them.
"""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2 as httpx
import uvicorn

import rooms
from rooms import CommandId, Role
from server.app import build
from server.live.fanout import FanoutProtocol
from server.media.media import Media
from server.media.port import Answer, ResourceId
from server.scheduling import SERVER
from server.settings import Settings
from server.store.accounts import Account
from server.stores import open_stores, wall_clock
from tests.server.media.peers import Scripted
from tests.venue import ROOM, Tab, Venue, account_of

PATIENCE_S = 20.0


@dataclass
class Person:
    """Somebody with a tab in the room, and the cookie that opens the other doors."""

    account: Account
    tab: Tab
    cookie: str
    http: httpx.AsyncClient
    peers: list[Scripted] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.account.id

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path, headers={"Cookie": self.cookie})

    async def offer(self, path: str, offer: str) -> httpx.Response:
        return await self.http.post(
            path, content=offer, headers={"Cookie": self.cookie, "Content-Type": "application/sdp"}
        )

    async def publish(self, sources: str = "source=camera", kinds: str = "v") -> Scripted:
        """Send from a scripted peer, by WHIP."""
        return await self._connect(f"/whip/{ROOM}?{sources}", "sendonly", kinds)

    async def watch(self, kinds: str = "v", query: str = "") -> Scripted:
        """Receive with a scripted peer, by WHEP."""
        return await self._connect(f"/whep/{ROOM}{query}", "recvonly", kinds)

    async def _connect(self, path: str, direction: str, kinds: str) -> Scripted:
        peer = Scripted()
        answer = await self.offer(path, peer.remote.offer(direction, kinds))
        assert answer.status_code == 201, answer.text
        await peer.connect(Answer(ResourceId(""), answer.text, ""))
        self.peers.append(peer)
        return peer


@dataclass
class Theatre:
    """The running application."""

    venue: Venue
    http: httpx.AsyncClient

    @property
    def media(self) -> Media:
        media = self.venue.app.state.media
        assert isinstance(media, Media)
        return media

    async def enter(self, name: str, role: Role = Role.ATTENDEE) -> Person:
        account = await account_of(self.venue.stores, role, name)
        tab = await self.venue.open(account)
        return Person(account, tab, await self.venue.cookie(account), self.http)

    async def end_session(self) -> None:
        """Withdraw the live session from the programme."""
        actor = await self.venue.live.actors.actor(ROOM)
        live = rooms.live_session(actor.hub.view.room, wall_clock())
        assert live is not None, "no session is live"
        await self.venue.live.actors.submit(
            ROOM, SERVER, CommandId(secrets.token_hex(8)), rooms.WithdrawSession(live.session), "en"
        )


@asynccontextmanager
async def open_theatre(settings: Settings, **changes: Any) -> AsyncIterator[Theatre]:
    """Serve the whole application for as long as the context lasts."""
    settings = settings.model_copy(update={"media_port": 0, **changes})
    async with open_stores(settings) as stores:
        await stores.conferences.load_folder(settings.conferences)
        app = build(stores)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        config = uvicorn.Config(
            app, ws=FanoutProtocol, lifespan="on", log_config=None, timeout_graceful_shutdown=3
        )
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            while not server.started:
                assert not serving.done(), "the application did not start"
                await asyncio.sleep(0.01)
            port = listener.getsockname()[1]
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S) as http:
                venue = Venue(app.state.live, stores, wall_clock, port, app, server)  # type: ignore[arg-type]
                yield Theatre(venue, http)
        finally:
            server.should_exit = True
            await serving
