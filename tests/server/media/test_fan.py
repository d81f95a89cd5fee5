"""The way out: every receiver of a packet gets its own copy, by either kind of sending."""

import os
import socket
from typing import cast

import pytest

from server.media import rtp
from server.media.dtls import PROFILES, Keys
from server.media.fan import Exit, Fan
from server.media.layers import Item
from server.media.mux import Listener
from server.media.srtp import Association, Change, PublicSealer, Sealer, sealer
from server.media.transport import Transport


class Seat:
    """A receiver behind a real socket, with its half of the keys."""

    def __init__(self, listener: Listener, host: str, changed: bool = False) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(2)
        one, other = os.urandom(28), os.urandom(28)
        self.theirs = Association(Keys(PROFILES[0], other, one))
        self.listener, self.address = listener, self.socket.getsockname()
        self.association = Association(Keys(PROFILES[0], one, other))
        self.late: list[Item] = []
        self.transport = cast(Transport, self)
        self._changed = changed

    def change(self) -> Change | None:
        return (lambda view: view.__setitem__(3, 200)) if self._changed else None

    def forward_late(self, item: Item) -> None:
        self.late.append(item)

    def heard(self) -> rtp.Header:
        header = rtp.parse(self.theirs.unprotect(self.socket.recv(2048)))
        assert header is not None
        return header


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
@pytest.mark.parametrize("chosen", [sealer, PublicSealer])
@pytest.mark.parametrize("batches", [True, False])
def test_every_receiver_gets_its_own_copy(host: str, chosen: type[Sealer], batches: bool) -> None:
    way_out = Exit(chosen(), batches=batches)
    listener = Listener(host, 0)
    seats = [Seat(listener, host, changed=number % 3 == 0) for number in range(70)]
    fan = Fan()
    for seat in seats:
        fan.add(seat, 5)
    item = Item(7, 0, 0, b"payload" * 100)
    way_out.forward(item, rtp.build(96, 0, 7, 0, 1, item.payload), fan)
    assert [seat.heard().sequence for seat in seats] == [200 if n % 3 == 0 else 7 for n in range(70)]
    assert (way_out.sent, way_out.refused, fan.packets) == (70, 0, 1)
    older = Item(4, 0, 0, b"older")
    way_out.forward(older, rtp.build(96, 0, 4, 0, 1, older.payload), fan)
    assert all(seat.late == [older] for seat in seats)
    way_out.forward(item, bytes(3000), fan)
    assert way_out.refused == 70
    for seat in seats:
        seat.socket.close()
    listener.socket.close()


def test_receiver_that_cannot_be_reached_costs_only_its_own_packet() -> None:
    way_out = Exit()
    listener = Listener("127.0.0.1", 0)
    seats = [Seat(listener, "127.0.0.1") for _ in range(3)]
    seats[1].address = ("255.255.255.255", 9)
    fan = Fan()
    for seat in seats:
        fan.add(seat, 0)
    item = Item(7, 0, 0, b"payload")
    way_out.forward(item, rtp.build(96, 0, 7, 0, 1, item.payload), fan)
    assert [seats[0].heard().sequence, seats[2].heard().sequence] == [7, 7]
    assert (way_out.sent, way_out.refused) == (2, 1)
    for seat in seats:
        seat.socket.close()
    listener.socket.close()
