"""Transport-wide feedback, read back as the draft says."""

from hypothesis import given
from hypothesis import strategies as st

from server.media.twcc import Arrivals


def read(packet: bytes) -> tuple[int, list[int | None], int]:
    """First number, arrival of each in µs (None: lost), and the feedback's count."""
    padding = packet[-1] if packet[0] & 0x20 else 0
    first, total = int.from_bytes(packet[12:14], "big"), int.from_bytes(packet[14:16], "big")
    reference = int.from_bytes(packet[16:19], "big", signed=True)
    symbols: list[int] = []
    at = 20
    while len(symbols) < total:
        chunk = int.from_bytes(packet[at : at + 2], "big")
        assert chunk >> 14 == 3
        symbols += [chunk >> shift & 3 for shift in range(12, -1, -2)]
        at += 2
    time, times = reference * 64_000, list[int | None]()
    for symbol in symbols[:total]:
        width = (0, 1, 2)[symbol]
        delta = int.from_bytes(packet[at : at + width], "big", signed=width == 2)
        at += width
        time += delta * 250
        times.append(time if width else None)
    assert at + padding == len(packet)
    assert int.from_bytes(packet[2:4], "big") * 4 + 4 == len(packet)
    return first, times, packet[19]


def test_losses_and_order_are_told() -> None:
    arrivals = Arrivals(1)
    for number, time in ((65534, 1_000_000), (0, 1_010_000), (1, 1_005_000)):
        arrivals.note(number, 5, time)
    first, times, count = read(arrivals.feedback() or b"")
    assert (first, times, count) == (65534, [1_000_000, None, 1_010_000, 1_005_000], 0)
    assert arrivals.feedback() is None


def test_next_feedback_begins_where_the_last_ended() -> None:
    arrivals = Arrivals(1)
    arrivals.note(10, 5, 64_000)
    arrivals.feedback()
    arrivals.note(13, 5, 128_000)
    first, times, count = read(arrivals.feedback() or b"")
    assert (first, times, count) == (11, [None, None, 128_000], 1)


@given(st.lists(st.tuples(st.integers(0, 65535), st.integers(0, 3_000_000)), min_size=1, max_size=500))
def test_feedback_is_well_formed_whatever_arrives(seen: list[tuple[int, int]]) -> None:
    arrivals = Arrivals(1)
    for number, time in seen:
        arrivals.note(number, 5, time)
    packet = arrivals.feedback()
    assert packet is not None
    _, times, _ = read(packet)
    assert any(time is not None for time in times)
