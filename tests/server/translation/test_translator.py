"""From a text to a translation that may be shown, made once."""

from __future__ import annotations

import asyncio

import pytest

from server.conferences.localized import Name
from server.conferences.model import Term
from server.leases.memory import MemoryLeases
from server.store.translations import Translations, digest_of
from server.stores import Stores
from server.translation.claims import LASTS_MS, Claims
from server.translation.glossary import Glossary
from server.translation.port import EngineFailed, Made
from server.translation.translator import Translator, worth_translating
from tests.conftest import WoundClock
from tests.doubles import ScriptedEngine

NONE = Glossary([])
TERMS = Glossary([Term(term=Name({"en": "speaker", "es": "ponente"}))])


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
def translator(stores: Stores, clock: WoundClock, engine: ScriptedEngine) -> Translator:
    return Translator(engine, Translations(stores.database, clock), Claims(MemoryLeases(clock)))


async def test_text_is_made_once_for_each_target(translator: Translator, engine: ScriptedEngine) -> None:
    for _ in range(2):
        assert await translator.translated("Who pays?", "en", "es", NONE) == "es: Who pays?"
    assert await translator.translated("Who pays?", "en", "fr", NONE) == "fr: Who pays?"
    assert engine.asked == [("Who pays?", "es"), ("Who pays?", "fr")]


class Slow(ScriptedEngine):
    """An engine that takes its time until it is told to go on."""

    def __init__(self) -> None:
        super().__init__()
        self.asking = asyncio.Event()
        self.goes_on = asyncio.Event()

    async def translate(self, text: str, source: str, target: str) -> Made:
        self.asking.set()
        await self.goes_on.wait()
        return await super().translate(text, source, target)


async def test_workers_that_want_the_same_text_at_once_have_it_made_once(
    stores: Stores, clock: WoundClock
) -> None:
    leases, made = MemoryLeases(clock), Translations(stores.database, clock)
    engines = [Slow(), Slow(), Slow()]
    workers = [Translator(engine, made, Claims(leases)) for engine in engines]
    wanted = [asyncio.create_task(each.translated("Who pays?", "en", "es", NONE)) for each in workers]
    await asyncio.wait(
        [asyncio.create_task(each.asking.wait()) for each in engines], return_when="FIRST_COMPLETED"
    )
    for engine in engines:
        engine.goes_on.set()
    assert await asyncio.gather(*wanted) == ["es: Who pays?"] * 3
    assert sum(len(engine.asked) for engine in engines) == 1


async def test_text_of_a_worker_that_fails_or_dies_is_made_by_another(
    stores: Stores, clock: WoundClock
) -> None:
    leases, made = MemoryLeases(clock), Translations(stores.database, clock)
    failing, engine = ScriptedEngine(), ScriptedEngine()
    failing.fails = "away"
    with pytest.raises(EngineFailed):
        await Translator(failing, made, Claims(leases)).translated("Who pays?", "en", "es", NONE)
    other = Translator(engine, made, Claims(leases))
    assert await other.translated("Who pays?", "en", "es", NONE) == "es: Who pays?"
    # A worker that died has given nothing back.
    await Claims(leases).take(f"{digest_of('And when?')}/en/es/scripted")
    clock.wind(LASTS_MS + 1)
    assert await other.translated("And when?", "en", "es", NONE) == "es: And when?"


async def test_term_of_the_conference_comes_through(translator: Translator) -> None:
    assert await translator.translated("The speaker knows", "en", "es", TERMS) == "es: The ponente knows"


async def test_engine_that_loses_a_term_is_asked_again_without_it(
    translator: Translator, engine: ScriptedEngine
) -> None:
    engine.makes = lambda text, target: "Ya" if "Zq" in text else f"{target}: {text}"
    assert await translator.translated("The speaker knows", "en", "es", TERMS) == "es: The speaker knows"


async def test_text_that_is_mostly_unknown_is_not_shown(
    translator: Translator, engine: ScriptedEngine
) -> None:
    engine.unknown = 3
    assert await translator.translated("One two three four", "en", "es", NONE) is None
    engine.unknown = 1
    assert await translator.translated("Uno two three four", "en", "es", NONE) is not None
    # A shielded term is no unknown word.
    engine.unknown = 1
    assert await translator.translated("The speaker", "en", "es", TERMS) is not None


async def test_language_without_a_way_there_has_no_translation(translator: Translator) -> None:
    assert await translator.translated("Who pays?", "en", "xx", NONE) is None


@pytest.mark.parametrize(
    ("text", "worth"),
    [
        ("Who?", True),
        ("¡Sí!", True),
        ("100 %", False),
        ("👍👍", False),
        ("https://example.org/a/b", False),
        ("a 1", False),
    ],
)
def test_only_words_are_worth_translating(text: str, worth: bool) -> None:
    assert worth_translating(text) is worth
