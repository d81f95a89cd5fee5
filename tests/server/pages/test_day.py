"""The whole day across rooms: who may open it, and what the script is told."""

from __future__ import annotations

import json

import pytest

from rooms import Role
from tests.server.pages.conftest import AMERICAS, GENEVA, Reader


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ORGANIZER])
async def test_staff_open_the_day_with_every_room_of_the_conference(reader: Reader, role: Role) -> None:
    await reader.enter(await reader.invite(role))
    page = await reader.read(f"/es/{AMERICAS}/day")
    conference = reader.site.conferences.get(AMERICAS)
    assert conference
    told = json.loads(page.one("script", id="page-data").text)["rooms"]
    assert [each["room"]["slug"] for each in told] == [room.slug for room in conference.rooms]
    assert {each["participant"]["role"] for each in told} == {role.value}
    assert page.one("h1").text == reader.site.catalogue.t("es", "day.title")


@pytest.mark.parametrize("role", [Role.ATTENDEE, Role.SPEAKER, Role.INTERPRETER])
async def test_day_is_for_staff_alone(reader: Reader, role: Role) -> None:
    await reader.read(f"/en/{AMERICAS}/day", status=403)
    await reader.enter(await reader.invite(role))
    await reader.read(f"/en/{AMERICAS}/day", status=403)


async def test_archive_has_no_day(reader: Reader) -> None:
    await reader.read(f"/en/{GENEVA}/day", status=404)
