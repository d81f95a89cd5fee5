"""The key for OBS, through the whole application: made on the speaker's page, used by a program, revoked."""

from __future__ import annotations

import pytest

from rooms import Role
from server.settings import Settings
from tests.obs import streaming
from tests.theatre import Person, open_theatre
from tests.venue import ROOM

KEYS = f"/keys/{ROOM}"


async def make(person: Person) -> dict[str, str]:
    answer = await person.http.post(KEYS, headers={"Cookie": person.cookie})
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    made: dict[str, str] = answer.json()
    return made


async def test_program_streams_with_the_key_until_it_is_revoked(settings: Settings) -> None:
    async with open_theatre(settings) as theatre:
        speaker = await theatre.enter("Sofía", Role.SPEAKER)
        made = await make(speaker)
        bearer = {"Authorization": f"Bearer {made['token']}", "Origin": "https://obs.example"}
        backstage = f"backstage/{speaker.id}"
        async with streaming(theatre.http, made["url"], bearer) as answer:
            assert "H264" in answer
            await speaker.tab.until(
                lambda: speaker.tab.view.get(backstage, {}).get("sources") == ["camera", "microphone"]
            )
            assert (await theatre.http.delete(KEYS, headers={"Cookie": speaker.cookie})).status_code == 204
            await speaker.tab.until(lambda: speaker.tab.view[backstage]["sources"] == [])
        refused = await theatre.http.post(
            made["url"], content="v=0", headers={**bearer, "Content-Type": "application/sdp"}
        )
        assert (refused.status_code, refused.json()["code"]) == (401, "media.token")


async def test_new_key_ends_the_one_before_and_opens_no_other_room(settings: Settings) -> None:
    async with open_theatre(settings) as theatre:
        speaker = await theatre.enter("Sofía", Role.SPEAKER)
        first, second = await make(speaker), await make(speaker)
        elsewhere = second["url"].replace("plenary", "workshop-1")
        for token, url, status in (
            (first["token"], first["url"], 401),
            (second["token"], elsewhere, 401),
            (second["token"], second["url"], 400),
        ):
            answer = await theatre.http.post(
                url,
                content="no offer",
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/sdp"},
            )
            assert answer.status_code == status, url


@pytest.mark.parametrize("role", [Role.ATTENDEE, Role.CAPTIONER])
async def test_key_is_for_those_who_may_send(settings: Settings, role: Role) -> None:
    async with open_theatre(settings) as theatre:
        person = await theatre.enter("Ana", role)
        answer = await theatre.http.post(KEYS, headers={"Cookie": person.cookie})
        assert (answer.status_code, answer.json()["code"]) == (403, "media.grant")
        assert (await theatre.http.post(KEYS)).status_code == 401
