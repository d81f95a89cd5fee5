"""The language that a browser's header asks for."""

from __future__ import annotations

import pytest

from server.i18n import accepted_languages, negotiate


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("es-MX, en;q=0.5, fr;q=0.9", ("es-MX", "fr", "en")),
        ("en;q=0.5,es;q=0.5", ("en", "es")),
        (" de ; q=1.0 , *;q=0.1", ("de",)),
        ("en;q=0", ()),
        ("en;q=abc;q=1", ()),
        (",,;q=1,", ()),
    ],
)
def test_header_is_read_best_first(header: str, tags: tuple[str, ...]) -> None:
    assert accepted_languages(header) == tags


def test_variety_is_answered_by_its_language_and_nothing_by_the_first() -> None:
    assert negotiate("es-419,en;q=0.1", ("en", "es")) == "es"
    assert negotiate("ES-mx", ("en", "es")) == "es"
    assert negotiate("eo", ("en", "es")) == "en"
