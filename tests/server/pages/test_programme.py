"""The programme and its sessions: by day and room, in two zones, with what is live, next or not recorded."""

from __future__ import annotations

import pytest

from server.conferences.model import Conference
from tests.conftest import WoundClock
from tests.server.pages.conftest import AMERICAS, GENEVA, NORTH_AMERICA, Open, Reader
from tests.server.pages.markup import Element

PROGRAMME = f"/en/{AMERICAS}/programme"
MINUTE = 60_000


def card(page: Element, slug: str) -> Element:
    return page.one("article", id=f"session-{slug}")


def slugs(page: Element) -> list[str]:
    return [article["id"].removeprefix("session-") for article in page.all("article", class_="session")]


def row_of(page: Element, slug: str) -> Element:
    return next(row for row in page.all("li", class_="row") if list(row.all("article", id=f"session-{slug}")))


async def changed(reader: Reader, **update: object) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    await reader.site.conferences.put(conference.model_copy(update=update))


def sessions_of(reader: Reader) -> Conference:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    return conference


async def test_sessions_stand_in_the_order_of_the_day_with_those_that_run_side_by_side_in_one_row(
    reader: Reader,
) -> None:
    page = await reader.read(PROGRAMME)
    shown = slugs(page)
    assert shown[:3] == ["opening", "governing-together", "morning-break"]
    assert len(shown) == len(sessions_of(reader).sessions)
    beside = row_of(page, "after-the-pandemic")
    assert slugs(beside) == [
        "after-the-pandemic", "listening-to-communities", "knowing-the-routes"
    ]  # fmt: skip


async def test_times_stand_in_the_conferences_zone(reader: Reader) -> None:
    times = row_of(await reader.read(PROGRAMME), "governing-together").one("p", class_="times")
    assert times.one("time")["datetime"] == "2022-03-23T14:00+00:00"
    assert times.text.replace("\u202f", " ").replace("\u2009", " ") == "10:00 – 11:00 AM EDT"


async def test_chosen_zone_stands_beside_the_conferences_and_is_kept(reader: Reader) -> None:
    page = await reader.read(f"/es/{AMERICAS}/programme?zone=Europe/Madrid")
    assert (
        row_of(page, "governing-together").one("span", class_="times-reader").text.endswith("15:00–16:00 CET")
    )
    assert page.one("option", selected="")["value"] == "Europe/Madrid"
    again = await reader.read(f"/es/{AMERICAS}/sessions/governing-together")
    assert "15:00–16:00 CET" in again.one("dl").text


async def test_day_that_shifts_in_the_readers_zone_is_shown(reader: Reader) -> None:
    page = await reader.read(f"{PROGRAMME}?zone=Asia/Tokyo")
    assert not list(row_of(page, "opening").all("span", class_="times-day"))
    assert row_of(page, "closing").one("span", class_="times-day").text == "Thu, Mar 24"


async def test_zone_with_the_same_clocks_is_not_repeated(reader: Reader) -> None:
    page = await reader.read(f"{PROGRAMME}?zone=America/New_York")
    assert not list(page.all("span", class_="times-reader"))
    assert "The clocks of New York show the same." in page.one("section", class_="zones").text
    page = await reader.read(f"{PROGRAMME}?zone=Asia/Tokyo")
    assert "Yours, of Tokyo, stand beside them." in page.one("section", class_="zones").text


async def test_zone_under_an_old_name_is_understood(reader: Reader) -> None:
    page = await reader.read(f"{PROGRAMME}?zone=Asia/Calcutta")
    assert "UTC+5:30" in row_of(page, "opening").text
    assert page.one("option", selected="")["value"] == "Asia/Calcutta"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "<script>"])
async def test_unknown_zone_is_ignored(reader: Reader, zone: str) -> None:
    answer = await reader.http.get(PROGRAMME, params={"zone": zone})
    assert answer.status_code == 200
    assert "zone=" not in ",".join(answer.headers.get_list("set-cookie"))


async def test_script_that_tells_the_zone_is_loaded_only_while_none_is_known(reader: Reader) -> None:
    assert "/assets/js/zone.js" in (await reader.get(PROGRAMME)).text
    assert "/assets/js/zone.js" not in (await reader.get(PROGRAMME, cookie="zone=Europe/Paris")).text


async def test_live_and_next_follow_the_clock(reader: Reader, clock: WoundClock) -> None:
    page = await reader.read(PROGRAMME)
    assert "Live now" in card(page, "governing-together").text
    assert "Next" in card(page, "morning-break").text
    assert page.one("a", href="#session-governing-together").text == "Go to what is live"
    clock.wind(60 * MINUTE)
    page = await reader.read(PROGRAMME)
    assert "Live now" not in card(page, "governing-together").text
    assert "Next" in card(page, "origin-transit-destination").text


