"""Real Apertium through its long-lived pipes. tests/machine.sh installs Debian's packages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from server.translation.apertium import Apertium, installed, pipeline
from server.translation.port import EngineFailed


@pytest.fixture
async def apertium() -> AsyncIterator[Apertium]:
    engine = Apertium(installed())
    yield engine
    await engine.close()


def test_debians_pairs_are_found() -> None:
    assert {("en", "es"), ("es", "en"), ("fr", "es"), ("es", "fr")} <= installed().keys()


def test_every_stage_flushes_at_the_end_of_a_text() -> None:
    mode = "lt-proc 'a.bin' | apertium-tagger -g $2 'b.prob' | lt-proc $1 'c.bin'"
    assert pipeline(mode) == "lt-proc -z 'a.bin' | apertium-tagger -z -g  'b.prob' | lt-proc -z -g 'c.bin'"


async def test_texts_come_back_in_order_through_one_pipe(apertium: Apertium) -> None:
    texts = ["Good morning", "The house is red.", "Who pays?"]
    made = await asyncio.gather(*(apertium.translate(text, "en", "es") for text in texts))
    assert made[1].text == "La casa es roja."
    assert [each.text for each in made] == [
        (await apertium.translate(text, "en", "es")).text for text in texts
    ]


async def test_french_and_english_meet_over_spanish(apertium: Apertium) -> None:
    assert await apertium.translates("fr-CA", "en")
    assert (await apertium.translate("La maison est rouge.", "fr", "en")).text == "The house is red."
    assert "maison" in (await apertium.translate("The house is red.", "en", "fr")).text.lower()
    assert not await apertium.translates("en", "ja")
    with pytest.raises(LookupError):
        await apertium.translate("Hello", "en", "ja")


async def test_words_that_it_does_not_know_are_counted_and_bear_no_mark(apertium: Apertium) -> None:
    made = await apertium.translate("The qwzrt house vbnmx.", "en", "es")
    assert made.unknown == 2
    assert "*" not in made.text
    assert "qwzrt" in made.text


@pytest.mark.parametrize(
    "text",
    ["[x] {y} ^z$ /w\\ @you #tag <b>bold</b> ~ *", "one\n\ntwo\n", "100 % [", "\0 \0", "^^^$$$", "a" * 9000],
)
async def test_no_text_breaks_the_pipe(apertium: Apertium, text: str) -> None:
    made = await apertium.translate(text, "en", "es")
    assert made.text.count("\n") == text.count("\n")
    assert (await apertium.translate("The house is red.", "en", "es")).text == "La casa es roja."


async def test_signs_of_the_stream_come_through(apertium: Apertium) -> None:
    assert (await apertium.translate("[x] {z} $5 ^ / \\ <b>", "es", "en")).text == "[x] {z} $5 ^ / \\ <b>"


async def test_chain_that_died_is_a_fault_and_the_next_text_starts_it_again(tmp_path: Path) -> None:
    (tmp_path / "dies.mode").write_text("false")
    engine = Apertium({("en", "es"): "dies"}, tmp_path)
    with pytest.raises(EngineFailed, match="dies"):
        await engine.translate("Hello", "en", "es")
    (tmp_path / "dies.mode").write_text("sed --unbuffered s/o/0/")
    assert "Hell0" in (await engine.translate("Hello", "en", "es")).text
    await engine.close()


async def test_asker_who_goes_away_leaves_no_answer_behind_for_the_next_one(apertium: Apertium) -> None:
    await apertium.translate("Hello", "en", "es")
    gone = asyncio.create_task(apertium.translate("The house is blue. " * 100, "en", "es"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait({gone})
    assert (await apertium.translate("The house is red.", "en", "es")).text == "La casa es roja."
