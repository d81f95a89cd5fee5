"""The audit log's page: for staff alone, filtered, in pages, in the reader's language."""

from __future__ import annotations

import pytest
from starlette.routing import Route

from rooms import Role, RoomId
from rooms.core import ENTRY_TYPES
from server.pages.audit import WORDED
from server.routes import ROUTES
from server.store.audit import FOLLOWING, ORDINARY
from tests.builders import acted_on, does, said_by
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE, SERVER
from tests.server.pages.conftest import AMERICAS, Reader
from tests.server.store.test_audit import keep

HALL = RoomId(f"{AMERICAS}/plenary")
# Entries of the server's own hand: no person's action.
SERVERS = {
    "session.scheduled", "session.withdrawn", "stage.broadcast_began", "stage.broadcast_ended", "translation.reported",
    "question.askers_named", "word.lists_set",
}  # fmt: skip


def test_every_action_of_the_staff_has_words() -> None:
    assert ENTRY_TYPES.keys() - ORDINARY - FOLLOWING - SERVERS <= set(WORDED)


# What a request that changes something, or hands out a file or a name, leaves of staff: a kind of action, or why none.
REQUESTS = {
    "POST /api/{conference}/announcements": "announcement.posted",
    "PUT /api/{conference}/announcements/{announcement}": "announcement.edited",
    "DELETE /api/{conference}/announcements/{announcement}": "announcement.withdrawn",
    "POST /slides/{conference}/{room}": "slides.added",
    "POST /manuscripts/{conference}/{room}": "manuscript.handed_in",
    "POST /keys/{conference}/{room}": "key.made",
    "DELETE /keys/{conference}/{room}": "key.revoked",
    "POST /{language}/{conference}/sessions/{session}/recording": "session.recording_shown",
    "GET /api/{conference}/audit.csv": "export.taken",
    "GET /api/{conference}/audit.json": "export.taken",
    "GET /api/{conference}/{room}/polls.csv": "export.taken",
    "GET /api/{conference}/{room}/polls/{poll}/ballots.csv": "export.taken",
    "GET /{language}/{conference}/rooms/{room}/questions.csv": "export.taken",
    "GET /api/{conference}/rooms/{room}/questions/{question}/asker": "question.asker_told",
    "POST /captions/{token}": "captions, by whoever holds an address that was given",
    "POST /line/{conference}": "a test of one's own line",
    "POST /whip/{conference}/{room}": "one's own picture and sound",
    "PATCH /whip/{conference}/{room}/{resource}": "one's own picture and sound",
    "DELETE /whip/{conference}/{room}/{resource}": "one's own picture and sound",
    "POST /whep/{conference}/{room}": "one's own watching",
    "PATCH /whep/{conference}/{room}/{resource}": "one's own watching",
    "DELETE /whep/{conference}/{room}/{resource}": "one's own watching",
    "POST /whep/{conference}/{room}/{resource}/sections/{mid}": "one's own watching",
    "POST /{language}/q/{short}": "a guest's questions and votes",
    "POST /{language}/enter/{token}": "one's own coming and going",
    "POST /{language}/{conference}/sign-out": "one's own coming and going",
}


def test_every_request_that_changes_something_is_an_action_or_says_why_it_is_none() -> None:
    asked = {
        f"{method} {route.path}"
        for route in ROUTES
        if isinstance(route, Route)
        for method in (route.methods or {"GET"}) - {"HEAD", "OPTIONS"}
        if method != "GET" or "/api/" in route.path or route.path.endswith((".csv", ".json"))
    }
    assert asked == REQUESTS.keys()
    kinds = {said for said in REQUESTS.values() if " " not in said}
    assert kinds <= set(WORDED)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.ATTENDEE, 403), (Role.SPEAKER, 403), (Role.MODERATOR, 200), (Role.ORGANIZER, 200)],
)
async def test_log_opens_for_staff_alone(reader: Reader, role: Role, status: int) -> None:
    await reader.enter(await reader.invite(role))
    await reader.read(f"/en/{AMERICAS}/audit", status)


async def test_log_is_closed_to_those_who_are_not_signed_in(reader: Reader) -> None:
    await reader.read(f"/es/{AMERICAS}/audit", 403)


async def test_actions_are_told_in_words_and_filtered(reader: Reader) -> None:
    await keep(
        reader.stores.database,
        HALL,
        said_by(ATTENDEE, "Compren <b>ya</b>", id="m1"),
        does(MODERATOR, "chat.remove", message="m1"),
        does(MODERATOR, "chat.slow_mode", seconds=30),
    )
    await reader.enter(await reader.invite(Role.MODERATOR))
    shown = await reader.read(f"/es/{AMERICAS}/audit")
    assert "Eliminó un mensaje" in shown.text
    assert "30 segundos" in shown.text
    assert "Compren <b>" not in (await reader.get(f"/es/{AMERICAS}/audit")).text
    people = await reader.read(f"/es/{AMERICAS}/audit?area=participant")
    assert "Eliminó un mensaje" not in people.text
    on_ana = await reader.read(f"/es/{AMERICAS}/audit?person=ana")
    assert "Eliminó un mensaje" in on_ana.text
    assert "30 segundos" not in on_ana.text


async def test_purge_of_somebody_who_is_not_named_is_told_as_what_it_was(reader: Reader) -> None:
    await keep(
        reader.stores.database,
        HALL,
        does(SERVER, "question.name_askers", to="nobody"),
        does(SECOND_ATTENDEE, "question.ask", id="q1", text="Hidden?", anonymous=True),
        does(MODERATOR, "participant.purge", participant="asker:q1", name="?"),
    )
    await reader.enter(await reader.invite(Role.MODERATOR))
    shown = await reader.read(f"/en/{AMERICAS}/audit")
    assert "Took away everything that somebody asked without a name" in shown.text
    assert SECOND_ATTENDEE.name not in shown.text


async def test_long_log_comes_in_pages(reader: Reader) -> None:
    turns = [acted_on(ATTENDEE, "mute" if n % 2 == 0 else "unmute") for n in range(60)]
    await keep(reader.stores.database, HALL, *turns)
    await reader.enter(await reader.invite(Role.ORGANIZER))
    first = (await reader.get(f"/en/{AMERICAS}/audit?room=plenary")).text
    assert first.count("<tr>") == 51
    assert "?room=plenary&amp;page=2" in first
    last = (await reader.get(f"/en/{AMERICAS}/audit?room=plenary&page=99")).text
    assert last.count("<tr>") == 11
