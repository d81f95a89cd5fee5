"""Styles, scripts, images and catalogues for the browser, under addresses that change with their content.

Input: `web/dist`, as `web/build.mjs` leaves it (`manifest.json` maps logical names to addresses; beside a file may
lie its gzip form, `<file>.gz`), and the catalogue's script bundles. Everything is held in memory, compressed once.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from server.errors import Misconfigured
from server.i18n import Catalogue

PREFIX = "/assets/"
FOREVER = "public, max-age=31536000, immutable"

# Types that mimetypes may lack or read from the machine's own table.
_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
}
_GZIP = ".gz"


@dataclass(frozen=True)
class Asset:
    """One file as it is sent. `compressed` is its gzip form where that is worth sending."""

    body: bytes
    type: str
    tag: str
    compressed: bytes | None


class Assets:
    """All assets by address. Make it with `Assets.load`."""

    def __init__(self, manifest: Mapping[str, str], files: Mapping[str, Asset], catalogue: Catalogue) -> None:
        self._manifest = manifest
        self._files = {
            **files,
            **{
                self._bundle_url(catalogue, language): _asset(
                    ".json", bundle.body, gzip.compress(bundle.body)
                )
                for language in catalogue.languages
                for bundle in [catalogue.script_bundle(language)]
            },
        }
        self._catalogue = catalogue

    @classmethod
    def load(cls, folder: Path, catalogue: Catalogue) -> Assets:
        """Read `<folder>/manifest.json` and `<folder>/assets`. Raises Misconfigured when they are not built."""
        try:
            manifest = json.loads((folder / "manifest.json").read_bytes())
        except FileNotFoundError:
            raise Misconfigured([f"{folder}: the front end is not built; run `make build`"]) from None
        below = folder / "assets"
        read = {path: path.read_bytes() for path in sorted(below.rglob("*")) if path.is_file()}
        files = {
            PREFIX + path.relative_to(below).as_posix(): _asset(
                path.suffix, body, read.get(path.with_name(path.name + _GZIP))
            )
            for path, body in read.items()
            if path.suffix != _GZIP
        }
        return cls(manifest, files, catalogue)

    def url(self, name: str) -> str:
        """Return the address of an asset by its logical name, for instance `pages.css`."""
        try:
            return self._manifest[name]
        except KeyError:
            raise LookupError(f"no asset is called {name!r}; run `make build`") from None

    def bundle_url(self, language: str) -> str:
        """Return the address of the words for browser code in a language."""
        return self._bundle_url(self._catalogue, language)

    def find(self, address: str) -> Asset | None:
        """Return the asset at an address."""
        return self._files.get(address)

    @staticmethod
    def _bundle_url(catalogue: Catalogue, language: str) -> str:
        tag = catalogue.closest(language)
        return f"{PREFIX}locale/{tag}.{catalogue.script_bundle(tag).hash}.json"


def _asset(suffix: str, body: bytes, compressed: bytes | None) -> Asset:
    type = _TYPES.get(suffix) or mimetypes.guess_type(f"file{suffix}")[0] or "application/octet-stream"
    tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Asset(body, type, tag, compressed)


async def serve(request: Request) -> Response:
    """Send one asset."""
    assets: Assets = request.app.state.site.assets
    asset = assets.find(request.url.path)
    if asset is None:
        raise HTTPException(404)
    headers = {"Cache-Control": FOREVER, "ETag": asset.tag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == asset.tag:
        return Response(status_code=304, headers=headers)
    if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(
            asset.compressed, headers={**headers, "Content-Encoding": "gzip"}, media_type=asset.type
        )
    return Response(asset.body, headers=headers, media_type=asset.type)


async def serve_bundle(request: Request) -> Response:
    """Send the words of a language. One that asks for words of an older start gets today's."""
    assets: Assets = request.app.state.site.assets
    if assets.find(request.url.path) is not None:
        return await serve(request)
    language = request.path_params["name"].partition(".")[0]
    if language not in request.app.state.site.catalogue.languages:
        raise HTTPException(404)
    return RedirectResponse(assets.bundle_url(language), 302, headers={"Cache-Control": "no-store"})


async def serve_icon(request: Request) -> Response:
    """Send browsers that look for `/favicon.ico` to the icon."""
    return RedirectResponse(request.app.state.site.assets.url("images/favicon.svg"), 302)


ROUTES = [
    Route(f"{PREFIX}locale/{{name}}", serve_bundle, name="bundle"),
    Route(f"{PREFIX}{{path:path}}", serve, name="asset"),
    Route("/favicon.ico", serve_icon, name="icon"),
]
