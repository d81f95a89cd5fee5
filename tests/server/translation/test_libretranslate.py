"""LibreTranslate, against recorded answers of its documented form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.translation.libretranslate import LibreTranslate
from server.translation.port import EngineFailed, Made
from tests.server.translation.answers import (
    LIBRE_FAULT,
    LIBRE_LANGUAGES,
    LIBRE_TRANSLATED,
    Answering,
    away,
    slow,
)


async def test_text_is_sent_as_documented_and_its_translation_read() -> None:
    network = Answering({"/translate": (200, LIBRE_TRANSLATED)})
    engine = LibreTranslate("http://libre.test/", "key", network)
    assert await engine.translate("Who pays?", "en-US", "es-MX") == Made("¿Quién paga?")
    assert network.body() == {
        "q": "Who pays?", "source": "en", "target": "es", "format": "text", "api_key": "key",
    }  # fmt: skip
    await engine.close()


async def test_languages_are_asked_for_once() -> None:
    network = Answering({"/languages": (200, LIBRE_LANGUAGES)})
    engine = LibreTranslate("http://libre.test", transport=network)
    assert await engine.translates("en", "es-MX")
    assert not await engine.translates("es", "fr")
    assert not await engine.translates("pt", "en")
    assert len(network.asked) == 1
    await engine.close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (slow, "no answer"),
        (away, "cannot be reached"),
        ((403, LIBRE_FAULT), "403: Invalid API key"),
        ((200, "<html>"), "without JSON"),
        ((200, '{"other": 1}'), "translatedText"),
        ((200, "[]"), "translatedText"),
    ],
)
async def test_engine_that_is_down_slow_or_wrong_says_so(
    answer: tuple[int, str] | Callable[[], tuple[int, str]], says: str
) -> None:
    engine = LibreTranslate("http://libre.test", transport=Answering({"/translate": answer}))
    with pytest.raises(EngineFailed, match=says):
        await engine.translate("Who pays?", "en", "es")
    await engine.close()


async def test_list_of_languages_that_cannot_be_read_is_a_fault() -> None:
    engine = LibreTranslate("http://libre.test", transport=Answering({"/languages": (200, '{"code": 1}')}))
    with pytest.raises(EngineFailed, match="languages"):
        await engine.translates("en", "es")
    await engine.close()
