"""A conference's home: what is live and next, how to get in, what the record says, and how to share it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from tests.conftest import WoundClock
from tests.server.pages.conftest import ADDRESS, AMERICAS, GENEVA, NORTH_AMERICA, Reader

HOUR = 3_600_000


async def test_rooms_show_what_is_live_and_next(reader: Reader) -> None:
    page = await reader.read(f"/en/{AMERICAS}/")
    plenary = page.one("section", aria_labelledby="room-plenary").text
    assert "Live now Governing migration together" in plenary
    assert "Next Origin, transit and destination at once" in plenary
    workshop = page.one("section", aria_labelledby="room-workshop-1").text
    assert "Live now" not in workshop
    assert "Next From declaration to practice" in workshop


async def test_break_is_shown_in_every_room(reader: Reader, clock: WoundClock) -> None:
    clock.wind(HOUR)
    page = await reader.read(f"/en/{AMERICAS}/")
    for room in ("plenary", "workshop-1"):
        assert "Break" in page.one("section", aria_labelledby=f"room-{room}").text


async def test_doors_open_only_to_someone_signed_in(reader: Reader) -> None:
    closed = await reader.read(f"/en/{AMERICAS}/")
    assert "open the personal link" in closed.one("main").text
    assert not list(closed.all("a", href=f"/en/{AMERICAS}/rooms/plenary"))
    await reader.enter(await reader.invite())
    assert list((await reader.read(f"/en/{AMERICAS}/")).all("a", href=f"/en/{AMERICAS}/rooms/plenary"))


async def test_conference_that_is_over_shows_no_rooms(reader: Reader, clock: WoundClock) -> None:
    clock.wind(48 * HOUR)
    assert not list((await reader.read(f"/en/{AMERICAS}/")).all("section", aria_labelledby="now-title"))


async def test_archive_names_publisher_and_date_and_what_is_not_recorded(reader: Reader) -> None:
    page = await reader.read(f"/es/{GENEVA}/")
    text = page.one("main").text
    assert "Registro publicado por AISSR, 7 de octubre de 2013." in text
    assert text.count("No consta ") >= 2
    assert "Ginebra, Suiza" in text
    assert not list(page.all("section", aria_labelledby="now-title"))


async def test_share_links_carry_title_address_and_hashtag(reader: Reader) -> None:
    page = await reader.read(f"/en/{NORTH_AMERICA}/")
    links = {link.text: link["href"] for link in page.one("section", class_="sharing").all("a")}
    assert set(links) == {"Bluesky", "Mastodon", "X", "LinkedIn", "WhatsApp", "E-mail"}
    assert all(urlsplit(href).scheme in ("https", "mailto") for href in links.values())
    post = parse_qs(urlsplit(links["X"]).query)
    assert post["hashtags"] == ["MetropolisMEX"]
    assert post["url"] == [f"{ADDRESS}/en/{NORTH_AMERICA}/"]
    for network in ("Bluesky", "WhatsApp"):
        [text] = parse_qs(urlsplit(links[network]).query)["text"]
        assert (
            text
            == f"Second Annual Metropolis North America Migration Policy Forum #MetropolisMEX {post['url'][0]}"
        )
    assert "+" not in links["E-mail"]


async def test_list_parts_what_is_coming_from_the_archive(reader: Reader, clock: WoundClock) -> None:
    page = await reader.read("/en/")
    current = page.one("section", aria_labelledby="current-title")
    assert [link["href"] for link in current.all("a")] == [f"/en/{AMERICAS}/"]
    assert "Live now" in current.text
    past = page.one("section", aria_labelledby="past-title")
    assert [link["href"] for link in past.all("a")] == [f"/en/{NORTH_AMERICA}/", f"/en/{GENEVA}/"]
    clock.wind(48 * HOUR)
    later = await reader.read("/en/")
    assert len(list(later.one("section", aria_labelledby="past-title").all("article"))) == 3
    assert "No conference is announced" in later.one("section", aria_labelledby="current-title").text


async def test_people_stand_in_their_groups_with_affiliations(reader: Reader) -> None:
    page = await reader.read(f"/es/{NORTH_AMERICA}/people")
    chairs = page.one("section", aria_labelledby="group-co-chairs")
    assert [name.text for name in chairs.all("h3")] == [
        "Jack Jedwab",
        "Adam Hunter",
        "Agustín Escobar Latapí",
    ]
    assert "Cultural Vistas" in chairs.text
    assert len(list(page.one("section", aria_labelledby="group-planning-committee").all("h3"))) == 12


async def test_people_who_are_not_named_are_to_be_announced_or_not_recorded(reader: Reader) -> None:
    assert "still to be announced" in (await reader.read(f"/en/{AMERICAS}/people")).one("main").text
    assert "Speakers and committees are not recorded." in (await reader.read(f"/en/{GENEVA}/people")).text


async def test_partners_have_their_part(reader: Reader) -> None:
    page = await reader.read(f"/fr/{AMERICAS}/partners")
    assert "Conseil mondial pour les réfugiés" in page.one("section", aria_labelledby="others").text
    assert "Metropolis Amériques" in page.one("section", aria_labelledby="organizers").text
    assert "not recorded" in (await reader.read(f"/en/{GENEVA}/partners")).one("main").text
