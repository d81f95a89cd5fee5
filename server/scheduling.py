"""Brings the live rooms to what the conferences' files say: their sessions, whether their questions are held, to whom the
askers of anonymous ones are named, and the words with which what is written waits.

It runs once at the start and again when a conference was imported into the database of a running server.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from rooms import (
    Audience,
    Command,
    CommandId,
    NameAskers,
    Participant,
    ParticipantId,
    PersonOfSession,
    Refused,
    Role,
    RoomId,
    ScheduleSession,
    SessionId,
    SetQuestionMode,
    SetWords,
    WithdrawSession,
)
from rooms import snapshot as snapshot_of
from server.conferences.model import MOST_WORDS, Conference, Session
from server.live.room_actors import RoomActors
from server.store.conferences import Conferences
from server.store.log import Unavailable

logger = logging.getLogger(__name__)

# How soon a running server follows an import.
EVERY_S = 3.0
# The list that counts for every language: BCP 47's tag for one that is not known.
EVERY_LANGUAGE = "und"
SERVER = Participant(ParticipantId("server"), "Puente", Role.SERVER)


class Scheduling:
    """Keeps the rooms of this process's conferences at their programme."""

    def __init__(self, conferences: Conferences, actors: RoomActors) -> None:
        self._conferences = conferences
        self._actors = actors

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Bring every room up to date, then follow imports for as long as the context lasts."""
        await self.bring_up()
        following = asyncio.create_task(self._follow(), name="scheduling")
        try:
            yield
        finally:
            following.cancel()
            await asyncio.wait({following})

    async def bring_up(self) -> None:
        """Submit what the rooms of every conference that is not an archive still lack."""
        for conference in self._conferences.all():
            if conference.archive:
                continue
            for room in conference.rooms:
                id = RoomId(f"{conference.slug}/{room.slug}")
                try:
                    await self._bring_up(id, conference, room.slug, moderated=room.moderated)
                except Refused as refused:
                    logger.error("room %s does not follow its programme: %s", id, refused.code)
                except Unavailable as error:
                    logger.error("room %s does not follow its programme: %s", id, error)

    async def _bring_up(self, id: RoomId, conference: Conference, slug: str, *, moderated: bool) -> None:
        actor = await self._actors.actor(id)
        commands: list[Command] = []
        # A moderator's later choice stands: only a room in which nothing happened yet gets its mode from the file.
        if actor.hub.view.position.offset == 0:
            commands.append(SetQuestionMode("moderated" if moderated else "open"))
        commands += [NameAskers(conference.anonymous_askers), SetWords(_lists(conference))]
        wanted = {
            session.slug: command
            for session in conference.sessions
            if session.room == slug or (session.room is None and session.is_break)
            for command in [_scheduled(conference, session)]
            if command is not None
        }
        commands += wanted.values()
        commands += [
            WithdrawSession(SessionId(key.removeprefix("sessions/")))
            for key in snapshot_of(actor.hub.view.room, Audience.HALL)
            if key.startswith("sessions/") and key.removeprefix("sessions/") not in wanted
        ]
        await asyncio.gather(
            *(self._submit(id, command, conference.default_language) for command in commands)
        )

    async def _submit(self, room: RoomId, command: Command, language: str) -> None:
        await self._actors.submit(room, SERVER, CommandId(secrets.token_urlsafe(12)), command, language)

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                if await self._conferences.refresh_if_changed():
                    logger.info("a conference was imported; its rooms follow")
                    await self.bring_up()
            except Exception:
                logger.exception("the rooms could not follow an import; they are tried again")


def _lists(conference: Conference) -> dict[str, tuple[str, ...]]:
    """The word lists by language; two of one language are joined."""
    lists: dict[str, tuple[str, ...]] = {}
    for each in conference.word_lists:
        tag = each.language or EVERY_LANGUAGE
        lists[tag] = tuple(dict.fromkeys((*lists.get(tag, ()), *each.words)))[:MOST_WORDS]
    return lists


def _scheduled(conference: Conference, session: Session) -> ScheduleSession | None:
    hours = conference.hours(session)
    if hours is None:
        return None
    people = []
    for entry in session.people:
        person = None if entry.person is None else conference.person(entry.person)
        people.append(PersonOfSession(None if person is None else person.name, entry.part))
    return ScheduleSession(
        session=SessionId(session.slug),
        title=session.title.root,
        kind=session.kind,
        starts=int(hours.start.timestamp() * 1000),
        ends=int(hours.end.timestamp() * 1000),
        floor=session.language,
        people=tuple(people),
        questions=session.questions,
    )
