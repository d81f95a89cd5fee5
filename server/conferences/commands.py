"""What `puente conference check` says about a conference file, and how faults and warnings read on a terminal.

The paths come from the command line; `server/commands/conference.py` prints the lines.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.conferences.faults import ConferenceFaults, Fault
from server.conferences.model import Conference
from server.conferences.reader import read


@dataclass(frozen=True)
class Report:
    """Lines to print. `ok` is whether the conference can be imported; warnings do not stop it."""

    lines: tuple[str, ...]
    ok: bool


def check(path: Path) -> Report:
    """Reads a file or folder and reports every fault, or every warning and what the conference holds."""
    try:
        reading = read(path)
    except ConferenceFaults as error:
        return Report(tuple(report_faults(error)), ok=False)
    summary = f"{path}: {_what_it_holds(reading.conference)}."
    return Report((*report_warnings(reading.warnings), summary), ok=True)


def report_faults(error: ConferenceFaults) -> list[str]:
    """One line for each fault, then their number."""
    return [*(str(fault) for fault in error.faults), _counted(len(error.faults), "fault") + "."]


def report_warnings(warnings: Iterable[Fault]) -> list[str]:
    """One line for each warning, marked as such."""
    return [f"warning: {warning}" for warning in warnings]


def _what_it_holds(conference: Conference) -> str:
    sessions = [session for session in conference.sessions if not session.is_break]
    name = conference.name.pick(conference.default_language, conference.default_language).text
    days = str(conference.first_day)
    if conference.last_day != conference.first_day:
        days += f" to {conference.last_day}"
    counts = (
        _counted(len(sessions), "session"),
        _counted(len(conference.rooms), "room"),
        _counted(len(conference.people), "person", "people"),
    )
    return f"{name} ({conference.slug}), {days}: {', '.join(counts)}, in {', '.join(conference.languages)}"


def _counted(number: int, one: str, many: str | None = None) -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
