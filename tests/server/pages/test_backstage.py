"""The green room: for whom it opens, which one somebody is led to, and what its script is told."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from rooms import Role
from server.conferences.model import Contact, Person, SessionPerson
from server.pages.backstage import session_for
from tests.server.pages.conftest import AMERICAS, NORTH_AMERICA, Reader

SESSION = "governing-together"


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ATTENDEE, 403), (Role.SPEAKER, 200), (Role.INTERPRETER, 200), (Role.CAPTIONER, 200),
        (Role.MODERATOR, 200), (Role.ORGANIZER, 200),
    ],
)  # fmt: skip
async def test_green_room_opens_for_those_at_work(reader: Reader, role: Role, status: int) -> None:
    await reader.enter(await reader.invite(role))
    page = await reader.read(f"/en/{AMERICAS}/backstage/{SESSION}", status)
    if status == 403:
        assert reader.site.catalogue.t("en", "room.green_room.title") in page.text
    else:
        data = json.loads(page.one("script", id="page-data").text)
        assert data["session"] == SESSION
        assert data["watch"] == f"/watch/{AMERICAS}/plenary"
        assert data["phone"] is None


async def test_green_room_knows_the_number_that_the_organizer_gave(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    contact = Contact(name="The hall", phone="+1 514 555 0100")
    await reader.site.conferences.put(conference.model_copy(update={"contact": contact}))
    await reader.enter(await reader.invite(Role.SPEAKER))
    page = await reader.read(f"/en/{AMERICAS}/backstage/{SESSION}")
    assert json.loads(page.one("script", id="page-data").text)["phone"] == contact.phone


async def test_green_room_of_no_session_is_not_found_and_of_an_archive_is_gone(reader: Reader) -> None:
    await reader.enter(await reader.invite(Role.SPEAKER))
    await reader.read(f"/en/{AMERICAS}/backstage/nothing", 404)
    assert (await reader.get(f"/en/{NORTH_AMERICA}/backstage/nothing")).status_code in (404, 410)


async def test_speakers_link_leads_to_the_green_room_of_the_session_that_is_live(reader: Reader) -> None:
    answer = await reader.enter(await reader.invite(Role.SPEAKER), "Ana")
    assert answer.headers["location"] == f"/es/{AMERICAS}/backstage/{SESSION}"
    led = await reader.get(f"/es/{AMERICAS}/backstage")
    assert (led.status_code, led.headers["location"]) == (302, f"/es/{AMERICAS}/backstage/{SESSION}")


async def test_speaker_of_a_later_session_is_led_to_that_one(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    now, speaker = reader.site.now(), Person(slug="rosa", name="Rosa Mendoza")
    part = SessionPerson(part="speaker", person=speaker.slug)
    *_, last = (each for each in conference.sessions if each.room is not None and not each.is_break)
    sessions = tuple(
        each.model_copy(update={"people": (part,) if each == last else ()}) for each in conference.sessions
    )
    changed = conference.model_copy(update={"sessions": sessions, "people": (speaker,)})
    found = session_for(changed, now, speaker.name.upper())
    assert found is not None
    assert found.slug == last.slug
    other = session_for(changed, now, "Somebody Else")
    assert other is not None
    assert other.slug == SESSION


async def test_nobody_is_led_to_what_is_over(reader: Reader) -> None:
    conference = reader.site.conferences.get(AMERICAS)
    assert conference is not None
    after = datetime.combine(conference.last_day, datetime.min.time(), UTC) + timedelta(days=3)
    assert session_for(conference, after, "Ana") is None
    archive = reader.site.conferences.get(NORTH_AMERICA)
    assert archive is not None
    assert session_for(archive, datetime(2018, 1, 1, tzinfo=UTC), "Ana") is None
