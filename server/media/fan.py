"""The way out: one plain packet to many receivers in few system calls. Input: packets built by `viewer.Form`.

On Linux a batch goes out by sendmmsg(2), called through cffi; elsewhere by sendto(2).
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from struct import pack
from typing import TYPE_CHECKING, Any, Protocol

import cffi  # type: ignore[import-untyped]

from server.media.layers import Item
from server.media.srtp import BUFFERS, LARGEST, Change, Sealer, sealer
from server.media.stun import Address

if TYPE_CHECKING:
    from server.media.transport import Transport

_DECLARATIONS = """
struct iovec { void *iov_base; size_t iov_len; };
struct msghdr { void *msg_name; unsigned int msg_namelen; struct iovec *msg_iov; size_t msg_iovlen;
                void *msg_control; size_t msg_controllen; int msg_flags; };
struct mmsghdr { struct msghdr msg_hdr; unsigned int msg_len; };
int sendmmsg(int fd, struct mmsghdr *messages, unsigned int count, int flags);
"""
_NAME = 28
_NOTHING = Item(0, 0, 0, b"")


class Receiver(Protocol):
    """Who a fan sends to: a viewer with its transport, and how its copies differ from the common packet."""

    transport: Transport

    def change(self) -> Change | None:
        """How this receiver's copy differs; None when it does not."""

    def forward_late(self, item: Item) -> None:
        """Send a packet that came after newer ones."""


class Fan:
    """The receivers of the same plain packet, prepared for sending. `Exit` fills what belongs to it."""

    def __init__(self) -> None:
        self.receivers: list[Receiver] = []
        # The packet being sent and where its payload begins, for those whose copies differ.
        self.item: Item = _NOTHING
        self.payload_at = 0
        # Older packets than this are not for every receiver.
        self.begins = 0
        self.packets = 0
        self.octets = 0
        self.ready: list[_Batch] | None = None

    def add(self, receiver: Receiver, begins: int) -> None:
        """Send to a receiver too, from this number of the layer on."""
        self.receivers.append(receiver)
        self.begins = max(self.begins, begins) if len(self.receivers) > 1 else begins
        self.ready = None

    def remove(self, receiver: Receiver) -> None:
        self.receivers.remove(receiver)
        self.ready = None

    def refresh(self) -> None:
        """A receiver's address, keys or change are new."""
        self.ready = None


class _Batch:
    """Up to BUFFERS receivers behind one socket, and the kernel's list of messages for them."""

    def __init__(
        self, listener: socket.socket, receivers: list[tuple[Any, Change | None]], addresses: list[Address]
    ) -> None:
        self.socket = listener
        self.descriptor = listener.fileno()
        self.receivers = receivers
        self.addresses = addresses
        self.size = 0
        self.messages: Any = None
        self.names: Any = None


