"""Paths without a language, and the language that a browser keeps."""

from __future__ import annotations

import pytest

from tests.server.pages.conftest import AMERICAS, Reader


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", "es"),
        ("fr-CA", "fr"),
        ("de,pt;q=0.5", "en"),
        ("de, fr;q=0.3, es;q=0.7", "es"),
        ("es;q=0, fr;q=0.1", "fr"),
        ("", "en"),
        ("*", "en"),
        ("es;q=nonsense, fr;q=0.2", "fr"),
    ],
)
async def test_front_leads_to_the_language_that_the_browser_asks_for(
    reader: Reader, accepted: str, language: str
) -> None:
    answer = await reader.get("/", accept_language=accepted)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{language}/")
    assert answer.headers["vary"] == "Accept-Language, Cookie"


async def test_language_last_read_counts_before_the_browsers(reader: Reader) -> None:
    await reader.get("/es/")
    assert (await reader.get("/", accept_language="fr")).headers["location"] == "/es/"
    await reader.get(f"/fr/{AMERICAS}/")
    assert (await reader.get("/", accept_language="en")).headers["location"] == "/fr/"


async def test_link_on_another_site_does_not_change_the_kept_language(reader: Reader) -> None:
    await reader.get("/es/")
    await reader.get("/fr/", sec_fetch_site="cross-site")
    assert (await reader.get("/")).headers["location"] == "/es/"


async def test_unknown_kept_language_is_ignored(reader: Reader) -> None:
    answer = await reader.get("/", cookie="language=xx", accept_language="fr")
    assert answer.headers["location"] == "/fr/"


@pytest.mark.parametrize(
    "path",
    [f"/{AMERICAS}/programme?room=plenary", f"/{AMERICAS}/", f"/{AMERICAS}", "/enter/abc", "/nonsense/"],
)
async def test_path_without_language_is_led_into_the_readers(reader: Reader, path: str) -> None:
    answer = await reader.get(path, accept_language="es")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/es{path}")
    assert answer.headers["vary"] == "Accept-Language, Cookie"


@pytest.mark.parametrize(
    ("path", "mended"),
    [
        ("/en", "/en/"),
        (f"/en/{AMERICAS}", f"/en/{AMERICAS}/"),
        (f"/en/{AMERICAS}/programme/?zone=UTC", f"/en/{AMERICAS}/programme?zone=UTC"),
    ],
)
async def test_last_slash_is_mended(reader: Reader, path: str, mended: str) -> None:
    answer = await reader.get(path)
    assert (answer.status_code, answer.headers["location"]) == (308, mended)


async def test_path_cannot_lead_to_another_site(reader: Reader) -> None:
    for path in ("//evil.example/", "/\\evil.example", "/en//evil.example/x/"):
        answer = await reader.get(f"http://testserver{path}")
        assert answer.headers.get("location", "/en/").startswith(("/en/", f"/en{path}"[:4])), path
