"""What the HTTP side needs of media, in one value on `app.state.media`. Built by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from rooms import ParticipantId, RoomId
from server.media.port import MediaEngine, TrackId
from server.media.tokens import Grant, MediaTokens
from server.media.turn import IceServer, Turn

Path = Literal["webrtc", "hls"]


class Place(Protocol):
    """Who watches over which path; `server.placement` is one."""

    def path(
        self,
        room: RoomId,
        participant: ParticipantId,
        backstage: bool,
        wanted: str,
        decodes: Collection[str] | None = None,
    ) -> Path:
        """The path of somebody who is about to watch; `wanted` is what they asked for, or empty.

        `decodes` names the codecs of pictures that their browser can receive by WebRTC; None if it did not say.
        """


class Door(Protocol):
    """What somebody who is signed in may send and receive; `server.api.doorman` is one."""

    async def grant(self, cookies: Mapping[str, str], room: RoomId) -> Grant | None:
        """The grant of whoever a request's cookies name, None for nobody. Raises LookupError for no such room."""

    async def key_grant(self, token: str, room: RoomId) -> Grant | None:
        """The grant of whose key for the room it is, None for any other token. Raises LookupError."""

    async def awaits(self, grant: Grant, track: TrackId) -> bool:
        """Whether the room says that somebody sends a track which whoever holds the grant may receive."""


@dataclass(frozen=True)
class Media:
    """`clock` gives ms since the epoch; `stun` are STUN addresses that peers may ask, `stun:…`.

    Without a `door` only bearer tokens are believed.
    """

    engine: MediaEngine
    tokens: MediaTokens
    clock: Callable[[], int]
    turn: Turn = field(default_factory=Turn)
    stun: tuple[str, ...] = ()
    door: Door | None = None
    place: Place | None = None

    def ice_servers(self, name: str) -> list[IceServer]:
        """The STUN and TURN servers for somebody, by the id that TURN's credentials name."""
        turn = self.turn.server(name, self.clock())
        stun = [IceServer(self.stun)] if self.stun else []
        return [*stun, *([turn] if turn is not None else [])]
