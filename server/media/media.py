"""What the HTTP side needs of media, in one value on `app.state.media`. Built by the composition root."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from server.media.port import MediaEngine
from server.media.tokens import MediaTokens
from server.media.turn import Turn


@dataclass(frozen=True)
class Media:
    """`clock` gives ms since the epoch; `stun` are STUN addresses that peers may ask, `stun:…`."""

    engine: MediaEngine
    tokens: MediaTokens
    clock: Callable[[], int]
    turn: Turn = field(default_factory=Turn)
    stun: tuple[str, ...] = ()
