"""The audit log of a conference as files, for moderators and organizers: `/api/<conference>/audit.csv` and `audit.json`.

Input: the actions of staff (`app.state.audit`), asked with a cookie, filtered as the page is: `room`, `person`, `area`.
The columns keep their English names in every language.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from rooms import STAFF
from server.api.noted import note
from server.api.questions import Live
from server.store.audit import AuditLog, Record, filtered

COLUMNS = ("at", "room", "kind", "by", "role", "whom", "about", "details")
# A cell that begins so is a formula to a spreadsheet, and people write cells.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NOT_KEPT = {"Cache-Control": "no-store"}


async def as_csv(request: Request) -> Response:
    """Give the actions as a sheet. 403 for all but staff."""
    records = await _records(request)
    if isinstance(records, Response):
        return records
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([_safe(cell) for cell in _row(record)] for record in records)
    name = f"{request.path_params['conference']}-audit.csv"
    return Response(
        # The mark tells spreadsheets that it is UTF-8.
        "\ufeff" + out.getvalue(),
        media_type="text/csv; charset=utf-8",
        headers={**_NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'},
    )


async def as_json(request: Request) -> Response:
    """Give the actions as a list of objects. 403 for all but staff."""
    records = await _records(request)
    if isinstance(records, Response):
        return records
    name = f"{request.path_params['conference']}-audit.json"
    return JSONResponse(
        [record.as_json() for record in records],
        headers={**_NOT_KEPT, "Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _records(request: Request) -> list[Record] | Response:
    live: Live = request.app.state.live
    audit: AuditLog = request.app.state.audit
    conference = request.path_params["conference"]
    account = await live.guard.identify(request.cookies, conference)
    if account is None or account.banned or account.role not in STAFF:
        return Response(status_code=403, headers=_NOT_KEPT)
    query = request.query_params
    await note(request, "export.taken", account, what="audit")
    return filtered(
        await audit.records(conference),
        query.get("room", ""),
        query.get("person", ""),
        query.get("area", ""),
    )


def _row(record: Record) -> Iterable[str]:
    yield datetime.fromtimestamp(record.at / 1000, UTC).isoformat(timespec="milliseconds")
    yield record.room or ""
    yield record.kind
    yield "" if record.by is None else record.by.name
    yield "" if record.by is None else record.by.role.value
    yield record.whom or ""
    yield "" if record.subject is None else record.subject.text
    yield "; ".join(f"{name}: {_plain(value)}" for name, value in record.details.items())


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


ROUTES: list[BaseRoute] = [
    Route("/api/{conference}/audit.csv", as_csv),
    Route("/api/{conference}/audit.json", as_json),
]
