"""Signing in with a personal link, going on, and signing out."""

from __future__ import annotations

import pytest

from rooms import Role
from tests.conftest import WoundClock
from tests.server.pages.conftest import AMERICAS, GENEVA, Reader

DAY = 86_400_000
COOKIE = f"puente-{AMERICAS}"


async def test_form_proposes_the_links_name_and_the_pages_language(reader: Reader) -> None:
    page = await reader.read(reader.link(await reader.invite(Role.MODERATOR), "fr"))
    assert page.one("input", id="name")["value"] == "Ana"
    assert page.one("input", checked="")["value"] == "fr"
    assert "Modération" in page.one("main").text
    assert page.one("meta", name="robots")["content"] == "noindex"


async def test_entering_leads_to_the_live_room_in_the_chosen_language(reader: Reader) -> None:
    answer = await reader.enter(await reader.invite(), "  María   José ", "fr")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/fr/{AMERICAS}/rooms/plenary")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if line.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    account = await reader.site.guard.identify(dict(reader.http.cookies), AMERICAS)
    assert account is not None
    assert (account.name, account.language, account.role) == ("María José", "fr", Role.ATTENDEE)


async def test_entering_outside_the_hours_leads_to_the_conference(reader: Reader, clock: WoundClock) -> None:
    clock.wind(-DAY)
    assert (await reader.enter(await reader.invite())).headers["location"] == f"/es/{AMERICAS}/"


async def test_interpreters_link_leads_to_the_booth_of_its_language(reader: Reader) -> None:
    answer = await reader.enter(await reader.invite(Role.INTERPRETER), "Inés", "fr")
    assert answer.headers["location"] == f"/fr/{AMERICAS}/booth/plenary/fr"


async def test_entering_an_archive_leads_to_its_home(reader: Reader) -> None:
    ticket = await reader.invite(conference=GENEVA)
    assert (await reader.enter(ticket)).headers["location"] == f"/es/{GENEVA}/"


async def test_header_shows_who_is_signed_in_as_what(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.SPEAKER), "Ana <b>")
    form = (await reader.read(f"/en/{AMERICAS}/")).one("form", class_="account")
    assert form.one("strong").text == "Ana <b>"
    assert form.one("span", class_="badge-role").text == "Speaker"
    assert not list((await reader.read("/en/")).all("form", class_="account"))


async def test_someone_who_returns_goes_on_directly(reader: Reader) -> None:
    ticket = await reader.invite()
    await reader.enter(ticket)
    answer = await reader.get(reader.link(ticket, "en"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en/{AMERICAS}/rooms/plenary")


async def test_another_link_says_whom_it_signs_out(reader: Reader) -> None:
    first = await reader.invite()
    await reader.enter(first, "Ana")
    login = reader.site.guard.login_of(dict(reader.http.cookies), AMERICAS)
    assert login is not None
    second = await reader.invite(Role.ORGANIZER)
    page = await reader.read(reader.link(second, "en"))
    assert "Entering here signs Ana out." in page.one("p", class_="notice").text
    await reader.enter(second, "Berta")
    assert await reader.site.accounts.account_of_login(login) is None


async def test_form_keeps_what_was_written_when_it_is_refused(reader: Reader) -> None:
    ticket = await reader.invite()
    answer = await reader.enter(ticket, "x" * 81)
    assert answer.status_code == 422
    assert "como máximo 80 caracteres" in answer.text
    assert "x" * 81 in answer.text
    assert COOKIE not in reader.http.cookies


@pytest.mark.parametrize("name", ["", "   ", "\u0000\u0007"])
async def test_name_is_needed(reader: Reader, name: str) -> None:
    answer = await reader.enter(await reader.invite(), name)
    assert answer.status_code == 422
    assert "Escriba su nombre." in answer.text


async def test_language_must_be_one_of_the_interface(reader: Reader) -> None:
    assert (await reader.enter(await reader.invite(), language="tlh")).status_code == 422


async def test_each_refused_link_says_why_and_what_to_do(reader: Reader, clock: WoundClock) -> None:
    revoked, banned, expired = await reader.invite(), await reader.invite(), await reader.invite(days=1)
    await reader.site.accounts.revoke_ticket(revoked.id)
    await reader.enter(banned)
    await reader.ban(banned)
    clock.wind(2 * DAY)
    cases = {
        "/en/enter/nonsense": (403, "This link is not valid"),
        reader.link(revoked, "en"): (410, "This link was taken back"),
        reader.link(expired, "en"): (410, "This link has expired"),
        reader.link(banned, "en"): (403, "You cannot enter this conference"),
    }
    for path, (status, heading) in cases.items():
        page = await reader.read(path, status)
        assert page.one("h1").text == heading
        assert page.one("main").one("a", href="/en/")
        posted = await reader.http.post(path, data={"name": "Ana", "language": "en"})
        assert posted.status_code == status


async def test_signing_out_ends_the_login(reader: Reader) -> None:
    await reader.enter(await reader.invite())
    login = reader.site.guard.login_of(dict(reader.http.cookies), AMERICAS)
    assert login is not None
    answer = await reader.http.post(f"/en/{AMERICAS}/sign-out")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/en/{AMERICAS}/")
    assert COOKIE not in reader.http.cookies
    assert await reader.site.accounts.account_of_login(login) is None


async def test_signing_out_twice_does_no_harm(reader: Reader) -> None:
    assert (await reader.http.post(f"/en/{AMERICAS}/sign-out")).status_code == 303


async def test_banned_person_is_not_shown_as_signed_in(reader: Reader) -> None:
    ticket = await reader.invite()
    await reader.enter(ticket)
    await reader.ban(ticket)
    assert not list((await reader.read(f"/en/{AMERICAS}/")).all("form", class_="account"))
