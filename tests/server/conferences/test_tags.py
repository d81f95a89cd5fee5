"""The small strings of a conference file that have a form, and the fix that each wrong one gets."""

import pytest

from server.conferences.tags import (
    email_fault,
    hashtag_fault,
    language_fault,
    phone_fault,
    slug_fault,
    slugged,
    url_fault,
    zone_fault,
)


@pytest.mark.parametrize("slug", ["a", "opening-plenary", "2022", "a" * 60])
def test_good_slugs_pass(slug: str) -> None:
    assert slug_fault(slug) is None


@pytest.mark.parametrize("slug", ["", "Opening", "a--b", "-a", "a b", "á", "a" * 61])
def test_other_slugs_get_one_that_would_do(slug: str) -> None:
    fault = slug_fault(slug)
    assert fault is not None
    assert slug_fault(fault.fix.removeprefix("write '").removesuffix("'")) is None


def test_slug_of_a_text_keeps_its_letters() -> None:
    assert slugged("¿Quién está, aquí?") == "quien-esta-aqui"


@pytest.mark.parametrize("tag", ["en", "es", "fr", "es-MX", "fr-CA", "zh-Hant-TW", "es-419", "nah"])
def test_language_tags_pass(tag: str) -> None:
    assert language_fault(tag) is None


@pytest.mark.parametrize(
    ("tag", "fix"),
    [
        ("es_MX", "'es-MX'"),
        ("EN", "'en'"),
        ("eng", "'en'"),
        ("spanish", "BCP 47"),
        ("xx", "BCP 47"),
        ("und", "BCP 47"),
        ("", "BCP 47"),
    ],
)
def test_other_language_tags_are_mended(tag: str, fix: str) -> None:
    fault = language_fault(tag)
    assert fault is not None
    assert fix in fault.fix


@pytest.mark.parametrize(
    ("zone", "fix"),
    [
        ("America/Torronto", "'America/Toronto'"),
        ("Mexico City", "'America/Mexico_City'"),
        ("qqqq", "IANA"),
        ("", "IANA"),
    ],
)
def test_wrong_zone_gets_the_likely_one(zone: str, fix: str) -> None:
    fault = zone_fault(zone)
    assert fault is not None
    assert fix in fault.fix
    assert zone_fault("Europe/Zurich") is None


def test_hashtags_have_their_sign_and_a_letter() -> None:
    assert hashtag_fault("#MetropolisMEX") is None
    assert hashtag_fault("#México2018") is None
    for wrong in ("MetropolisMEX", "#", "#2018", "#a b", "#a-b"):
        assert hashtag_fault(wrong) is not None


def test_addresses_are_http_and_whole() -> None:
    assert url_fault("https://example.org/a?b=c#d") is None
    for wrong in (
        "javascript:alert(1)",
        "ftp://example.org",
        "https://",
        "/page",
        "https://a b",
        "http://[::1",
    ):
        assert url_fault(wrong) is not None
    fault = url_fault("example.org")
    assert fault is not None
    assert "https://example.org" in fault.fix


def test_e_mail_addresses_have_two_sides() -> None:
    assert email_fault("office@example.org") is None
    for wrong in ("office", "office@", "a b@example.org", "office@example"):
        assert email_fault(wrong) is not None


def test_telephone_numbers_begin_with_their_country() -> None:
    for right in ("+1 514 555 0100", "+52-55-5555-0100", "+34910000000"):
        assert phone_fault(right) is None
    for wrong in ("514 555 0100", "+1", "+1 514 call me", "+0 514 555 0100"):
        assert phone_fault(wrong) is not None
