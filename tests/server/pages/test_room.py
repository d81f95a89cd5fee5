"""The live room's page: what it shows without script, what it gives the script, and whom it does not let in."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from rooms import Role
from tests.conftest import WoundClock
from tests.server.pages.conftest import AMERICAS, Reader
from tests.server.pages.markup import Element

HOUR = 3_600_000
ROOM = f"{AMERICAS}/rooms/plenary"


def data_of(page: Element) -> dict[str, Any]:
    """What the page gives the script."""
    data = json.loads(page.one("script", id="page-data").text)
    assert isinstance(data, dict)
    return data


async def test_shell_shows_the_session_and_the_way_to_the_programme_without_script(reader: Reader) -> None:
    await reader.enter(await reader.invite())
    page = await reader.read(f"/es/{ROOM}")
    assert "Gobernar juntos la migración" in page.one("section", class_="stage").text
    assert "En vivo" in page.one("section", class_="stage").text
    assert "JavaScript" in page.one("noscript").text
    assert page.one("main").one("a", href=f"/es/{AMERICAS}/programme").text == "Programa completo"
    assert page.one("h1").text == "Sala plenaria"
    assert page.one("meta", name="robots")["content"] == "noindex"


async def test_shell_of_a_room_whose_day_is_over_says_so(reader: Reader, clock: WoundClock) -> None:
    await reader.enter(await reader.invite())
    clock.wind(20 * HOUR)
    assert "programme of this room is over" in (await reader.read(f"/en/{ROOM}")).one("main").text


async def test_script_is_given_who_where_and_in_which_language(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.MODERATOR), "</script><b>Ana")
    page = await reader.read(f"/fr/{ROOM}")
    data = data_of(page)
    assert data["participant"]["name"] == "</script><b>Ana"
    assert data["participant"]["role"] == "moderator"
    assert data["language"] == "fr"
    assert set(data["locales"]) == set(data["languages"]) == {"en", "es", "fr"}
    assert data["socket"] == f"/socket/{ROOM.replace('/rooms/', '/')}"
    assert data["room"]["name"]["es"] == "Sala plenaria"
    assert data["time_zone"] == "America/Toronto"
    assert data["now"] == reader.site.clock()
    for address in data["locales"].values():
        bundle = (await reader.get(address)).json()
        assert bundle["words"]["chat.send"]


async def test_every_word_of_the_shell_that_a_switch_changes_is_in_the_scripts_catalogue(
    reader: Reader,
) -> None:
    await reader.enter(await reader.invite())
    page = await reader.read(f"/en/{ROOM}")
    words = (await reader.get(data_of(page)["locales"]["en"])).json()["words"]
    keys = [each["data-t"] for each in page.all() if "data-t" in each.attributes]
    labels = [each["data-t-label"] for each in page.all() if "data-t-label" in each.attributes]
    assert keys
    assert [key for key in keys + labels if key not in words] == []
    for element in page.all():
        if "data-t" in element.attributes:
            assert element.text == words[element["data-t"]]
        if "data-localized" in element.attributes:
            assert element.text in json.loads(element["data-localized"]).values()


async def test_room_opens_only_to_someone_signed_in(reader: Reader) -> None:
    page = await reader.read(f"/en/{ROOM}", 403)
    assert "needs a personal link" in page.one("main").text
    assert not list(page.all("script", id="page-data"))


async def test_banned_person_is_told_so(reader: Reader) -> None:
    ticket = await reader.invite()
    await reader.enter(ticket)
    await reader.ban(ticket)
    assert "cannot enter this conference" in (await reader.read(f"/en/{ROOM}", 403)).one("main").text


async def test_rooms_of_an_archive_are_closed(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    await reader.site.conferences.put(conference.model_copy(update={"archive": True}))
    assert "This room is closed" in (await reader.read(f"/en/{ROOM}", 410)).one("main").text


async def test_unknown_room_is_not_found(reader: Reader) -> None:
    await reader.read(f"/en/{AMERICAS}/rooms/nowhere", 404)


async def test_who_comes_when_many_do_is_told_how_long_it_takes_and_staff_go_past(reader: Reader) -> None:
    await reader.enter(await reader.invite())
    reader.app.state.site = replace(reader.site, wait_s=lambda: 7.2)
    answer = await reader.get(f"/es/{ROOM}")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == answer.headers["refresh"] == "8"
    assert "8 segundos" in answer.text
    reader.app.state.site = replace(reader.site, wait_s=lambda: 1.0)
    await reader.read(f"/es/{ROOM}")
    reader.app.state.site = replace(reader.site, wait_s=lambda: 60.0)
    await reader.enter(await reader.invite(Role.MODERATOR))
    await reader.read(f"/es/{ROOM}")
