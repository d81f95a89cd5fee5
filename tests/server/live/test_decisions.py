"""A batch is decided command by command, each on what those before it lead to, and nothing is stored yet."""

from __future__ import annotations

from collections.abc import Mapping

from rooms import (
    Command,
    CommandId,
    Participant,
    ParticipantBanned,
    ParticipantId,
    Position,
    Refused,
    Role,
    empty_room,
)
from rooms.chat.commands import SendMessage
from rooms.moderation import Ban
from rooms.questions.commands import AskQuestion, SetQuestionMode
from server.live.decisions import Asked, Known, Plan, decide_all, named_in
from server.live.veil import Veil
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE
from tests.venue import ROOM

START = Position("e", 0)
VEIL = Veil("secret", ROOM)


def asked(command: Command, id: str = "c1", participant: Participant = ATTENDEE) -> Asked:
    return VEIL.over(Asked(participant, id, command, "en", lambda _id, _outcome: None))


def plan_of(
    *batch: Asked,
    answers: Mapping[CommandId, Position] | None = None,
    people: Mapping[ParticipantId, Participant | None] | None = None,
) -> Plan:
    return decide_all(batch, empty_room(), START, Known(ROOM, 1, answers or {}, people or {}, ("en", "es")))


def test_each_command_is_decided_on_what_those_before_it_lead_to() -> None:
    plan = plan_of(
        asked(AskQuestion(text="Before?"), "c1"),
        asked(SetQuestionMode(mode="closed"), "c2", MODERATOR),
        asked(AskQuestion(text="After?"), "c3"),
        asked(SendMessage(text="And on"), "c4"),
    )
    first, second, refused, last = plan.outcomes
    assert (first, second, last) == (START.advanced(1), START.advanced(2), START.advanced(3))
    assert isinstance(refused, Refused)
    assert refused.code == "question.closed"
    stored = ((ATTENDEE, "c1"), (MODERATOR, "c2"), (ATTENDEE, "c4"))
    assert plan.answers.keys() == {VEIL.command(person.id, id) for person, id in stored}
    assert len(plan.entries) == 3


def test_answer_stands_behind_all_that_follows_from_a_command() -> None:
    plan = plan_of(
        asked(AskQuestion(text="Held?"), "c1"),
        asked(Ban(participant=ATTENDEE.id, name="Ana"), "c2", MODERATOR),
        asked(SendMessage(text="Too late"), "c3"),
        people={ATTENDEE.id: ATTENDEE},
    )
    assert isinstance(plan.entries[1], ParticipantBanned)
    assert plan.outcomes[1] == START.advanced(len(plan.entries)) == START.advanced(3)
    assert isinstance(plan.outcomes[2], Refused)


def test_stored_command_gets_its_first_answer_and_is_not_decided() -> None:
    key = asked(SendMessage(text="x")).key
    plan = plan_of(asked(SendMessage(text="x")), answers={key: Position("e", 7)})
    assert plan.outcomes == [Position("e", 7)]
    assert not plan.steps


def test_same_id_of_two_people_is_two_commands_and_of_one_person_one() -> None:
    plan = plan_of(
        asked(SendMessage(text="x")),
        asked(SendMessage(text="y"), participant=SECOND_ATTENDEE),
        asked(SendMessage(text="x")),
    )
    assert plan.outcomes == [START.advanced(1), START.advanced(2), START.advanced(1)]


def test_whom_a_command_names_is_looked_up_and_counts_as_the_accounts_know_them() -> None:
    ban = asked(Ban(participant=SECOND_ATTENDEE.id, name="Whoever"), participant=MODERATOR)
    assert named_in([ban, asked(SendMessage(text="x"))], empty_room()) == {SECOND_ATTENDEE.id}
    organizer = Participant(SECOND_ATTENDEE.id, "Olga", Role.ORGANIZER)
    [outcome] = plan_of(ban, people={SECOND_ATTENDEE.id: organizer}).outcomes
    assert isinstance(outcome, Refused)
    assert outcome.code == "participant.staff"
