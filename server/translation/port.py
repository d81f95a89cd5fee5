"""The port of translation engines: one text in, its translation out. Input: what people write, as plain text.

An engine only ever gets texts, never names or ids. Languages are BCP 47 tags; an engine looks at the first part of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Made:
    """A translation. `unknown` is how many words of the original the engine did not know; 0 where it does not say."""

    text: str
    unknown: int = 0


class EngineFailed(Exception):
    """The engine is down, slow or answers what cannot be read. The message says what, without the text."""


class Engine(Protocol):
    """What every adapter offers. `name` is shown to staff and kept with each translation."""

    @property
    def name(self) -> str: ...

    async def translates(self, source: str, target: str) -> bool:
        """Say whether there is a way from one language to the other. Raises EngineFailed."""

    async def translate(self, text: str, source: str, target: str) -> Made:
        """Translate a text. Raises EngineFailed; LookupError when there is no way between these languages."""

    async def close(self) -> None:
        """End what was started. Afterwards nothing is translated."""
