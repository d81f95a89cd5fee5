"""A conference as its day really goes: some of its sessions at other hours than its programme has them.

Input: a conference, and the hours that moderators gave to sessions of its rooms.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.conferences.model import Conference, Hours
from server.conferences.rehearsal import wall


def with_hours(conference: Conference, hours: Mapping[str, Hours]) -> Conference:
    """Return the conference with other hours for some sessions, by slug; itself when there are none."""
    if not hours:
        return conference
    sessions = tuple(
        session.model_copy(
            update={
                "start": wall(hours[session.slug].start, conference.zone),
                "end": wall(hours[session.slug].end, conference.zone),
            }
        )
        if session.slug in hours
        else session
        for session in conference.sessions
    )
    return conference.model_copy(update={"sessions": sessions})