class Exit:
    """Seals and sends. `sent` counts packets that the kernel took, `refused` those it did not or that failed to seal."""

    def __init__(self, chosen: Sealer | None = None, *, batches: bool = True) -> None:
        self._sealer = chosen or sealer()
        self._sizes = [0] * BUFFERS
        self._send: Callable[[_Batch], int] = self._send_each
        self.sent = 0
        self.refused = 0
        self._ffi = cffi.FFI()
        self._ffi.cdef(_DECLARATIONS)
        libc = self._ffi.dlopen(None)
        # Whether a batch is one system call here.
        self.batches = batches and hasattr(libc, "sendmmsg") and hasattr(socket, "MSG_DONTWAIT")
        if self.batches:
            self._sendmmsg = libc.sendmmsg
            self._vectors = self._ffi.new("struct iovec[]", BUFFERS)
            for index, address in enumerate(self._sealer.addresses):
                self._vectors[index].iov_base = self._ffi.cast("void *", address)
            self._send = self._send_batch

    def forward(self, item: Item, packet: bytes, fan: Fan) -> None:
        """Send one packet to every receiver of a fan. Never waits: what the kernel does not take now is lost."""
        if item.number < fan.begins:
            for receiver in fan.receivers:
                receiver.forward_late(item)
            return
        fan.item, fan.payload_at = item, len(packet) - len(item.payload)
        batches = fan.ready
        if batches is None:
            batches = fan.ready = self._prepare(fan)
        count = len(packet)
        if count > LARGEST:
            self.refused += len(fan.receivers)
            return
        sizes, seal, send = self._sizes, self._sealer.seal, self._send
        for batch in batches:
            seal(packet, batch.receivers, sizes)
            sent = send(batch)
            self.sent += sent
            self.refused += len(batch.receivers) - sent
        fan.packets += 1
        fan.octets += count - 12

    def _prepare(self, fan: Fan) -> list[_Batch]:
        by_socket: dict[socket.socket, list[Receiver]] = {}
        for receiver in fan.receivers:
            if receiver.transport.association is not None and receiver.transport.address is not None:
                by_socket.setdefault(receiver.transport.listener.socket, []).append(receiver)
        return [
            self._batch(listener, receivers[at : at + BUFFERS])
            for listener, receivers in by_socket.items()
            for at in range(0, len(receivers), BUFFERS)
        ]

    def _batch(self, listener: socket.socket, receivers: list[Receiver]) -> _Batch:
        handles: list[tuple[Any, Change | None]] = []
        addresses: list[Address] = []
        for receiver in receivers:
            transport = receiver.transport
            assert transport.association is not None and transport.address is not None
            handles.append((self._sealer.handle(transport.association), receiver.change()))
            addresses.append(transport.address)
        batch = _Batch(listener, handles, addresses)
        if self.batches:
            count = len(receivers)
            batch.names = self._ffi.new("char[]", _NAME * count)
            batch.messages = self._ffi.new("struct mmsghdr[]", count)
            names = self._ffi.buffer(batch.names)
            for index, address in enumerate(addresses):
                name = _kernel_name(listener.family, address)
                names[index * _NAME : index * _NAME + len(name)] = name
                header = batch.messages[index].msg_hdr
                header.msg_name = batch.names + index * _NAME
                header.msg_namelen = len(name)
                header.msg_iov = self._vectors + index
                header.msg_iovlen = 1
        return batch

    def _send_batch(self, batch: _Batch) -> int:
        count, sizes, vectors = len(batch.receivers), self._sizes, self._vectors
        whole = True
        for index in range(count):
            size = sizes[index]
            vectors[index].iov_len = size
            whole = whole and size > 0
        if whole:
            done = self._sendmmsg(batch.descriptor, batch.messages, count, socket.MSG_DONTWAIT)
            if done == count:
                return count
        # The kernel stops at the first message it cannot take (a full buffer, an unreachable peer): go on after it.
        done = max(0, done) if whole else 0
        sent = done
        for index in range(done, count):
            if (
                sizes[index]
                and self._sendmmsg(batch.descriptor, batch.messages + index, 1, socket.MSG_DONTWAIT) == 1
            ):
                sent += 1
        return sent

    def _send_each(self, batch: _Batch) -> int:
        sent = 0
        for index, address in enumerate(batch.addresses):
            size = self._sizes[index]
            if not size:
                continue
            try:
                batch.socket.sendto(self._sealer.views[index][:size], address)
                sent += 1
            except OSError:
                continue
        return sent


def _kernel_name(family: int, address: Address) -> bytes:
    """The address as the kernel's sockaddr."""
    if family == socket.AF_INET:
        return pack("=H", family) + pack("!H", address[1]) + socket.inet_pton(family, address[0]) + bytes(8)
    raw = socket.inet_pton(family, address[0].partition("%")[0])
    flow, scope = (address[2], address[3]) if len(address) == 4 else (0, 0)
    return pack("=H", family) + pack("!HI", address[1], flow) + raw + pack("=I", scope)
