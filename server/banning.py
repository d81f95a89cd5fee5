"""Carries a ban, and its end, from the room in which staff laid or lifted it to every other room of the conference.

Input: what the rooms of this process apply. So staff see whoever is banned in each room, and lift a ban from any. What
was carried here is the server's own and is not carried on; the same command carried by two processes is stored once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from hashlib import sha256

from rooms import (
    BanParticipant,
    CommandId,
    Entry,
    Participant,
    ParticipantBanned,
    ParticipantId,
    ParticipantUnbanned,
    Refused,
    Role,
    RoomId,
    UnbanParticipant,
)
from server.live.room_actors import RoomActors, UnknownRoom
from server.store.conferences import Conferences

logger = logging.getLogger(__name__)

SERVER = Participant(ParticipantId("server"), "Puente", Role.SERVER)


class Banning:
    """Keeps the rooms of this process's conferences of one mind about who is banned."""

    def __init__(self, conferences: Conferences, actors: RoomActors) -> None:
        self._conferences = conferences
        self._actors = actors
        self._carrying: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Carry for as long as the context lasts, and finish what is on its way."""
        end = self._actors.follow(self._hear)
        try:
            yield
        finally:
            end()
            await asyncio.gather(*self._carrying, return_exceptions=True)

    def _hear(self, room: RoomId, entries: Iterable[Entry]) -> None:
        for entry in entries:
            if (
                isinstance(entry, ParticipantBanned | ParticipantUnbanned)
                and entry.by.role is not Role.SERVER
            ):
                task = asyncio.create_task(self._carry(room, entry), name=f"carry a ban from {room}")
                self._carrying.add(task)
                task.add_done_callback(self._carrying.discard)

    async def _carry(self, room: RoomId, entry: ParticipantBanned | ParticipantUnbanned) -> None:
        slug, _, here = room.partition("/")
        conference = self._conferences.get(slug)
        kind = BanParticipant if isinstance(entry, ParticipantBanned) else UnbanParticipant
        command = kind(entry.participant, entry.name or entry.alias, entry.alias)
        name = sha256(f"{room} {entry.at} {entry.participant} {kind.__name__}".encode()).hexdigest()[:40]
        for other in () if conference is None else conference.rooms:
            if other.slug == here:
                continue
            try:
                await self._actors.submit(
                    RoomId(f"{slug}/{other.slug}"), SERVER, CommandId(name), command, "en"
                )
            except (Refused, UnknownRoom) as error:
                logger.error("room %s/%s does not learn of a ban in %s: %s", slug, other.slug, room, error)
