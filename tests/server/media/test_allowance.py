"""How much may happen at once, and how much more each second."""

from server.media.allowance import Allowance


def test_burst_is_allowed_at_once_and_then_the_rate() -> None:
    allowance = Allowance(3, 2, 10.0)
    assert [allowance.take(10.0) for _ in range(4)] == [True, True, True, False]
    assert [allowance.take(10.5), allowance.take(10.5)] == [True, False]
    assert [allowance.take(99.0) for _ in range(4)] == [True, True, True, False]


def test_larger_amount_waits_until_it_fits() -> None:
    allowance = Allowance(100, 100, 0.0)
    assert allowance.take(0.0, 80)
    assert not allowance.take(0.1, 80)
    assert allowance.take(0.7, 80)
