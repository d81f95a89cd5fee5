"""TURN for people behind hostile networks: time-limited credentials in coturn's REST form. Input: settings and the time.

Source: draft-uberti-behave-turn-rest-00, coturn's `use-auth-secret`. The same secret stands in coturn's configuration.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass

LIFETIME_S = 12 * 3600


@dataclass(frozen=True)
class IceServer:
    """What a browser's RTCPeerConnection is given. STUN servers have no credentials."""

    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""

    def links(self) -> list[str]:
        """The server as values of HTTP Link headers (RFC 9725 §4.6)."""
        words = ""
        if self.username:
            words = (
                f'; username="{self.username}"; credential="{self.credential}"; credential-type="password"'
            )
        return [f'<{url}>; rel="ice-server"{words}' for url in self.urls]


@dataclass(frozen=True)
class Turn:
    """`urls` as in `turn:turn.example:3478?transport=udp` or `turns:…`; none means that no TURN server is set up."""

    urls: tuple[str, ...] = ()
    secret: str = ""
    lifetime_s: int = LIFETIME_S

    def server(self, name: str, now_ms: int) -> IceServer | None:
        """The server with credentials for a name (a participant's id) that expire after the lifetime."""
        if not self.urls:
            return None
        username = f"{now_ms // 1000 + self.lifetime_s}:{name}"
        digest = hmac.digest(self.secret.encode(), username.encode(), "sha1")
        return IceServer(self.urls, username, base64.b64encode(digest).decode())
