"""The numbers of several workers read as one page."""

from __future__ import annotations

from server.metrics.together import together
from tests.server.metrics.conftest import samples

ONE = b"""# HELP puente_joins_total Sockets.
# TYPE puente_joins_total counter
puente_joins_total 3.0
# HELP puente_connections Open sockets.
# TYPE puente_connections gauge
puente_connections{audience="hall",room="c/r"} 2.0
"""
TWO = (
    ONE.replace(b"3.0", b"4.0")
    + b"""# HELP puente_media_up Media.
# TYPE puente_media_up gauge
puente_media_up 1.0
"""
)


def test_each_sample_has_its_worker_and_each_family_stands_once() -> None:
    page = together({"0": ONE, "1": TWO})
    assert samples(page) == {
        ("puente_joins_total", "0"): 3,
        ("puente_joins_total", "1"): 4,
        ("puente_connections", "hall", "c/r", "0"): 2,
        ("puente_connections", "hall", "c/r", "1"): 2,
        ("puente_media_up", "1"): 1,
    }
    assert page.count(b"# HELP puente_joins_total") == page.count(b"# TYPE puente_connections") == 1
