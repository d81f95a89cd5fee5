"""The pages that are of one language, as a booth and a transcript are: which language the path means, or which there are.

Input: the conference, and what the path says.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from rooms import base_language
from server.conferences.model import Conference, Room
from server.pages.page import ConferenceVisit, render

NOT_FOUND = 404


def known_tongue(conference: Conference, wanted: str) -> str | None:
    """Return the conference's own tag for a language or a variety of it, None for any other."""
    return next((tag for tag in conference.languages if base_language(tag) == base_language(wanted)), None)


def no_such_tongue(
    visit: ConferenceVisit, room: Room, wanted: str, address: Callable[[str, str], str]
) -> Response:
    """Say that the conference has no such language, and lead to those that it has; `address` takes room and language."""
    return render(
        visit,
        "room_tongue.html",
        visit.pick(room.name).text,
        status=NOT_FOUND,
        indexed=False,
        room=room,
        wanted=wanted[:35],
        ways=[(tag, address(room.slug, tag)) for tag in visit.conference.languages],
    )
