"""What strangers live through in a room: talk, questions, refusals, lost connections. Input: a running server."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.protocol.conftest import Enter, Guest
from tests.protocol.stranger import Refused, Stranger


async def refusal(guest: Stranger, type_: str, **fields: Any) -> tuple[str, dict[str, object], bool]:
    """Ask for what must be refused; return code, data and whether a later try may succeed."""
    with pytest.raises(Refused) as refused:
        await guest.command(type_, **fields)
    return refused.value.code, refused.value.data, refused.value.temporary


async def test_two_people_in_two_languages_talk_ask_upvote_and_see_each_other(enter: Enter) -> None:
    ana = await enter("Ana", language="es")
    ben = await enter("Ben", language="en")
    moderator = await enter("Mo", role="moderator")

    await ana.command("chat.send", text="Buenos días a todas las personas que nos acompañan hoy")
    await ben.command("chat.send", text="Good morning everyone, glad to be here with you today")
    await ana.until(lambda: any("Good morning" in text for text in ana.texts()))
    await ben.until(lambda: any("Buenos días" in text for text in ben.texts()))
    spanish = ben.view["chat/" + ben.key_of("chat", ana.texts()[-2])]
    assert spanish["language"] == "es"
    assert spanish["author"]["name"] == "Ana"
    assert spanish["author"]["role"] == "attendee"

    await ana.command("question.ask", text="¿Quién paga el proyecto?", anonymous=False)
    question = ana.key_of_own("¿Quién paga el proyecto?")
    await moderator.until(lambda: f"questions/{question}" in moderator.view)
    await moderator.command("question.approve", question=question)
    await ben.until(lambda: f"questions/{question}" in ben.view)
    await ben.command("question.upvote", question=question)
    await ana.until(lambda: ana.view.get(f"upvotes/{question}") == 1)
    assert ben.own[f"my/upvotes/{question}"] is True
    assert f"my/upvotes/{question}" not in ana.own
    await ben.command("question.withdraw_upvote", question=question)
    await ana.until(lambda: f"upvotes/{question}" not in ana.view)
    assert f"my/upvotes/{question}" not in ben.own

    await moderator.until(lambda: {"Ana", "Ben", "Mo"} <= {who["name"] for who in moderator.people.values()})
    assert ana.counts["attendee"] >= 2
    assert ana.people == {}


async def test_held_question_is_invisible_to_the_hall_until_it_is_approved(enter: Enter) -> None:
    ana, ben = await enter("Ana"), await enter("Ben")
    moderator = await enter("Mo", role="moderator")
    await ana.command("question.ask", text="Who decides?", anonymous=True)
    question = ana.key_of_own("Who decides?")
    key = f"questions/{question}"
    assert ana.own[f"my/questions/{question}"]["state"] == "held"
    await moderator.until(lambda: key in moderator.view)
    assert moderator.view[key]["asker"]["name"] == "Ana"
    assert moderator.view[key]["anonymous"] is True
    assert await refusal(ben, "question.upvote", question=question) == (
        "question.unknown", {"question": question}, False
    )  # fmt: skip

    await moderator.command("question.approve", question=question)
    await ben.until(lambda: key in ben.view)
    assert ben.view[key]["asker"] is None
    assert ana.own[f"my/questions/{question}"]["state"] == "open"
    assert not [frame for frame in ben.heard_of("delta")[:-1] if key in frame["changes"]]

    await moderator.command("question.dismiss", question=question)
    await ben.until(lambda: key not in ben.view)
    assert ana.own[f"my/questions/{question}"]["state"] == "dismissed"
    assert moderator.view[key]["state"] == "dismissed"


async def test_effect_of_a_command_is_there_when_its_reply_comes(enter: Enter) -> None:
    ana = await enter("Ana")
    for number in range(5):
        position = await ana.command("chat.send", text=f"Effect {number}")
        assert f"Effect {number}" in ana.texts()
        assert ana.position == position


async def test_refused_command_has_a_code_with_data_and_leaves_no_trace(enter: Enter) -> None:
    ana, ben = await enter("Ana"), await enter("Ben")
    moderator = await enter("Mo", role="moderator")
    await ana.command("chat.send", text="Mine alone")
    message = ana.key_of("chat", "Mine alone")
    before = dict(ana.view)

    assert await refusal(ana, "chat.send", text="  ") == ("text.empty", {}, False)
    assert await refusal(ana, "chat.send", text="x" * 2001) == (
        "text.too_long", {"limit": 2000, "length": 2001}, False
    )  # fmt: skip
    assert await refusal(ana, "chat.edit", message="none", text="x") == (
        "chat.unknown", {"message": "none"}, False
    )  # fmt: skip
    assert await refusal(ben, "chat.edit", message=message, text="x") == (
        "chat.not_yours", {"message": message}, False
    )  # fmt: skip
    assert await refusal(ben, "chat.react", message=message, emoji="💩") == (
        "chat.emoji", {"emoji": "💩"}, False
    )  # fmt: skip
    assert await refusal(ana, "room.lock") == ("not_permitted", {"capability": "room.lock"}, False)
    assert await refusal(moderator, "chat.slow_mode", seconds=601) == (
        "chat.slow_mode_range", {"least": 0, "most": 600}, False
    )  # fmt: skip
    assert await refusal(moderator, "participant.mute", **moderator.participant) == (
        "participant.self", {}, False
    )  # fmt: skip
    assert ana.view == before


async def test_lock_slow_mode_and_mute_refuse_with_words_for_each(enter_own: Enter) -> None:
    ana, moderator = await enter_own("Ana"), await enter_own("Mo", role="moderator")

    await moderator.command("room.lock")
    await ana.until(lambda: ana.view["moderation"]["locked"] is True)
    assert await refusal(ana, "chat.send", id_="patient", text="Hello") == ("room.locked", {}, False)
    await moderator.command("chat.send", text="Staff may write")
    await moderator.command("room.unlock")
    # A refusal left no trace, so the same id may be used again.
    await ana.command("chat.send", id_="patient", text="Hello")

    await moderator.command("chat.slow_mode", seconds=30)
    code, data, temporary = await refusal(ana, "chat.send", text="Second")
    assert (code, temporary) == ("chat.slow", True)
    assert 0 < float(str(data["wait_s"])) <= 30
    await moderator.command("chat.slow_mode", seconds=0)

    await moderator.command("participant.mute", **ana.participant)
    await ana.until(lambda: ana.own["my/standing"]["muted"] is True)
    assert await refusal(ana, "chat.send", text="Hello") == ("participant.muted", {}, False)
    await moderator.command("participant.unmute", **ana.participant)
    await ana.command("chat.send", text="Heard again")

    await moderator.command("question.set_mode", mode="closed")
    assert await refusal(ana, "question.ask", text="Why?") == ("question.closed", {}, False)
    await moderator.command("question.set_mode", mode="open")
    await ana.command("question.ask", text="Why?")
    assert await refusal(ana, "question.upvote", question=ana.key_of("questions", "Why?")) == (
        "question.own", {"question": ana.key_of("questions", "Why?")}, False
    )  # fmt: skip


async def test_more_commands_than_the_rate_are_refused_for_now(enter: Enter) -> None:
    ana = await enter("Ana")
    answers = await asyncio.gather(
        *(ana.command("chat.send", text=f"Burst {number}") for number in range(40)), return_exceptions=True
    )
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert 5 <= len(refused) <= 20
    assert {(answer.code, answer.temporary) for answer in refused} == {("rate.limited", True)}
    assert all(float(answer.data["wait_s"]) > 0 for answer in refused)
    assert [text for text in ana.texts() if text.startswith("Burst")] == [
        f"Burst {number}" for number, answer in enumerate(answers) if isinstance(answer, str)
    ]


async def test_repeated_command_id_gets_the_first_position(enter: Enter) -> None:
    ana = await enter("Ana")
    first = await ana.command("chat.send", id_="same-id", text="Only once")
    await ana.command("chat.send", text="Something between")
    again = await ana.command("chat.send", id_="same-id", text="Only once")
    assert again == first
    assert ana.texts().count("Only once") == 1


async def test_dropped_connection_resumes_without_gap_or_repeat(enter: Enter) -> None:
    ana, ben = await enter("Ana"), await enter("Ben")
    for number in range(3):
        await ben.command("chat.send", text=f"Before {number}")
    await ana.until(lambda: "Before 2" in ana.texts())

    ana.drop()
    await asyncio.gather(*(ben.command("chat.send", text=f"Meanwhile {number}") for number in range(5)))
    sent = ana.command("chat.send", text="I am back")
    await sent
    await ana.until(lambda: "Meanwhile 4" in ana.texts())

    assert ana.closes == [1006]
    assert len(ana.heard_of("snapshot")) == 1
    await ben.until(lambda: "I am back" in ben.texts())
    assert ana.texts() == ben.texts()
    fresh = await enter("Cleo")
    assert fresh.texts()[-9:] == ana.texts()[-9:]
    assert ana.texts().count("I am back") == 1


async def test_change_while_away_reaches_keys_that_are_already_held(enter: Enter) -> None:
    ana, ben = await enter("Ana"), await enter("Ben")
    for text in ("To be edited", "To be removed"):
        await ben.command("chat.send", text=text)
    await ana.until(lambda: "To be removed" in ana.texts())
    edited, removed = ben.key_of("chat", "To be edited"), ben.key_of("chat", "To be removed")
    ana.drop()
    await ben.command("chat.edit", message=edited, text="Edited now")
    await ben.command("chat.remove", message=removed)
    await ana.until(lambda: "Edited now" in ana.texts() and f"chat/{removed}" not in ana.view)
    assert len(ana.heard_of("snapshot")) == 1


async def test_unknown_epoch_is_answered_by_a_snapshot(enter: Enter) -> None:
    ana = await enter("Ana")
    await ana.command("chat.send", text="Known to all")
    ana.position = "nowhere:7"
    ana.view = {"chat/ghost": {"number": 1, "text": "From another life"}}
    ana.drop()
    await ana.until(lambda: len(ana.heard_of("snapshot")) == 2)
    assert "Known to all" in ana.texts()
    assert "From another life" not in ana.texts()


async def test_chat_is_read_backwards_page_by_page(enter_own: Enter) -> None:
    crowd = [await enter_own(f"Person {number}") for number in range(7)]
    for person in crowd:
        await asyncio.gather(*(person.command("chat.send", text=f"Message {number}") for number in range(18)))
    reader: Guest = await enter_own("Reader")
    assert len(reader.texts()) == 50
    # Somebody reacts to a message that the reader has not read yet; a delta brings it alone.
    first = next(value["message"] for value in crowd[0].view.values() if value.get("number") == 1)
    await crowd[1].command("chat.react", message=first, emoji="👏")
    await reader.until(lambda: f"chat/{first}" in reader.view)
    assert await reader.older_messages(limit=60) is True
    assert len(reader.texts()) == 111
    assert await reader.older_messages(limit=60) is False
    numbers = sorted(value["number"] for key, value in reader.view.items() if key.startswith("chat/"))
    assert numbers == list(range(1, 7 * 18 + 1))
    # What a page brought is kept up to date as well.
    await crowd[0].command("chat.edit", message=first, text="The very first, edited")
    await reader.until(lambda: reader.view[f"chat/{first}"]["text"] == "The very first, edited")


async def test_language_of_a_room_is_kept_for_the_next_visit_and_is_nobody_elses_affair(enter: Enter) -> None:
    ana, ben = await enter("Ana", language="en"), await enter("Ben", language="en")
    moderator = await enter("Mo", role="moderator")
    me = ana.participant["participant"]
    await ana.speak("es")
    await moderator.until(lambda: moderator.people.get(me, {}).get("language") == "es")
    assert moderator.people[ben.participant["participant"]]["language"] == "en"
    assert ana.closes == []


async def test_two_connections_of_one_person_are_both_kept_up(enter: Enter) -> None:
    ana = await enter("Ana")
    tab = Guest(ana.signed_in, ana.room, "es")
    async with tab:
        await ana.command("chat.send", text="From the first tab")
        await tab.until(lambda: "From the first tab" in tab.texts())
        message = tab.key_of("chat", "From the first tab")
        await tab.command("chat.react", message=message, emoji="👏")
        await ana.until(lambda: ana.own.get(f"my/reactions/{message}") == ["👏"])
        assert ana.participant == tab.participant
