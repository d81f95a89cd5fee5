"""A server of nothing but one broadcast, in its own process: packets come by plain UDP, players by HTTP.

Between them are the real parts: ingests, taps, the packager with its desk in a thread, shelves and routes. Input: the
packets of `tests.transmitter`. It prints one line of JSON with its two ports; it ends when its standard input does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import cast

import uvicorn
import uvloop
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from rooms import ParticipantId, RoomId
from server.api.broadcast import ROUTES, Broadcast
from server.media import rtcp, rtp
from server.media.fan import Exit
from server.media.hls.broadcaster import Broadcaster
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.feed import Channel, Plan
from server.media.hls.tap import Tapped
from server.media.ingest import Ingest
from server.media.layers import Layer
from server.media.offers import Codec
from server.media.port import Kind, Source, Track, TrackId
from server.media.tokens import Grant

ROOM = RoomId("fair/plenary")
TAKE = "take"
# The stream of each track; the first is the picture.
STREAMS = {1: TrackId("camera"), 2: TrackId("floor"), 3: TrackId("english"), 4: TrackId("spanish")}
CHANNELS = (
    Channel("original", "Original", "und", (STREAMS[2],)),
    Channel("en", "English", "en", (STREAMS[3],)),
    Channel("es", "Español", "es", (STREAMS[4],)),
)
TICK_S = 0.05
PLAYER = Path(__file__).with_name("player.html")


class OpenDoor:
    """Everybody is an attendee here."""

    async def grant(self, cookies: Mapping[str, str], room: RoomId) -> Grant | None:
        return Grant(room, ParticipantId("somebody"), 0, receives=True)


class Intake(asyncio.DatagramProtocol):
    """Reads packets of known streams, and sends requests for keyframes back to where the last one came from."""

    def __init__(self) -> None:
        self._transport: asyncio.DatagramTransport | None = None
        self._peer: tuple[str, int] | None = None
        self._streams = {stream: self._ingest(stream, track) for stream, track in STREAMS.items()}
        self.offset: int | None = None

    def _ingest(self, stream: int, track: TrackId) -> tuple[Ingest, Layer]:
        kind = Kind.VIDEO if stream == 1 else Kind.AUDIO
        codec = (
            Codec(96, "H264", 90_000, feedback=("nack pli",)) if stream == 1 else Codec(97, "opus", 48_000, 2)
        )
        source = Source.CAMERA if stream == 1 else Source.MICROPHONE
        ingest = Ingest(
            Track(track, ROOM, ParticipantId(track), source, kind, codec.name),
            codec, None, {}, Exit(), self._send, lambda _notification: None, 9,
        )  # fmt: skip
        return ingest, ingest.layer("", stream)

    def tapped(self) -> dict[TrackId, Tapped]:
        return {ingest.track.id: Tapped(ingest, lambda: self.offset) for ingest, _ in self._streams.values()}

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are of classes of their own.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._peer = addr
        if 192 <= data[1] <= 223:
            for part in rtcp.parts(data):
                info = rtcp.sender_info(part) if part.type == rtcp.SENDER_REPORT else None
                if info is not None and info.ssrc in self._streams:
                    self.offset = 0
                    self._streams[info.ssrc][1].note_clock(info.ntp, info.timestamp, time.monotonic())
            return
        header = rtp.parse(data)
        known = self._streams.get(header.ssrc) if header is not None else None
        if header is not None and known is not None:
            known[0].take(known[1], data, header, header.sequence, header.start, time.monotonic())

    def tick(self) -> None:
        for ingest, layer in self._streams.values():
            ingest.ask(layer, time.monotonic())

    def _send(self, packet: bytes) -> None:
        if self._transport is not None:
            self._transport.sendto(packet, self._peer)


async def player(request: Request) -> Response:
    """The page of the player."""
    return FileResponse(PLAYER)


async def load(request: Request) -> Response:
    """CPU seconds of this process, and the time."""
    spent = time.process_time()
    return JSONResponse({"cpu": spent, "time": time.time()})


async def serve() -> None:
    """Broadcast until standard input ends."""
    broadcasts = Broadcasts(time.monotonic, lambda: TAKE)
    loop = asyncio.get_running_loop()
    _, intake = await loop.create_datagram_endpoint(Intake, local_addr=("127.0.0.1", 0))
    udp = intake._transport.get_extra_info("sockname")[1] if intake._transport is not None else 0
    listener = socket.create_server(("127.0.0.1", 0), backlog=4096)

    async def package() -> None:
        broadcasts.begin(ROOM)
        broadcaster = Broadcaster(
            Plan(STREAMS[1], CHANNELS),
            lambda product: broadcasts.apply(ROOM, product),
            time.time,
            time.monotonic,
        )
        broadcaster.listen(intake.tapped())
        try:
            while True:
                broadcaster.tick()
                intake.tick()
                await asyncio.sleep(TICK_S)
        finally:
            broadcaster.close()

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        async with broadcasts.running():
            packaging = asyncio.create_task(package())
            yield
            packaging.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await packaging

    app = Starlette(routes=[*ROUTES, Route("/", player), Route("/load", load)], lifespan=lifespan)
    app.state.broadcast = Broadcast(broadcasts, OpenDoor())
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False, http="httptools"))
    loop.add_reader(sys.stdin.fileno(), lambda: setattr(server, "should_exit", True))
    sys.stdout.write(json.dumps({"udp": udp, "http": listener.getsockname()[1]}) + "\n")
    sys.stdout.flush()
    await server.serve([listener])


if __name__ == "__main__":
    uvloop.run(serve())
