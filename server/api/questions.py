"""A room's questions as a CSV file, for moderators and organizers: those left over, or all with `?which=all`.

Input: the room's present state, as backstage is shown it, and whose each question is as far as the conference lets the
reader be told; `…/questions/<question>/asker` tells that of one question. The columns keep their English names in every
language, so that a sheet made of one file fits the next.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from rooms import STAFF, Audience, Participant, QuestionId, Room, RoomId, asker_for, snapshot
from server.api.noted import note
from server.live.room_actors import RoomActors, UnknownRoom
from server.store.accounts import Account

LEFT_OVER = frozenset({"held", "open", "staged"})
COLUMNS = (
    "number", "state", "votes", "language", "question", "asker", "anonymous", "asked_at", "labels", "assigned",
    "merged_into", "answer", "answer_to", "reason", "note", "session",
)  # fmt: skip
# What a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_KEPT = {"Cache-Control": "no-store"}


class Door(Protocol):
    """Who somebody is, from a request's cookies; `server.auth.guard` is one."""

    async def identify(self, cookies: Mapping[str, str], conference: str) -> Account | None:
        """The account that is signed in to the conference."""


class Live(Protocol):
    """What the export needs of `app.state.live`."""

    @property
    def actors(self) -> RoomActors:
        """The live rooms of this process."""

    @property
    def guard(self) -> Door:
        """The door."""


async def export(request: Request) -> Response:
    """Give the questions as a file. 403 for all but staff, 404 for an unknown room."""
    opened = await _opened(request)
    if isinstance(opened, Response):
        return opened
    account, state = opened
    view = snapshot(state, Audience.BACKSTAGE)
    everything = request.query_params.get("which") == "all"

    def named(question: str) -> Participant | None:
        return asker_for(state, QuestionId(question), account.role)

    rows = [row for row in rows_of(view, named) if everything or row["state"] in LEFT_OVER]
    await note(request, "export.taken", account, what="questions")
    return Response(
        csv_file(rows),
        media_type="text/csv; charset=utf-8",
        headers={
            **_NOT_KEPT,
            "Content-Disposition": f'attachment; filename="questions-{request.path_params["room"]}.csv"',
        },
    )


async def asker(request: Request) -> Response:
    """Tell whose a question is. 403 for whom the conference does not let know, and for questions that are not there."""
    opened = await _opened(request)
    if isinstance(opened, Response):
        return opened
    account, state = opened
    person = asker_for(state, QuestionId(request.path_params["question"]), account.role)
    if person is None:
        return PlainTextResponse("", 403, headers=_NOT_KEPT)
    await note(request, "question.asker_told", account, request.path_params["question"])
    return JSONResponse(person.shown(), headers=_NOT_KEPT)


async def _opened(request: Request) -> tuple[Account, Room] | Response:
    """Who asks, and the state of the room that they ask about."""
    live: Live = request.app.state.live
    conference, room = request.path_params["conference"], request.path_params["room"]
    account = await live.guard.identify(request.cookies, conference)
    if account is None or account.banned or account.role not in STAFF:
        return PlainTextResponse("", 403, headers=_NOT_KEPT)
    try:
        actor = await live.actors.actor(RoomId(f"{conference}/{room}"))
    except UnknownRoom:
        return PlainTextResponse("", 404, headers=_NOT_KEPT)
    return account, actor.hub.view.room


def rows_of(view: Mapping[str, Any], named: Callable[[str], Participant | None]) -> Iterator[dict[str, str]]:
    """One row for each question of a backstage view, in the order of their numbers; `named` gives whose one is."""
    questions = [value for key, value in view.items() if key.startswith("questions/")]
    sessions = sorted(
        (value for key, value in view.items() if key.startswith("sessions/") and value["kind"] != "break"),
        key=lambda each: int(each["starts"]),
    )
    numbers = {question["question"]: question["number"] for question in questions}
    for question in sorted(questions, key=lambda each: int(each["number"])):
        queue = view.get(f"queue/{question['question']}", {})
        answer = question.get("answer") or {}
        yield {
            "number": str(question["number"]),
            "state": question["state"],
            "votes": str(view.get(f"upvotes/{question['question']}", 0)),
            "language": question["language"],
            "question": question["text"],
            "asker": "" if (person := named(question["question"])) is None else person.name,
            "anonymous": "yes" if question["anonymous"] else "no",
            "asked_at": datetime.fromtimestamp(question["at"] / 1000, UTC).isoformat(timespec="seconds"),
            "labels": ", ".join(queue.get("labels", ())),
            "assigned": question.get("assigned", ""),
            "merged_into": str(numbers.get(question.get("merged_into"), "")),
            "answer": answer.get("text", ""),
            "answer_to": answer.get("to", ""),
            "reason": queue.get("reason", ""),
            "note": queue.get("note", {}).get("text", ""),
            "session": _session_of(sessions, question["at"]),
        }


def _session_of(sessions: list[dict[str, Any]], at: int) -> str:
    """The session that was held at a moment, else the next one, else the last, by its id; as the console finds it."""
    held = [each for each in sessions if each["starts"] <= at < each["ends"]][-1:]
    found = held or [each for each in sessions if each["starts"] > at][:1] or sessions[-1:]
    return found[0]["session"] if found else ""


def csv_file(rows: list[dict[str, str]]) -> bytes:
    """Return a file that spreadsheets read as UTF-8, in which no text is taken for a formula."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    for row in rows:
        writer.writerow(
            {name: f"'{text}" if text.startswith(_FORMULA) else text for name, text in row.items()}
        )
    return out.getvalue().encode("utf-8-sig")


ROUTES = [
    Route("/{language}/{conference}/rooms/{room}/questions.csv", export, name="questions_file"),
    Route("/api/{conference}/rooms/{room}/questions/{question}/asker", asker, name="asker"),
]
