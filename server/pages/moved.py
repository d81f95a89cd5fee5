"""The hours of a conference's sessions as they are now. Input: the rooms, in which moderators start, extend and end them.

A session that concerns every room moves on the pages only when it moved in all of them alike; each room's own page shows
what happens there.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from rooms import Hours as Moment
from rooms import RoomId, SessionId, session_hours
from server.conferences.model import Conference, Hours, Session
from server.live.room_actors import RoomActors, UnknownRoom
from server.store.log import Unavailable

logger = logging.getLogger(__name__)

Moved = Mapping[SessionId, Moment]


async def moved_hours(conference: Conference, actors: RoomActors | None) -> dict[str, Hours]:
    """Return the hours of those sessions that do not run as the programme says, by slug."""
    if actors is None or conference.archive:
        return {}
    rooms: dict[str, Moved] = {}
    for room in conference.rooms:
        try:
            actor = await actors.actor(RoomId(f"{conference.slug}/{room.slug}"))
        except (UnknownRoom, Unavailable) as error:
            # The programme's own hours are better than no page.
            logger.warning("room %s/%s does not say its hours: %s", conference.slug, room.slug, error)
            return {}
        rooms[room.slug] = session_hours(actor.hub.view.room)
    found = ((session.slug, _of(session, rooms)) for session in conference.sessions)
    return {slug: hours for slug, hours in found if hours is not None}


def _of(session: Session, rooms: Mapping[str, Moved]) -> Hours | None:
    if session.room is not None and session.room not in rooms:
        return None
    concerned = rooms.values() if session.room is None else (rooms[session.room],)
    told = {moved.get(SessionId(session.slug)) for moved in concerned}
    if len(told) != 1:
        return None
    [moment] = told
    return None if moment is None else Hours(_instant(moment.starts), _instant(moment.ends))


def _instant(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / 1000, UTC)
