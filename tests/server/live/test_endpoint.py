"""The socket's door: who is let in, and what everyone else is told."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import text
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from rooms import Role
from tests.venue import CONFERENCE, ROOM, Venue, account_of

HELLO = {"type": "hello", "version": 1, "language": "en"}


async def goodbye(connection: ClientConnection) -> tuple[int, str]:
    try:
        while True:
            await connection.recv()
    except ConnectionClosed as closed:
        assert closed.rcvd is not None
        return closed.rcvd.code, closed.rcvd.reason


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
async def test_page_of_another_site_is_refused_before_the_upgrade(venue: Venue, origin: str) -> None:
    cookie = await venue.cookie(await account_of(venue.stores))
    with pytest.raises(InvalidStatus) as refused:
        await venue.raw(cookie, origin=origin)
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["https://puente.example", "http://127.0.0.1:{port}", None])
async def test_own_pages_and_programs_are_let_in(venue: Venue, origin: str | None) -> None:
    cookie = await venue.cookie(await account_of(venue.stores))
    connection = await venue.raw(cookie, origin=origin and origin.format(port=venue.port))
    await connection.send(json.dumps(HELLO))
    assert json.loads(await connection.recv())["type"] == "welcome"
    connection.transport.abort()
    await connection.wait_closed()


@pytest.mark.parametrize("cookie", [None, f"puente-{CONFERENCE}=forged", "other=1", f"puente-{CONFERENCE}="])
async def test_socket_without_a_valid_cookie_is_closed_as_not_permitted(
    venue: Venue, cookie: str | None
) -> None:
    assert (await goodbye(await venue.raw(cookie)))[0] == 4501


async def test_room_that_no_conference_has_is_not_permitted(venue: Venue) -> None:
    cookie = await venue.cookie(await account_of(venue.stores))
    assert await goodbye(await venue.raw(cookie, room=f"{CONFERENCE}/attic")) == (4501, "no such room")
    assert (await goodbye(await venue.raw(cookie, room="nowhere/plenary")))[0] == 4501


async def test_signed_out_person_is_not_let_in_again(venue: Venue) -> None:
    account = await account_of(venue.stores)
    login = await venue.stores.accounts.log_in(account, days=1)
    cookie = f"puente-{CONFERENCE}={venue.stores.guard.cookie_value(login)}"
    await venue.stores.accounts.log_out(login)
    assert (await goodbye(await venue.raw(cookie)))[0] == 4501


async def test_failing_database_tells_people_to_come_back(venue: Venue) -> None:
    cookie = await venue.cookie(await account_of(venue.stores))
    async with venue.stores.database.begin() as connection:
        await connection.execute(text("DROP TABLE log_epochs"))
    assert (await goodbye(await venue.raw(cookie)))[0] == 4011


@pytest.mark.parametrize(
    ("first", "code", "reason"),
    [
        ({**HELLO, "version": 2}, 4505, "version"),
        ({"type": "hello", "version": 2, "news": []}, 4505, "version"),
        ({"type": "pong"}, 4500, "hello"),
        ({"type": "command", "id": "c", "command": {"type": "room.lock"}}, 4500, "hello"),
        ({**HELLO, "extra": 1}, 4500, "extra"),
        ({**HELLO, "language": "tlh"}, 4500, "tlh is none of en, es, fr"),
        ("not json", 4500, "frame"),
        (b"\x00\x01", 4500, "binary"),
    ],
)
async def test_first_frame_that_is_no_hello_of_this_version_is_told_so(
    venue: Venue, first: Any, code: int, reason: str
) -> None:
    connection = await venue.raw(await venue.cookie(await account_of(venue.stores)))
    await connection.send(first if isinstance(first, str | bytes) else json.dumps(first))
    said = await goodbye(connection)
    assert said[0] == code
    assert reason in said[1]


@pytest.mark.parametrize(
    "frame",
    [
        HELLO,
        "[]",
        "",
        b"binary",
        {"type": "command", "id": "c1", "command": {"type": "room.explode"}},
        {"type": "command", "id": "c1", "command": {"type": "chat.send", "text": "x", "as": "Mateo"}},
        {"type": "command", "id": "spaces are not", "command": {"type": "room.lock"}},
        {"type": "page", "id": "p1", "feature": "questions", "before": 1, "limit": 1},
        {"type": "language", "language": "¿?"},
        {"type": "snapshot"},
    ],
)
async def test_malformed_frame_closes_its_sender_with_a_reason_and_disturbs_nobody(
    venue: Venue, frame: Any
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mateo", Role.MODERATOR) as mateo:
        await ana.send_raw(frame if isinstance(frame, str | bytes) else json.dumps(frame))
        code, reason = await ana.shut()
        assert code == 4500
        assert 0 < len(reason.encode()) <= 123
        assert "position" in await mateo.command("chat.send", text="undisturbed")


@pytest.mark.parametrize(
    ("frame", "language"),
    [
        ({"type": "language", "language": "tlh"}, "tlh"),
        ({"type": "choice", "choice": {"understands": ["en", "xx"]}}, "xx"),
        ({"type": "choice", "choice": {"sound": "de-AT"}}, "de-AT"),
        ({"type": "choice", "choice": {"sound": "original", "captions": "pt"}}, "pt"),
    ],
)
async def test_unknown_language_is_refused_with_the_list_and_changes_nothing(
    venue: Venue, frame: Any, language: str
) -> None:
    async with await venue.enter("Ana") as ana:
        await ana.send_raw(json.dumps(frame))
        assert await ana.reply(frame["type"]) == {
            "type": "reply", "id": frame["type"], "code": "language.unknown", "temporary": False,
            "data": {"language": language, "known": "en, es, fr"},
        }  # fmt: skip
        assert "position" in await ana.command("chat.send", text="Still here")
        assert await venue.stores.accounts.room_choice(ana.account.id, ROOM) is None


async def test_socket_without_a_hello_is_closed_after_10_seconds(venue: Venue) -> None:
    connection = await venue.raw(await venue.cookie(await account_of(venue.stores)))
    while not venue.live.heart._connections:
        await connection.ping()
    await venue.pass_time(10)
    assert (await goodbye(connection))[0] == 4009


async def test_welcome_says_who_what_and_how(venue: Venue) -> None:
    async with await venue.enter("Mateo", Role.MODERATOR, language="fr", room=ROOM) as mateo:
        welcome = mateo.welcome
        assert welcome["participant"] == {
            "participant": mateo.account.id,
            "name": "Mateo",
            "role": "moderator",
        }
        assert welcome["audience"] == "backstage"
        assert welcome["language"] == "fr"
        assert {"room.lock", "chat.send"} <= set(welcome["capabilities"])
        assert welcome["now"] == venue.clock()
        assert [frame["type"] for frame in mateo.frames[:3]] == ["welcome", "own", "snapshot"]
