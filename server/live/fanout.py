"""uvicorn's WebSocket protocol, with ready frames: the room writes one frame's bytes to many sockets.

Offered in `scope["extensions"]["puente.frames"]` as a Peer. Whatever is touched of uvicorn's own class beyond the ASGI
interface is touched here only, and `tests/server/live/test_fanout.py` fails when it changes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame
from websockets.http11 import Request
from websockets.protocol import State
from websockets.server import ServerProtocol

from server.live.frames import MAX_FRAME_BYTES, CloseCode
from server.live.masked import text_of

EXTENSION = "puente.frames"
# What a peer that does not answer a close frame gets before its socket is cut.
CLOSE_S = 3.0
TOO_LONG = f"frame: more than {MAX_FRAME_BYTES} bytes"


class Peer:
    """One accepted socket. The callbacks are called on the event loop and must return at once.

    The transport tries to send at once and holds only what the kernel did not take. From then until all of that is sent
    the peer lags. `descriptor` is the socket's number where what is written there is what the peer reads, which it is not
    under TLS. It may be written to directly while the peer neither lags nor is gone.

    `on_text`: a text came; true means that nothing else shall be done about it, otherwise the application receives it.
    `on_lag`: the peer reads more slowly than it is written to; write nothing until `on_drain`.
    `on_lost`: the socket is closing or gone; `gone` is true and nothing may be written. `on_stop`: the server stops.
    """

    __slots__ = (
        "_protocol", "descriptor", "gone", "on_drain", "on_lag", "on_lost", "on_stop", "on_text", "write",
    )  # fmt: skip

    def __init__(self, protocol: FanoutProtocol) -> None:
        self._protocol = protocol
        transport = protocol.transport
        secure = transport.get_extra_info("sslcontext") is not None
        if not secure:
            transport.set_write_buffer_limits(high=0)
        self.descriptor: int | None = None if secure else transport.get_extra_info("socket").fileno()
        # The transport's own method: one call less for each frame.
        self.write: Callable[[bytes], None] = transport.write
        self.gone = False
        self.on_text: Callable[[str], bool] | None = None
        self.on_lag: Callable[[], None] | None = None
        self.on_drain: Callable[[], None] | None = None
        self.on_lost: Callable[[], None] | None = None
        self.on_stop: Callable[[], None] | None = None

    def backlog(self) -> int:
        """Return the bytes that wait to be sent."""
        return self._protocol.transport.get_write_buffer_size()

    def close(self, code: int, reason: str) -> None:
        """Say goodbye. The application receives `websocket.disconnect`. Closing twice changes nothing."""
        self._protocol.close(code, reason)

    def lost(self) -> None:
        """Called by the protocol: nothing may be written any more."""
        self.gone = True
        callback, self.on_lost = self.on_lost, None
        self.on_text = self.on_lag = self.on_drain = self.on_stop = None
        if callback is not None:
            callback()


class FanoutProtocol(WebSocketsSansIOProtocol):
    """uvicorn's sans-I/O protocol without compression and protocol pings, with a bound on frames and a Peer."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, object]) -> None:
        super().__init__(config, server_state, app_state)
        self.conn = ServerProtocol(
            extensions=[], max_size=MAX_FRAME_BYTES, logger=logging.getLogger("uvicorn.error")
        )
        # The socket protocol has pings of its own, which carry the position.
        self.ping_interval = None
        self.peer: Peer | None = None

    def handle_connect(self, event: Request) -> None:
        """Add the Peer to the scope before the application's task has run."""
        super().handle_connect(event)
        if self.handshake_initiated and not self.close_sent:
            self.peer = Peer(self)
            # ASGI leaves the value of an extension to its author; uvicorn's type says that it is a dict.
            self.scope["extensions"][EXTENSION] = self.peer  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        """Take the short way with a text that came whole and alone; the library reads everything else."""
        peer, conn = self.peer, self.conn
        if peer is None or peer.gone or conn.state is not State.OPEN:
            super().data_received(data)
            return
        # The library holds nothing of a frame or of a message that has only begun.
        alone = not conn.reader.buffer and conn.current_size is None
        text = text_of(data, MAX_FRAME_BYTES) if alone else None
        if text is None:
            super().data_received(data)
        # What waits for the application comes first.
        elif not self.queue.empty() or peer.on_text is None or not peer.on_text(text):
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
            # One that comes while the application has not taken another waits in the kernel.
            if self.queue.qsize() > 1 and not self.read_paused:
                self.read_paused = True
                self.transport.pause_reading()

    def pause_writing(self) -> None:
        """The transport holds more than its high-water mark."""
        super().pause_writing()
        if self.peer is not None and self.peer.on_lag is not None:
            self.peer.on_lag()

    def resume_writing(self) -> None:
        """The transport holds less than its low-water mark."""
        super().resume_writing()
        if self.peer is not None and self.peer.on_drain is not None:
            self.peer.on_drain()

    def handle_close(self, event: Frame) -> None:
        """The peer says goodbye, or answers our goodbye."""
        self._lose_peer()
        super().handle_close(event)

    def handle_parser_exception(self) -> None:
        """The peer broke RFC 6455 or sent too much. Too much is a matter of our protocol, with a code of its own."""
        self._lose_peer()
        if isinstance(self.conn.parser_exc, PayloadTooBig):
            self.conn.data_to_send()  # The library's own close frame, which says 1009.
            self.transport.write(close_frame(CloseCode.MALFORMED, TOO_LONG))
            self.queue.put_nowait(
                {"type": "websocket.disconnect", "code": CloseCode.MALFORMED, "reason": TOO_LONG}
            )
            self.close_sent = True
            self.transport.close()
            return
        super().handle_parser_exception()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        self._lose_peer()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops. An application that wants to finish what is in hand closes the socket itself."""
        if self.peer is not None and self.peer.on_stop is not None and not self.close_sent:
            self.peer.on_stop()
        else:
            super().shutdown()

    def close(self, code: int, reason: str) -> None:
        """Send a close frame at once, behind what is buffered, and cut the socket if the peer does not answer."""
        self._lose_peer()
        if self.close_sent or self.transport.is_closing():
            return
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.conn.send_close(code, reason)
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(CLOSE_S, self.transport.abort)

    def _lose_peer(self) -> None:
        if self.peer is not None:
            self.peer.lost()


def close_frame(code: int, reason: str) -> bytes:
    """Return a close frame (RFC 6455 section 5.5.1). `reason` is at most 123 bytes."""
    body = code.to_bytes(2, "big") + reason.encode()
    return bytes((0x88, len(body))) + body
