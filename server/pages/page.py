"""One visit to a page: who reads it, in which language, about which conference, and its answer as HTML."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from server.conferences.model import Conference, Hours, Localized, Picked
from server.conferences.moved import with_hours
from server.i18n import language_name, own_name, show_hours
from server.pages.addresses import Addresses, in_language
from server.pages.choices import remember_language
from server.pages.language import redirect_into_language
from server.pages.moved import moved_hours
from server.pages.site import Site, site_of
from server.store.accounts import Account


@dataclass(frozen=True)
class Visit:
    """A request for a page in a language that the interface has."""

    request: Request
    site: Site
    language: str

    def t(self, key: str, /, count: int | None = None, **data: object) -> str:
        """Return the words of a key in the reader's language."""
        return self.site.catalogue.t(self.language, key, count, **data)


@dataclass(frozen=True)
class ConferenceVisit(Visit):
    """A visit to a page of a conference. `account` is who is signed in to it."""

    conference: Conference
    account: Account | None
    # The hours that the programme has for those sessions that run at others, by slug.
    planned: Mapping[str, Hours] = field(default_factory=dict)

    @property
    def at(self) -> Addresses:
        """The addresses of this conference's pages."""
        return Addresses(self.language, self.conference.slug)

    def pick(self, text: Localized) -> Picked:
        """Return a text as this reader gets it."""
        return text.pick(self.language, self.conference.default_language)


@dataclass(frozen=True)
class Alternate:
    """The same page in a language: `path` with the query, for the switch; `url` whole and without, for `hreflang`."""

    language: str
    name: str
    path: str
    url: str


@dataclass(frozen=True)
class Head:
    """What a page says about itself."""

    title: str
    description: str
    indexed: bool
    canonical: str
    default: str
    alternates: tuple[Alternate, ...]


def open_visit(request: Request) -> Visit:
    """Begin a visit from the path's `language`. A path without one is sent to the reader's language."""
    site = site_of(request)
    language = request.path_params["language"]
    if language not in site.catalogue.languages:
        raise redirect_into_language(request)
    return Visit(request, site, language)


async def open_conference(request: Request) -> ConferenceVisit:
    """Begin a visit from the path's `language` and `conference`. Raises 404 for an unknown conference.

    The conference is as its day goes: sessions that moderators moved have their new hours.
    """
    visit = open_visit(request)
    conference = visit.site.conferences.get(request.path_params["conference"])
    if conference is None:
        raise HTTPException(404)
    account = await visit.site.guard.identify(request.cookies, conference.slug)
    moved = await moved_hours(conference, visit.site.actors)
    planned = {
        session.slug: hours
        for session in conference.sessions
        if session.slug in moved and (hours := conference.hours(session)) is not None
    }
    return ConferenceVisit(
        request,
        visit.site,
        visit.language,
        with_hours(conference, moved),
        None if account is not None and account.banned else account,
        planned,
    )


def render(
    visit: Visit,
    template: str,
    title: str,
    *,
    description: str = "",
    status: int = 200,
    indexed: bool = True,
    **context: Any,
) -> Response:
    """Return a page. The template gets `context` and what `page_context` names."""
    html = visit.site.templates.get_template(template).render(
        **page_context(visit, title, description, indexed), **context
    )
    return _answer(visit, html, status)


def page_context(visit: Visit, title: str, description: str, indexed: bool) -> dict[str, Any]:
    """Return what every template gets: language, words, head, and the conference and account or None."""
    held = visit if isinstance(visit, ConferenceVisit) else None
    return {
        "language": visit.language,
        "t": partial(visit.site.catalogue.t, visit.language),
        "language_name": lambda tag: language_name(tag, visit.language),
        "own_name": own_name,
        "head": _head(visit, title, description, indexed),
        "conference": held and held.conference,
        "account": held and held.account,
        "at": held and held.at,
        "pick": held and held.pick,
        "planned": held and _planned(held),
    }


def _planned(visit: ConferenceVisit) -> dict[str, str]:
    zone = visit.conference.zone
    return {
        slug: show_hours(hours.start, hours.end, visit.language, zone)
        for slug, hours in visit.planned.items()
    }


def _head(visit: Visit, title: str, description: str, indexed: bool) -> Head:
    request = visit.request
    address = visit.site.address(request)
    query = f"?{request.url.query}" if request.url.query else ""
    path = request.url.path
    parts = [title]
    if isinstance(visit, ConferenceVisit):
        name = visit.pick(visit.conference.name).text
        parts += [name] if name != title else []
    return Head(
        title=" · ".join([*parts, visit.t("site.name")]),
        description=description,
        indexed=indexed,
        canonical=address + path,
        # Without a language the reader's own is found.
        default=address + in_language(path, "").replace("//", "/", 1),
        alternates=tuple(
            Alternate(
                language=language,
                name=own_name(language),
                path=in_language(path, language) + query,
                url=address + in_language(path, language),
            )
            for language in visit.site.catalogue.languages
        ),
    )


@lru_cache(maxsize=256)
def _compressed(body: bytes) -> bytes:
    """Return a page as gzip. Those that many read, as a programme, are compressed once."""
    return gzip.compress(body, compresslevel=5, mtime=0)


def _answer(visit: Visit, html: str, status: int) -> Response:
    body = html.encode()
    digest = hashlib.sha256(body).hexdigest()[:16]
    compressed = "gzip" in visit.request.headers.get("accept-encoding", "")
    # Each form of a page has a tag of its own (RFC 9110, section 8.8.3).
    tag = f'"{digest}-gzip"' if compressed else f'"{digest}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Encoding"}
    response: Response
    if status == 200 and visit.request.headers.get("if-none-match") == tag:
        response = Response(status_code=304, headers=headers)
    else:
        headers["Content-Language"] = visit.language
        if compressed:
            headers["Content-Encoding"] = "gzip"
            body = _compressed(body)
        response = HTMLResponse(body, status, headers=headers)
    remember_language(visit.request, response, visit.language, secure=visit.site.settings.secure)
    return response
