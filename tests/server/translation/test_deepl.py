"""DeepL, against recorded answers of its documented form."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from server.translation.deepl import DeepL
from server.translation.port import EngineFailed, Made
from tests.server.translation.answers import DEEPL_TRANSLATED, Answering, away, slow


async def test_text_is_sent_as_documented_and_its_translation_read() -> None:
    network = Answering({"/v2/translate": (200, DEEPL_TRANSLATED)})
    engine = DeepL("secret:fx", transport=network)
    assert await engine.translate("Who pays?", "en-US", "es-MX") == Made("¿Quién paga?")
    [asked] = network.asked
    assert str(asked.url) == "https://api-free.deepl.com/v2/translate"
    assert asked.headers["authorization"] == "DeepL-Auth-Key secret:fx"
    assert network.body() == {
        "text": ["Who pays?"], "source_lang": "EN", "target_lang": "ES", "preserve_formatting": True,
    }  # fmt: skip
    await engine.close()


@pytest.mark.parametrize(
    ("target", "sent"),
    [("en", "EN-US"), ("en-GB", "EN-GB"), ("pt", "PT-BR"), ("pt-PT", "PT-PT"), ("fr-CA", "FR")],
)
async def test_target_has_the_variety_that_is_wanted(target: str, sent: str) -> None:
    network = Answering({"/v2/translate": (200, DEEPL_TRANSLATED)})
    engine = DeepL("secret", "http://deepl.test", network)
    await engine.translate("¿Quién?", "es", target)
    assert network.body()["target_lang"] == sent
    await engine.close()


async def test_unknown_languages_are_not_asked_for() -> None:
    engine = DeepL("secret", transport=Answering({}))
    assert await engine.translates("es", "fr")
    assert not await engine.translates("ht", "en")
    await engine.close()


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (slow, "no answer"),
        (away, "cannot be reached"),
        ((403, ""), "403: the key is not accepted"),
        ((429, ""), "too many requests"),
        ((456, ""), "quota"),
        ((503, ""), "503"),
        ((200, "<html>"), "no translation"),
        ((200, '{"translations": []}'), "no translation"),
        ((200, '{"translations": [{"text": 5}]}'), "no translation"),
    ],
)
async def test_engine_that_is_down_slow_or_wrong_says_so(
    answer: tuple[int, str] | Callable[[], tuple[int, str]], says: str
) -> None:
    engine = DeepL("secret", transport=Answering({"/v2/translate": answer}))
    with pytest.raises(EngineFailed, match=says):
        await engine.translate("Who pays?", "en", "es")
    await engine.close()
