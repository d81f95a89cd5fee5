"""Who is let in, who is put out, and what a malformed frame gets. Input: a running server and sockets opened by hand."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.protocol.conftest import Enter, Guest, Seats
from tests.protocol.stranger import LinkRefused, SignedIn, StayedAway, sign_in
from tests.served import CONFERENCE, ROOM, Served

HELLO: dict[str, Any] = {"type": "hello", "version": 1, "language": "en"}


def opened(signed_in: SignedIn, room: str = ROOM, **changes: Any) -> connect:
    """A socket as a browser opens it, but for `changes`."""
    ways: dict[str, Any] = {
        "origin": signed_in.address,
        "additional_headers": signed_in.headers(),
        "compression": None,
        "proxy": None,
    }
    return connect(signed_in.socket(room), **{**ways, **changes})


async def greet(socket: ClientConnection) -> None:
    """Say hello, to a server that may have closed already."""
    with suppress(ConnectionClosed):
        await socket.send(json.dumps(HELLO))


async def closed(socket: ClientConnection) -> tuple[int, str]:
    """Read until the server closes; return its code and reason."""
    with pytest.raises(ConnectionClosed) as end:
        while True:
            await socket.recv()
    assert end.value.rcvd is not None
    return end.value.rcvd.code, end.value.rcvd.reason


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "null", "http://localhost:1"])
async def test_page_of_another_site_opens_no_socket(signed_in: SignedIn, origin: str) -> None:
    with pytest.raises(InvalidStatus) as refused:
        async with opened(signed_in, origin=origin):
            pass
    assert refused.value.response.status_code == 403


@pytest.mark.parametrize(
    "cookie", ["", f"puente-{CONFERENCE}=forged", "puente-metropolis-north-america-2018=x"]
)
async def test_without_a_valid_cookie_the_socket_is_closed_with_4501(
    signed_in: SignedIn, cookie: str
) -> None:
    async with opened(signed_in, additional_headers={"Cookie": cookie}) as socket:
        assert (await closed(socket))[0] == 4501


async def test_room_that_there_is_not_closes_with_4501(signed_in: SignedIn) -> None:
    async with opened(signed_in, room="attic") as socket:
        await greet(socket)
        assert (await closed(socket))[0] == 4501


async def test_unknown_version_closes_with_4505(signed_in: SignedIn) -> None:
    async with opened(signed_in) as socket:
        await socket.send(json.dumps({**HELLO, "version": 2, "shiny": True}))
        assert (await closed(socket))[0] == 4505


def command(**fields: object) -> str:
    return json.dumps({"type": "command", "id": "c1", "command": fields})


MALFORMED: dict[str, str | bytes] = {
    "no JSON": "hello?",
    "half a JSON": '{"type": "pong"',
    "no object": "[]",
    "bytes": json.dumps({"type": "pong"}).encode(),
    "no type": "{}",
    "unknown type": '{"type": "wave"}',
    "type of the server's": '{"type": "ping", "position": "a:1", "now": 1}',
    "unknown field": '{"type": "pong", "at": 1}',
    "second hello": json.dumps(HELLO),
    "command without id": '{"type": "command", "command": {"type": "room.lock"}}',
    "command id with a space": '{"type": "command", "id": "c 1", "command": {"type": "room.lock"}}',
    "command id too long": json.dumps({"type": "command", "id": "c" * 65, "command": {"type": "room.lock"}}),
    "unknown command": command(type="chat.shout", text="A"),
    "command without a field": command(type="chat.send"),
    "command with an unknown field": command(type="chat.send", text="A", loud=True),
    "command with a wrong type": command(type="chat.send", text=["A"]),
    "an entry instead of a command": command(type="chat.sent", text="A"),
    "command that is no object": '{"type": "command", "id": "c1", "command": "room.lock"}',
    "page without end": '{"type": "page", "id": "p1", "feature": "chat", "before": 9, "limit": 101}',
    "page of nothing": '{"type": "page", "id": "p1", "feature": "chat", "before": 9, "limit": 0}',
    "page of an unknown feature": '{"type": "page", "id": "p1", "feature": "attic", "before": 9, "limit": 5}',
    "language that is no tag": '{"type": "language", "language": "klingon!"}',
    "more than 16 KiB": command(type="chat.send", text="x" * 17_000),
}


@pytest.mark.parametrize("frame", MALFORMED.values(), ids=MALFORMED.keys())
async def test_malformed_frame_closes_its_connection_alone(
    enter: Enter, signed_in: SignedIn, frame: str | bytes
) -> None:
    witness = await enter("Witness")
    async with opened(signed_in) as socket:
        await socket.send(json.dumps(HELLO))
        await socket.recv()
        await socket.send(frame)
        code, reason = await closed(socket)
    assert code == 4500
    assert reason, "the reason says which part"
    await witness.command("chat.send", text="Undisturbed")
    assert witness.closes == []


@pytest.mark.parametrize(
    "frame", ['{"type": "pong"}', "hello", '{"type": "hello", "version": 1}'], ids=["pong", "text", "half"]
)
async def test_first_frame_that_is_no_hello_closes_with_4500(signed_in: SignedIn, frame: str) -> None:
    async with opened(signed_in) as socket:
        await socket.send(frame)
        assert (await closed(socket))[0] == 4500


async def test_flood_of_frames_closes_with_4500(signed_in: SignedIn) -> None:
    async with opened(signed_in) as socket:
        await socket.send(json.dumps(HELLO))
        with pytest.raises(ConnectionClosed) as end:
            for _ in range(400):
                await socket.send('{"type": "pong"}')
            while True:
                await socket.recv()
    assert end.value.rcvd is not None
    assert end.value.rcvd.code == 4500


async def test_eleventh_connection_replaces_the_oldest(enter: Enter, seats: Seats) -> None:
    oldest = await enter("Ana")
    tabs = [Guest(oldest.signed_in, ROOM, "en") for _ in range(10)]
    for tab in tabs:
        await tab.__aenter__()
    with pytest.raises(StayedAway) as away:
        await oldest.until(lambda: False)
    assert away.value.code == 4504
    await tabs[-1].command("chat.send", text="Ten are enough")
    for tab in tabs:
        await tab.__aexit__(None, None, None)


async def test_removed_person_is_put_out_of_the_room_until_readmitted(enter: Enter) -> None:
    ana, moderator = await enter("Ana"), await enter("Mo", role="moderator")
    await moderator.command("participant.remove", **ana.participant)
    with pytest.raises(StayedAway) as away:
        await ana.until(lambda: False)
    assert away.value.code == 4502

    async with opened(ana.signed_in) as socket:
        await greet(socket)
        assert (await closed(socket))[0] == 4502
    await moderator.command("participant.readmit", **ana.participant)
    async with Guest(ana.signed_in, ROOM, "en") as again:
        await again.command("chat.send", text="Readmitted")


async def test_banned_person_is_put_out_of_the_conference_and_cannot_come_back(
    enter: Enter, seats: Seats
) -> None:
    moderator = await enter("Mo", role="moderator")
    link = seats.take("attendee")
    signed_in = await sign_in(link, "Troll", "en")
    async with Guest(signed_in, ROOM, "en") as troll:
        await troll.command("question.ask", text="Is this spam?")
        question = troll.key_of_own("Is this spam?")
        await moderator.command("participant.ban", **troll.participant)
        with pytest.raises(StayedAway) as away:
            await troll.until(lambda: False)
        assert away.value.code == 4503
    assert moderator.view[f"questions/{question}"]["state"] == "dismissed"
    assert moderator.view["moderation/" + troll.participant["participant"]]["banned"] is True

    async with opened(signed_in) as socket:
        assert (await closed(socket))[0] == 4503
    with pytest.raises(LinkRefused):
        await sign_in(link, "Troll", "en")


async def test_revoked_link_lets_nobody_in(served: Served) -> None:
    link = served.make_link("attendee", name="Nobody")
    served.puente("revoke", link)
    with pytest.raises(LinkRefused):
        await sign_in(link, "Nobody", "en")
