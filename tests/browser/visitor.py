"""Somebody at a browser of their own: a fresh context of Chromium with one page, and a note of all that went wrong.

Input: a browser, a size, a language. Words are looked up in the catalogue, so that a journey reads the same in each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebSocket, expect

from server.i18n import Catalogue
from tests.served import CONFERENCE, ROOM, ROOT

DESKTOP, PHONE = (1440, 900), (390, 844)
RESULTS = ROOT / "test-results"
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
# A machine of two cores may have other work.
PATIENCE_MS = 20_000
NORTH_AMERICA, INTERNATIONAL = "metropolis-north-america-2018", "metropolis-international-2004"
# The rules of axe that judge colours.
COLOURS = ("color-contrast", "link-in-text-block")
PAGES = {
    "list": "",
    "home": f"{CONFERENCE}/",
    "programme": f"{CONFERENCE}/programme",
    "session": f"{CONFERENCE}/sessions/governing-together",
    "people": f"{CONFERENCE}/people",
    "partners": f"{CONFERENCE}/partners",
    "archive of 2018": f"{NORTH_AMERICA}/",
    "people of 2018": f"{NORTH_AMERICA}/people",
    "archive of 2004": f"{INTERNATIONAL}/",
    "programme of 2004": f"{INTERNATIONAL}/programme",
}


@cache
def axe_script() -> str:
    return AXE.read_text(encoding="utf-8")


@cache
def catalogue() -> Catalogue:
    return Catalogue.load(ROOT / "web" / "locale")


@dataclass
class Visitor:
    """One person's browser. `faults` are console errors, uncaught errors and failed requests so far."""

    context: BrowserContext
    page: Page
    address: str
    language: str
    faults: list[str] = field(default_factory=list)
    sockets: list[WebSocket] = field(default_factory=list)
    overlooked: list[Callable[[str], bool]] = field(default_factory=list)

    def listen(self) -> None:
        """Note what goes wrong, and each socket that is opened, from now on."""
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"uncaught: {error}"))
        self.page.on("requestfailed", self._lose)
        self.page.on("response", self._answer)
        self.page.on("websocket", self._connect)

    def t(self, key: str, count: int | None = None, **data: object) -> str:
        """Return the words of a key in this person's language."""
        return catalogue().t(self.language, key, count, **data)

    def url(self, path: str = "") -> str:
        """Return the address of a page of the conference in this person's language."""
        return f"{self.address}/{self.language}/{CONFERENCE}/{path}"

    async def enter(self, link: str, name: str, language: str | None = None) -> None:
        """Open a personal link and fill in its form."""
        await self.page.goto(link)
        await self.page.get_by_label(self.t("entry.name.label")).fill(name)
        if language is not None:
            await self.page.locator(f"[name=language][value={language}]").check()
        await self.page.get_by_role("button", name=self.t("entry.submit"), exact=True).click()
        self.language = language or self.language

    async def sign_in(self, link: str, name: str) -> str:
        """Send the form of a personal link without showing it; return the address to which it leads."""
        answer = await self.context.request.post(
            link,
            form={"name": name, "language": self.language},
            headers={"Origin": self.address},
            max_redirects=0,
        )
        assert answer.status == 303, f"{link} was answered by {answer.status}"
        return urljoin(self.address, answer.headers["location"])

    async def go_to_room(self, room: str = ROOM) -> None:
        """Open the live room, unless it is open already, and wait until it is live."""
        if self.page.url != self.url(f"rooms/{room}"):
            await self.page.goto(self.url(f"rooms/{room}"))
        await self.live()

    async def live(self) -> None:
        """Wait until the room is connected."""
        await expect(self.page.locator(".strip[data-state=live]")).to_be_attached(timeout=PATIENCE_MS)

    async def shot(self, name: str) -> Path:
        """Keep a picture in test-results/."""
        path = RESULTS / f"{name}.png"
        await self.page.screenshot(path=path)
        return path

    async def overflow(self) -> list[str]:
        """Name what is wider than the window; nothing is, on a page that does not scroll sideways."""
        found = await self.page.evaluate(
            """() => {
                const wide = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= wide) return [];
                return [...document.querySelectorAll('body *')]
                    .filter((element) => element.getBoundingClientRect().right > wide + 1)
                    .map((element) => element.tagName + '.' + element.className)
                    .slice(0, 8);
            }"""
        )
        return [str(element) for element in found]

    async def axe(self, *, colours: bool = False) -> list[str]:
        """Let axe look at the page, or at its colours alone; return its complaints, one line each."""
        if not await self.page.evaluate("'axe' in window"):
            # evaluate is not bound by the page's policy against inline scripts.
            await self.page.evaluate(axe_script())
        found = await self.page.evaluate(
            """async (rules) => {
                // Colours that are still on their way from one scheme to the other are not those to be judged.
                // Neither a frame nor an animation is waited for longer than any of them lasts.
                const soon = (promise) => Promise.race([promise, new Promise((done) => setTimeout(done, 2000))]);
                const painted = () => soon(new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
                await painted();
                const passing = document.getAnimations().filter(
                    ({effect}) => effect.getComputedTiming().iterations !== Infinity);
                await soon(Promise.allSettled(passing.map(({finished}) => finished)));
                await painted();
                const options = {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}};
                if (rules) options.runOnly = rules;
                const {violations} = await axe.run(document, options);
                return violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) =>
                    `${id}: ${target.join(' ')}: ${failureSummary.replace(/\\s+/g, ' ')}`));
            }""",
            list(COLOURS) if colours else None,
        )
        return [str(complaint) for complaint in found]

    def forgive(self, expected: Callable[[str], bool]) -> None:
        """Take out of the faults those that a journey brought about itself, and those that the browser tells late."""
        self.faults = [fault for fault in self.faults if not expected(fault)]
        self.overlook(expected)

    def overlook(self, expected: Callable[[str], bool]) -> None:
        """From now on, take no note of faults that belong to what a journey brings about."""
        self.overlooked.append(expected)

    def _note(self, fault: str) -> None:
        # The machine was given an address, or lost one: another program's network, and no fault of a page.
        if "ERR_NETWORK_CHANGED" not in fault and not any(expected(fault) for expected in self.overlooked):
            self.faults.append(fault)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console {message.type}: {message.text}")

    def _lose(self, request: Request) -> None:
        # A page that is left cuts its own requests short.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"failed: {request.url}: {request.failure}")

    def _connect(self, socket: WebSocket) -> None:
        self.sockets.append(socket)

    def _answer(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status}: {response.url}")
