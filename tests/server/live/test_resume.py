"""The law of coming back: whatever position you come from, the frame you get leads to what everyone sees."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

import rooms
from rooms import Audience, Participant, Position, Refused, RoomId, patch
from server.live.ready import payload_of
from server.live.resume import RoomView
from server.live.veil import Veil
from tests.builders import Step
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE

PEOPLE = st.sampled_from([ATTENDEE, SECOND_ATTENDEE, MODERATOR])
NAMES = st.sampled_from([f"n{number}" for number in range(12)])
COMMANDS = st.one_of(
    st.fixed_dictionaries({"type": st.just("chat.send"), "text": st.just("x")}),
    st.fixed_dictionaries({"type": st.just("question.ask"), "text": st.just("Why?"), "anonymous": st.booleans()}),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["chat.remove"]), "message": NAMES},
    ),
    st.fixed_dictionaries({"type": st.just("chat.react"), "message": NAMES, "emoji": st.just("🎉")}),
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                ["question.approve", "question.dismiss", "question.reopen", "question.upvote", "question.withdraw"]
            ),
            "question": NAMES,
        }
    ),
    st.fixed_dictionaries(
        {"type": st.sampled_from(["participant.mute", "participant.unmute"]), "participant": st.just(ATTENDEE.id),
         "name": st.just("Ana")}
    ),
)  # fmt: skip


def held(frame: bytes, view: dict[str, Any]) -> dict[str, Any]:
    read = msgspec.json.decode(payload_of(frame))
    return dict(read["view"]) if read["type"] == "snapshot" else patch(view, read["changes"])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(PEOPLE, COMMANDS), max_size=30), st.data())
def test_delta_from_any_position_leads_to_the_present_view(
    commands: Sequence[tuple[Participant, dict[str, Any]]], data: st.DataObject
) -> None:
    room = RoomView(Position("e", 0), Veil("secret", RoomId("conference/room")))
    views = {audience: [held(room.catch_up(None, audience), {})] for audience in Audience}
    for number, (participant, command) in enumerate(commands):
        step = Step(participant, rooms.decode_command(msgspec.json.encode(command)), f"n{number}")
        try:
            entries = rooms.decide(room.room, step.command, step.context)
        except Refused:
            continue
        for entry in entries:
            changes = room.replay([entry])
            for audience in Audience:
                frame = room.delta(changes, audience)
                before = views[audience][-1]
                views[audience].append(before if frame is None else held(frame, before))
    for audience in Audience:
        offset = data.draw(st.integers(0, room.position.offset))
        came_back = held(room.catch_up(Position("e", offset), audience), views[audience][offset])
        assert came_back == views[audience][-1]
        assert came_back.items() >= held(room.catch_up(None, audience), {}).items()
