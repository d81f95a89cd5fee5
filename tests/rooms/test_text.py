"""What people write, made fit to keep."""

import pytest

from rooms import LIMITS, Refused
from rooms.text import cleaned, excerpt


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  Hola \n", "Hola"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("a\tb", "a\tb"),
        ("nul\0l bell\a escape\x1b[31m delete\x7f c1\x9b", "null bell escape[31m delete c1"),
        ("cafe\u0301", "café"),
        ("\ufeff\u200bHola\u200b", "Hola"),
        ("admin\u202egnp.exe\u202c", "admingnp.exe"),
        ("\u2067שלום\u2069", "שלום"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("half \ud800 pair", "half  pair"),
        ("e\u202e\u0301", "é"),
    ],
)
def test_text_is_kept_without_what_plays_tricks(written: str, kept: str) -> None:
    assert cleaned(written, 100) == kept


@pytest.mark.parametrize(
    "written",
    ["", " \t\n", "\u200b\u200c\u200d", "\u2060\ufeff", "\u00ad", "\u202e\u202c", "\u3164", "\u2800 \u115f", "\u0301",
     "\ufe0f", "\0\x01", "\U000e0041"],
    ids=ascii,
)  # fmt: skip
def test_text_of_which_nothing_can_be_seen_is_empty(written: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(written, 100)
    assert refused.value.code == "text.empty"


@pytest.mark.parametrize("written", ["0", "¿", "❤️", "你", "\U0001fae8", "\U0001fadf"], ids=ascii)
def test_single_visible_character_is_a_text(written: str) -> None:
    assert cleaned(written, 100) == written


def test_limit_counts_code_points_of_what_is_kept() -> None:
    limit = LIMITS["chat"]
    assert cleaned("  " + "😂" * limit + "\n", limit) == "😂" * limit
    assert len(cleaned("e\u0301" * limit, limit)) == limit
    with pytest.raises(Refused) as refused:
        cleaned("a" * (limit + 1), limit)
    assert (refused.value.code, refused.value.data) == (
        "text.too_long",
        {"limit": limit, "length": limit + 1},
    )


def test_excerpt_is_one_line_that_says_where_it_was_cut() -> None:
    assert excerpt("One\n\n two", 20) == "One two"
    assert excerpt("a" * 20, 20) == "a" * 20
    assert excerpt("word " * 10, 11) == "word word…"
