"""Pages for what went wrong: in the reader's language, with a way on."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from starlette.requests import ClientDisconnect, Request

from server.pages.errors import error_page
from tests.server.pages.conftest import AMERICAS, Reader
from tests.server.pages.markup import read_page


@pytest.mark.parametrize(
    ("path", "way_on"),
    [
        ("/es/nobody/", "/es/"),
        ("/es/nobody/people", "/es/"),
        (f"/es/{AMERICAS}/nothing", f"/es/{AMERICAS}/programme"),
        (f"/es/{AMERICAS}/sessions/none", f"/es/{AMERICAS}/programme"),
    ],
)
async def test_page_that_does_not_exist_says_so_and_leads_on(reader: Reader, path: str, way_on: str) -> None:
    page = await reader.read(path, 404)
    assert page.one("html")["lang"] == "es"
    assert page.one("h1").text == "Esta página no existe"
    assert page.one("main").one("a")["href"] == way_on
    assert ("Desde el programa se llega" in page.one("main").text) == (AMERICAS in path)
    assert len(list(page.all(class_="conference-bar"))) == (AMERICAS in path)
    assert page.one("meta", name="robots")["content"] == "noindex"


async def test_asset_that_does_not_exist_is_told_in_the_browsers_language(reader: Reader) -> None:
    assert (await reader.read("/assets/none.css", 404, accept_language="fr")).one("html")["lang"] == "fr"


async def test_wrong_method_is_told(reader: Reader) -> None:
    answer = await reader.http.post(f"/en/{AMERICAS}/programme")
    assert answer.status_code == 405
    assert answer.headers["allow"]
    assert "cannot do that" in answer.text


@pytest.mark.parametrize(
    ("status", "heading"), [(403, "Cette page ne vous est pas ouverte"), (418, "répondre")]
)
async def test_other_refusals_have_words(reader: Reader, status: int, heading: str) -> None:
    scope = {
        "type": "http", "method": "GET", "path": "/fr/x", "query_string": b"", "headers": [], "server": ("t", 80),
        "scheme": "http", "app": reader.app,
    }  # fmt: skip
    answer = error_page(Request(scope), status)
    assert answer.status_code == status
    assert heading in bytes(answer.body).decode()


async def test_fault_of_the_server_gives_a_code_that_the_log_knows(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(reader.site.conferences, "all", fail)
    answer = await reader.get("/en/")
    assert answer.status_code == 500
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    page = read_page(answer.text)
    assert page.one("h1").text == "The server made a mistake"
    assert f"fault {page.one('code').text}" in caplog.text


async def test_database_that_does_not_answer_is_told_with_when_to_come_again(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("INSERT", None, Exception("database is locked"))

    monkeypatch.setattr(reader.site.conferences, "all", fail)
    answer = await reader.get("/es/")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "no puede leer ni guardar" in read_page(answer.text).one("h1").text
    assert "database is locked" in caplog.text


async def test_browser_that_leaves_while_it_sends_a_form_is_no_fault_of_the_server(
    reader: Reader, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def leave(*_: object) -> None:
        raise ClientDisconnect

    monkeypatch.setattr(reader.site.conferences, "all", leave)
    await reader.get("/en/")
    assert "fault" not in caplog.text
