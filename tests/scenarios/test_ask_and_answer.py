"""The story of a question and of a message, told through real sockets."""

from __future__ import annotations

from rooms import Role
from tests.venue import ELSEWHERE, Venue


async def test_held_question_is_seen_by_its_asker_and_the_backstage_until_it_is_approved(
    venue: Venue,
) -> None:
    async with (
        await venue.enter("Ana", language="es") as ana,
        await venue.enter("Ben") as ben,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
    ):
        asked = await ana.command("question.ask", text="¿Cómo financian esto las ciudades pequeñas?")
        assert "code" not in asked
        await mateo.until(lambda: mateo.keys("questions"))
        [key] = mateo.keys("questions")
        question = key.partition("/")[2]
        assert mateo.view[key]["state"] == "held"
        assert mateo.view[key]["language"] == "es"
        assert ana.own[f"my/questions/{question}"]["state"] == "held"
        assert not ana.keys("questions")

        await mateo.command("question.approve", question=question)
        await ben.until(lambda: ben.keys("questions"))
        assert not any(question in str(frame) for frame in ben.frames[:-1])
        assert ben.view[key]["text"] == "¿Cómo financian esto las ciudades pequeñas?"
        await ana.until(lambda: ana.own[f"my/questions/{question}"]["state"] == "open")

        await ben.command("question.upvote", question=question)
        assert ben.own[f"my/upvotes/{question}"] is True
        assert ben.view[f"upvotes/{question}"] == 1
        await ana.until(lambda: ana.view.get(f"upvotes/{question}") == 1)


async def test_effect_of_a_command_reaches_its_asker_before_the_reply(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        reply = await ana.command("chat.send", text="Hola a todos")
        types = [frame["type"] for frame in ana.frames]
        assert types.index("delta") < types.index("reply")
        assert ana.position == reply["position"]
        assert ana.texts() == ["Hola a todos"]


async def test_refused_command_leaves_the_room_as_it_was_and_says_why(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        before = ana.position
        assert await ana.command("chat.send", id="c1", text="x" * 2001) == {
            "type": "reply", "id": "c1", "code": "text.too_long", "data": {"limit": 2000, "length": 2001},
            "temporary": False,
        }  # fmt: skip
        denied = await ana.command("room.lock")
        assert (denied["code"], denied["data"]) == ("not_permitted", {"capability": "room.lock"})
        reply = await ana.command("chat.send", id="c1", text="The same id may be decided again")
        assert before is not None
        assert reply["position"] == before.replace(":0", ":1")


async def test_removed_person_is_put_out_of_the_room_and_may_return_when_readmitted(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
    ):
        person = {"participant": ana.account.id, "name": "Ana"}
        await mateo.command("participant.remove", **person)
        assert (await ana.shut())[0] == 4502
        async with await venue.open(ana.account) as again:
            assert (await again.shut())[0] == 4502
            assert not again.frames
        async with await venue.open(ana.account, room=ELSEWHERE) as other:
            assert other.position
        await mateo.command("participant.readmit", **person)
        async with await venue.open(ana.account) as back:
            assert back.position


async def test_banned_person_is_put_out_of_every_room_of_the_conference(venue: Venue) -> None:
    async with (
        await venue.enter("Ana") as ana,
        await venue.open(ana.account, room=ELSEWHERE) as other,
        await venue.enter("Mateo", Role.MODERATOR) as mateo,
    ):
        person = {"participant": ana.account.id, "name": "Ana"}
        await mateo.command("participant.ban", **person)
        assert (await ana.shut())[0] == 4503
        assert (await other.shut())[0] == 4503
        async with await venue.open(ana.account, room=ELSEWHERE) as again:
            assert (await again.shut())[0] == 4503
        await mateo.command("participant.unban", **person)
        async with await venue.open(ana.account, room=ELSEWHERE) as back:
            assert back.position
