"""Debian's Janus with its VideoRoom, as the measure of the forwarder. Input: the packaged binary and its WebSocket API.

It gathers no loopback candidates, so the machine must have another address.
"""

import asyncio
import json
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

import ifaddr
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.load.crowd import Disturbed

_MAIN = """general: {{
  configs_folder = "{folder}"
  plugins_folder = "/usr/lib/x86_64-linux-gnu/janus/plugins"
  transports_folder = "/usr/lib/x86_64-linux-gnu/janus/transports"
  loggers_folder = "{folder}"
  events_folder = "{folder}"
  debug_level = 2
}}
media: {{ ipv6 = false, rtp_port_range = "30000-40000" }}
nat: {{ ice_lite = true, full_trickle = false, ice_enforce_list = "{address}" }}
plugins: {{ disable = "{plugins}" }}
transports: {{ disable = "{transports}" }}
"""
_OTHERS: tuple[str, ...] = (
    "audiobridge", "duktape", "echotest", "lua", "nosip", "recordplay", "sip", "streaming", "textroom",
    "videocall", "voicemail",
)  # fmt: skip
_TRANSPORTS = ("http", "pfunix", "mqtt", "nanomsg", "rabbitmq")
_ROOM = 1234
_NO_FEED = 428


def own_address() -> str:
    """An IPv4 address of this machine that is not loopback. Raises Disturbed when it has none."""
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            if each.is_IPv4 and isinstance(each.ip, str) and not each.ip.startswith("127."):
                return each.ip
    raise Disturbed("Janus gathers no loopback candidates, and this machine has no other address")


async def install() -> None:
    """Have the packaged Janus. Raises Disturbed when it cannot be had."""
    if shutil.which("janus") is not None:
        return
    process = await asyncio.create_subprocess_exec(
        "apt-get", "install", "-y", "--no-install-recommends", "janus",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    if await process.wait() != 0 or shutil.which("janus") is None:
        raise Disturbed("janus is not installed: apt-get install janus")


def _files(names: tuple[str, ...]) -> str:
    return ",".join(f"libjanus_{name}.so" for name in names)


class NoFeed(Disturbed):
    """There is no such publisher, or not yet."""


class Janus:
    """A running Janus with one room. `event_loops` 1 serves all handles by one thread; 0, its default, by one each."""

    def __init__(self, event_loops: int = 1) -> None:
        self._event_loops = event_loops
        self._folder = tempfile.TemporaryDirectory(prefix="janus")
        self._process: asyncio.subprocess.Process | None = None
        self._socket: ClientConnection | None = None
        self._session = 0
        self._waiting: dict[str, asyncio.Future[dict[str, Any]]] = {}
        self._reader: asyncio.Task[None] | None = None
        self._alive: asyncio.Task[None] | None = None
        self.address = own_address()

    @property
    def process(self) -> int:
        """The process's id."""
        assert self._process is not None
        return self._process.pid

    async def start(self, port: int = 18188) -> None:
        """Start the process and make the room."""
        folder = Path(self._folder.name)
        plugins = _files(_OTHERS)
        (folder / "janus.jcfg").write_text(
            _MAIN.format(
                folder=folder, address=self.address, plugins=plugins, transports=_files(_TRANSPORTS)
            ),
            encoding="ascii",
        )
        (folder / "janus.transport.websockets.jcfg").write_text(
            f'general: {{ json = "compact", ws = true, ws_port = {port}, ws_ip = "127.0.0.1", wss = false }}\n',
            encoding="ascii",
        )
        options = ("-e", str(self._event_loops)) if self._event_loops else ()
        self._process = await asyncio.create_subprocess_exec(
            "janus", "-F", str(folder), "-C", str(folder / "janus.jcfg"), *options,
            stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        for _ in range(100):
            try:
                self._socket = await connect(
                    f"ws://127.0.0.1:{port}", subprotocols=[Subprotocol("janus-protocol")], proxy=None
                )
                break
            except OSError:
                await asyncio.sleep(0.05)
        if self._socket is None:
            raise Disturbed("Janus did not open its port")
        self._reader = asyncio.create_task(self._read(self._socket))
        self._session = (await self._ask({"janus": "create"}))["data"]["id"]
        self._alive = asyncio.create_task(self._keep_alive())
        room = {
            "request": "create",
            "room": _ROOM,
            "publishers": 4,
            "bitrate": 0,
            "audiocodec": "opus",
            "videocodec": "vp8",
        }
        await self._message(await self.attach(), room)

    async def attach(self) -> int:
        """A new handle on the VideoRoom."""
        reply = await self._ask(
            {"janus": "attach", "plugin": "janus.plugin.videoroom", "session_id": self._session}
        )
        handle: int = reply["data"]["id"]
        return handle

    async def publish(self, offer: str) -> tuple[int, str]:
        """Join as the publisher; its id and the answer."""
        handle = await self.attach()
        joined = await self._message(handle, {"request": "join", "ptype": "publisher", "room": _ROOM})
        reply = await self._message(handle, {"request": "configure"}, {"type": "offer", "sdp": offer})
        return joined["plugindata"]["data"]["id"], reply["jsep"]["sdp"]

    async def subscribe(self, feed: int) -> tuple[int, str]:
        """Join as a subscriber; the handle and Janus's offer."""
        handle = await self.attach()
        body = {"request": "join", "ptype": "subscriber", "room": _ROOM, "streams": [{"feed": feed}]}
        # A feed is there once Janus itself has seen its publisher connected, a moment after the publisher may have.
        for wait_s in (0.1, 0.3, 1.0, 3.0):
            try:
                reply = await self._message(handle, body)
                break
            except NoFeed:
                await asyncio.sleep(wait_s)
        else:
            reply = await self._message(handle, body)
        return handle, reply["jsep"]["sdp"]

    async def begin(self, handle: int, answer: str) -> None:
        """Answer Janus's offer."""
        await self._message(handle, {"request": "start"}, {"type": "answer", "sdp": answer})

    async def _message(
        self, handle: int, body: dict[str, Any], jsep: dict[str, str] | None = None
    ) -> dict[str, Any]:
        message: dict[str, Any] = {
            "janus": "message", "session_id": self._session, "handle_id": handle, "body": body,
        }  # fmt: skip
        if jsep is not None:
            message["jsep"] = jsep
        reply = await self._ask(message)
        data = reply.get("plugindata", {}).get("data", {})
        if "error_code" in data:
            raise (NoFeed if data["error_code"] == _NO_FEED else Disturbed)(f"Janus refused: {data}")
        return reply

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        assert self._socket is not None
        name = secrets.token_hex(6)
        future = self._waiting[name] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({**message, "transaction": name}))
        async with asyncio.timeout(20):
            reply: dict[str, Any] = await future
        return reply

    async def _read(self, socket: ClientConnection) -> None:
        async for text in socket:
            reply = json.loads(text)
            # An asynchronous request is acknowledged first and answered by an event.
            if reply.get("janus") == "ack" or "transaction" not in reply:
                continue
            future = self._waiting.pop(reply["transaction"], None)
            if future is None or future.done():
                continue
            if reply["janus"] == "error":
                future.set_exception(Disturbed(f"Janus refused: {reply['error']}"))
            else:
                future.set_result(reply)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(20)
            await self._ask({"janus": "keepalive", "session_id": self._session})

    async def close(self) -> None:
        """End the process."""
        for task in (self._alive, self._reader):
            if task is not None:
                task.cancel()
        if self._socket is not None:
            await self._socket.close()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._folder.cleanup()
