"""A live server in the test's own loop, on a real port, with everything that tests turn by hand: its clock, its heart.

Input: open stores. `Tab` is a browser's tab: a real socket whose frames are patched into a view, as PROTOCOL.md says.
"""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import count
from types import TracebackType
from typing import Any, Self

import uvicorn
from limits.aio.storage import MemoryStorage, Storage
from starlette.applications import Starlette
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from rooms import Participant, Role, RoomId
from server.bus.memory import MemoryBus
from server.bus.port import Bus
from server.live.endpoint import ROUTES
from server.live.fanout import FanoutProtocol
from server.live.live import Live, build_live
from server.presence.memory import MemoryPresence
from server.presence.port import Presence
from server.store.accounts import Account
from server.store.actions import Actions
from server.store.log import Log
from server.stores import Stores
from tests.conftest import WoundClock

CONFERENCE = "metropolis-americas-2022"
ROOM = RoomId(f"{CONFERENCE}/plenary")
ELSEWHERE = RoomId(f"{CONFERENCE}/workshop-1")
PATIENCE_S = 10.0


async def until(
    true: Callable[[], object], complaint: Callable[[], object], patience_s: float = PATIENCE_S
) -> None:
    """Wait until a condition holds; fail with the complaint when it does not for so long."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience_s
    while not true():
        assert loop.time() < deadline, complaint()
        await asyncio.sleep(0.002)


async def account_of(stores: Stores, role: Role = Role.ATTENDEE, name: str = "Ana") -> Account:
    """Make a ticket and enter with it."""
    [ticket] = await stores.accounts.create_tickets(CONFERENCE, role, [name], "en", days=1)
    return await stores.accounts.enter(ticket, name, "en")


def participant_of(account: Account) -> Participant:
    return Participant(account.id, account.name, account.role)


@dataclass(frozen=True)
class Venue:
    """A running server."""

    live: Live
    stores: Stores
    clock: WoundClock
    port: int
    app: Starlette
    server: uvicorn.Server

    async def cookie(self, account: Account) -> str:
        login = await self.stores.accounts.log_in(account, days=1)
        return f"puente-{account.conference}={self.stores.guard.cookie_value(login)}"

    async def enter(self, name: str = "Ana", role: Role = Role.ATTENDEE, **options: Any) -> Tab:
        """Open a tab for a new person."""
        return await self.open(await account_of(self.stores, role, name), **options)

    async def open(
        self, account: Account, room: RoomId = ROOM, position: str | None = None, language: str = "en",
        receive_buffer: int | None = None,
    ) -> Tab:  # fmt: skip
        """Open one more tab and say hello; return when it is shown the room or closed."""
        raw = await self.raw(await self.cookie(account), room, receive_buffer=receive_buffer)
        tab = Tab(raw, account)
        hello = {"type": "hello", "version": 1, "language": language}
        await tab.send(hello if position is None else {**hello, "position": position})
        await tab.until(lambda: tab.closed or tab.position, "nothing was shown")
        return tab

    async def raw(
        self,
        cookie: str | None,
        room: str = ROOM,
        origin: str | None = None,
        receive_buffer: int | None = None,
    ) -> ClientConnection:
        """Open a socket without saying hello."""
        connection = socket.socket()
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self.port))
        headers = {} if cookie is None else {"Cookie": cookie}
        return await connect(
            f"ws://127.0.0.1:{self.port}/socket/{room}",
            sock=connection,
            additional_headers=headers | ({} if origin is None else {"Origin": origin}),
            ping_interval=None,
            max_queue=1,
            compression=None,
        )

    async def same_position(self, *tabs: Tab) -> None:
        """Let pings carry the position to those who were shown nothing, until all tabs are at the same one."""
        await self.pass_time(20)
        await tabs[0].until(lambda: len({tab.position for tab in tabs}) == 1, "tabs stay apart")

    async def pass_time(self, seconds: float) -> None:
        """Wind the clock, and let the heart beat once."""
        self.clock.wind(int(seconds * 1000))
        await self.live.heart.beat()


class Tab:
    """A browser's tab in a room. It reads all the time unless told to sleep."""

    # One count for all tabs: a person's ids must differ between theirs.
    ids = (f"c{number}" for number in count(1))

    def __init__(self, connection: ClientConnection, account: Account) -> None:
        self.account = account
        self.frames: list[dict[str, Any]] = []
        self.welcome: dict[str, Any] = {}
        self.view: dict[str, Any] = {}
        self.own: dict[str, Any] = {}
        self.counts: dict[str, int] = {}
        self.people: dict[str, Any] = {}
        self.position: str | None = None
        self.replies: dict[str, dict[str, Any]] = {}
        self.closed: tuple[int, str] | None = None
        self.pings = 0
        self.answers_pings = True
        self._connection = connection
        self._awake = asyncio.Event()
        self._awake.set()
        self._reader = asyncio.create_task(self._read())

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.leave()

    async def leave(self) -> None:
        """Close the tab."""
        self._reader.cancel()
        self._connection.transport.abort()
        await asyncio.wait({self._reader})
        await self._connection.wait_closed()

    def sleep(self) -> None:
        """Read nothing more, as a phone in a pocket."""
        self._awake.clear()

    def wake(self) -> None:
        """Read again."""
        self._awake.set()

    async def send(self, frame: dict[str, Any]) -> None:
        await self.send_raw(json.dumps(frame))

    async def send_raw(self, frame: str | bytes) -> None:
        # A closed socket is noted, with its code, where frames are read.
        with suppress(ConnectionClosed):
            await self._connection.send(frame)

    async def ask(self, type: str, id: str | None = None, **fields: Any) -> str:
        """Send a command and return its id without waiting."""
        id = id or next(self.ids)
        await self.send({"type": "command", "id": id, "command": {"type": type, **fields}})
        return id

    async def command(self, type: str, id: str | None = None, **fields: Any) -> dict[str, Any]:
        """Send a command and return its reply."""
        id = await self.ask(type, id, **fields)
        return await self.reply(id)

    async def reply(self, id: str) -> dict[str, Any]:
        await self.until(lambda: id in self.replies or self.closed, f"no reply to {id}")
        return self.replies.pop(id)

    async def until(self, true: Callable[[], object], complaint: str = "it did not come true") -> None:
        await until(
            true, lambda: f"{complaint}; closed: {self.closed}; last frames: {self.frames[-5:]}"[:2000]
        )

    @property
    def troubles(self) -> list[list[str]]:
        """What it was told of the service's troubles, from first to last."""
        return [frame["troubles"] for frame in self.frames if frame["type"] == "trouble"]

    async def shut(self) -> tuple[int, str]:
        """Wait until the server closes the socket; return code and reason."""
        await self.until(lambda: self.closed, "the socket stays open")
        assert self.closed is not None
        return self.closed

    def keys(self, feature: str) -> list[str]:
        return [key for key in self.view if key.startswith(f"{feature}/")]

    def texts(self) -> list[str]:
        messages = sorted((self.view[key] for key in self.keys("chat")), key=lambda each: each["number"])
        return [message["text"] for message in messages]

    async def _read(self) -> None:
        try:
            while True:
                await self._awake.wait()
                self._take(json.loads(await self._connection.recv()))
                if self.frames[-1]["type"] == "ping" and self.answers_pings:
                    await self.send({"type": "pong"})
        except ConnectionClosed as closed:
            received = closed.rcvd
            self.closed = (received.code, received.reason) if received else (1006, "")

    def _take(self, frame: dict[str, Any]) -> None:
        self.frames.append(frame)
        match frame["type"]:
            case "welcome":
                self.welcome = frame
            case "own":
                self.own = _patched({} if frame["reset"] else self.own, frame["changes"])
            case "snapshot":
                self.view, self.position = frame["view"], frame["position"]
            case "delta":
                self.view, self.position = _patched(self.view, frame["changes"]), frame["position"]
            case "presence":
                self.counts = frame["counts"]
                if "people" in frame:
                    self.people = _patched({} if frame["reset"] else self.people, frame["people"])
            case "reply" | "page":
                self.replies[frame["id"]] = frame
            case "ping":
                self.pings += 1
                self.position = frame["position"]


