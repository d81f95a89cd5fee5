"""What a subscriber can take, from its reports."""

from server.media.estimate import HIGHEST, LOWEST, Estimate


def test_nothing_is_known_before_the_first_report() -> None:
    assert Estimate().bitrate() is None


def test_receivers_limit_is_all_that_is_known_before_its_reports() -> None:
    estimate = Estimate()
    estimate.note_limit(300_000, 0, 1.0)
    assert estimate.bitrate() == 300_000


def test_receivers_slowly_growing_limit_holds_nobody_back() -> None:
    estimate = Estimate()
    for second in range(5):
        estimate.note_limit(100_000 + 8000 * second, 500_000, second)
        estimate.note_loss(0.0, 500_000, second)
    assert (estimate.bitrate() or 0) >= 650_000


def test_limit_that_falls_below_what_is_sent_means_that_the_path_is_full() -> None:
    estimate = Estimate()
    estimate.note_limit(900_000, 800_000, 1.0)
    estimate.note_loss(0.0, 800_000, 1.0)
    estimate.note_limit(600_000, 800_000, 2.0)
    estimate.note_loss(0.0, 800_000, 2.5)
    assert estimate.bitrate() == 600_000
    estimate.note_loss(0.0, 500_000, 7.0)
    assert (estimate.bitrate() or 0) > 600_000


def test_limit_that_falls_because_little_is_sent_means_nothing() -> None:
    estimate = Estimate()
    estimate.note_loss(0.0, 800_000, 1.0)
    before = estimate.bitrate()
    estimate.note_limit(1_200_000, 800_000, 1.0)
    estimate.note_limit(60_000, 40_000, 9.0)
    assert estimate.bitrate() == before


def test_loss_brings_the_estimate_below_what_is_sent() -> None:
    estimate = Estimate()
    for second in range(3):
        estimate.note_loss(0.3, 1_000_000, second)
    assert (estimate.bitrate() or HIGHEST) < 850_000
    assert estimate.loss > 0.1


def test_good_reports_let_it_grow_but_not_far_beyond_what_is_sent() -> None:
    estimate = Estimate()
    estimate.note_loss(0.5, 1_000_000, 0)
    for second in range(200):
        estimate.note_loss(0.0, 500_000, second)
    assert estimate.bitrate() == 1_000_000
    assert estimate.loss < 0.01


def test_estimate_keeps_within_its_bounds() -> None:
    estimate = Estimate()
    for second in range(100):
        estimate.note_loss(1.0, 0, second)
    assert estimate.bitrate() == LOWEST
    for second in range(100):
        estimate.note_loss(0.0, 10 * HIGHEST, second)
    assert estimate.bitrate() == HIGHEST
