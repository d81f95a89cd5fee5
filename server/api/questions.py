"""A room's questions as a CSV file, for moderators and organizers: those left over, or all with `?which=all`.

Input: the room's present state, as backstage is shown it. The columns keep their English names in every language, so
that a sheet made of one file fits the next.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from rooms import STAFF, Audience, RoomId, snapshot
from server.live.room_actors import RoomActors, UnknownRoom
from server.store.accounts import Account

LEFT_OVER = frozenset({"held", "open", "staged"})
COLUMNS = (
    "number", "state", "votes", "language", "question", "asker", "anonymous", "asked_at", "labels", "assigned",
    "merged_into", "answer", "answer_to", "reason", "note",
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
    live: Live = request.app.state.live
    conference, room = request.path_params["conference"], request.path_params["room"]
    account = await live.guard.identify(request.cookies, conference)
    if account is None or account.banned or account.role not in STAFF:
        return PlainTextResponse("", 403, headers=_NOT_KEPT)
    try:
        actor = await live.actors.actor(RoomId(f"{conference}/{room}"))
    except UnknownRoom:
        return PlainTextResponse("", 404, headers=_NOT_KEPT)
    view = snapshot(actor.hub.view.room, Audience.BACKSTAGE)
    everything = request.query_params.get("which") == "all"
    rows = [row for row in rows_of(view) if everything or row["state"] in LEFT_OVER]
    return Response(
        csv_file(rows),
        media_type="text/csv; charset=utf-8",
        headers={**_NOT_KEPT, "Content-Disposition": f'attachment; filename="questions-{room}.csv"'},
    )


def rows_of(view: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """One row for each question of a backstage view, in the order of their numbers."""
    questions = [value for key, value in view.items() if key.startswith("questions/")]
    numbers = {question["question"]: question["number"] for question in questions}
    for question in sorted(questions, key=lambda each: int(each["number"])):
        queue = view.get(f"queue/{question['question']}", {})
        answer = question.get("answer") or {}
        yield {
            "number": str(question["number"]),
            "state": question["state"],
            "votes": str(question["upvotes"]),
            "language": question["language"],
            "question": question["text"],
            "asker": question["asker"]["name"],
            "anonymous": "yes" if question["anonymous"] else "no",
            "asked_at": datetime.fromtimestamp(question["at"] / 1000, UTC).isoformat(timespec="seconds"),
            "labels": ", ".join(queue.get("labels", ())),
            "assigned": question.get("assigned", ""),
            "merged_into": str(numbers.get(question.get("merged_into"), "")),
            "answer": answer.get("text", ""),
            "answer_to": answer.get("to", ""),
            "reason": queue.get("reason", ""),
            "note": queue.get("note", {}).get("text", ""),
        }


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


ROUTES = [Route("/{language}/{conference}/rooms/{room}/questions.csv", export, name="questions_file")]
