"""Translations reach the rooms: at once for those who wait, never in anybody's way, made up for after a fault."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from rooms import Audience, Role, show
from server.leases.memory import MemoryLeases
from server.store.translations import Translations
from server.stores import Stores
from server.translating import Translating
from server.translation.claims import Claims
from server.translation.translator import Translator
from tests.conftest import WoundClock
from tests.doubles import ScriptedEngine
from tests.venue import ROOM, Tab, Venue, open_venue


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine()


@pytest.fixture
async def venue(stores: Stores, clock: WoundClock) -> AsyncIterator[Venue]:
    async with open_venue(stores, clock) as venue:
        yield venue


@pytest.fixture
async def translating(venue: Venue, engine: ScriptedEngine) -> AsyncIterator[Translating]:
    live, stores = venue.live, venue.stores
    translator = Translator(
        engine, Translations(stores.database, venue.clock), Claims(MemoryLeases(venue.clock))
    )
    translating = Translating(stores.conferences, live.actors, live.services.presence, translator)
    live.actors.listen(translating.hear)
    yield translating
    await engine.close()


async def look(venue: Venue, key: str, audience: Audience = Audience.HALL) -> Any:
    actor = await venue.live.actors.actor(ROOM)
    return show(actor.hub.view.room, key, audience)


async def asked(tab: Tab, text: str) -> str:
    """Ask a question and return its id."""
    await tab.command("question.ask", text=text)
    await tab.until(lambda: any(value.get("text") == text for value in tab.own.values()))
    return next(str(value["question"]) for value in tab.own.values() if value.get("text") == text)


async def test_question_is_made_in_the_conferences_languages_and_chat_in_those_of_the_people_present(
    venue: Venue, translating: Translating
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Bo", language="fr"):
        await translating.look()
        await ana.command("chat.send", text="Good morning everybody")
        question = await asked(ana, "Who pays for all of it?")
        await translating.settle()
        [chat] = ana.keys("chat")
        assert set(await look(venue, f"translations/{chat}")) == {"fr"}
        made = await look(venue, f"translations/question/{question}", Audience.BACKSTAGE)
        assert set(made) == {"es", "fr"}
        assert made["es"] == {"text": "es: Who pays for all of it?", "by": None, "engine": "scripted"}
        assert await look(venue, f"translations/question/{question}") is None


async def test_someone_who_comes_with_another_language_is_given_what_was_written_before(
    venue: Venue, translating: Translating, engine: ScriptedEngine
) -> None:
    async with await venue.enter("Ana") as ana:
        await translating.look()
        await ana.command("chat.send", text="Good morning everybody")
        await translating.settle()
        assert engine.asked == []
        async with await venue.enter("Bea", language="es-MX") as bea:
            await translating.look()
            await translating.settle()
            await bea.until(lambda: bea.keys("translations"))
        assert engine.asked == [("Good morning everybody", "es")]


async def test_what_is_said_behind_the_stage_is_made_in_the_languages_of_those_at_work(
    venue: Venue, translating: Translating, engine: ScriptedEngine
) -> None:
    async with (
        await venue.enter("Sol", Role.SPEAKER) as sol,
        await venue.enter("Mo", Role.MODERATOR, language="es") as mo,
        await venue.enter("Bo", language="fr"),
    ):
        await translating.look()
        await sol.command("talk.send", circle="backstage", text="Good morning everybody")
        await translating.settle()
        assert engine.asked == [("Good morning everybody", "es")]
        await mo.until(lambda: any(key.startswith("translations/talk/") for key in mo.view))


async def test_edit_is_made_anew_and_the_old_translation_is_gone_at_once(
    venue: Venue, translating: Translating
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        question = await asked(ana, "Who pays for all of it?")
        await translating.settle()
        key = f"translations/question/{question}"
        await mo.until(lambda: key in mo.view)
        await mo.command("question.edit", question=question, text="Who will pay for it?")
        assert key not in mo.view
        await translating.settle()
        await mo.until(lambda: "fr" in mo.view.get(key, {}))
        assert mo.view[key]["fr"]["text"] == "fr: Who will pay for it?"


async def test_message_that_is_removed_meanwhile_is_not_sent_to_the_engine(
    venue: Venue, translating: Translating, engine: ScriptedEngine
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Bo", language="fr"):
        await translating.look()
        await ana.command("chat.send", text="Good morning everybody")
        [chat] = ana.keys("chat")
        await ana.command("chat.remove", message=ana.view[chat]["message"])
        await translating.settle()
    assert engine.asked == []


async def test_engine_that_is_down_leaves_the_original_and_a_sign_for_staff_and_is_made_up_for(
    venue: Venue, translating: Translating, engine: ScriptedEngine
) -> None:
    async with await venue.enter("Ana") as ana, await venue.enter("Mo", Role.MODERATOR) as mo:
        engine.fails = "no answer within 5 s"
        question = await asked(ana, "Who pays for all of it?")
        await translating.serve_one()
        await mo.until(lambda: "translation" in mo.view)
        assert mo.view["translation"]["state"] == "failing"
        assert mo.view["translation"]["reason"] == "no answer within 5 s"
        assert mo.view[f"questions/{question}"]["text"] == "Who pays for all of it?"
        assert "translation" not in ana.view
        engine.fails = ""
        await translating.settle()
        await mo.until(lambda: f"translations/question/{question}" in mo.view)
        assert mo.view["translation"]["state"] == "working"


async def test_text_that_cannot_be_translated_is_not_tried_again(
    venue: Venue, translating: Translating, engine: ScriptedEngine
) -> None:
    engine.unknown = 9
    async with await venue.enter("Ana") as ana, await venue.enter("Bo", language="fr"):
        await translating.look()
        await ana.command("chat.send", text="Qwzrt vbnmx")
        await translating.settle()
        [chat] = ana.keys("chat")
        await ana.command("chat.react", message=ana.view[chat]["message"], emoji="👍")
        await translating.settle()
        assert len(engine.asked) == 1
        assert await look(venue, f"translations/{chat}") is None


async def test_its_tasks_translate_what_is_written_while_they_run(
    venue: Venue, engine: ScriptedEngine
) -> None:
    live, stores = venue.live, venue.stores
    translator = Translator(
        engine, Translations(stores.database, venue.clock), Claims(MemoryLeases(venue.clock))
    )
    translating = Translating(stores.conferences, live.actors, live.services.presence, translator)
    async with await venue.enter("Ana") as ana, translating.running():
        question = await asked(ana, "Who pays for all of it?")
        async with await venue.enter("Mo", Role.MODERATOR) as mo:
            await mo.until(lambda: f"translations/question/{question}" in mo.view)


async def test_without_an_engine_nothing_is_said_to_fail(venue: Venue) -> None:
    live, stores = venue.live, venue.stores
    off = Translating(stores.conferences, live.actors, live.services.presence, None)
    async with await venue.enter("Mo", Role.MODERATOR) as mo, off.running():
        await asked(mo, "Who pays for all of it?")
        assert "translation" not in mo.view
