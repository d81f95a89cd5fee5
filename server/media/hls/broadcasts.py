"""Every room's broadcast in memory: products in, playlists and media out. Input: a packager's products, by room.

A broadcast from its beginning to its end is a take. Its id cannot be guessed and stands in every address, so that
media can be cached for good by anybody on the way and asked for without an account by whoever was given the index.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from rooms import RoomId
from server.media.hls.archive import Archive, Tape
from server.media.hls.playlists import LIVE, Listed, live_playlist, multivariant
from server.media.hls.products import Ended, InitMade, Opened, PartCut, Product, SegmentCut
from server.media.hls.shelf import Shelf
from server.media.port import Kind

# How long a request may wait for what it asked; a part comes every 0.4 s, a segment every 4 s.
PATIENCE_S = 10.0
# An ended take can be played to its end.
_LINGER_S = 60.0
_SWEEP_S = 0.5
_LEAST_BANDWIDTH = 200_000


class Take:
    """One broadcast of a room. `ended_at` is by the clock of `Broadcasts`."""

    def __init__(self, identity: str, room: RoomId, tape: Tape | None) -> None:
        self.id = identity
        self.room = room
        self.shelves: dict[str, Shelf] = {}
        self.ended_at: float | None = None
        self._tape = tape
        self._playlists: dict[tuple[str, bool], tuple[int, bytes]] = {}

    def apply(self, product: Product) -> None:
        """Take in what a packager made. What belongs to no rendition is a late product of one that has ended."""
        shelf = self.shelves.get(product.rendition)
        if isinstance(product, Opened):
            if self._tape is not None:
                self._tape.open(product.rendition)
            if shelf is None:
                before = max((each.discontinuities for each in self.shelves.values()), default=0)
                self.shelves[product.rendition] = Shelf(product, before)
            else:
                shelf.reopen(product)
        elif shelf is None:
            return
        elif isinstance(product, PartCut):
            shelf.add_part(product)
        elif isinstance(product, InitMade):
            shelf.add_init(product)
        elif isinstance(product, SegmentCut):
            self._keep(shelf, product)
        elif isinstance(product, Ended):
            self._end(shelf)
            del self.shelves[product.rendition]

    def _keep(self, shelf: Shelf, cut: SegmentCut) -> None:
        closed = shelf.close_segment(cut)
        if closed is not None and self._tape is not None:
            self._tape.keep(shelf, closed)

    def _end(self, shelf: Shelf) -> None:
        closed = shelf.end()
        if closed is not None and self._tape is not None:
            self._tape.keep(shelf, closed)

    def end(self, now: float) -> None:
        """Nothing comes any more; players are told."""
        self.ended_at = now
        for shelf in self.shelves.values():
            self._end(shelf)
        if self._tape is not None:
            self._tape.finish()

    @property
    def is_ready(self) -> bool:
        """Whether there is a picture and a sound to play."""
        return bool(self.shelves) and all(shelf.is_ready for shelf in self.shelves.values())

    def playlist(self, rendition: str, skip: bool = False) -> bytes:
        """The media playlist of a rendition now, made once for all who ask. Raises KeyError."""
        shelf = self.shelves[rendition]
        key = (rendition, skip)
        known = self._playlists.get(key)
        if known is not None and known[0] == shelf.version:
            return known[1]
        others = [each for name, each in self.shelves.items() if name != rendition]
        made = live_playlist(shelf, others, skip)
        self._playlists[key] = (shelf.version, made)
        return made

    def index(self, pictures: bool = True) -> bytes:
        """The multivariant playlist, to be served one folder above the take's own. The take must be ready."""
        listed = []
        for shelf in self.shelves.values():
            init = shelf.inits[-1]
            rates = [8 * len(each.data) / max(0.1, each.duration) for each in shelf.segments if each.data]
            peak = max(_LEAST_BANDWIDTH, *rates) if rates else 8 * _LEAST_BANDWIDTH
            listed.append(Listed(shelf.opened, init.codec, init.width, init.height, round(peak)))
        return multivariant(listed, lambda name: f"{self.id}/{name}/{LIVE}", pictures)

    def expire(self, now: float) -> None:
        """Send away requests that have waited too long."""
        for shelf in self.shelves.values():
            shelf.expire(now)


class Broadcasts:
    """The takes of all rooms. `clock` gives seconds and only ever grows; `new_id` gives ids that cannot be guessed."""

    def __init__(
        self, clock: Callable[[], float], new_id: Callable[[], str], archive: Archive | None = None
    ) -> None:
        self.clock = clock
        self._new_id = new_id
        self._archive = archive
        self._by_room: dict[RoomId, Take] = {}
        self._by_id: dict[str, Take] = {}

    def begin(self, room: RoomId) -> Take:
        """Begin a room's broadcast; one that is going on is ended."""
        self.end(room)
        identity = self._new_id()
        tape = self._archive.tape(room, identity) if self._archive is not None else None
        take = Take(identity, room, tape)
        self._by_room[room] = self._by_id[identity] = take
        return take

    def apply(self, room: RoomId, product: Product) -> None:
        """Take in a product of the room's packager; a room without a broadcast has none."""
        take = self._by_room.get(room)
        if take is not None:
            take.apply(product)

    def end(self, room: RoomId) -> None:
        """End a room's broadcast; it can still be played to its end for a while."""
        take = self._by_room.pop(room, None)
        if take is not None:
            take.end(self.clock())

    def of(self, room: RoomId) -> Take | None:
        """The broadcast that is going on in a room."""
        return self._by_room.get(room)

    def take(self, identity: str) -> Take | None:
        """A take by its id, for a while after its end too."""
        return self._by_id.get(identity)

    def sweep(self) -> None:
        """Send away those who wait too long; forget takes that ended a while ago."""
        now = self.clock()
        for take in list(self._by_id.values()):
            take.expire(now)
            if take.ended_at is not None and now - take.ended_at > _LINGER_S:
                del self._by_id[take.id]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Sweep twice a second; at the end, end every broadcast and write what is left to write."""
        sweeping = asyncio.create_task(self._sweep_on())
        try:
            yield
        finally:
            sweeping.cancel()
            for room in list(self._by_room):
                self.end(room)
            if self._archive is not None:
                await asyncio.to_thread(self._archive.close)

    async def _sweep_on(self) -> None:
        while True:
            self.sweep()
            await asyncio.sleep(_SWEEP_S)


def content_type(shelf: Shelf) -> str:
    """The media type of a shelf's segments."""
    return "video/mp4" if shelf.opened.kind is Kind.VIDEO else "audio/mp4"
