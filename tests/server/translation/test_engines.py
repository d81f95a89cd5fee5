"""Which engine the settings name."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from server.errors import Misconfigured
from server.settings import Settings
from server.translation import engines


@pytest.mark.parametrize(
    ("choice", "name"),
    [("auto", "apertium"), ("apertium", "apertium"), ("libretranslate",) * 2, ("deepl",) * 2],
)
async def test_engine_is_the_one_that_was_chosen(choice: str, name: str) -> None:
    settings = Settings(
        translation=choice, translation_url="http://engine.test", translation_key=SecretStr("key")
    )
    engine = engines.open_engine(settings)
    assert engine is not None
    assert engine.name == name
    await engine.close()


def test_nothing_is_translated_where_none_is_chosen() -> None:
    assert engines.open_engine(Settings(translation="none")) is None


def test_apertium_is_a_fault_where_it_is_missing_and_chosen_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "installed", dict)
    assert engines.open_engine(Settings(translation="auto")) is None
    with pytest.raises(Misconfigured, match="not installed"):
        engines.open_engine(Settings(translation="apertium"))
