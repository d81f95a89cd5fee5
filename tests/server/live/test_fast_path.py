"""The fast path: each socket gets whole frames in their order, whatever the kernel takes at once."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from server.live.fast_path import FastPath

FRAME = b"one frame for all"


class Desk:
    """A reader with a real socket, whose transport is a list."""

    def __init__(self, far: socket.socket, near: socket.socket) -> None:
        self.far = far
        self.near = near
        self.descriptor: int | None = near.fileno()
        self.rest: list[bytes] = []
        self.on_rest: Callable[[], object] | None = None

    def write(self, data: bytes) -> None:
        self.rest.append(data)
        if self.on_rest is not None:
            self.on_rest()

    def read(self) -> bytes:
        """Return all that has arrived."""
        arrived = b""
        try:
            while data := self.far.recv(1 << 20):
                arrived += data
        except BlockingIOError:
            pass
        return arrived


@pytest.fixture
def desk() -> Iterator[Callable[[], Desk]]:
    with ExitStack() as stack:

        def make() -> Desk:
            pair = [stack.enter_context(each) for each in socket.socketpair()]
            for each in pair:
                each.setblocking(False)
            return Desk(*pair)

        yield make


def test_frame_goes_to_plain_sockets_directly_and_to_others_by_their_own_way(
    desk: Callable[[], Desk],
) -> None:
    path, ana, ben, secure = FastPath[Desk](), desk(), desk(), desk()
    secure.descriptor = None
    for each in (ana, ben, secure):
        path.add(each)
    assert path.write(FRAME) == 3
    assert [ana.read(), ben.read(), secure.read()] == [FRAME, FRAME, b""]
    assert [ana.rest, ben.rest, secure.rest] == [[], [], [FRAME]]


def test_what_the_kernel_does_not_take_is_left_to_the_transport(desk: Callable[[], Desk]) -> None:
    path, ana, ben = FastPath[Desk](), desk(), desk()
    path.add(ana)
    path.add(ben)
    frame = bytes(range(256)) * 8000
    path.write(frame)
    [rest] = ana.rest
    assert 0 < len(rest) < len(frame)
    path.write(FRAME)
    assert ana.rest == [rest, FRAME]
    assert ana.read() + rest == frame
    assert ben.read() + ben.rest[0] == frame


def test_reader_may_leave_while_it_is_written_to(desk: Callable[[], Desk]) -> None:
    path, ana, ben = FastPath[Desk](), desk(), desk()
    path.add(ana)
    path.add(ben)
    ana.on_rest = lambda: path.discard(ana)
    frame = b"x" * 2_000_000
    path.write(frame)
    path.write(FRAME)
    assert list(path) == [ben]
    assert len(ana.rest) == 1
    assert ben.rest[-1] == FRAME


def test_peer_that_is_gone_disturbs_nobody(desk: Callable[[], Desk]) -> None:
    path, ana, ben = FastPath[Desk](), desk(), desk()
    path.add(ana)
    path.add(ben)
    ana.far.close()
    path.write(FRAME)
    assert (ana.rest, ben.read()) == ([], FRAME)


def test_number_of_a_reader_who_left_is_written_to_no_more(desk: Callable[[], Desk]) -> None:
    path, ana, ben = FastPath[Desk](), desk(), desk()
    path.add(ana)
    path.add(ben)
    path.write(FRAME)
    assert path.discard(ana)
    assert not path.discard(ana)
    path.write(FRAME)
    assert (len(path), ana.read(), ben.read()) == (1, FRAME, FRAME * 2)
