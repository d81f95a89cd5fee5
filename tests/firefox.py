"""A headless Firefox, and people at windows of their own in it. Input: addresses that are to be taken for secure.

It is spoken to by WebDriver BiDi (https://w3c.github.io/webdriver-bidi/) over its own socket. Playwright's way there
wants a newer Firefox than Debian has, Selenium's a driver that Debian has not; what is needed here are nine commands.
"""

from __future__ import annotations

import asyncio
import base64
import itertools
import json
import re
import shutil
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

PATIENCE_S = 30.0
# Fake devices that need no permission, and nothing that asks the network by itself.
PREFERENCES: dict[str, object] = {
    "app.normandy.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.disable_open_during_load": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.update.enabled": False,
    "intl.accept_languages": "es",
    "media.autoplay.default": 0,
    "media.devices.insecure.enabled": True,
    "media.getusermedia.insecure.enabled": True,
    "media.gmp-manager.updateEnabled": False,
    "media.navigator.permission.disabled": True,
    "media.navigator.streams.fake": True,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "security.mixed_content.upgrade_display_content": False,
    "security.warn_submit_secure_to_insecure": False,
    "services.settings.server": "http://127.0.0.1:9/",
    "toolkit.telemetry.enabled": False,
}


class Firefox:
    """The whole browser, by its one socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._windows: dict[str, Window] = {}
        self._reading = asyncio.create_task(self._read(), name="firefox")

    async def ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Give a command and return its result. Raises AssertionError with the browser's words."""
        number = next(self._numbers)
        self._waiting[number] = asyncio.get_running_loop().create_future()
        await self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        async with asyncio.timeout(PATIENCE_S):
            answer = await self._waiting[number]
        assert answer["type"] == "success", f"{method}: {answer.get('message', answer)}"
        result = answer["result"]
        assert isinstance(result, dict)
        return result

    async def open(self, width: int, height: int) -> Window:
        """Open a window for somebody new, with cookies of their own."""
        person = (await self.ask("browser.createUserContext"))["userContext"]
        context = (await self.ask("browsingContext.create", type="window", userContext=person))["context"]
        await self.ask(
            "browsingContext.setViewport", context=context, viewport={"width": width, "height": height}
        )
        self._windows[context] = window = Window(self, context)
        return window

    async def close(self) -> None:
        self._reading.cancel()
        await asyncio.wait({self._reading})

    async def _read(self) -> None:
        async for frame in self._socket:
            told = json.loads(frame)
            if "id" in told and told["id"] in self._waiting:
                self._waiting.pop(told["id"]).set_result(told)
            elif told.get("method") == "log.entryAdded":
                entry = told["params"]
                window = self._windows.get(entry["source"].get("context", ""))
                if window is not None and entry["level"] in ("error", "warn"):
                    window.faults.append(f"{entry['level']}: {entry['text']}")


class Window:
    """Somebody's window. `faults` are the errors and warnings of its console so far."""

    def __init__(self, firefox: Firefox, context: str) -> None:
        self._firefox = firefox
        self._context = context
        self.faults: list[str] = []

    async def goto(self, address: str) -> None:
        """Go to an address and wait until it is loaded."""
        await self._firefox.ask(
            "browsingContext.navigate", context=self._context, url=address, wait="complete"
        )

    async def run(self, body: str) -> Any:
        """Run the body of an async function in the page and return what it returns, as JSON knows it."""
        answer = await self._firefox.ask(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await (async () => {{ {body} }})() ?? null)",
            target={"context": self._context},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])

    async def until(self, expression: str, holds: Callable[[Any], object] = bool) -> Any:
        """Look at an expression until it holds; the page may be another by then."""
        seen: Any = None
        try:
            async with asyncio.timeout(PATIENCE_S):
                while True:
                    seen = await self.run(f"return {expression}")
                    if holds(seen):
                        return seen
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"waited in vain for {expression}; last seen {seen!r}") from None

    async def click(self, selector: str) -> None:
        """Press what a selector finds, with the pointer."""
        found = await self._find(selector)
        origin = {"type": "element", "element": {"sharedId": found}}
        await self._perform(
            {"type": "pointer", "id": "mouse", "actions": [
                {"type": "pointerMove", "x": 0, "y": 0, "origin": origin},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            ]}
        )  # fmt: skip

    async def write(self, selector: str, text: str) -> None:
        """Press a field and type into it, in place of what stands there."""
        await self.click(selector)
        await self.run("document.activeElement.select()")
        await self._perform(
            {"type": "key", "id": "keys", "actions": [
                {"type": kind, "value": key} for key in text for kind in ("keyDown", "keyUp")
            ]}
        )  # fmt: skip

    async def shot(self) -> bytes:
        """A picture of the window, as PNG."""
        taken = await self._firefox.ask("browsingContext.captureScreenshot", context=self._context)
        return base64.b64decode(taken["data"])

    async def _find(self, selector: str) -> str:
        await self.until(f"document.querySelector({json.dumps(selector)}) !== null")
        answer = await self._firefox.ask(
            "script.callFunction",
            functionDeclaration="""(selector) => {
                const found = document.querySelector(selector);
                found.scrollIntoView({block: 'center', behavior: 'instant'});
                return found;
            }""",
            arguments=[{"type": "string", "value": selector}],
            target={"context": self._context},
            awaitPromise=False,
        )
        return str(answer["result"]["sharedId"])

    async def _perform(self, *actions: dict[str, Any]) -> None:
        await self._firefox.ask("input.performActions", context=self._context, actions=list(actions))


@asynccontextmanager
async def running_firefox(folder: Path, **preferences: object) -> AsyncIterator[Firefox]:
    """Run one with a fresh profile in this folder, and with these preferences (`__` for a dot) beside the usual."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path, "Firefox is missing: bash tests/machine.sh"
    wanted = PREFERENCES | {name.replace("__", "."): value for name, value in preferences.items()}
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in wanted.items()]
    await asyncio.to_thread((folder / "user.js").write_text, "\n".join(lines), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        path, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0",
        stdin=DEVNULL, stdout=PIPE, stderr=STDOUT,
    )  # fmt: skip
    draining: asyncio.Task[bytes] | None = None
    try:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            address = await _address(process.stdout)
        # Nobody reads the rest of what it says, but it must be able to say it.
        draining = asyncio.create_task(process.stdout.read())
        async with connect(f"{address}/session", max_size=None) as socket:
            firefox = Firefox(socket)
            await firefox.ask("session.new", capabilities={})
            await firefox.ask("session.subscribe", events=["log.entryAdded"])
            try:
                yield firefox
            finally:
                await firefox.close()
    finally:
        process.terminate()
        await process.wait()
        if draining is not None:
            await draining


async def _address(output: asyncio.StreamReader) -> str:
    said: list[str] = []
    while line := (await output.readline()).decode(errors="replace"):
        said.append(line)
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            return found[1]
    raise AssertionError("Firefox did not start:\n" + "".join(said))
