"""How somebody watches, and what they may send, as the whole application tells it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2 as httpx
import pytest

from rooms import Role
from server.app import build
from server.settings import Settings
from server.stores import Stores, open_stores
from tests.venue import ROOM, account_of

ORIGIN = "http://localhost:8000"


@asynccontextmanager
async def opened(settings: Settings, **changes: object) -> AsyncIterator[tuple[httpx.AsyncClient, Stores]]:
    """The whole application, without a port."""
    changed = settings.model_copy(update={"media_port": 0, **changes})
    async with open_stores(changed) as stores:
        await stores.conferences.load_folder(changed.conferences)
        app = build(stores)
        async with app.router.lifespan_context(app):
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as http:
                yield http, stores


async def cookie(stores: Stores, role: Role) -> dict[str, str]:
    account = await account_of(stores, role)
    login = await stores.accounts.log_in(account, days=1)
    return {"Cookie": f"puente-{account.conference}={stores.guard.cookie_value(login)}"}


async def test_viewer_is_told_its_path_and_a_speaker_what_may_be_sent(settings: Settings) -> None:
    async with opened(settings, stun_urls="stun:stun.example") as (http, stores):
        attendee = await http.get(f"/watch/{ROOM}", headers=await cookie(stores, Role.ATTENDEE))
        assert attendee.status_code == 200
        told = attendee.json()
        assert (told["path"], told["whep"], told["publish"], told["backstage"]) == (
            "webrtc", f"/whep/{ROOM}", None, False,
        )  # fmt: skip
        assert told["ice_servers"] == [{"urls": ["stun:stun.example"]}]
        speaker = (await http.get(f"/watch/{ROOM}", headers=await cookie(stores, Role.SPEAKER))).json()
        assert speaker["publish"] == {
            "whip": f"/whip/{ROOM}", "sources": ["camera", "microphone", "screen"],
        }  # fmt: skip
        assert speaker["backstage"]
        assert (await http.get(f"/watch/{ROOM}")).status_code == 401
        unknown = await http.get(
            f"/watch/{ROOM.partition('/')[0]}/nowhere", headers=await cookie(stores, Role.SPEAKER)
        )
        assert (unknown.status_code, unknown.json()["code"]) == (404, "media.room")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "https://elsewhere.example", "Authorization": "Bearer x"}, 401),
        ({"Origin": ORIGIN}, 400),
        ({}, 400),
    ],
)
async def test_cookie_publishes_from_our_pages_only_and_a_token_from_anywhere(
    settings: Settings, headers: dict[str, str], status: int
) -> None:
    async with opened(settings) as (http, stores):
        asked = {**await cookie(stores, Role.SPEAKER), "Content-Type": "application/sdp", **headers}
        answer = await http.post(f"/whip/{ROOM}", content="no offer", headers=asked)
        assert answer.status_code == status


async def test_server_without_media_says_so(settings: Settings) -> None:
    async with opened(settings, media=False) as (http, stores):
        answer = await http.get(f"/watch/{ROOM}", headers=await cookie(stores, Role.ATTENDEE))
        assert (answer.status_code, answer.json()["code"]) == (503, "media.off")
