"""One UDP port for every peer: STUN, DTLS and SRTP told apart by their first octet (RFC 7983). Input: datagrams.

A new peer is found by the ufrag of its connectivity checks, a known one by its address. Handshakes are expensive, so
they wait in a queue that gives way to media, and begin at a bounded rate.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter, deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from server.media import stun
from server.media.allowance import Allowance
from server.media.dtls import Identity
from server.media.stun import Address

if TYPE_CHECKING:
    from server.media.transport import Transport

_BATCH = 64
_LARGEST = 2048
_SOCKET_BUFFER = 4 << 20
_HANDSHAKES_A_TURN = 4
_MOST_WAITING = 2048
# Handshakes that may begin at once, and how many more each second.
_BURST, _RATE = 200.0, 400.0


class Listener:
    """A UDP socket on one local address."""

    def __init__(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        if family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SOCKET_BUFFER)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SOCKET_BUFFER)
        self.socket.setblocking(False)
        try:
            self.socket.bind((host, port))
        except OSError:
            self.socket.close()
            raise
        self.host = host
        self.port: int = self.socket.getsockname()[1]
        self.transports: dict[Address, Transport] = {}
        self.unsent = 0

    def send(self, datagram: bytes, address: Address) -> None:
        """Send now or not at all."""
        try:
            self.socket.sendto(datagram, address)
        except OSError:
            self.unsent += 1


class Mux:
    """Every peer's transport, and who they are on the wire. Raises OSError when the port cannot be had."""

    def __init__(
        self, identity: Identity, hosts: Sequence[str], port: int, clock: Callable[[], float]
    ) -> None:
        self.identity = identity
        self._clock = clock
        self.listeners: list[Listener] = []
        try:
            for host in hosts:
                self.listeners.append(Listener(host, self.listeners[0].port if self.listeners else port))
        except OSError:
            self._close_sockets()
            raise
        self.port = self.listeners[0].port
        self.dropped: Counter[str] = Counter()
        self.received = 0
        self.handshaking: dict[Transport, None] = {}
        self._by_ufrag: dict[str, Transport] = {}
        self._waiting: deque[tuple[Transport, bytes]] = deque()
        self._beginnings = Allowance(_BURST, _RATE, clock())
        self._loop: asyncio.AbstractEventLoop | None = None
        self._scheduled = False

    def start(self) -> None:
        """Begin to read, in the running loop."""
        self._loop = asyncio.get_running_loop()
        for listener in self.listeners:
            self._loop.add_reader(listener.socket.fileno(), self._read, listener)

    def close(self) -> None:
        """Stop reading and give the port back."""
        if self._loop is not None:
            for listener in self.listeners:
                self._loop.remove_reader(listener.socket.fileno())
            self._loop = None
        self._close_sockets()

    def _close_sockets(self) -> None:
        for listener in self.listeners:
            listener.socket.close()

    def add(self, transport: Transport, ufrag: str) -> None:
        """Checks with this ufrag belong to the transport."""
        self._by_ufrag[ufrag] = transport
        if transport.association is None:
            self.handshaking[transport] = None

    def forget(self, ufrag: str) -> None:
        """Checks with this ufrag are a stranger's from now on."""
        self._by_ufrag.pop(ufrag, None)

    def route(self, transport: Transport, listener: Listener, address: Address) -> None:
        """Datagrams from this address belong to the transport. An address belongs to one: the last to prove itself."""
        former = listener.transports.get(address)
        if former is not None and former is not transport:
            former.addresses.discard((listener, address))
        listener.transports[address] = transport

    def finished(self, transport: Transport) -> None:
        """The transport's handshake is done."""
        self.handshaking.pop(transport, None)

    def remove(self, transport: Transport) -> None:
        """Drop every route to a transport."""
        self.handshaking.pop(transport, None)
        self.forget(transport.credentials.ufrag)
        if transport.former is not None:
            self.forget(transport.former.ufrag)
        self.unroute(transport)
        self.dropped.update(transport.dropped)

    def unroute(self, transport: Transport, but: tuple[Listener, Address | None] | None = None) -> None:
        """Forget the addresses of a transport, but for one."""
        for listener, address in [each for each in transport.addresses if each != but]:
            listener.transports.pop(address, None)
            transport.addresses.discard((listener, address))

    def _read(self, listener: Listener) -> None:
        receive, transports = listener.socket.recvfrom, listener.transports
        now = self._clock()
        for _ in range(_BATCH):
            try:
                data, address = receive(_LARGEST)
            except BlockingIOError:
                break
            except OSError:
                # An earlier datagram's ICMP error; it says nothing about this read.
                continue
            if not data:
                continue
            self.received += 1
            first = data[0]
            transport = transports.get(address)
            if 128 <= first <= 191:
                if transport is not None:
                    transport.feed_media(data, now)
                else:
                    self.dropped["stranger"] += 1
            elif 20 <= first <= 63:
                self._queue(transport, data)
            elif first <= 3:
                self._check(data, listener, address, now)
            else:
                self.dropped["unknown"] += 1
        if self._waiting and not self._scheduled:
            self._work()

    def _check(self, data: bytes, listener: Listener, address: Address, now: float) -> None:
        message = stun.parse(data)
        if message is None or message.type != stun.REQUEST:
            self.dropped["stun.other"] += 1
            return
        transport = self._by_ufrag.get(message.username.partition(":")[0])
        if transport is None:
            self.dropped["stun.stranger"] += 1
            return
        transport.check(data, message, listener, address, now)

    def _queue(self, transport: Transport | None, data: bytes) -> None:
        if transport is None:
            self.dropped["stranger"] += 1
        elif transport.handshake is None and not self._beginnings.take(self._clock()):
            self.dropped["handshake.rate"] += 1
        elif len(self._waiting) >= _MOST_WAITING:
            self.dropped["handshake.full"] += 1
        else:
            self._waiting.append((transport, data))

    def _work(self) -> None:
        """Do a few steps of waiting handshakes; the rest after the loop has looked for media again."""
        for _ in range(min(_HANDSHAKES_A_TURN, len(self._waiting))):
            transport, data = self._waiting.popleft()
            transport.feed_handshake(data)
        self._scheduled = bool(self._waiting) and self._loop is not None
        if self._scheduled and self._loop is not None:
            self._loop.call_soon(self._work)
