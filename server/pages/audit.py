"""The audit log of a conference as a page, for moderators and organizers: who did what on whom, and when, newest first.

Input: the actions of staff (`app.state.audit`); the query's `room`, `person`, `area` and `page`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rooms import STAFF
from server.i18n import language_name, show_short_day, show_time
from server.pages.page import ConferenceVisit, open_conference, render
from server.store.actions import KINDS
from server.store.audit import AuditLog, Record, filtered

A_PAGE = 50
FORBIDDEN = 403
AREAS = (
    "chat", "question", "poll", "participant", "room", "report", "word", "floor", "stage", "session", "cue",
    "announcement", "slides", "manuscript", "talk", "translation", "caption", "channel", "booth", "link", "key",
    "export", "conference",
)  # fmt: skip
# The kinds that the catalogue words, as `audit.did.<kind>`; any other is shown by its name.
WORDED = (
    "chat.removed", "chat.approved", "chat.dismissed", "chat.held", "chat.hold_all_set", "chat.slow_mode_set",
    "question.approved", "question.dismissed", "question.answered", "question.reopened", "question.held",
    "question.staged",
    "question.unstaged", "question.merged", "question.separated", "question.edited", "question.labelled",
    "question.unlabelled", "question.assigned", "question.ranked", "question.handled", "question.released",
    "question.mode_set", "poll.drafted", "poll.edited", "poll.opened", "poll.closed", "poll.revealed", "poll.discarded",
    "chat.pinned", "chat.unpinned", "caption.corrected", "caption.removed",
    "floor.granted", "floor.declined", "floor.revoked", "floor.cleared", "participant.muted", "participant.unmuted",
    "participant.removed", "participant.readmitted", "participant.banned", "participant.unbanned", "participant.purged",
    "participant.restored", "room.locked", "room.unlocked", "room.locked_down", "room.lock_down_lifted", "report.handled",
    "report.dismissed", "report.reopened", "word.listed", "word.unlisted", "room.guests_set",
    "session.started", "session.extended", "session.ended", "session.taken_back", "session.recording_shown",
    "session.recording_hidden", "floor.returned",
    "room.projected", "stage.brought", "stage.taken_off", "stage.held",
    "stage.resumed", "stage.laid_out", "stage.muted", "slides.added", "slides.removed", "slides.shown", "slides.hidden",
    "manuscript.handed_in", "manuscript.withdrawn",
    "cue.sent", "cue.withdrawn", "announcement.posted", "announcement.edited", "announcement.withdrawn", "talk.removed",
    "channel.opened", "channel.closed", "booth.joined", "booth.left", "booth.directed", "booth.went_on_air",
    "booth.went_off_air", "booth.offered", "booth.accepted", "booth.withdrawn", "booth.handed_over",
    "caption.turn_taken", "caption.turn_ended",
    "translation.corrected", "link.made", "link.revoked", *sorted(KINDS),
)  # fmt: skip


# The areas whose actions are about a language more than about a text.
IN_A_LANGUAGE = frozenset({"channel", "booth", "caption", "word", "translation"})


@dataclass(frozen=True)
class Line:
    """One action as the reader gets it."""

    record: Record
    day: str
    time: str
    moment: str
    room: str
    did: str | None
    details: str


async def show_audit(request: Request) -> Response:
    """Show a page of the log to staff; tell others that it is not for them."""
    visit = await open_conference(request)
    if visit.account is None or visit.account.role not in STAFF:
        return render(
            visit, "room_door.html", visit.t("audit.title"), status=FORBIDDEN, indexed=False, why="staff"
        )
    audit: AuditLog = request.app.state.audit
    query = request.query_params
    chosen = {name: query.get(name, "").strip() for name in ("room", "person", "area")}
    every = await audit.records(visit.conference.slug)
    records = filtered(every, **chosen)
    pages = max(1, -(-len(records) // A_PAGE))
    page = min(max(_number(query.get("page", "1")), 1), pages)
    shown = records[(page - 1) * A_PAGE : page * A_PAGE]
    return render(
        visit,
        "audit.html",
        visit.t("audit.title"),
        indexed=False,
        lines=[_line(visit, record) for record in shown],
        count=len(records),
        chosen=chosen,
        areas=AREAS,
        people=sorted({name for each in every for name in _people(each)}, key=str.casefold),
        page=page,
        pages=pages,
        address=lambda number: f"?{urlencode({**_given(chosen), 'page': number})}",
        export=f"?{urlencode(_given(chosen))}" if _given(chosen) else "",
    )


def _given(chosen: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if value}


def _people(record: Record) -> list[str]:
    return [name for name in (record.by and record.by.name, record.whom) if name]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _line(visit: ConferenceVisit, record: Record) -> Line:
    moment = datetime.fromtimestamp(record.at / 1000, UTC)
    zone = visit.conference.zone
    room = None if record.room is None else visit.conference.room(record.room)
    return Line(
        record=record,
        day=show_short_day(moment.astimezone(zone).date(), visit.language),
        time=show_time(moment, visit.language, zone),
        moment=moment.isoformat(timespec="seconds"),
        room=(record.room or "") if room is None else visit.pick(room.name).text,
        did=_did(visit, record),
        details=_details(visit, record),
    )


def _did(visit: ConferenceVisit, record: Record) -> str | None:
    # Of somebody who is not named only what they asked hidden was taken away.
    if record.kind == "participant.purged" and not record.whom:
        return visit.t("audit.did.participant.purged_hidden")
    return visit.t(f"audit.did.{record.kind}") if record.kind in WORDED else None


def _details(visit: ConferenceVisit, record: Record) -> str:
    told = []
    for name, value in record.details.items():
        if name == "mode":
            told.append(visit.t(f"moderation.mode.{value}"))
        elif name == "reason":
            told.append(visit.t(f"questions.reason.{value}"))
        elif name == "seconds":
            told.append(visit.t("moderation.seconds", value))
        elif name == "on":
            told.append(visit.t("audit.on" if value else "audit.off"))
        elif name == "role":
            told.append(visit.t(f"role.{value}"))
        elif name == "what":
            told.append(visit.t(f"audit.export.{value}"))
        elif name in ("language", "into") and record.area in IN_A_LANGUAGE:
            told.append(language_name(value, visit.language))
        elif name == "scene":
            told.append(visit.t(f"projector.scene.{value}"))
        elif name in ("text", "label", "speaker", "title"):
            told.append(f"“{value}”")
        elif name == "words":
            told.append(", ".join(value))
    return " · ".join(told)


ROUTES = [Route("/{language}/{conference}/audit", show_audit, name="audit")]
