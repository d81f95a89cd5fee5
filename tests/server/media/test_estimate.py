"""What a subscriber can take, from its reports."""

from server.media.estimate import HIGHEST, LOWEST, Estimate


def test_nothing_is_known_before_the_first_report() -> None:
    assert Estimate().bitrate(0) is None


def test_receivers_limit_holds_for_a_while() -> None:
    estimate = Estimate()
    estimate.note_limit(300_000, 1.0)
    assert estimate.bitrate(2.0) == 300_000
    assert estimate.bitrate(60.0) is None


def test_loss_brings_the_estimate_below_what_is_sent() -> None:
    estimate = Estimate()
    for _ in range(3):
        estimate.note_loss(0.3, 1_000_000)
    found = estimate.bitrate(0)
    assert found is not None
    assert found < 850_000
    assert estimate.loss > 0.1


def test_good_reports_let_it_grow_but_not_far_beyond_what_is_sent() -> None:
    estimate = Estimate()
    estimate.note_loss(0.5, 1_000_000)
    for _ in range(200):
        estimate.note_loss(0.0, 500_000)
    assert estimate.bitrate(0) == 1_000_000
    assert estimate.loss < 0.01


def test_estimate_keeps_within_its_bounds() -> None:
    estimate = Estimate()
    for _ in range(100):
        estimate.note_loss(1.0, 0)
    assert estimate.bitrate(0) == LOWEST
    for _ in range(100):
        estimate.note_loss(0.0, 10 * HIGHEST)
    assert estimate.bitrate(0) == HIGHEST


def test_smaller_of_both_counts() -> None:
    estimate = Estimate()
    estimate.note_loss(0.0, 1_000_000)
    estimate.note_limit(150_000, 0)
    assert estimate.bitrate(0) == 150_000
