"""Decks on disk: a folder each, the PDF as it came, pages as pictures, their words. Input: files that people hand in.

A deck can be shown as soon as its pages are counted; they are drawn one after the other meanwhile, and whoever asks for
one that is not drawn yet waits for it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rooms import DeckId, DeckRemoved, Entry, RoomId
from server.live.room_actors import Follower

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
MAGIC, MAGIC_WITHIN = b"%PDF-", 1024
_COUNT_S, _DRAW_S, _PAGE_S = 20.0, 600.0, 15.0


class DeckRefused(Exception):
    """A file that cannot be shown. `code` is one of the protocol's `slides.…`; `data` fills its words."""

    def __init__(self, code: str, **data: int) -> None:
        super().__init__(code, data)
        self.code = code
        self.data = data


@dataclass(frozen=True)
class Added:
    """A deck that can be shown."""

    deck: DeckId
    pages: int


class Decks:
    """Below one folder. Files may have `most_megabytes`, decks `most_pages`; one deck is drawn at a time."""

    def __init__(self, folder: Path, most_megabytes: int, most_pages: int) -> None:
        self._folder = folder
        self._most_megabytes = most_megabytes
        self._most_pages = most_pages
        self._turn = asyncio.Lock()
        self._drawn = asyncio.Condition()
        self._drawing: dict[DeckId, asyncio.Task[None]] = {}

    async def add(self, room: RoomId, content: AsyncIterator[bytes]) -> Added:
        """Keep a PDF and begin to draw it. Raises DeckRefused."""
        deck = DeckId(secrets.token_urlsafe(12))
        folder = self._place(room, deck)
        await asyncio.to_thread(folder.mkdir, parents=True)
        try:
            await self._receive(folder / "deck.pdf", content)
            pages = await self._begin(deck, folder)
        except BaseException:
            await asyncio.to_thread(shutil.rmtree, folder, True)
            raise
        return Added(deck, pages)

    async def remove(self, room: RoomId, deck: DeckId, kept: Collection[int] = ()) -> None:
        """Forget a deck but for the pages that are `kept`. Forgetting one that is not there changes nothing."""
        for page in kept:
            await self.page(room, deck, page)
        drawing = self._drawing.pop(deck, None)
        if drawing is not None:
            drawing.cancel()
            await asyncio.wait({drawing})
        await asyncio.to_thread(_forget, self._place(room, deck), kept)

    async def page(self, room: RoomId, deck: DeckId, page: int) -> bytes | None:
        """The picture of a page that the deck has; None when it cannot be had in time."""
        path = self._place(room, deck) / f"{page}.webp"
        if not _is_there(path):
            try:
                async with asyncio.timeout(_PAGE_S):
                    await self._wait(deck, path, page)
            except TimeoutError:
                return None
        try:
            return await asyncio.to_thread(path.read_bytes)
        except OSError:
            return None

    async def words(self, room: RoomId, deck: DeckId, page: int) -> str:
        """What is written on a page; nothing where that is not known."""
        await self.page(room, deck, page)
        try:
            path = self._place(room, deck) / f"{page}.txt"
            return await asyncio.to_thread(path.read_text, "utf-8")
        except OSError:
            return ""

    @asynccontextmanager
    async def running(self, follow: Callable[[Follower], Callable[[], None]]) -> AsyncIterator[None]:
        """Forget what rooms remove. At the end nothing more is drawn; what is missing is drawn when it is asked for."""
        removing: set[asyncio.Task[None]] = set()

        def hear(room: RoomId, entries: Iterable[Entry]) -> None:
            for entry in entries:
                if isinstance(entry, DeckRemoved):
                    task = asyncio.create_task(self.remove(room, entry.deck, entry.kept))
                    removing.add(task)
                    task.add_done_callback(removing.discard)

        end = follow(hear)
        try:
            yield
        finally:
            end()
            for task in self._drawing.values():
                task.cancel()
            await asyncio.gather(*removing, *self._drawing.values(), return_exceptions=True)

    def _place(self, room: RoomId, deck: DeckId) -> Path:
        return self._folder / room / deck

    async def _receive(self, path: Path, content: AsyncIterator[bytes]) -> None:
        most = self._most_megabytes << 20
        size, head = 0, b""
        with path.open("wb") as file:
            async for piece in content:
                size += len(piece)
                if size > most:
                    raise DeckRefused("slides.too_large", most_megabytes=self._most_megabytes)
                if len(head) < MAGIC_WITHIN:
                    head += piece[: MAGIC_WITHIN - len(head)]
                    if len(head) >= MAGIC_WITHIN and MAGIC not in head:
                        raise DeckRefused("slides.not_pdf")
                await asyncio.to_thread(file.write, piece)
        if MAGIC not in head:
            raise DeckRefused("slides.not_pdf")

    async def _begin(self, deck: DeckId, folder: Path) -> int:
        """Let the pages be counted; they are drawn from then on."""
        counted: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._draw(deck, folder, counted), name=f"deck {deck}")
        self._drawing[deck] = task
        try:
            return await asyncio.shield(counted)
        except BaseException:
            task.cancel()
            self._drawing.pop(deck, None)
            raise

    async def _draw(self, deck: DeckId, folder: Path, counted: asyncio.Future[int]) -> None:
        try:
            async with self._turn:
                await self._run(folder, counted)
        except DeckRefused as refused:
            if not counted.done():
                counted.set_exception(refused)
        except TimeoutError:
            logger.warning("deck %s takes too long", deck)
            if not counted.done():
                counted.set_exception(DeckRefused("slides.slow"))
        except OSError:
            logger.exception("deck %s cannot be drawn", deck)
            if not counted.done():
                counted.set_exception(DeckRefused("slides.slow"))
        finally:
            if not counted.done():
                counted.cancel()
            self._drawing.pop(deck, None)
            await asyncio.shield(self._tell())

    async def _run(self, folder: Path, counted: asyncio.Future[int] | None, *pages: int) -> None:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "server.slides.drawing", str(folder / "deck.pdf"), str(folder), *map(str, pages),
            cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        try:
            async with asyncio.timeout(_COUNT_S):
                first = (await process.stdout.readline()).split()
            if counted is not None:
                counted.set_result(self._count(first))
            async with asyncio.timeout(_DRAW_S):
                while await process.stdout.readline():
                    await self._tell()
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def _count(self, words: list[bytes]) -> int:
        if len(words) != 1:
            raise DeckRefused("slides.encrypted" if words[1:] == [b"encrypted"] else "slides.not_pdf")
        pages = int(words[0])
        if not 1 <= pages <= self._most_pages:
            raise DeckRefused("slides.pages", most=self._most_pages)
        return pages

    async def _wait(self, deck: DeckId, path: Path, page: int) -> None:
        """Until a page is drawn: by the task that draws the deck, or by one for this page alone."""
        while not _is_there(path):
            if deck in self._drawing:
                async with self._drawn:
                    await self._drawn.wait()
            elif _is_there(path.parent / "deck.pdf"):
                async with self._turn:
                    await self._run(path.parent, None, page)
                return
            else:
                return

    async def _tell(self) -> None:
        """Wake those who wait for a page."""
        async with self._drawn:
            self._drawn.notify_all()


def _forget(folder: Path, kept: Collection[int]) -> None:
    if not kept:
        shutil.rmtree(folder, ignore_errors=True)
        return
    names = {f"{page}.{kind}" for page in kept for kind in ("webp", "txt")}
    for path in folder.glob("*"):
        if path.name not in names:
            path.unlink(missing_ok=True)


def _is_there(path: Path) -> bool:
    return path.exists()
