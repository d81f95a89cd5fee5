"""What is wrong with the service as a whole, told to everyone who watches. Input: what the lookout finds out.

`apart`: the connection to the other servers is lost, so that what people write there comes late. `unstored`: the database
does not answer, so that commands are refused for now.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from server.live.frames import TroubleFrame, encode

APART: Final = "apart"
UNSTORED: Final = "unstored"
TROUBLES: Final = (APART, UNSTORED)


class Troubles:
    """The troubles of this process. `frame` tells them all; there is none as long as nothing was ever wrong."""

    def __init__(self) -> None:
        self.present: frozenset[str] = frozenset()
        self.frame: bytes | None = None

    def change(self, present: Iterable[str]) -> bool:
        """Note what is wrong now; say whether that is news."""
        now = frozenset(present)
        if now == self.present:
            return False
        self.present = now
        self.frame = encode(TroubleFrame([each for each in TROUBLES if each in now]))
        return True
