"""Caption URLs: a signed address at which professional software hands in captions for one room, until it expires.

Input: a token from the address. It names the room, who is shown as the maker, and a feed whose texts are counted.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer


class FeedRefused(Exception):
    """The token is not one of ours, or its time is over."""


@dataclass(frozen=True)
class Feed:
    """What a caption URL is for. `expires_at` is in ms since 1970-01-01T00:00:00Z."""

    conference: str
    room: str
    id: str
    name: str
    expires_at: int


class Feeds:
    """Makes and reads caption URLs' tokens. `clock` gives ms since 1970-01-01T00:00:00Z."""

    def __init__(self, secret: str, clock: Callable[[], int]) -> None:
        self._signer = URLSafeSerializer(secret, salt="puente.captions")
        self._clock = clock

    def make(self, conference: str, room: str, name: str, lasts_ms: int) -> str:
        """Return the token of a new feed."""
        token = self._signer.dumps(
            [conference, room, secrets.token_urlsafe(6), name[:80], self._clock() + lasts_ms]
        )
        return token if isinstance(token, str) else token.decode()

    def read(self, token: str) -> Feed:
        """Return what a token is for. Raises FeedRefused."""
        try:
            feed = Feed(*self._signer.loads(token))
        except (BadSignature, TypeError) as error:
            raise FeedRefused("not signed here") from error
        if feed.expires_at <= self._clock():
            raise FeedRefused("expired")
        return feed
