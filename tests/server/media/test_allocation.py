"""Which layers fit a subscriber, over time."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from server.media.allocation import Choice, Ladder, allocate

THREE = (Choice("h", 1_200_000), Choice("m", 500_000), Choice("l", 150_000))


def choose(estimate: int | None, ladder: Ladder, now: float, loss: float = 0.0) -> str | None:
    return allocate(estimate, loss, 40_000, [(ladder, THREE)], now)[0]


def test_without_an_estimate_the_middle_is_a_start() -> None:
    assert choose(None, Ladder(), 0) == "m"


def test_largest_layer_that_fits_is_taken_at_once_by_a_newcomer() -> None:
    assert choose(2_000_000, Ladder(), 0) == "h"
    assert choose(700_000, Ladder(), 0) == "m"
    assert choose(100_000, Ladder(), 0) == "l"


def test_layer_that_is_too_much_is_left() -> None:
    ladder = Ladder()
    choose(2_000_000, ladder, 0)
    assert choose(400_000, ladder, 1) == "l"


def test_small_dip_without_loss_changes_nothing() -> None:
    ladder = Ladder()
    choose(2_000_000, ladder, 0)
    assert choose(1_300_000, ladder, 1) == "h"
    assert choose(1_300_000, ladder, 2, loss=0.05) == "m"


def test_step_up_is_tried_when_the_present_layer_arrives_well() -> None:
    ladder = Ladder()
    assert choose(260_000, ladder, 0) == "l"
    assert choose(260_000, ladder, 1) == "l"
    assert choose(260_000, ladder, 3) == "m"


def test_failed_step_up_makes_the_next_one_wait_longer() -> None:
    ladder = Ladder()
    moment = 0.0
    waits = []
    choose(260_000, ladder, moment)
    for _ in range(3):
        came = moment
        while choose(260_000, ladder, moment) == "l":
            moment += 1
        waits.append(moment - came)
        assert choose(160_000, ladder, moment + 1, loss=0.2) == "l"
        moment += 1
    assert waits == sorted(waits)
    assert waits[-1] >= 2 * waits[0]


def test_every_section_has_its_smallest_layer_before_any_has_more() -> None:
    sections = [(Ladder(), THREE), (Ladder(), THREE)]
    assert allocate(400_000, 0, 0, sections, 0) == ["l", "l"]
    assert allocate(3_000_000, 0, 0, [(Ladder(), THREE), (Ladder(), THREE)], 0) == ["h", "h"]
    assert allocate(1_600_000, 0, 0, [(Ladder(), THREE), (Ladder(), THREE)], 0) == ["h", "l"]


def test_section_without_a_living_layer_gets_none() -> None:
    assert allocate(1_000_000, 0, 0, [(Ladder(), ())], 0) == [None]


@given(
    st.lists(st.tuples(st.integers(0, 3_000_000), st.floats(0, 1), st.lists(st.sampled_from(THREE)))),
)
def test_choice_is_always_a_living_layer(steps: Sequence[tuple[int, float, list[Choice]]]) -> None:
    ladder = Ladder()
    for now, (estimate, loss, choices) in enumerate(steps):
        (chosen,) = allocate(estimate, loss, 0, [(ladder, choices)], float(now))
        assert chosen in {each.name for each in choices} or (chosen is None and not choices)
