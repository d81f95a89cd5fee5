"""The questions' file: what stands in it, in which order, that no cell is taken for a formula, and whom it is for."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator

import httpx2 as httpx
import pytest

from rooms import Audience, NameAskers, QuestionId, Role, asker_for, snapshot
from server.api.questions import COLUMNS, ROUTES, csv_file, rows_of
from server.scheduling import SERVER
from server.stores import Stores
from tests.builders import START, a_room, asked_by, does, scheduled
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE
from tests.conftest import WoundClock
from tests.venue import ROOM as PLENARY
from tests.venue import Tab, Venue, open_venue

ROOM = a_room(
    scheduled("s1"),
    scheduled("s2", starts=START + 3_600_000, ends=START + 7_200_000),
    asked_by(ATTENDEE, "=1+1, ¿sí?"),
    does(SECOND_ATTENDEE, "question.ask", id="q2", text="Two\nlines", anonymous=True),
    asked_by(ATTENDEE, "Three", id="q3"),
    does(MODERATOR, "question.label", question="q2", label="money"),
    does(MODERATOR, "question.label", question="q2", label="today"),
    does(MODERATOR, "question.assign", question="q2", speaker="Sofía"),
    does(MODERATOR, "question.answer", question="q2", text="Yes.", to="asker"),
    does(MODERATOR, "question.dismiss", question="q3", reason="other", text="-Later"),
)


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        venue.app.router.routes.extend(ROUTES)
        yield venue


async def get(venue: Venue, tab: Tab | None, which: str = "") -> httpx.Response:
    headers = {} if tab is None else {"Cookie": await venue.cookie(tab.account)}
    conference, _, room = PLENARY.partition("/")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{venue.port}/en/{conference}/rooms/") as http:
        return await http.get(f"{room}/questions.csv{which}", headers=headers)


def read() -> list[dict[str, str]]:
    body = csv_file(
        list(
            rows_of(
                snapshot(ROOM, Audience.BACKSTAGE), lambda id: asker_for(ROOM, QuestionId(id), Role.MODERATOR)
            )
        )
    )
    # Spreadsheets know by the mark that it is UTF-8.
    assert body.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))


def test_each_question_is_a_row_with_all_that_is_known_of_it() -> None:
    rows = read()
    assert list(rows[0]) == list(COLUMNS)
    assert [row["number"] for row in rows] == ["1", "2", "3"]
    assert rows[1] == {
        "number": "2", "state": "answered", "votes": "0", "language": "en", "question": "Two\nlines", "asker": "Ben",
        "anonymous": "yes", "asked_at": "2022-03-23T14:00:00+00:00", "labels": "money, today", "assigned": "Sofía",
        "merged_into": "", "answer": "Yes.", "answer_to": "asker", "reason": "", "note": "", "session": "s1",
    }  # fmt: skip
    assert (rows[2]["reason"], rows[2]["note"]) == ("other", "'-Later")


def test_no_text_is_taken_for_a_formula() -> None:
    assert read()[0]["question"] == "'=1+1, ¿sí?"


async def test_file_holds_what_is_left_over_when_a_session_has_ended_and_all_when_all_are_wanted(
    venue: Venue,
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        now = venue.clock.now
        plan = scheduled("s1", starts=now, ends=now + 3_600_000).command
        await venue.live.actors.submit(PLENARY, SERVER, "plan", plan, "en")  # type: ignore[arg-type]
        moves: dict[str, tuple[str, ...]] = {
            "Held": (),
            "Open": ("approve",),
            "Answered": ("approve", "answer"),
            "Dismissed": ("dismiss",),
        }
        for text in moves:
            await ana.command("question.ask", text=text)
        await mo.until(lambda: len(mo.keys("questions")) == len(moves))
        ids = {mo.view[key]["text"]: key.partition("/")[2] for key in mo.keys("questions")}
        for what in ("start", "end"):
            assert "code" not in await mo.command(f"session.{what}", session="s1")
        for text, each in moves.items():
            for move in each:
                assert "code" not in await mo.command(f"question.{move}", question=ids[text])

        async def held(which: str = "") -> list[str]:
            body = (await get(venue, mo, which)).content.decode("utf-8-sig")
            return [row["question"] for row in csv.DictReader(io.StringIO(body))]

        assert await held() == ["Held", "Open"]
        assert await held("?which=all") == list(moves)
        await mo.command("question.answer", question=ids["Open"], text="In writing.")
        assert await held() == ["Held"]
        for nobody in (ana, None):
            assert (await get(venue, nobody)).status_code == 403


async def test_asker_whom_the_conference_hides_is_told_to_those_alone_whom_it_says(venue: Venue) -> None:
    conference, _, room = PLENARY.partition("/")
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mo", Role.MODERATOR) as mo,
        await venue.enter("Olga", Role.ORGANIZER) as olga,
    ):
        await venue.live.actors.submit(PLENARY, SERVER, "askers", NameAskers("organizers"), "en")  # type: ignore[arg-type]
        await ana.command("question.ask", text="Who pays?", anonymous=True)
        await mo.until(lambda: mo.keys("questions"))
        question = mo.view[mo.keys("questions")[0]]
        assert (question["asker"], question["alias"]) == (None, f"asker:{question['question']}")

        async def told(tab: Tab) -> tuple[str, int]:
            rows = list(csv.DictReader(io.StringIO((await get(venue, tab)).content.decode("utf-8-sig"))))
            async with httpx.AsyncClient(
                base_url=f"http://127.0.0.1:{venue.port}", headers={"Cookie": await venue.cookie(tab.account)}
            ) as http:
                address = f"/api/{conference}/rooms/{room}/questions/{question['question']}/asker"
                answer = await http.get(address)
            if answer.status_code == 200:
                assert answer.json() == {"participant": ana.account.id, "name": "Ana", "role": "attendee"}
            return rows[0]["asker"], answer.status_code

        assert await told(mo) == ("", 403)
        assert await told(olga) == ("Ana", 200)

        # Acting on the asker works all the same, and the reply comes after its effect.
        assert "code" not in await mo.command("participant.mute", participant=question["alias"], name="?")
        assert (await ana.command("chat.send", text="Hello"))["code"] == "participant.muted"
        assert mo.view[f"moderation/{question['alias']}"]["name"] == ""
        assert ana.account.id not in json.dumps([mo.view, mo.own])
