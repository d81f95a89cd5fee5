"""A complete client of a live room, written from PROTOCOL.md alone: an example for whoever writes another.

Input: a personal link, and what the server sends. Nothing of Puente is imported. In short:

    signed_in = await sign_in(link, name="Ana", language="es")
    async with Stranger(signed_in, room="plenary", language="es") as ana:
        await ana.command("question.ask", text="¿Por qué?")
        await ana.until(lambda: any(key.startswith("questions/") for key in ana.view))
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx2 as httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

Json = Any
Frame = dict[str, Json]

VERSION = 1
STAY_AWAY = range(4500, 5000)
CALM_DOWN = (4001, 4008)
STALE = 4010


class LinkRefused(Exception):
    """The personal link lets nobody in. The page at the link says why, in words."""


class Refused(Exception):
    """A command that the rules deny. It left no trace, so its text may be offered for another try."""

    def __init__(self, code: str, data: dict[str, Json], temporary: bool) -> None:
        super().__init__(code, data)
        self.code, self.data, self.temporary = code, data, temporary


class StayedAway(Exception):
    """The server closed with a code from 4500 to 4999: coming back would be useless."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code, self.reason = code, reason


@dataclass(frozen=True)
class SignedIn:
    """What a personal link gives: the server's address (`http://host:port`), the conference, the cookie's value."""

    address: str
    conference: str
    cookie: str

    def headers(self) -> dict[str, str]:
        return {"Cookie": f"puente-{self.conference}={self.cookie}"}

    def socket(self, room: str) -> str:
        return f"{self.address.replace('http', 'ws', 1)}/socket/{self.conference}/{room}"


async def sign_in(link: str, name: str, language: str) -> SignedIn:
    """Open a personal link, as its form does. Raises LinkRefused."""
    url = httpx.URL(link)
    address = f"{url.scheme}://{url.netloc.decode()}"
    async with httpx.AsyncClient(trust_env=False, timeout=30) as http:
        answer = await http.post(url, data={"name": name, "language": language}, headers={"Origin": address})
    if answer.status_code != 303:
        raise LinkRefused(f"{link} was answered by {answer.status_code}")
    [cookie] = [cookie for cookie in answer.cookies.jar if cookie.name.startswith("puente-")]
    return SignedIn(address, cookie.name.removeprefix("puente-"), cookie.value or "")


