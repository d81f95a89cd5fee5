"""One person of a rehearsal: enters by a personal link, holds a socket, asks for things, and notes how long each took.

Input: a link, and what the server sends by PROTOCOL.md.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from ssl import SSLContext
from typing import Any

import httpx2
import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Origin

from server.rehearsal.figures import Figures

PATIENCE_S = 30.0
STAMP = "rehearsal "
Frame = dict[str, Any]


class NotAdmitted(Exception):
    """The link lets nobody in there."""


class Refused(Exception):
    """A command was refused with a code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Person:
    """`address` is scheme and host of the server; `language` is a BCP 47 tag; `tls` says whom to believe."""

    def __init__(
        self,
        address: str,
        link: str,
        room: str,
        language: str,
        figures: Figures,
        tls: SSLContext | None = None,
    ) -> None:
        self.room, self.language = room, language
        self.participant = ""
        self.cookies: dict[str, str] = {}
        # Questions and polls that are shown, by key.
        self.view: dict[str, Any] = {}
        self._address, self._link, self._figures = address, link, figures
        # Nothing, which is another thing than None, where the usual ones are believed.
        self._tls: dict[str, Any] = {} if tls is None else {"ssl": tls}
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, tuple[float, str, asyncio.Future[Frame]]] = {}
        self._position: str | None = None
        self._ping_s = 20
        self.here = asyncio.Event()
        # Set when the room's media may have begun anew: it tells so, or the socket was away meanwhile.
        self.media_restarted = asyncio.Event()

    async def enter(self, http: httpx2.AsyncClient, name: str) -> None:
        """Fill in the link's form. Raises NotAdmitted."""
        began = time.perf_counter()
        try:
            answer = await http.post(
                self._link,
                data={"name": name, "language": self.language},
                headers={"Origin": self._address},
                follow_redirects=False,
            )
        except httpx2.HTTPError as error:
            raise NotAdmitted(f"{self._address} does not answer: {error!r}") from error
        self.cookies = {
            each.name: each.value or "" for each in answer.cookies.jar if each.name.startswith("puente-")
        }
        if answer.status_code != 303 or not self.cookies:
            raise NotAdmitted(f"{self._address} answered {answer.status_code} to a link of this deployment")
        self._figures.entering.append((time.perf_counter() - began) * 1000)

    async def stay(self) -> None:
        """Be in the room until cancelled; come back when the socket is lost, as a browser does."""
        failures = 0
        while True:
            began = time.perf_counter()
            try:
                async with connect(
                    f"{self._address.replace('http', 'ws', 1)}/socket/{self.room}",
                    origin=Origin(self._address),
                    additional_headers={"Cookie": self.cookie},
                    compression=None,
                    open_timeout=PATIENCE_S,
                    max_size=None,
                    proxy=None,
                    **self._tls,
                ) as self._socket:
                    await self._be_here(self._socket, began)
                code = self._socket.close_code or 0
            except ConnectionClosed as closed:
                code = closed.rcvd.code if closed.rcvd else 0
            except (OSError, WebSocketException, TimeoutError) as error:
                self._figures.fault(f"the socket cannot be opened: {type(error).__name__}")
                code = 0
            failures = 1 if self.here.is_set() else failures + 1
            self.here.clear()
            self._figures.closed[code] += 1
            for _, _, answer in self._waiting.values():
                if not answer.done():
                    answer.set_exception(Refused("lost"))
            if code >= 4500:
                self._figures.fault(f"the socket was closed for good: {code}")
                return
            await asyncio.sleep(random.uniform(0, min(30.0, 0.5 * 2**failures)))

    async def ask(self, type: str, **fields: object) -> Frame:
        """Give a command and wait for its answer. Raises Refused."""
        socket = self._socket
        if socket is None or not self.here.is_set():
            raise Refused("lost")
        id = secrets.token_hex(6)
        answer: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()
        self._waiting[id] = time.perf_counter(), type, answer
        frame = {"type": "command", "id": id, "command": {"type": type, **fields}}
        try:
            await socket.send(msgspec.json.encode(frame).decode())
            async with asyncio.timeout(PATIENCE_S):
                return await answer
        except TimeoutError:
            self._figures.fault(f"no answer to {type} within {PATIENCE_S:.0f} s")
            raise Refused("no answer") from None
        except ConnectionClosed:
            raise Refused("lost") from None
        finally:
            del self._waiting[id]

    @property
    def cookie(self) -> str:
        """The Cookie header."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    async def _be_here(self, socket: ClientConnection, began: float) -> None:
        hello: Frame = {"type": "hello", "version": 1, "language": self.language}
        if self._position is not None:
            hello["position"] = self._position
        await socket.send(msgspec.json.encode(hello).decode())
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(PATIENCE_S) as silence:
                async for text in socket:
                    await self._hear(msgspec.json.decode(text), socket, began)
                    silence.reschedule(loop.time() + 2 * self._ping_s)
        except TimeoutError:
            # Nobody there would answer a close frame either.
            socket.transport.abort()

    async def _hear(self, frame: Frame, socket: ClientConnection, began: float) -> None:
        kind = frame["type"]
        if kind == "ping":
            await socket.send('{"type": "pong"}')
        elif kind == "welcome":
            if self.participant:
                self.media_restarted.set()
            self.participant = frame["participant"]["participant"]
            self._ping_s = frame["ping_s"]
        elif kind in ("snapshot", "delta"):
            self._take(frame["view"] if kind == "snapshot" else frame["changes"], whole=kind == "snapshot")
            self._position = frame["position"]
            if not self.here.is_set():
                self._figures.joining.append((time.perf_counter() - began) * 1000)
                self.here.set()
        elif kind == "reply":
            self._answered(frame)
        elif kind == "signal" and frame["signal"] == "media.restarted":
            self.media_restarted.set()

    def _take(self, changes: Frame, *, whole: bool) -> None:
        if whole:
            self.view.clear()
        for key, value in changes.items():
            if key.startswith("chat/") and value is not None and not whole:
                self._note_delivery(str(value.get("text", "")))
            elif key.startswith(("questions/", "polls/")):
                if value is None:
                    self.view.pop(key, None)
                else:
                    self.view[key] = value

    def _note_delivery(self, text: str) -> None:
        _, found, stamp = text.rpartition(STAMP)
        if found and stamp.isalnum():
            self._figures.delivering.append((time.monotonic_ns() - int(stamp, 36)) / 1e6)

    def _answered(self, frame: Frame) -> None:
        waiting = self._waiting.get(frame["id"])
        if waiting is None or waiting[2].done():
            return
        asked_at, type, answer = waiting
        self._figures.answering.append((time.perf_counter() - asked_at) * 1000)
        if "code" in frame:
            self._figures.refused[frame["code"]] += 1
            answer.set_exception(Refused(frame["code"]))
        else:
            self._figures.answered[type] += 1
            answer.set_result(frame)


def stamped(words: str) -> str:
    """Words with the present moment, which whoever is shown them can read."""
    digits, number = "", time.monotonic_ns()
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return f"{words} {STAMP}{digits}"
