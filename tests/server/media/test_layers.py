"""An incoming stream: what is kept, what is asked for again, and what a report tells."""

from server.media.layers import CACHE, WIDEST_GAP, Item, Layer


def layer() -> Layer:
    return Layer("", 1, 90_000)


def arrive(stream: Layer, *sequences: int, now: float = 0.0) -> list[bool]:
    return [stream.keep(Item(stream.place(each), each * 3000, 0, b"x" * 100), now) for each in sequences]


def test_gap_is_asked_for_at_once_and_again_until_it_is_filled() -> None:
    stream = layer()
    arrive(stream, 10, 13)
    assert stream.lost_now(0.0, 0.06) == [11, 12]
    assert stream.lost_now(0.05, 0.06) == []
    assert stream.lost_now(0.06, 0.06) == [11, 12]
    assert arrive(stream, 12, now=0.07) == [True]
    assert stream.lost_now(0.12, 0.06) == [11]


def test_packet_that_never_comes_is_given_up() -> None:
    stream = layer()
    arrive(stream, 1, 3)
    asked = [stream.lost_now(number / 10, 0.06) for number in range(20)]
    assert asked.count([2]) == 10
    assert stream.lost == 1


def test_sequence_numbers_wrap_without_a_gap() -> None:
    stream = layer()
    arrive(stream, 65534, 65535, 0, 1)
    assert stream.lost_now(0, 0.06) == []
    assert stream.highest == 65537
    assert stream.cached(stream.place(65535)) is not None


def test_duplicate_and_late_packets_are_told_apart() -> None:
    stream = layer()
    assert arrive(stream, 5, 5, 7, 6, 6) == [True, False, True, True, False]


def test_cache_holds_the_newest_packets_only() -> None:
    stream = layer()
    arrive(stream, *range(CACHE + 10))
    assert stream.cached(9) is None
    assert stream.cached(10) is not None
    assert stream.cached(CACHE + 9) is not None
    assert arrive(stream, 3) == [False]


def test_jump_in_the_numbers_is_no_loss_to_repair() -> None:
    stream = layer()
    arrive(stream, 1, 1 + WIDEST_GAP + 2)
    assert stream.lost_now(0, 0.06) == []


def test_report_tells_the_share_lost_since_the_last_one() -> None:
    stream = layer()
    arrive(stream, *range(0, 100, 2))
    first = stream.report(1.0)
    assert first is not None
    assert (first.lost, first.highest) == (49, 98)
    assert 120 <= first.fraction <= 128
    arrive(stream, *range(99, 150), now=1.5)
    second = stream.report(2.0)
    assert second is not None
    assert (second.fraction, second.lost) == (0, 49)


def test_report_says_how_old_the_senders_clock_is() -> None:
    stream = layer()
    assert stream.report(0.0) is None
    arrive(stream, 1)
    stream.note_clock(0x0123_4567_89AB_CDEF, 5, 1.0)
    report = stream.report(1.5)
    assert report is not None
    assert (report.last_report, report.delay) == (0x4567_89AB, 32768)


def test_bitrate_is_that_of_the_last_second() -> None:
    stream = layer()
    arrive(stream, *range(10))
    stream.report(0.5)
    assert stream.bitrate == 0
    stream.report(2.0)
    assert stream.bitrate == 8 * 10 * 100 / 2
    stream.report(4.0)
    assert stream.bitrate == 0


def test_layer_that_falls_silent_is_no_longer_alive() -> None:
    stream = layer()
    assert not stream.is_alive(0)
    arrive(stream, 1, now=10)
    assert stream.is_alive(11)
    assert not stream.is_alive(12)