async def test_rooms_filter_shows_one_room_and_what_concerns_all(reader: Reader) -> None:
    page = await reader.read(f"{PROGRAMME}?room=workshop-2&zone=UTC")
    shown = set(slugs(page))
    assert {"services-in-the-pandemic", "knowing-the-routes", "morning-break"} <= shown
    assert "opening" not in shown
    assert page.one("nav", class_="rooms-filter").one("a", aria_current="true").text == "Workshop room 2"
    assert page.one("input", type="hidden")["value"] == "workshop-2"


async def test_programme_says_where_it_comes_from(reader: Reader) -> None:
    page = await reader.read(PROGRAMME)
    assert "This is a rehearsal programme, written for Puente" in page.one("main").text


async def test_several_days_are_led_to_from_the_top(open_reader: Open, clock: WoundClock) -> None:
    # Half past eleven in the evening in Toronto: the rehearsal runs past midnight.
    clock.now = 1_648_092_600_000
    reader = await open_reader(rehearse_day=True)
    page = await reader.read(f"/en/{AMERICAS}/programme")
    days = [link["href"] for link in page.one("nav", class_="days").all("a")]
    assert days == ["#day-2022-03-23", "#day-2022-03-24"]


async def test_archive_says_what_its_record_does_not_give(reader: Reader) -> None:
    page = await reader.read(f"/en/{GENEVA}/programme")
    assert [item.one("h3").text for item in page.all("li", class_="card")] == [
        "Plenary sessions",
        "Workshops",
    ]
    assert page.one("main").text.count("The sessions of this day are not recorded.") == 5
    assert not list(page.all("form", class_="zones-form"))
    page = await reader.read(f"/es/{NORTH_AMERICA}/programme")
    assert page.one("main").text.count("No constan las sesiones de este día.") == 2


async def test_session_of_an_archive_says_what_is_not_recorded(reader: Reader) -> None:
    conference = reader.site.conferences.get(GENEVA)
    assert conference is not None
    opening = sessions_of(reader).sessions[0]
    bare = opening.model_copy(
        update={
            **dict.fromkeys(("start", "end", "room", "abstract", "theme")),
            "day": conference.first_day,
            "people": (),
        }
    )
    nowhen = bare.model_copy(update={"slug": "undated", "day": None})
    await reader.site.conferences.put(conference.model_copy(update={"sessions": (bare, nowhen)}))
    text = (await reader.read(f"/en/{GENEVA}/sessions/opening")).one("main").text
    for words in (
        "The hours are not recorded.",
        "Room not recorded",
        "No abstract is recorded.",
        "Nobody is recorded.",
    ):
        assert words in text, words
    programme = await reader.read(f"/en/{GENEVA}/programme")
    assert programme.one("section", aria_labelledby="undated").one("article")["id"] == "session-undated"
    assert "The hours are not recorded." in programme.one("main").text


async def test_session_page_names_parts_that_are_to_be_announced(reader: Reader) -> None:
    page = await reader.read(f"/fr/{AMERICAS}/sessions/governing-together")
    assert "Panélistes 3 à annoncer" in page.one("ul", class_="seats").text
    assert "Présidence à annoncer" in page.one("ul", class_="seats").text


async def test_session_page_tells_room_floor_language_and_theme(reader: Reader) -> None:
    facts = (await reader.read(f"/en/{AMERICAS}/sessions/governing-together")).one("dl")
    assert "Plenary hall" in facts.text
    assert "Language of the floor Spanish" in facts.text
    assert facts.one("a")["href"] == f"/en/{AMERICAS}/#theme-regional-governance"


async def test_announced_people_stand_in_the_programme(reader: Reader) -> None:
    forum = reader.site.conferences.get(NORTH_AMERICA)
    assert forum is not None
    opening, *others = sessions_of(reader).sessions
    seats = tuple(
        entry.model_copy(update={"person": forum.people[0].slug, "to_be_announced": False})
        for entry in opening.people[:1]
    )
    await changed(
        reader, people=forum.people[:1], sessions=(opening.model_copy(update={"people": seats}), *others)
    )
    name = forum.people[0].name
    assert name in card(await reader.read(PROGRAMME), "opening").text
    page = await reader.read(f"/en/{AMERICAS}/sessions/opening")
    assert (
        page.one("ul", class_="seats").one("a")["href"]
        == f"/en/{AMERICAS}/people#person-{forum.people[0].slug}"
    )
    page = await reader.read(f"/en/{AMERICAS}/people")
    assert (
        page.one("li", id=f"person-{forum.people[0].slug}").one("ul").one("a").text
        == "Opening: a new conversation"
    )