@dataclass
class Stranger:
    """One participant's connection to one room, kept up for as long as the context lasts.

    `view`, `own` and `position` are the present state, patched by each frame. `heard` is told of every frame after
    it was taken in. `uniform` draws the delay before coming back.
    """

    signed_in: SignedIn
    room: str
    language: str
    heard: Callable[[Frame], None] = lambda frame: None
    uniform: Callable[[float, float], float] = random.uniform

    view: dict[str, Json] = field(default_factory=dict, init=False)
    own: dict[str, Json] = field(default_factory=dict, init=False)
    position: str | None = field(default=None, init=False)
    welcome: Frame = field(default_factory=dict, init=False)
    counts: dict[str, int] = field(default_factory=dict, init=False)
    people: dict[str, Frame] = field(default_factory=dict, init=False)
    connected: bool = field(default=False, init=False)
    closes: list[int] = field(default_factory=list, init=False)

    def __post_init__(self) -> None:
        self._socket: ClientConnection | None = None
        self._clock_ahead_ms = 0
        # Messages below this number were not read yet, but for a lone one that a delta may have brought.
        self._read_back_to = 1
        # Commands and pages without an answer, by id, in the order of asking: they are sent again in that order.
        self._asked: dict[str, tuple[Frame, asyncio.Future[Any]]] = {}
        self._ids = (f"{random.getrandbits(48):x}-{number}" for number in itertools.count(1))
        self._changed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        self._running = asyncio.create_task(self._stay())
        await self.until(lambda: self.connected)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    # What a person does.

    async def command(self, type_: str, *, id_: str | None = None, **fields: Json) -> str:
        """Ask for something and wait for the answer, over as many connections as it takes.

        Returns the position at which it is stored. Raises Refused, or StayedAway when no answer can come.
        """
        command = {"type": type_, **fields}
        return str(await self._ask({"type": "command", "id": id_ or next(self._ids), "command": command}))

    async def older_messages(self, limit: int = 50) -> bool:
        """Read messages older than those held into the view; say whether there are still older ones."""
        page = {"type": "page", "feature": "chat", "before": self._read_back_to, "limit": limit}
        return bool(await self._ask({**page, "id": next(self._ids)}))

    async def speak(self, language: str) -> None:
        """Change the language in this room, for this connection and the next visit."""
        self.language = language
        await self._send({"type": "language", "language": language})

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds, looked at again after each frame. Raises StayedAway when none will come."""
        while not holds():
            await asyncio.wait([self._changed, self._running], return_when=asyncio.FIRST_COMPLETED)
            if self._running.done() and not holds():
                await self._running

    def drop(self) -> None:
        """Lose the connection without a word, as a phone does in a tunnel."""
        if self._socket is not None:
            self._socket.transport.abort()

    def now(self) -> int:
        """Return the server's time, in milliseconds."""
        return int(asyncio.get_running_loop().time() * 1000) + self._clock_ahead_ms

    # The socket: connect, say hello, take in, come back.

    async def _stay(self) -> None:
        failures = 0
        while True:
            code, reason = await self._visit()
            failures = 1 if self.connected else failures + 1
            self.connected = False
            self.closes.append(code)
            if code in STAY_AWAY:
                raise StayedAway(code, reason)
            if code == STALE:
                self.position = None
            self._tell()
            wait_s = self.uniform(0, min(30.0, 0.5 * 2**failures))
            if code in CALM_DOWN:
                wait_s = max(wait_s, self.uniform(0, 3))
            await asyncio.sleep(wait_s)

    async def _visit(self) -> tuple[int, str]:
        """Be connected once. Returns the close code and reason; 1006 when there was none."""
        try:
            async with connect(
                self.signed_in.socket(self.room),
                origin=self.signed_in.address,  # type: ignore[arg-type]
                additional_headers=self.signed_in.headers(),
                compression=None,
                max_size=None,
                proxy=None,
            ) as self._socket:
                hello: Frame = {"type": "hello", "version": VERSION, "language": self.language}
                if self.position is not None:
                    hello["position"] = self.position
                await self._write(hello)
                # Longer silence than this means that the connection is dead, whatever the network says.
                silence_s = 60.0
                while True:
                    async with asyncio.timeout(silence_s):
                        frame = json.loads(await self._socket.recv())
                    await self._take(frame)
                    silence_s = 2 * self.welcome.get("ping_s", 30)
                    self.heard(frame)
                    self._tell()
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")
        except (InvalidHandshake, OSError, EOFError) as error:
            return 1006, str(error)
        finally:
            self._socket = None

    async def _take(self, frame: Frame) -> None:
        """Take one frame in. Unknown types and fields are passed over, as the protocol asks."""
        match frame["type"]:
            case "welcome":
                self.welcome = frame
            case "own":
                self.own = patched({} if frame["reset"] else self.own, frame["changes"])
            case "snapshot":
                self.view = frame["view"]
                self._read_back_to = lowest(self.view, default=1)
                await self._arrive()
            case "delta":
                self.view = patched(self.view, frame["changes"])
                await self._arrive()
            case "presence":
                self.counts = frame["counts"]
                self.people = patched({} if frame.get("reset") else self.people, frame.get("people") or {})
            case "ping":
                await self._write({"type": "pong"})
            case "page":
                self.view = patched(self.view, frame["view"])
                self._read_back_to = lowest(frame["view"], default=self._read_back_to)
                self._settle(frame["id"], frame["more"])
            case "reply" if "code" in frame:
                self._settle(frame["id"], Refused(frame["code"], frame["data"], frame["temporary"]))
            case "reply":
                self._settle(frame["id"], frame["position"])
        if frame["type"] in ("snapshot", "delta", "ping"):
            self.position = frame["position"]
        if "now" in frame:
            self._clock_ahead_ms = frame["now"] - int(asyncio.get_running_loop().time() * 1000)

    async def _arrive(self) -> None:
        """Be here: send again, in their order, what has no answer yet; then also what is asked meanwhile."""
        sent: set[str] = set()
        while not self.connected:
            waiting = [frame for id_, (frame, _) in self._asked.items() if id_ not in sent]
            for frame in waiting:
                await self._write(frame)
                sent.add(frame["id"])
            self.connected = not waiting

    async def _send(self, frame: Frame) -> None:
        """Send when here; else a command or a page is sent on arrival, and the hello tells the language."""
        if self.connected:
            await self._write(frame)

    async def _write(self, frame: Frame) -> None:
        # When the connection just went, the reader sees the same and comes back.
        with contextlib.suppress(ConnectionClosed):
            if self._socket is not None:
                await self._socket.send(json.dumps(frame, ensure_ascii=False))

    async def _ask(self, frame: Frame) -> Json:
        answer: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._asked[frame["id"]] = frame, answer
        try:
            await self._send(frame)
            await asyncio.wait([answer, self._running], return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                await self._running
            return answer.result()
        finally:
            del self._asked[frame["id"]]

    def _settle(self, id_: str, result: object) -> None:
        answer = self._asked[id_][1] if id_ in self._asked else None
        if answer is None or answer.done():
            return
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)

    def _tell(self) -> None:
        """Wake whoever waits in `until`."""
        self._changed.set_result(None)
        self._changed = asyncio.get_running_loop().create_future()


def patched(view: dict[str, Json], changes: dict[str, Json]) -> dict[str, Json]:
    """Lay changes over a view: null takes a key away."""
    return {key: value for key, value in {**view, **changes}.items() if value is not None}


def lowest(view: dict[str, Json], default: int) -> int:
    """Return the lowest number of the chat messages in a view."""
    return min((view[key]["number"] for key in view if key.startswith("chat/")), default=default)
