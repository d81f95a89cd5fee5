"""The hub: one frame for all of an audience, own keys first, laggards left alone and brought to the present."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

import rooms
from rooms import Audience, Participant, Position, RoomId, audience_of
from server.live.frames import CloseCode
from server.live.hub import CONNECTIONS_A_PERSON, Hub
from server.live.ready import payload_of
from server.live.resume import REMEMBERED_ENTRIES, RoomView
from server.live.veil import Veil
from tests.builders import Step
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE

VEIL = Veil("secret", RoomId("conference/room"))
START = Position("e", 0)


class Seat:
    """A watcher that keeps its frames."""

    descriptor = None

    def __init__(self, hub: Hub, participant: Participant) -> None:
        self.participant = participant
        self.audience = audience_of(participant.role)
        self.informed = False
        self.bytes: list[bytes] = []
        self.closed: CloseCode | None = None
        self._hub = hub

    def write(self, frame: bytes) -> None:
        self.bytes.append(frame)

    def close(self, code: CloseCode, reason: str = "") -> None:
        self.closed = code
        self._hub.leave(self)

    def take(self) -> list[dict[str, Any]]:
        frames, self.bytes = self.bytes, []
        return [msgspec.json.decode(payload_of(frame)) for frame in frames]


class House:
    """A hub whose room is moved step by step."""

    def __init__(self) -> None:
        self.hub = Hub(RoomView(START, VEIL))

    def seat(self, participant: Participant, position: Position | None = None) -> Seat:
        seat = Seat(self.hub, participant)
        self.hub.join(seat, position)
        return seat

    def do(self, participant: Participant, command: dict[str, Any], id: str = "new") -> None:
        view = self.hub.view
        step = Step(participant, rooms.decode_command(msgspec.json.encode(command)), id)
        self.hub.publish(view.replay(rooms.decide(view.room, step.command, step.context)))

    def say(self, text: str, id: str) -> None:
        self.do(ATTENDEE, {"type": "chat.send", "text": text}, id)


@pytest.fixture
def house() -> Iterator[House]:
    yield House()


def test_frame_is_made_once_and_the_same_bytes_go_to_every_socket_of_an_audience(house: House) -> None:
    seats = [house.seat(ATTENDEE), house.seat(SECOND_ATTENDEE)]
    house.say("Hola", "m1")
    last = [seat.bytes[-1] for seat in seats]
    assert last[0] is last[1]
    assert seats[0].take()[-1]["position"] == "e:1"


def test_audiences_are_told_what_is_theirs_and_the_asker_first_of_all_their_own(house: House) -> None:
    ana, ben, mateo = house.seat(ATTENDEE), house.seat(SECOND_ATTENDEE), house.seat(MODERATOR)
    for seat in (ana, ben, mateo):
        seat.take()
    house.do(ATTENDEE, {"type": "question.ask", "text": "Why?"}, "q1")
    assert [frame["type"] for frame in ana.take()] == ["own"]
    assert ben.take() == []
    [delta] = mateo.take()
    assert delta["changes"]["questions/q1"]["state"] == "held"
    assert house.hub.told == Position("e", 1)
    house.do(MODERATOR, {"type": "question.approve", "question": "q1"})
    assert [frame["type"] for frame in ana.take()] == ["own", "delta"]
    assert [frame["type"] for frame in ben.take()] == ["delta"]


def test_laggard_is_left_alone_and_gets_one_frame_of_all_it_missed(house: House) -> None:
    ana = house.seat(ATTENDEE)
    house.say("first", "m1")
    ana.take()
    house.hub.lag(ana)
    house.say("second", "m2")
    house.say("third", "m3")
    house.do(MODERATOR, {"type": "chat.remove", "message": "m1"})
    assert ana.take() == []
    house.hub.drain(ana)
    [delta] = ana.take()
    assert delta["position"] == "e:4"
    assert delta["changes"].keys() == {"chat/m1", "chat/m2", "chat/m3"}
    assert delta["changes"]["chat/m1"] is None
    house.say("fourth", "m4")
    assert [frame["type"] for frame in ana.take()] == ["delta"]


def test_laggard_who_missed_nothing_is_told_nothing_and_own_keys_only_when_they_changed(house: House) -> None:
    ana = house.seat(ATTENDEE)
    house.say("first", "m1")
    ana.take()
    house.hub.lag(ana)
    house.hub.drain(ana)
    assert ana.take() == []
    house.hub.lag(ana)
    house.do(ATTENDEE, {"type": "chat.react", "message": "m1", "emoji": "🎉"})
    house.hub.drain(ana)
    own, delta = ana.take()
    assert (own["reset"], delta["type"]) == (True, "delta")
    house.hub.lag(ana)
    house.say("second", "m2")
    house.hub.drain(ana)
    assert [frame["type"] for frame in ana.take()] == ["delta"]


def test_watcher_that_falls_behind_while_told_its_own_keys_does_not_miss_the_delta(house: House) -> None:
    ana = house.seat(ATTENDEE)
    house.say("mine", "m1")
    ana.take()
    write = ana.write

    def write_and_lag(frame: bytes) -> None:
        write(frame)
        house.hub.lag(ana)

    ana.write = write_and_lag  # type: ignore[method-assign]
    house.do(ATTENDEE, {"type": "chat.react", "message": "m1", "emoji": "🎉"})
    ana.write = write  # type: ignore[method-assign]
    assert [frame["type"] for frame in ana.take()] == ["own"]
    house.hub.drain(ana)
    assert ana.take()[-1]["changes"]["chat/m1"]["reactions"] == {"🎉": 1}


def test_one_who_left_is_written_nothing_and_leaving_twice_or_draining_later_changes_nothing(
    house: House,
) -> None:
    ana = house.seat(ATTENDEE)
    house.hub.lag(ana)
    house.hub.leave(ana)
    house.hub.leave(ana)
    house.hub.drain(ana)
    house.hub.lag(ana)
    ana.take()
    house.say("Hola", "m1")
    assert ana.take() == []
    assert len(house.hub) == 0


def test_eleventh_connection_of_a_person_closes_the_oldest(house: House) -> None:
    seats = [house.seat(ATTENDEE) for _ in range(CONNECTIONS_A_PERSON + 1)]
    house.seat(SECOND_ATTENDEE)
    assert [seat.closed for seat in seats] == [CloseCode.REPLACED] + [None] * CONNECTIONS_A_PERSON
    assert len(house.hub) == CONNECTIONS_A_PERSON + 1


def test_sockets_of_one_person_or_of_all_are_closed_behind_or_not(house: House) -> None:
    ana, again, ben = house.seat(ATTENDEE), house.seat(ATTENDEE), house.seat(SECOND_ATTENDEE)
    house.hub.lag(again)
    house.hub.close_participant(ATTENDEE.id, CloseCode.REMOVED)
    assert (ana.closed, again.closed, ben.closed) == (CloseCode.REMOVED, CloseCode.REMOVED, None)
    house.hub.close_all(CloseCode.RESTART)
    assert ben.closed is CloseCode.RESTART
    assert len(house.hub) == 0


def test_thousand_joins_share_one_snapshot_and_returns_from_one_position_share_one_delta(
    house: House,
) -> None:
    house.say("Hola", "m1")
    joined = [house.seat(ATTENDEE if number % 2 else SECOND_ATTENDEE).bytes[1] for number in range(8)]
    assert all(frame is joined[0] for frame in joined)
    house.say("again", "m2")
    back = [house.seat(SECOND_ATTENDEE, Position("e", 1)).bytes[1] for _ in range(3)]
    assert all(frame is back[0] for frame in back)
    assert house.seat(MODERATOR).bytes[1] != joined[0]


@pytest.mark.parametrize("position", [Position("other", 1), Position("e", 99)])
def test_unknown_position_gets_a_snapshot(house: House, position: Position) -> None:
    house.say("Hola", "m1")
    assert house.seat(SECOND_ATTENDEE, position).take()[1]["type"] == "snapshot"


def test_position_too_far_back_gets_a_snapshot_and_one_just_near_enough_a_delta() -> None:
    view = RoomView(START, VEIL)
    for number in range(REMEMBERED_ENTRIES + 1):
        step = Step(ATTENDEE, rooms.decode_command(b'{"type": "chat.send", "text": "x"}'), f"m{number}")
        view.replay(rooms.decide(view.room, step.command, step.context))
    far = msgspec.json.decode(payload_of(view.catch_up(Position("e", 0), Audience.HALL)))
    near = msgspec.json.decode(payload_of(view.catch_up(Position("e", 1), Audience.HALL)))
    assert (far["type"], near["type"]) == ("snapshot", "delta")
    assert len(near["changes"]) == REMEMBERED_ENTRIES
