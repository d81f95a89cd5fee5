"""The watchers of one audience who read as fast as they are written to. Input: those who join, fall behind and leave.

Where a watcher's bytes go to a plain TCP socket, a frame for all goes from here straight into the kernel: a number and a
system call for each socket, instead of the transport's own objects, which a room of a thousand finds in no cache. The
transport holds nothing of such a watcher (see `server.live.fanout`), so the order of frames is kept; what the kernel does
not take goes to the transport, which then says that the watcher is behind.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from os import write as write_socket
from typing import Generic, Protocol, TypeVar


class Reader(Protocol):
    """What is written to. `write` takes a whole frame, or the rest of one, behind what it was given before.

    `descriptor` is that of a plain TCP socket of which the transport holds no bytes, else None. Whoever closes the socket
    takes the reader out first: its number may be the next socket's.
    """

    @property
    def descriptor(self) -> int | None: ...

    @property
    def write(self) -> Callable[[bytes], None]: ...


R = TypeVar("R", bound=Reader)


class FastPath(Generic[R]):
    """The readers in the order in which they came. `add` and `discard` change it; writing may make a reader leave."""

    def __init__(self) -> None:
        self._readers: dict[R, None] = {}
        self._plain: dict[int, R] = {}
        self._others: dict[R, None] = {}
        # The numbers, close together in memory; None after a change.
        self._numbers: array[int] | None = None

    def __len__(self) -> int:
        return len(self._readers)

    def __iter__(self) -> Iterator[R]:
        return iter(self._readers)

    def add(self, reader: R) -> None:
        """Write to a reader from now on."""
        self._readers[reader] = None
        if reader.descriptor is None:
            self._others[reader] = None
        else:
            self._plain[reader.descriptor] = reader
            self._numbers = None

    def discard(self, reader: R) -> bool:
        """Write nothing more to a reader; tell whether it was here."""
        if reader not in self._readers:
            return False
        del self._readers[reader]
        self._others.pop(reader, None)
        if reader.descriptor is not None:
            del self._plain[reader.descriptor]
            self._numbers = None
        return True

    def write(self, frame: bytes) -> int:
        """Write a frame to everyone; return to how many."""
        count, size = len(self), len(frame)
        for number in self._sockets():
            try:
                written = write_socket(number, frame)
            except BlockingIOError:
                written = 0
            except OSError:
                continue  # The peer is gone. The transport finds the same when it reads, and says so.
            if written != size:
                self._plain[number].write(frame[written:])
        # Copied, because a write may find a socket full and make its reader leave.
        for reader in tuple(self._others):
            reader.write(frame)
        return count

    def _sockets(self) -> array[int]:
        if self._numbers is None:
            self._numbers = array("i", self._plain)
        return self._numbers
