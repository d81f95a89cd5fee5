"""The way to one Janus: its WebSocket API with one session, requests and their answers, events of handles.

Source: Janus 1.x, "The Janus API". Input: the address of its WebSocket and its API secret. A link that broke is not
mended: all that lived in its session is gone, so whoever holds it opens another.
"""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from collections.abc import Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

logger = logging.getLogger(__name__)

Message = dict[str, Any]
OnEvent = Callable[[Message], None]

PLUGIN = "janus.plugin.videoroom"
PATIENCE_S = 10.0
# How often Janus is asked whether it is there, and for how long it may say nothing. A session that is silent
# for a minute it ends itself.
KEEP_ALIVE_S = 2.0
HANGS_S = 6.0
ALIVE = "keepalive"


class JanusFault(Exception):
    """Janus denied a request (`code` is its own), or it is out of reach (`code` is 0)."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Link:
    """One WebSocket and one session. `lost` is called once, when either has ended without being asked to."""

    def __init__(self, url: str, secret: str, protocol: str = "janus-protocol") -> None:
        self._url, self._secret, self._protocol = url, secret, protocol
        self._socket: ClientConnection | None = None
        self.session = 0
        self._waiting: dict[str, asyncio.Future[Message]] = {}
        self._handles: dict[int, OnEvent] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.lost: Callable[[], None] | None = None

    async def open(self, *, session: bool = True) -> None:
        """Connect, and begin a session. Raises JanusFault."""
        try:
            self._socket = await connect(
                self._url,
                subprotocols=[Subprotocol(self._protocol)],
                open_timeout=PATIENCE_S,
                max_size=None,
                proxy=None,
            )
        except (OSError, WebSocketException, TimeoutError) as error:
            raise JanusFault(0, f"{self._url}: {error}") from error
        self._begin(self._read(self._socket), "janus link")
        if session:
            try:
                self.session = int((await self.ask({"janus": "create"}))["data"]["id"])
            except JanusFault:
                await self.close()
                raise
            self._begin(self._keep_alive(), "janus session")

    async def attach(self, on_event: OnEvent) -> int:
        """Return a new handle on the VideoRoom. `on_event` hears what Janus tells of it unasked."""
        handle = int((await self.ask({"janus": "attach", "plugin": PLUGIN}))["data"]["id"])
        self._handles[handle] = on_event
        return handle

    async def detach(self, handle: int) -> None:
        """End a handle and what it sends or receives. What is gone already is gone."""
        self._handles.pop(handle, None)
        try:
            await self.ask({"janus": "detach", "handle_id": handle})
        except JanusFault as fault:
            logger.debug("handle %d was gone: %s", handle, fault.reason)

    async def message(self, handle: int, body: Message, jsep: Message | None = None) -> Message:
        """Ask the VideoRoom, and return its answer with `data` and, where there is one, `jsep`. Raises JanusFault."""
        request: Message = {"janus": "message", "handle_id": handle, "body": body}
        if jsep is not None:
            request["jsep"] = jsep
        answer = await self.ask(request)
        data = answer.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise JanusFault(int(data["error_code"]), str(data.get("error", "")))
        return {"data": data, "jsep": answer.get("jsep")}

    async def ask(self, request: Message) -> Message:
        """Send a request and return its answer. Raises JanusFault."""
        socket = self._socket
        if socket is None:
            raise JanusFault(0, "not connected")
        transaction = (ALIVE if request["janus"] == ALIVE else "") + secrets.token_hex(8)
        whole = {**request, "transaction": transaction}
        if self.session:
            whole["session_id"] = self.session
        if self._secret:
            whole["admin_secret" if self._protocol == "janus-admin-protocol" else "apisecret"] = self._secret
        answered = self._waiting[transaction] = asyncio.get_running_loop().create_future()
        try:
            await socket.send(json.dumps(whole))
            async with asyncio.timeout(PATIENCE_S):
                answer: Message = await answered
                return answer
        except (OSError, WebSocketException, TimeoutError) as error:
            raise JanusFault(0, f"{request['janus']}: {error or 'no answer'}") from error
        finally:
            self._waiting.pop(transaction, None)

    async def close(self) -> None:
        """End the session and everything in it."""
        self.lost = None
        for task in self._tasks:
            task.cancel()
        if self._socket is not None:
            await self._socket.close()
        self._end()

    def _begin(self, work: Any, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._take(json.loads(text))
        except (WebSocketException, ValueError, OSError) as error:
            logger.warning("%s: %s", self._url, error)
        self._end()

    def _take(self, message: Message) -> None:
        kind = message.get("janus")
        waiting = self._waiting.get(message.get("transaction", ""))
        if kind == "ack" and not message.get("transaction", "").startswith(ALIVE):
            # An asynchronous request: its answer comes as an event. Of a keepalive it is the answer.
            return
        if kind == "timeout" and message.get("session_id") == self.session:
            logger.warning("%s: the session timed out", self._url)
            self._end()
        elif waiting is not None and not waiting.done():
            if kind == "error":
                told = message.get("error", {})
                waiting.set_exception(JanusFault(int(told.get("code", 0)), str(told.get("reason", ""))))
            else:
                waiting.set_result(message)
        elif (hear := self._handles.get(message.get("sender", 0))) is not None:
            try:
                hear(message)
            except Exception:
                logger.exception("an event of Janus was not understood: %s", message)

    def _end(self) -> None:
        socket, self._socket = self._socket, None
        if socket is not None:
            # One that only stood still learns by this that nobody waits for it.
            socket.transport.abort()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(JanusFault(0, "the link broke"))
        self._handles.clear()
        lost, self.lost = self.lost, None
        if lost is not None:
            lost()

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(KEEP_ALIVE_S)
            try:
                async with asyncio.timeout(HANGS_S):
                    await self.ask({"janus": ALIVE})
            except (JanusFault, TimeoutError) as fault:
                logger.warning("%s does not answer: %r", self._url, fault)
                self._end()
                return
