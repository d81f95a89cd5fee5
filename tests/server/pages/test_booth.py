"""The booth's page: for whom it opens, and what its script is told."""

from __future__ import annotations

import json

import pytest

from rooms import Role
from tests.server.pages.conftest import AMERICAS, Reader


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ATTENDEE, 403), (Role.SPEAKER, 403), (Role.CAPTIONER, 403), (Role.INTERPRETER, 200),
        (Role.MODERATOR, 200), (Role.ORGANIZER, 200),
    ],
)  # fmt: skip
async def test_booth_opens_for_interpreters_and_staff(reader: Reader, role: Role, status: int) -> None:
    await reader.enter(await reader.invite(role))
    page = await reader.read(f"/en/{AMERICAS}/booth/plenary/es", status)
    if status == 403:
        assert reader.site.catalogue.t("en", "room.booth.title") in page.text
    else:
        data = json.loads(page.one("script", id="page-data").text)
        assert data["booth"] == "es"
        assert "Spanish" in page.one("h1").text


async def test_booth_of_no_room_is_not_found(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.INTERPRETER))
    await reader.read(f"/en/{AMERICAS}/booth/nowhere/es", 404)


@pytest.mark.parametrize("path", ["booth/plenary", "captions/plenary", "transcript/plenary"])
@pytest.mark.parametrize("wanted", ["tlh", "no_language"])
async def test_page_of_a_language_that_the_conference_has_not_leads_to_those_that_it_has(
    reader: Reader, path: str, wanted: str
) -> None:
    await reader.enter(await reader.invite(Role.ORGANIZER))
    page = await reader.read(f"/en/{AMERICAS}/{path}/{wanted}", 404)
    assert wanted in page.text
    ways = {link.attributes.get("href") for link in page.all("a")}
    assert {f"/en/{AMERICAS}/{path}/{language}" for language in ("en", "es", "fr")} <= ways


async def test_green_room_leads_interpreters_to_the_booths(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.INTERPRETER))
    page = await reader.read(f"/en/{AMERICAS}/backstage/governing-together")
    assert f"/en/{AMERICAS}/booth/plenary/es" in {link.attributes.get("href") for link in page.all("a")}
