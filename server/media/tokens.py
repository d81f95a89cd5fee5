"""Bearer tokens for WHIP and WHEP: who may send or receive what in which room, until when. Input: a secret, the time.

A token is a signed grant; nothing is stored. OBS is given one that lasts, a page one that lasts for its visit.
"""

from __future__ import annotations

import msgspec
from itsdangerous import BadSignature, URLSafeSerializer

from rooms import ParticipantId, RoomId
from server.media.port import Source


class Grant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a token allows: to send these sources, to receive what the hall does, or all that is backstage.

    `expires` in ms since the epoch.
    """

    room: RoomId
    participant: ParticipantId
    expires: int
    sources: tuple[Source, ...] = ()
    receives: bool = False
    backstage: bool = False


class InvalidToken(Exception):
    """A token that this server did not make, or that has expired."""


class MediaTokens:
    """Makes and reads tokens."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="puente.media")

    def make(self, grant: Grant) -> str:
        """A token, safe in headers and addresses."""
        token = self._signer.dumps(msgspec.to_builtins(grant))
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str, now_ms: int) -> Grant:
        """The grant of a token. Raises InvalidToken."""
        try:
            grant = msgspec.convert(self._signer.loads(token), type=Grant)
        except (BadSignature, msgspec.ValidationError) as error:
            raise InvalidToken("not made here") from error
        if grant.expires <= now_ms:
            raise InvalidToken("expired")
        return grant
