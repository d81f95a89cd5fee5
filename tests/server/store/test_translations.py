"""What engines made is kept once."""

from __future__ import annotations

from server.store.translations import Translations
from server.stores import Stores
from tests.conftest import WoundClock


async def test_translation_is_found_by_text_languages_and_engine(stores: Stores, clock: WoundClock) -> None:
    made = Translations(stores.database, clock)
    await made.keep("Who?", "en", "es", "apertium", "¿Quién?", 1)
    assert await made.find("Who?", "en", "es", "apertium") == ("¿Quién?", 1)
    assert await made.find("Who?", "en", "fr", "apertium") is None
    assert await made.find("Who?", "en", "es", "deepl") is None
    assert await made.find("Who", "en", "es", "apertium") is None


async def test_first_of_two_processes_wins(stores: Stores, clock: WoundClock) -> None:
    made = Translations(stores.database, clock)
    await made.keep("Who?", "en", "es", "apertium", "¿Quién?", 0)
    await made.keep("Who?", "en", "es", "apertium", "¿Cuál?", 0)
    assert await made.find("Who?", "en", "es", "apertium") == ("¿Quién?", 0)
