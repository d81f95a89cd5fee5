"""The room's mailbox: one decision after the other, many in one transaction, answers only for what is stored."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

import rooms
from rooms import Command, Context, Entry, Participant, ParticipantId, Position, QuestionId, Refused, Room
from rooms.chat.commands import SendMessage
from rooms.chat.entries import MessageSent
from rooms.questions.commands import AskQuestion, SetQuestionMode, UpvoteQuestion
from server.bus.memory import MemoryBus
from server.live import room_actor
from server.live.decisions import Asked, Outcome
from server.live.room_actor import MAILBOX, RoomActor, Surroundings
from server.live.veil import Veil
from server.presence.memory import MemoryPresence
from server.stores import Stores
from tests.cast import ATTENDEE, MODERATOR
from tests.conftest import WoundClock
from tests.doubles import SilentBus, WatchedLog
from tests.venue import ROOM, until

VEIL = Veil("secret", ROOM)


@pytest.fixture
def log(stores: Stores) -> WatchedLog:
    return WatchedLog(stores.database).watch()


async def nobody(_id: ParticipantId) -> Participant | None:
    return None


def surroundings(log: WatchedLog, clock: WoundClock, **changes: Any) -> Surroundings:
    return Surroundings(
        **{
            "log": log, "veil": VEIL, "bus": MemoryBus(), "presence": MemoryPresence(clock), "clock": clock,
            "tick_s": 0.0, "languages": ("en", "es"), "named": nobody, "banned": lambda _id: None, **changes,
        }
    )  # fmt: skip


@pytest.fixture
async def actor(log: WatchedLog, clock: WoundClock) -> AsyncIterator[RoomActor]:
    actor = await RoomActor.start(ROOM, surroundings(log, clock))
    yield actor
    await actor.close()


class Answers(dict[str, list[Outcome]]):
    """Every answer, by the command's id."""

    def take(self, id: str, outcome: Outcome) -> None:
        self.setdefault(id, []).append(outcome)

    def post(self, actor: RoomActor, command: Command, id: str, participant: Participant = ATTENDEE) -> bool:
        return actor.post(Asked(participant, id, command, "en", self.take))

    async def all(self, count: int) -> dict[str, Outcome]:
        await until(lambda: sum(map(len, self.values())) >= count, lambda: f"{len(self)} of {count} answered")
        assert all(len(each) == 1 for each in self.values())
        return {id: each[0] for id, each in self.items()}


def message(number: int) -> Command:
    return SendMessage(text=f"message {number}")


def codes(outcomes: dict[str, Outcome]) -> set[str]:
    return {outcome.code for outcome in outcomes.values() if isinstance(outcome, Refused)}


async def test_burst_shares_a_few_transactions_and_keeps_its_order(actor: RoomActor, log: WatchedLog) -> None:
    answers = Answers()
    for number in range(1000):
        assert answers.post(actor, message(number), f"c{number}")
    outcomes = await answers.all(1000)
    assert len(log.appended) <= 5
    assert sum(log.appended) == 1000
    start = Position(actor.hub.view.position.epoch, 0)
    assert [outcomes[f"c{number}"] for number in range(1000)] == [start.advanced(n + 1) for n in range(1000)]
    stored = await log.since(ROOM, start)
    texts = [entry.text for entry in stored if isinstance(entry, MessageSent)]
    assert texts == [f"message {number}" for number in range(1000)]


async def test_idle_room_flushes_at_once_and_a_busy_one_gathers(log: WatchedLog, clock: WoundClock) -> None:
    actor = await RoomActor.start(ROOM, surroundings(log, clock, tick_s=0.1))
    answers = Answers()
    answers.post(actor, message(0), "first")
    await answers.all(1)
    for number in range(50):
        # Each arrives in a turn of the loop of its own.
        answers.post(actor, message(number), f"c{number}")
        await asyncio.sleep(0)
    await answers.all(51)
    assert log.appended == [1, 50]
    await actor.close()


async def test_repeat_in_the_same_batch_and_later_gets_the_first_answer(
    actor: RoomActor, log: WatchedLog
) -> None:
    answers = Answers()
    answers.post(actor, message(1), "same")
    answers.post(actor, message(2), "other")
    answers.post(actor, message(1), "same")
    await until(lambda: len(answers.get("same", [])) == 2, lambda: answers)
    answers.post(actor, message(1), "same")
    await until(lambda: len(answers["same"]) == 3, lambda: answers)
    assert len(set(map(str, answers["same"]))) == 1
    assert sum(log.appended) == 2


