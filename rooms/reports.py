"""What people in the room find wrong: a message or a question reported, with a line of why. Staff handle or dismiss it.

Commands come from participants. A report keeps what it is about as it read then, so that it outlasts a removal. Nobody
in the hall sees a report; who made it sees that they did.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, TypeAlias, assert_never

from msgspec import Meta, Struct
from msgspec.structs import replace

from rooms.context import Context, Participant
from rooms.entries import Command, Entry
from rooms.errors import Refused
from rooms.frozen_map import FrozenMap
from rooms.ids import GivenReportId, ParticipantId, ReportId
from rooms.text import LIMITS, cleaned
from rooms.views import CONCEALED, Audience, Json, Shown, Touched

NAME: Final = "reports"
KEYS: Final = ("reports", "my/reports")

Kind: TypeAlias = Literal["message", "question"]
State: TypeAlias = Literal["open", "handled", "dismissed"]


class FileReport(Command, frozen=True, tag="report.file"):
    """`subject` is the id of a message or question that the reporter can see; `text` says why."""

    kind: Kind
    subject: Annotated[str, Meta(min_length=1, max_length=64)]
    text: str


class AboutReport(Command, frozen=True):
    report: GivenReportId


class HandleReport(AboutReport, frozen=True, tag="report.handle"):
    pass


class DismissReport(AboutReport, frozen=True, tag="report.dismiss"):
    pass


class ReopenReport(AboutReport, frozen=True, tag="report.reopen"):
    pass


COMMANDS: Final = (FileReport, HandleReport, DismissReport, ReopenReport)
ReportCommand: TypeAlias = FileReport | HandleReport | DismissReport | ReopenReport


class ReportFiled(Entry, frozen=True, kw_only=True, tag="report.filed"):
    """`said` and `author` are of the subject; `text` and `language` of the report."""

    report: ReportId
    kind: Kind
    subject: str
    author: Participant
    said: str
    said_in: str
    text: str
    language: str
    # What stands for an author whom backstage is not shown.
    alias: str = ""


class ReportEntry(Entry, frozen=True, kw_only=True):
    report: ReportId


class ReportHandled(ReportEntry, frozen=True, kw_only=True, tag="report.handled"):
    pass


class ReportDismissed(ReportEntry, frozen=True, kw_only=True, tag="report.dismissed"):
    pass


class ReportReopened(ReportEntry, frozen=True, kw_only=True, tag="report.reopened"):
    pass


ENTRIES: Final = (ReportFiled, ReportHandled, ReportDismissed, ReportReopened)
AnyReportEntry: TypeAlias = ReportFiled | ReportEntry


class Report(Struct, frozen=True):
    number: int
    filed: ReportFiled
    state: State = "open"
    # Who moved it to its state.
    by: Participant | None = None


class Reports(Struct, frozen=True):
    reports: FrozenMap[ReportId, Report] = FrozenMap()
    # By who reported: the subjects.
    reported: FrozenMap[ParticipantId, tuple[str, ...]] = FrozenMap()


EMPTY: Final = Reports()

_STEPS: Final[dict[type[AboutReport], tuple[frozenset[State], type[ReportEntry]]]] = {
    HandleReport: (frozenset({"open"}), ReportHandled),
    DismissReport: (frozenset({"open"}), ReportDismissed),
    ReopenReport: (frozenset({"handled", "dismissed"}), ReportReopened),
}
_BECOMES: Final[dict[type[ReportEntry], State]] = {
    ReportHandled: "handled",
    ReportDismissed: "dismissed",
    ReportReopened: "open",
}


def decide(reports: Reports, command: ReportCommand, context: Context) -> Sequence[Entry]:
    me, now = context.participant, context.now
    match command:
        case FileReport():
            return _filed(reports, command, context)
        case HandleReport() | DismissReport() | ReopenReport():
            report = reports.reports.get(command.report)
            if report is None:
                raise Refused("report.unknown", report=command.report)
            wants, entry = _STEPS[type(command)]
            if report.state not in wants:
                raise Refused("report.state", report=command.report, state=report.state)
            return (entry(by=me, at=now, report=command.report),)
    assert_never(command)


def apply(reports: Reports, entry: AnyReportEntry) -> Reports:
    match entry:
        case ReportFiled():
            mine = reports.reported.get(entry.by.id, ())
            return Reports(
                reports.reports.put(entry.report, Report(len(reports.reports) + 1, entry)),
                reports.reported.put(entry.by.id, (*mine, entry.subject)),
            )
        case ReportEntry():
            report = reports.reports.get(entry.report)
            if report is None:
                return reports
            moved = replace(report, state=_BECOMES[type(entry)], by=entry.by)
            return replace(reports, reports=reports.reports.put(entry.report, moved))
    assert_never(entry)


def touched(reports: Reports, entry: AnyReportEntry) -> Touched:
    own = {entry.by.id: frozenset((f"my/reports/{entry.subject}",))} if isinstance(entry, ReportFiled) else {}
    return Touched(frozenset((f"reports/{entry.report}",)), own)


def keys(reports: Reports) -> Iterator[str]:
    return (f"reports/{report}" for report in reports.reports)


def own_keys(reports: Reports, participant: ParticipantId) -> Iterator[str]:
    return (f"my/reports/{subject}" for subject in reports.reported.get(participant, ()))


def show(reports: Reports, key: str, audience: Audience) -> Shown:
    if audience is not Audience.BACKSTAGE:
        return CONCEALED
    id = ReportId(key.removeprefix("reports/"))
    report = reports.reports.get(id)
    if report is None:
        return None
    filed = report.filed
    return {
        "report": id,
        "number": report.number,
        "kind": filed.kind,
        "subject": filed.subject,
        "author": None if filed.alias else filed.author.shown(),
        "said": filed.said,
        "said_in": filed.said_in,
        "reporter": filed.by.shown(),
        "text": filed.text,
        "language": filed.language,
        "at": filed.at,
        "state": report.state,
        **({"alias": filed.alias} if filed.alias else {}),
        **({"by": report.by.shown()} if report.by is not None else {}),
    }


def show_own(reports: Reports, key: str, participant: ParticipantId) -> Json:
    return True if key.removeprefix("my/reports/") in reports.reported.get(participant, ()) else None


def _filed(reports: Reports, command: FileReport, context: Context) -> Sequence[Entry]:
    subject = context.subject
    if subject is None:
        raise Refused("report.unknown", report=command.subject)
    text = cleaned(command.text, LIMITS["report"])
    if command.subject in reports.reported.get(context.participant.id, ()):
        return ()
    return (
        ReportFiled(
            by=context.participant,
            at=context.now,
            report=ReportId(context.new_id),
            kind=command.kind,
            subject=command.subject,
            author=subject.author,
            said=subject.text,
            said_in=subject.language,
            text=text,
            language=context.language,
            alias=subject.alias,
        ),
    )
