"""A conference file or folder → Conference, or everything that is wrong with it.

Paths come from the command line (`puente conference check|import`) and from the folder of conferences that a server
loads. The format is documented in `deploy/conferences/README.md`.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from server.conferences.consistency import faults_between, missing_translations
from server.conferences.faults import Complaint, ConferenceFaults, Fault
from server.conferences.model import Conference
from server.conferences.shape import shape
from server.conferences.source import Source, load

__all__ = ["ConferenceFaults", "Fault", "Reading", "read", "read_conference"]


@dataclass(frozen=True)
class Reading:
    """A conference that can be used, and what its author may still want to mend."""

    conference: Conference
    warnings: list[Fault]


def read(path: Path) -> Reading:
    """Reads a file or folder; raises ConferenceFaults with all its faults, ordered by file and line."""
    source = load(path)
    shaped = shape(source.values)
    complaints = list(shaped.complaints)
    if shaped.conference is not None:
        between = faults_between(shaped.conference, shaped.stood_in, _declared(source))
        original = [replace(complaint, path=shaped.original(complaint.path)) for complaint in between]
        complaints += [complaint for complaint in original if not shaped.has_repaired(complaint.path)]
    if complaints or shaped.conference is None:
        raise ConferenceFaults(_placed(source, complaints))
    return Reading(shaped.conference, _placed(source, missing_translations(shaped.conference)))


def read_conference(path: Path) -> Conference:
    """The conference in a file or folder; raises ConferenceFaults with all its faults."""
    return read(path).conference


def _declared(source: Source) -> dict[str, frozenset[str]]:
    """The slugs that each list gives, also of items that are faulty themselves: references to them are right."""
    return {
        key: frozenset(
            item["slug"]
            for item in items
            if isinstance(item, dict) and isinstance(item.get("slug"), str) and item["slug"]
        )
        for key, items in source.values.items()
        if isinstance(items, list)
    }


def _placed(source: Source, complaints: list[Complaint]) -> list[Fault]:
    faults = {Fault(*source.place(complaint.path), complaint.what, complaint.fix) for complaint in complaints}
    return sorted(
        faults, key=lambda fault: (fault.file != source.start, fault.file, fault.line or 0, fault.what)
    )