async def test_refused_command_leaves_no_trace_and_may_be_decided_again(
    actor: RoomActor, log: WatchedLog
) -> None:
    answers = Answers()
    answers.post(actor, SetQuestionMode(mode="closed"), "close", MODERATOR)
    answers.post(actor, AskQuestion(text="Why?"), "ask")
    assert codes(await answers.all(2)) == {"question.closed"}
    assert await log.known_commands(ROOM, [VEIL.command(ATTENDEE.id, "ask")]) == {}
    again = Answers()
    again.post(actor, SetQuestionMode(mode="open"), "open", MODERATOR)
    again.post(actor, AskQuestion(text="Why?"), "ask")
    assert codes(await again.all(2)) == set()


async def test_command_that_changes_nothing_succeeds_without_a_transaction(
    actor: RoomActor, log: WatchedLog
) -> None:
    answers = Answers()
    answers.post(actor, SetQuestionMode(mode="moderated"), "same", MODERATOR)
    assert await answers.all(1) == {"same": actor.hub.view.position}
    assert log.appended == []


async def test_full_mailbox_takes_nothing_more(actor: RoomActor, log: WatchedLog) -> None:
    log.gate.clear()
    answers = Answers()
    answers.post(actor, message(0), "first")
    await until(lambda: not actor._mailbox, lambda: "the actor does not begin")
    taken = [answers.post(actor, message(number), f"c{number}") for number in range(MAILBOX + 1)]
    assert taken == [True] * MAILBOX + [False]
    log.gate.set()
    assert codes(await answers.all(MAILBOX + 1)) == set()


async def test_fault_in_a_decision_is_answered_with_a_log_id_and_the_rest_is_decided(
    actor: RoomActor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    decide: Callable[[Room, Command, Context], tuple[Entry, ...]] = rooms.decide

    def faulty(room: Room, command: Command, context: Context) -> tuple[Entry, ...]:
        if isinstance(command, UpvoteQuestion):
            raise ZeroDivisionError
        return decide(room, command, context)

    monkeypatch.setattr(rooms, "decide", faulty)
    answers = Answers()
    answers.post(actor, message(1), "before")
    answers.post(actor, UpvoteQuestion(QuestionId("q")), "fault")
    answers.post(actor, message(2), "after")
    outcomes = await answers.all(3)
    fault = outcomes["fault"]
    assert isinstance(fault, Refused)
    assert (fault.code, fault.temporary) == ("internal", True)
    assert str(fault.data["log_id"]) in caplog.text
    assert outcomes["after"] == actor.hub.view.position == Position(actor.hub.view.position.epoch, 2)


async def test_bus_out_of_reach_refuses_nobody(log: WatchedLog, clock: WoundClock) -> None:
    actor = await RoomActor.start(ROOM, surroundings(log, clock, bus=SilentBus()))
    answers = Answers()
    answers.post(actor, message(1), "one")
    assert codes(await answers.all(1)) == set()
    await actor.close()


async def test_actor_that_starts_finds_the_room_as_the_log_has_it(log: WatchedLog, clock: WoundClock) -> None:
    first = await RoomActor.start(ROOM, surroundings(log, clock))
    answers = Answers()
    for number in range(100):
        answers.post(first, message(number), f"c{number}")
    await answers.all(100)
    await first.close()
    second = await RoomActor.start(ROOM, surroundings(log, clock))
    assert second.hub.view.position == first.hub.view.position
    for audience in rooms.Audience:
        assert rooms.snapshot(second.hub.view.room, audience) == rooms.snapshot(first.hub.view.room, audience)
    await second.close()


async def test_closing_actor_finishes_its_mailbox_and_takes_nothing_more(
    actor: RoomActor, log: WatchedLog
) -> None:
    answers = Answers()
    for number in range(room_actor.BATCH + 10):
        answers.post(actor, message(number), f"c{number}")
    await actor.close()
    assert codes(await answers.all(room_actor.BATCH + 10)) == set()
    assert not answers.post(actor, message(0), "late")


async def test_fault_of_the_actor_itself_sends_everyone_back_and_answers_all(
    actor: RoomActor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(actor.hub, "publish", faulty)
    answers = Answers()
    answers.post(actor, message(1), "stored")
    answers.post(actor, message(2), "too")
    outcomes = await answers.all(2)
    assert codes(outcomes) == {"unavailable"}
    assert not actor.working
