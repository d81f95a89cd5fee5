"""Assets and catalogues for the browser: kept for ever, compressed once, and never lost to an older page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from server.errors import Misconfigured
from server.i18n import Catalogue
from server.pages.assets import Assets
from server.settings import ROOT
from tests.server.pages.conftest import ASSETS, Reader


async def test_asset_is_kept_for_ever_and_compressed(reader: Reader) -> None:
    answer = await reader.get("/assets/pages.css", accept_encoding="gzip")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.text == ASSETS["pages.css"]


async def test_asset_is_sent_plain_to_someone_who_does_not_unpack(reader: Reader) -> None:
    answer = await reader.get("/assets/pages.css", accept_encoding="identity")
    assert "content-encoding" not in answer.headers
    assert answer.text == ASSETS["pages.css"]


async def test_asset_that_a_browser_holds_is_not_sent_again(reader: Reader) -> None:
    tag = (await reader.get("/assets/images/favicon.svg")).headers["etag"]
    assert (await reader.get("/assets/images/favicon.svg", if_none_match=tag)).status_code == 304


@pytest.mark.parametrize(
    "path", ["/assets/../secret", "/assets/%2e%2e/manifest.json", "/assets/", "/assets/x"]
)
async def test_nothing_but_assets_is_served(reader: Reader, path: str) -> None:
    assert (await reader.get(path)).status_code in (302, 404)


async def test_words_for_scripts_are_served_under_their_hash(reader: Reader) -> None:
    url = reader.site.assets.bundle_url("es-MX")
    assert url.startswith("/assets/locale/es.")
    answer = await reader.get(url)
    assert "immutable" in answer.headers["cache-control"]
    assert answer.json()["words"]["site.sign_out"] == "Cerrar sesión"


async def test_page_of_an_older_start_gets_todays_words(reader: Reader) -> None:
    answer = await reader.get("/assets/locale/fr.0123456789abcdef.json")
    assert (answer.status_code, answer.headers["location"]) == (302, reader.site.assets.bundle_url("fr"))
    assert answer.headers["cache-control"] == "no-store"
    assert (await reader.get("/assets/locale/xx.0123456789abcdef.json")).status_code == 404


async def test_icon_is_found_where_browsers_look(reader: Reader) -> None:
    assert (await reader.get("/favicon.ico")).headers["location"] == "/assets/images/favicon.svg"


def test_front_end_that_is_not_built_is_a_plain_fault(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="make build"):
        Assets.load(tmp_path, Catalogue.load(ROOT / "web" / "locale"))


def test_unknown_asset_is_named(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps({}))
    assets = Assets.load(tmp_path, Catalogue.load(ROOT / "web" / "locale"))
    with pytest.raises(LookupError, match=r"nothing\.css"):
        assets.url("nothing.css")


def test_what_is_built_is_compressed_where_that_makes_it_smaller() -> None:
    dist = ROOT / "web" / "dist"
    assets = Assets.load(dist, Catalogue.load(ROOT / "web" / "locale"))
    plain = [path for path in (dist / "assets").rglob("*") if path.is_file() and path.suffix != ".gz"]
    assert {path.suffix for path in plain} >= {".js", ".css", ".svg"}
    for path in plain:
        asset = assets.find(f"/assets/{path.relative_to(dist / 'assets').as_posix()}")
        assert asset is not None
        assert asset.body == path.read_bytes()
        if asset.compressed is not None:
            assert gzip.decompress(asset.compressed) == asset.body
            assert len(asset.compressed) < len(asset.body)
        else:
            assert len(asset.body) < 1000, path


async def test_compressed_form_has_no_address_of_its_own(reader: Reader) -> None:
    assert (await reader.get("/assets/pages.css.gz")).status_code == 404
