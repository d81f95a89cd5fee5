"""What somebody who is signed in may send and receive in a room. Input: cookies, and the room's state as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

import rooms
from rooms import Audience, Participant, ParticipantId, RoomId
from server.auth.guard import Guard
from server.auth.keys import StreamKeys
from server.live.room_actors import RoomActors, UnknownRoom
from server.media.port import Source, TrackId
from server.media.tokens import Grant

# A grant by cookie is made anew for every request.
_NOW = 0


@dataclass(frozen=True)
class Doorman:
    """Implements `server.media.media.Door`."""

    guard: Guard
    keys: StreamKeys
    actors: RoomActors

    async def grant(self, cookies: Mapping[str, str], room: RoomId) -> Grant | None:
        """Return what the signed-in person may do. Raises LookupError for no such room."""
        account = await self.guard.identify(cookies, room.partition("/")[0])
        if account is None or account.banned:
            return None
        return await self.grant_of(account.participant, room)

    async def key_grant(self, token: str, room: RoomId) -> Grant | None:
        """Return what the owner of a key for the room may do: send. Raises LookupError for no such room."""
        account = await self.keys.account_of(token, room)
        if account is None:
            return None
        grant = await self.grant_of(account.participant, room)
        return None if grant is None else msgspec.structs.replace(grant, receives=False, backstage=False)

    async def grant_of(self, participant: Participant, room: RoomId) -> Grant | None:
        """Return what a participant may do now. Raises LookupError for no such room."""
        try:
            state = (await self.actors.actor(room)).hub.view.room
        except UnknownRoom as error:
            raise LookupError(room) from error
        standing = rooms.standing(state, participant.id)
        if standing.removed or standing.banned:
            return None
        return Grant(
            room,
            participant.id,
            _NOW,
            sources=tuple(Source(source) for source in rooms.may_publish(state, participant)),
            receives=True,
            backstage=rooms.audience_of(participant.role) is not Audience.HALL,
        )

    async def awaits(self, grant: Grant, track: TrackId) -> bool:
        """Return whether the room says that a track is sent, to those for whom the grant is."""
        state = (await self.actors.actor(grant.room)).hub.view.room
        sending = rooms.sending(state) if grant.backstage else dict(rooms.on_air(state))
        person, _, rest = track.partition("/")
        return rest.partition("/")[0] in sending.get(ParticipantId(person), ())
