"""From a text to a translation that may be shown: glossary, engine, glossary, and what was made once before.

Input: texts of a room, with the conference's glossary. Whatever was made is kept in the database and never made again.
"""

from __future__ import annotations

import asyncio
import re

from server.store.translations import Translations, digest_of
from server.translation.claims import Claims
from server.translation.glossary import Glossary
from server.translation.port import Engine, EngineFailed, Made

# With more of its words unknown to the engine, a translation tells nobody anything.
MOST_UNKNOWN = 0.4
# How often is looked whether another one has made it.
_FIRST_S, _LAST_S = 0.02, 0.5
_WORD = re.compile(r"[^\W\d_]{2,}")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)


class Translator:
    """One engine, what it made, and whose turn it is. Raises EngineFailed when the engine does."""

    def __init__(self, engine: Engine, made: Translations, claims: Claims) -> None:
        self.engine = engine
        self._made = made
        self._claims = claims

    async def translated(self, text: str, source: str, target: str, glossary: Glossary) -> str | None:
        """Return the text in the target language; None where there is no way there or hardly a word was known."""
        if not worth_translating(text) or not await self.engine.translates(source, target):
            return None
        shielded = glossary.shield(text, source, target)
        made = await self._of_engine(shielded.text, source, target)
        unknown = made.unknown - shielded.count
        restored = glossary.restore(made.text, shielded, target)
        if restored is None:
            made = await self._of_engine(text, source, target)
            restored, unknown = made.text, made.unknown
        words = len(_WORD.findall(shielded.text)) or 1
        if not restored.strip() or unknown / words > MOST_UNKNOWN:
            return None
        return restored

    async def _of_engine(self, text: str, source: str, target: str) -> Made:
        engine = self.engine
        kept = await self._made.find(text, source, target, engine.name)
        if kept is not None:
            return Made(*kept)
        name = f"{digest_of(text)}/{source}/{target}/{engine.name}"
        pause = _FIRST_S
        while (claim := await self._claims.take(name)) is None:
            # Another worker of the same room, or another room with the same text, is at it.
            await asyncio.sleep(pause)
            pause = min(_LAST_S, pause * 2)
        try:
            kept = await self._made.find(text, source, target, engine.name)
            if kept is not None:
                return Made(*kept)
            made = await engine.translate(text, source, target)
            await self._made.keep(text, source, target, engine.name, made.text, made.unknown)
            return made
        except LookupError as error:
            raise EngineFailed(f"no way from {source} to {target}") from error
        finally:
            await self._claims.release(name, claim)


def worth_translating(text: str) -> bool:
    """Whether there are words in a text beside addresses: numbers, signs and emoji are the same everywhere."""
    return _WORD.search(_ADDRESS.sub(" ", text)) is not None
