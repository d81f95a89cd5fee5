"""How often somebody may do something."""

from __future__ import annotations

from limits.aio.storage import MemoryStorage

from server.live.limits import FRAMES_IN_A_WINDOW, WRITINGS_A_MINUTE, CommandRate, FrameRate, WritingRate
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE
from tests.conftest import WoundClock
from tests.venue import ELSEWHERE, ROOM


def test_burst_of_20_commands_passes_and_then_10_a_second(clock: WoundClock) -> None:
    rate = CommandRate(clock)
    assert [rate.wait_s() for _ in range(21)] == [0] * 20 + [1]
    clock.wind(1000)
    assert [rate.wait_s() for _ in range(11)] == [0] * 10 + [1]


def test_clock_that_is_set_back_locks_nobody_out(clock: WoundClock) -> None:
    rate, frames = CommandRate(clock), FrameRate(clock)
    for _ in range(20):
        rate.wait_s()
    clock.wind(-3_600_000)
    assert rate.wait_s() == 1
    assert not frames.exceeded()
    clock.wind(1000)
    assert rate.wait_s() == 0


def test_200_frames_in_10_seconds_pass_and_one_more_does_not(clock: WoundClock) -> None:
    rate = FrameRate(clock)
    assert not any(rate.exceeded() for _ in range(FRAMES_IN_A_WINDOW))
    assert rate.exceeded()
    clock.wind(10_000)
    assert not rate.exceeded()


async def test_person_writes_so_much_a_minute_in_a_room_over_all_tabs() -> None:
    rate = WritingRate(MemoryStorage())
    for _ in range(WRITINGS_A_MINUTE):
        assert await rate.wait_s(ROOM, ATTENDEE, "chat.send") == 0
    assert 1 <= await rate.wait_s(ROOM, ATTENDEE, "question.ask") <= 60
    assert await rate.wait_s(ROOM, ATTENDEE, "question.upvote") == 0
    assert await rate.wait_s(ELSEWHERE, ATTENDEE, "chat.send") == 0
    assert await rate.wait_s(ROOM, SECOND_ATTENDEE, "chat.send") == 0


async def test_staff_write_as_much_as_the_day_needs() -> None:
    rate = WritingRate(MemoryStorage())
    for _ in range(WRITINGS_A_MINUTE + 1):
        assert await rate.wait_s(ROOM, MODERATOR, "chat.send") == 0
