"""Packets in order: waiting, giving up, beginning anew."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from server.media.hls.feed import Packet
from server.media.hls.reorder import MOST, Reorder


def packet(number: int, arrived: float = 0.0) -> Packet:
    return Packet(number, 0, False, b"", arrived)


def numbers(due: list[tuple[Packet, bool]]) -> list[int]:
    return [each.number for each, _ in due]


def test_a_gap_is_waited_for_and_filled() -> None:
    reorder = Reorder(0.25)
    assert numbers(reorder.push(packet(7))) == [7]
    assert reorder.push(packet(9, 0.1)) == []
    assert reorder.expire(0.3) == []
    due = reorder.push(packet(8, 0.31))
    assert numbers(due) == [8, 9]
    assert [missing for _, missing in due] == [False, False]


def test_what_does_not_come_in_time_is_given_up_and_told() -> None:
    reorder = Reorder(0.25)
    reorder.push(packet(1))
    reorder.push(packet(4, 0.1))
    reorder.push(packet(5, 0.2))
    due = reorder.expire(0.36)
    assert numbers(due) == [4, 5]
    assert [missing for _, missing in due] == [True, False]
    assert reorder.push(packet(2, 0.4)) == []


def test_a_second_gap_has_its_own_time() -> None:
    reorder = Reorder(0.25)
    reorder.push(packet(1))
    reorder.push(packet(3, 0.0))
    reorder.push(packet(6, 0.2))
    assert numbers(reorder.expire(0.25)) == [3]
    assert reorder.expire(0.4) == []
    assert numbers(reorder.expire(0.45)) == [6]


def test_memory_is_bounded() -> None:
    reorder = Reorder(1000.0)
    reorder.push(packet(0))
    given_up = [each for number in range(2, MOST + 5) for each in reorder.push(packet(number))]
    assert numbers(given_up)[:2] == [2, 3]


def test_numbers_that_begin_anew_are_followed() -> None:
    reorder = Reorder(0.25)
    reorder.push(packet(60_000))
    due = reorder.push(packet(5))
    assert [(each.number, missing) for each, missing in due] == [(5, True)]
    assert numbers(reorder.push(packet(6))) == [6]


@given(st.lists(st.integers(0, 60), max_size=120), st.data())
def test_whatever_comes_is_given_in_order_and_once(order: list[int], data: st.DataObject) -> None:
    reorder, now, given_out = Reorder(0.25), 0.0, list[int]()
    for number in order:
        now += data.draw(st.sampled_from([0.0, 0.05, 0.3]))
        given_out += numbers(reorder.push(packet(number, now)))
    given_out += numbers(reorder.expire(now + 1))
    assert given_out == sorted(set(given_out))
    if order:
        # Only what came too late, behind what was given before it, is left out.
        assert set(order) - set(given_out) <= set(range(max(given_out) + 1))


@given(st.permutations(range(20)))
def test_shuffled_packets_within_the_time_all_come(order: list[int]) -> None:
    reorder = Reorder(0.25)
    reorder.push(packet(-1))
    given_out = [number for each in order for number in numbers(reorder.push(packet(each, 0.1)))]
    assert given_out == list(range(20))