def _patched(view: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    merged = {**view, **changes}
    return {key: value for key, value in merged.items() if value is not None}


@asynccontextmanager
async def open_venue(
    stores: Stores,
    clock: WoundClock,
    *,
    bus: Bus | None = None,
    presence: Presence | None = None,
    log: Log | None = None,
    rates: Storage | None = None,
    send_buffer: int | None = None,
    ws: type[asyncio.Protocol] | str = FanoutProtocol,
) -> AsyncIterator[Venue]:
    """Serve for as long as the context lasts. `send_buffer` bounds what the kernel takes for a socket."""
    live = build_live(
        log=log or Log(stores.database), bus=bus or MemoryBus(), presence=presence or MemoryPresence(clock),
        accounts=stores.accounts, conferences=stores.conferences, guard=stores.guard, storage=rates or MemoryStorage(),
        clock=clock, public_url="https://puente.example", tick_ms=2, ping_s=20, secret=stores.secret,
        readable=("en", "es", "fr"),
    )  # fmt: skip
    app = Starlette(routes=ROUTES)
    app.state.live = live
    app.state.actions = Actions(stores.database, clock)
    listener = socket.socket()
    if send_buffer is not None:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(app, ws=ws, lifespan="off", log_config=None, timeout_graceful_shutdown=3)
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listener])
    try:
        yield Venue(live, stores, clock, listener.getsockname()[1], app, server)
    finally:
        await live.actors.close()
        await server.shutdown(sockets=[listener])
