"""What every connection of this process shares, as one value. Built with the live rooms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from server.live.limits import WritingRate
from server.live.meter import Meter
from server.live.troubles import Troubles
from server.presence.port import Presence
from server.store.accounts import Accounts


@dataclass(frozen=True)
class Services:
    """What every connection shares. `clock` gives ms since 1970-01-01T00:00:00Z."""

    accounts: Accounts
    presence: Presence
    writing_rate: WritingRate
    clock: Callable[[], int]
    ping_s: int
    meter: Meter = field(default_factory=Meter)
    troubles: Troubles = field(default_factory=Troubles)
