"""The report says what was measured, what went wrong, and what is nearest to going wrong."""

from __future__ import annotations

from server.rehearsal.figures import Figures
from server.rehearsal.report import as_json, in_words, passed


def figures(**times: list[float]) -> Figures:
    made = Figures(entering=[100.0], joining=[50.0], answering=[20.0], delivering=[30.0])
    for name, values in times.items():
        setattr(made, name, values)
    return made


def test_quick_deployment_passes_and_its_nearest_limit_is_named() -> None:
    good = figures(delivering=[10.0] * 99 + [400.0, 400.0])
    report = as_json(good, 50, 60.0)
    assert report["passed"]
    assert report["first_to_break"] == {
        "measure": "delivering", "words": "a message until others see it", "share_of_limit": 0.4,
    }  # fmt: skip
    assert report["measures"]["delivering"] == {
        "count": 101,
        "p50_ms": 10.0,
        "p99_ms": 400.0,
        "limit_ms": 1000,
    }
    words = "\n".join(in_words(good, 50, 60.0))
    assert "What would break first: a message until others see it, now at 40%" in words


def test_what_people_would_notice_does_not_pass() -> None:
    slow = figures(answering=[1500.0])
    assert not passed(slow)
    words = "\n".join(in_words(slow, 50, 60.0))
    assert "<- too slow" in words
    assert "It broke already: a command's answer takes longer" in words


def test_fault_is_told_before_anything_else_is_praised() -> None:
    broken = figures()
    broken.fault("the socket was closed for good: 4501")
    assert not passed(broken)
    words = "\n".join(in_words(broken, 50, 60.0))
    assert "FAULT, 1 times: the socket was closed for good: 4501." in words
    assert "What would break first" not in words


def test_program_that_was_late_itself_says_so() -> None:
    late = figures(lateness=[250.0])
    assert any("rehearse from another one" in line for line in in_words(late, 50, 60.0))
