"""Fixtures of the tests that come through the socket: a served conference, and people who enter its rooms."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Protocol

import pytest

from tests.protocol.stranger import Frame, SignedIn, Stranger, sign_in
from tests.served import ROOM, Served, serving

PATIENCE_S = 20.0


class Guest(Stranger):
    """A stranger of the tests: impatient, quick to come back, and keeping what was heard."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.frames: list[Frame] = []
        self.heard = self.frames.append
        self.uniform = lambda least, most: min(most, 0.05)

    async def until(self, holds: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S):
                await super().until(holds)
        except TimeoutError:
            last = json.dumps(self.frames[-3:], ensure_ascii=False)[:2000]
            raise AssertionError(
                f"{self.welcome.get('participant')} waited in vain; heard last: {last}"
            ) from None

    def heard_of(self, type_: str) -> list[Frame]:
        """Return the frames of a type, oldest first."""
        return [frame for frame in self.frames if frame["type"] == type_]

    def texts(self, feature: str = "chat") -> list[str]:
        """Return the texts of the messages or questions held, by their number."""
        held = [value for key, value in self.view.items() if key.startswith(f"{feature}/")]
        return [value["text"] for value in sorted(held, key=lambda value: int(value["number"]))]

    def key_of(self, feature: str, text: str) -> str:
        """Return the id of the newest message or question with a text."""
        held = [(key, value) for key, value in self.view.items() if key.startswith(f"{feature}/")]
        found = [(value["number"], key.partition("/")[2]) for key, value in held if value["text"] == text]
        return str(max(found)[1])

    def key_of_own(self, text: str) -> str:
        """Return the id of the own question with a text."""
        return next(
            key.rpartition("/")[2]
            for key, value in self.own.items()
            if key.startswith("my/questions/") and value["text"] == text
        )

    @property
    def participant(self) -> dict[str, str]:
        """Return who the server says that this is: `participant` and `name`, as moderating commands want them."""
        who = self.welcome["participant"]
        return {"participant": who["participant"], "name": who["name"]}


class Enter(Protocol):
    """Lets somebody new into a room."""

    def __call__(
        self, name: str, role: str = ..., language: str = ..., room: str = ...
    ) -> Awaitable[Guest]: ...


class Seats:
    """Personal links, made many at a time."""

    def __init__(self, served: Served) -> None:
        self._served = served
        self._links: dict[str, list[str]] = {}

    def take(self, role: str) -> str:
        """Return a link that nobody has used."""
        if not self._links.get(role):
            self._links[role] = self._served.make_links(role, count=40)
        return self._links[role].pop()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all tests that leave the rooms' rules as they found them."""
    # Its translation engine is out of reach, so that staff are shown the sign for that too.
    out_of_reach = {"PUENTE_TRANSLATION": "libretranslate", "PUENTE_TRANSLATION_URL": "http://127.0.0.1:9"}
    with serving(tmp_path_factory.mktemp("served") / "data", **out_of_reach) as served:
        yield served


@pytest.fixture(scope="session")
def seats(served: Served) -> Seats:
    return Seats(served)


@pytest.fixture
def own_served(tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own, which it may kill and start again."""
    with serving(tmp_path / "data") as served:
        yield served


@pytest.fixture
async def enter(served: Served, seats: Seats) -> AsyncIterator[Enter]:
    async with entering(seats) as enter:
        yield enter


@pytest.fixture
async def enter_own(own_served: Served) -> AsyncIterator[Enter]:
    async with entering(Seats(own_served)) as enter:
        yield enter


class entering:
    """Lets people into rooms, and out again at the end."""

    def __init__(self, seats: Seats) -> None:
        self._seats = seats
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Enter:
        return self._enter

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    async def _enter(
        self, name: str, role: str = "attendee", language: str = "en", room: str = ROOM
    ) -> Guest:
        signed_in = await sign_in(self._seats.take(role), name, language)
        guest = Guest(signed_in, room, language)
        await self._stack.enter_async_context(guest)
        return guest


@pytest.fixture
async def signed_in(seats: Seats) -> SignedIn:
    """Somebody who may open sockets by hand."""
    return await sign_in(seats.take("attendee"), "Somebody", "en")
