"""Every page: well-formed, in one language, with alternates, landmarks and one heading; and what a cache may keep."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from tests.server.pages.conftest import ADDRESS, AMERICAS, GENEVA, NORTH_AMERICA, Open, Reader
from tests.server.pages.markup import Element

PAGES = [
    "",
    f"{AMERICAS}/",
    f"{AMERICAS}/programme",
    f"{AMERICAS}/sessions/governing-together",
    f"{AMERICAS}/people",
    f"{AMERICAS}/partners",
    f"{NORTH_AMERICA}/",
    f"{NORTH_AMERICA}/programme",
    f"{NORTH_AMERICA}/people",
    f"{NORTH_AMERICA}/partners",
    f"{GENEVA}/",
    f"{GENEVA}/programme",
    f"{GENEVA}/people",
    f"{GENEVA}/partners",
]
every_page = pytest.mark.parametrize("page", PAGES)
every_language = pytest.mark.parametrize("language", ["en", "es", "fr"])


def links(page: Element, rel: str) -> dict[str, str]:
    return {link.attributes.get("hreflang", ""): link["href"] for link in page.all("link", rel=rel)}


@every_language
@every_page
async def test_page_has_its_language_landmarks_and_one_heading(
    reader: Reader, page: str, language: str
) -> None:
    read = await reader.read(f"/{language}/{page}")
    assert read.one("html")["lang"] == language
    assert len(list(read.all("h1"))) == 1
    for landmark in ("header", "main", "footer"):
        assert len(list(read.all(landmark))) == 1, landmark
    assert all(nav.attributes.get("aria-label") for nav in read.all("nav"))
    levels = [int(element.tag[1]) for element in read.all() if re.fullmatch("h[1-6]", element.tag)]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels


@every_page
async def test_page_names_itself_in_every_language(reader: Reader, page: str) -> None:
    read = await reader.read(f"/es/{page}?x=1")
    assert links(read, "canonical") == {"": f"{ADDRESS}/es/{page}"}
    assert links(read, "alternate") == {
        "en": f"{ADDRESS}/en/{page}",
        "es": f"{ADDRESS}/es/{page}",
        "fr": f"{ADDRESS}/fr/{page}",
        "x-default": f"{ADDRESS}/{page}",
    }


@every_page
async def test_language_switch_lands_on_the_same_page_and_keeps_the_query(reader: Reader, page: str) -> None:
    read = await reader.read(f"/en/{page}?room=plenary&zone=UTC")
    switch = read.one("nav", class_="languages")
    paths = {link["hreflang"]: link["href"] for link in switch.all("a")}
    assert paths == {tag: f"/{tag}/{page}?room=plenary&zone=UTC" for tag in ("en", "es", "fr")}
    assert [link["lang"] for link in switch.all("a", aria_current="true")] == ["en"]


@every_page
async def test_page_has_no_inline_script_or_style(reader: Reader, page: str) -> None:
    read = await reader.read(f"/en/{page}")
    assert not list(read.all("style"))
    assert all("src" in script.attributes for script in read.all("script"))
    inline = [
        name for element in read.all() for name in element.attributes if name == "style" or name[:2] == "on"
    ]
    assert not inline


async def test_text_that_has_no_translation_says_so(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    session = conference.sessions[0]
    only_english = session.model_copy(update={"title": type(session.title)({"en": "Only in English"})})
    await reader.site.conferences.put(
        conference.model_copy(update={"sessions": (only_english, *conference.sessions[1:])})
    )
    read = await reader.read(f"/fr/{AMERICAS}/sessions/{session.slug}")
    title = read.one("h1")
    assert title.one("span", lang="en").text == "Only in English"
    assert title.one("span", class_="fallback").text == "(en anglais)"
    assert not list((await reader.read(f"/en/{AMERICAS}/sessions/{session.slug}")).one("h1").all("span"))


async def test_rehearsal_is_stated_on_every_page_of_its_conference_and_on_no_other(open_reader: Open) -> None:
    reader = await open_reader(rehearse_day=True)
    for page in PAGES:
        notices = [
            notice.text for notice in (await reader.read(f"/es/{page}")).all("aside", class_="rehearsal")
        ]
        assert len(notices) == (AMERICAS in page), page
        assert all(notice.startswith("Esto es un ensayo.") for notice in notices)


async def test_own_day_is_no_rehearsal(reader: Reader) -> None:
    assert not list((await reader.read(f"/en/{AMERICAS}/")).all("aside", class_="rehearsal"))


async def test_page_that_did_not_change_is_not_sent_again(reader: Reader) -> None:
    first = await reader.get(f"/en/{AMERICAS}/people")
    assert first.headers["cache-control"] == "private, no-cache"
    assert "Cookie" in first.headers["vary"]
    second = await reader.get(f"/en/{AMERICAS}/people", if_none_match=first.headers["etag"])
    assert (second.status_code, second.content) == (304, b"")


async def test_head_is_answered_like_get(reader: Reader) -> None:
    assert (await reader.http.head(f"/en/{AMERICAS}/")).status_code == 200


async def test_page_is_compressed_for_who_can_read_that_and_each_form_has_its_own_tag(reader: Reader) -> None:
    path = f"/en/{AMERICAS}/programme"
    plain = await reader.get(path, accept_encoding="identity")
    small = await reader.get(path, accept_encoding="gzip")
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.text == plain.text
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert small.headers["etag"] != plain.headers["etag"]
    again = await reader.get(path, accept_encoding="gzip", if_none_match=small.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert "Accept-Encoding" in small.headers["vary"]
