"""Every room's broadcast in memory: products in, playlists and media out. Input: a packager's products, by room.

A broadcast from its beginning to its end is a take. Its id cannot be guessed and stands in every address, so that
media can be cached for good by anybody on the way and asked for without an account by whoever was given the index.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

import msgspec

from rooms import RoomId
from server.media.hls.archive import Archive, Tape
from server.media.hls.playlists import LIVE, Listed, live_playlist, multivariant
from server.media.hls.products import (
    BESIDE,
    SMALL,
    VIDEO,
    Ended,
    InitMade,
    Opened,
    PartCut,
    Product,
    SegmentCut,
)
from server.media.hls.replays import About
from server.media.hls.shelf import Packed, Segment, Shelf
from server.media.port import Kind

# How long a request may wait for what it asked; a part comes every 0.4 s, a segment every 4 s.
PATIENCE_S = 10.0
# An ended take can be played to its end.
_LINGER_S = 60.0
_SWEEP_S = 0.5
# Whoever plays asks more often than this.
_PLAYS_S = 8.0
_LEAST_BANDWIDTH = 200_000
# The multivariant playlists by name, each with the picture that it offers.
PICTURES = {"index": VIDEO, "sound": None, "small": SMALL, "beside": BESIDE}
# They come and go, and have multivariant playlists of their own.
_PASSING = frozenset({SMALL, BESIDE})
# What the replay needs not: the same picture once more.
_UNKEPT = frozenset({SMALL})
_log = logging.getLogger(__name__)


class PackedTake(msgspec.Struct, frozen=True):
    """A take as it goes to another process."""

    id: str
    room: RoomId
    shelves: dict[str, Packed]
    gone: dict[str, Packed]


class Take:
    """One broadcast of a room. `ended_at` is by the clock of `Broadcasts`."""

    def __init__(self, identity: str, room: RoomId, tape: Tape | None) -> None:
        self.id = identity
        self.room = room
        self.shelves: dict[str, Shelf] = {}
        self.ended_at: float | None = None
        # Renditions that have ended: one that comes back goes on numbering, as addresses are cached for good.
        self._gone: dict[str, Packed] = {}
        self._tape = tape
        self._playlists: dict[tuple[str, bool], tuple[int, bytes]] = {}
        self._askers: dict[str, dict[bytes, float]] = {}

    def asked(self, rendition: str, asker: bytes, now: float) -> None:
        """Somebody asks for a rendition's playlist, as players do with every part."""
        self._askers.setdefault(rendition, {})[asker] = now

    def listeners(self, channel: str, now: float) -> int:
        """How many play a channel: those who asked for a playlist of it within the last seconds."""
        found: set[bytes] = set()
        for name, askers in self._askers.items():
            shelf = self.shelves.get(name)
            if shelf is None or shelf.opened.kind is not Kind.AUDIO or shelf.opened.channel != channel:
                continue
            for asker in [each for each, at in askers.items() if now - at > _PLAYS_S]:
                del askers[asker]
            found.update(askers)
        return len(found)

    def apply(self, product: Product) -> None:
        """Take in what a packager made. What belongs to no rendition is a late product of one that has ended."""
        shelf = self.shelves.get(product.rendition)
        if isinstance(product, Opened):
            if self._tape is not None and product.rendition not in _UNKEPT:
                self._tape.open(product.rendition)
            if shelf is None:
                before = max((each.discontinuities for each in self.shelves.values()), default=0)
                gone = self._gone.get(product.rendition)
                if gone is None:
                    self.shelves[product.rendition] = Shelf(product, before)
                else:
                    again = msgspec.structs.replace(gone, opened=product, discontinuities=before)
                    self.shelves[product.rendition] = Shelf.unpacked(again)
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
            self._gone[product.rendition] = msgspec.structs.replace(shelf.pack(), segments=[])
            del self.shelves[product.rendition]

    def _keep(self, shelf: Shelf, cut: SegmentCut) -> None:
        self._record(shelf, shelf.close_segment(cut))

    def _end(self, shelf: Shelf) -> None:
        self._record(shelf, shelf.end())

    def _record(self, shelf: Shelf, closed: Segment | None) -> None:
        if closed is not None and self._tape is not None and shelf.opened.rendition not in _UNKEPT:
            self._tape.keep(shelf, closed)

    def end(self, now: float) -> None:
        """Nothing comes any more; players are told."""
        self.ended_at = now
        for shelf in self.shelves.values():
            self._end(shelf)
        if self._tape is not None:
            self._tape.finish()

    def pack(self) -> PackedTake:
        """Give all of it to another process."""
        shelves = {name: shelf.pack() for name, shelf in self.shelves.items()}
        return PackedTake(self.id, self.room, shelves, self._gone)

    def unpack(self, packed: PackedTake) -> None:
        """Take in what another process had of this take."""
        self._gone = packed.gone
        for name, shelf in packed.shelves.items():
            if self._tape is not None and name not in _UNKEPT:
                self._tape.open(name)
            self.shelves[name] = Shelf.unpacked(shelf)

    @property
    def ends_at(self) -> float:
        """Up to when there is something to play, in seconds since 1970."""
        return max((shelf.ends_at for shelf in self.shelves.values()), default=0.0)

    @property
    def is_ready(self) -> bool:
        """Whether there is a picture and a sound to play."""
        needed = [shelf for name, shelf in self.shelves.items() if name not in _PASSING]
        return bool(needed) and all(shelf.is_ready for shelf in needed)

    def offers(self, name: str) -> bool:
        """Whether there is something to play under a multivariant playlist's name. The take must be ready.

        The small picture is one only while its publisher sends it smaller.
        """
        picture = PICTURES[name]
        if picture is None or picture == VIDEO:
            return True
        shelf = self.shelves.get(picture)
        if shelf is None or not shelf.is_ready:
            return False
        return picture != SMALL or shelf.inits[-1].height < self.shelves[VIDEO].inits[-1].height

    def playlist(self, rendition: str, skip: bool = False) -> bytes:
        """The media playlist of a rendition now, made once for all who ask. Raises KeyError."""
        shelf = self.shelves[rendition]
        key = (rendition, skip)
        known = self._playlists.get(key)
        if known is not None and known[0] == shelf.version:
            return known[1]
        # Nobody goes over from one rendition to those in passing without their own multivariant playlist.
        others = [
            each
            for name, each in self.shelves.items()
            if name not in _PASSING | {rendition} and rendition != BESIDE
        ]
        made = live_playlist(shelf, others, skip)
        self._playlists[key] = (shelf.version, made)
        return made

    def index(self, name: str = "index") -> bytes:
        """A multivariant playlist, to be served one folder above the take's own. The take must offer it."""
        picture = PICTURES[name]
        listed = []
        for shelf in self.shelves.values():
            if shelf.opened.kind is Kind.VIDEO and shelf.opened.rendition != picture:
                continue
            if shelf.opened.kind is Kind.AUDIO and picture == BESIDE:
                continue
            init = shelf.inits[-1]
            rates = [8 * len(each.data) / max(0.1, each.duration) for each in shelf.segments if each.data]
            peak = max(_LEAST_BANDWIDTH, *rates) if rates else 8 * _LEAST_BANDWIDTH
            listed.append(Listed(shelf.opened, init.codec, init.width, init.height, round(peak)))
        return multivariant(listed, lambda rendition: f"{self.id}/{rendition}/{LIVE}")

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

    def begin(self, room: RoomId, about: About | None = None) -> Take:
        """Begin a room's broadcast; one that is going on is ended. `about` is kept with its tape."""
        self.end(room)
        return self._take(self._new_id(), room, about)

    def _take(self, identity: str, room: RoomId, about: About | None = None) -> Take:
        tape = self._archive.tape(room, identity, about) if self._archive is not None else None
        take = Take(identity, room, tape)
        self._by_room[room] = self._by_id[identity] = take
        return take

    def hand_over(self) -> bytes:
        """Give the broadcasts that are going on to another process, and have none any more."""
        packed = [take.pack() for take in self._by_room.values()]
        self._by_room.clear()
        self._by_id.clear()
        return msgspec.msgpack.encode(packed) if packed else b""

    def take_over(self, handed: bytes) -> None:
        """Go on with the broadcasts of another process; those of one that speaks otherwise are begun anew."""
        try:
            packed = msgspec.msgpack.decode(handed, type=list[PackedTake]) if handed else []
        except msgspec.MsgspecError as error:
            _log.error("the broadcasts begin anew, they cannot be read: %s", error)
            return
        for each in packed:
            self._take(each.id, each.room).unpack(each)

    def going_on(self) -> Iterable[RoomId]:
        """The rooms that are broadcast."""
        return tuple(self._by_room)

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

    def listeners(self, room: RoomId, channel: str) -> int:
        """How many play a channel of a room's broadcast."""
        take = self._by_room.get(room)
        return 0 if take is None else take.listeners(channel, self.clock())

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
