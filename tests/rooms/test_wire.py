"""Commands and entries as JSON, strictly."""

import msgspec
import pytest

from rooms import apply, decode_command, decode_entry, encode_entry
from rooms.core import ENTRY_TYPES
from tests.builders import Step, a_room, acted_on, asked_by, decided, said_by, scheduled
from tests.cast import ATTENDEE


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "JSON"),
        ("{", "JSON"),
        ("[]", "object"),
        ('{"text":"Hi"}', "type"),
        ('{"type":"chat.shout","text":"Hi"}', "type"),
        ('{"type":"chat.sent","text":"Hi"}', "type"),
        ('{"type":"chat.send"}', "text"),
        ('{"type":"chat.send","text":"Hi","colour":"red"}', "colour"),
        ('{"type":"chat.send","text":7}', "text"),
        ('{"type":"chat.send","text":null}', "text"),
        ('{"type":"chat.send","text":"Hi","reply_to":""}', "reply_to"),
        ('{"type":"chat.edit","text":"Hi","message":"' + "m" * 65 + '"}', "message"),
        ('{"type":"chat.slow_mode","seconds":1.5}', "seconds"),
        ('{"type":"chat.slow_mode","seconds":"5"}', "seconds"),
        ('{"type":"question.ask","text":"Hi","anonymous":1}', "anonymous"),
        ('{"type":"question.set_mode","mode":"anarchy"}', "mode"),
        ('{"type":"participant.mute","participant":"p1","name":"' + "n" * 81 + '"}', "name"),
        ('{"type":"room.lock","why":"because"}', "why"),
        ('{"type":"chat.send","text":"\\ud800"}', "JSON"),
    ],
)
def test_malformed_command_is_refused_with_the_part_at_fault(text: str, part: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=part):
        decode_command(text.encode())


def test_command_that_is_not_utf_8_is_malformed() -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_command(b'{"type":"chat.send","text":"\xff"}')


def test_optional_fields_may_be_left_out() -> None:
    assert decode_command(b'{"type":"chat.send","text":"Hi"}') == said_by(ATTENDEE, "Hi").command
    assert decode_command(b'{"type":"question.ask","text":"Hi"}') == asked_by(ATTENDEE, "Hi").command


@pytest.mark.parametrize(
    "step", [said_by(ATTENDEE, "¿Qué?"), asked_by(ATTENDEE, "Why?"), scheduled(), acted_on(ATTENDEE, "ban")],
    ids=lambda step: type(step.command).__name__,
)  # fmt: skip
def test_entry_is_read_back_as_it_was_written(step: Step) -> None:
    (entry,) = decided(a_room(), step)
    assert decode_entry(encode_entry(entry)) == entry


def test_entry_of_an_unknown_shape_is_refused() -> None:
    (entry,) = decided(a_room(), said_by(ATTENDEE, "Hi"))
    written = msgspec.json.decode(encode_entry(entry))
    for wrong in ({**written, "type": "chat.send"}, {**written, "new": 1}, {**written, "at": "now"}):
        with pytest.raises(msgspec.ValidationError):
            decode_entry(msgspec.json.encode(wrong))


# One line of each kind as the first logs have it. Lines are added here, and never changed.
KEPT_ENTRIES = """
{"type":"session.scheduled","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"session":"s1","title":{"en":"A"},"kind":"break","starts":1,"ends":2,"floor":null,"people":[{"name":null,"part":"chair"}]}
{"type":"session.withdrawn","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"session":"s1"}
{"type":"chat.sent","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"message":"m1","text":"Hi","language":"en","reply_to":null}
{"type":"chat.edited","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"message":"m1","text":"Hi!","language":"en"}
{"type":"chat.removed","by":{"participant":"p1","name":"Ana","role":"interpreter"},"at":1,"message":"m1"}
{"type":"chat.reacted","by":{"participant":"p1","name":"Ana","role":"captioner"},"at":1,"message":"m1","emoji":"👍"}
{"type":"chat.unreacted","by":{"participant":"p1","name":"Ana","role":"organizer"},"at":1,"message":"m1","emoji":"👍"}
{"type":"chat.slow_mode_set","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"seconds":30}
{"type":"question.asked","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"question":"q1","text":"Why?","language":"en","anonymous":true,"held":true}
{"type":"question.withdrawn","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"question":"q1"}
{"type":"question.upvoted","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"question":"q1"}
{"type":"question.upvote_withdrawn","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"question":"q1"}
{"type":"question.approved","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.dismissed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.answered","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.reopened","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.dismissed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","reason":"off_topic","text":"Elsewhere","language":"en"}
{"type":"question.answered","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","text":"Because.","language":"en","to":"asker"}
{"type":"question.held","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.staged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.unstaged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.edited","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","text":"Wherefore?","language":"en"}
{"type":"question.labelled","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","label":"money"}
{"type":"question.unlabelled","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","label":"money"}
{"type":"question.assigned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","speaker":null}
{"type":"question.ranked","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","rank":1.5}
{"type":"question.handled","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.released","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1"}
{"type":"question.merged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","into":"q2"}
{"type":"question.separated","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"question":"q1","into":"q2"}
{"type":"question.mode_set","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"mode":"closed"}
{"type":"poll.drafted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1","kind":"single","text":"Yes?","language":"en","options":["Yes","No"],"most":1,"anonymous":true,"reveal":"close"}
{"type":"poll.edited","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1","kind":"single","text":"Yes?","language":"en","options":["Yes","No"],"most":1,"anonymous":true,"reveal":"close"}
{"type":"poll.opened","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"poll.voted","by":{"participant":"","name":"","role":"attendee"},"at":1,"poll":"v1","ballot":"0f","choices":["2"]}
{"type":"poll.closed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"poll.revealed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"poll.discarded","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"participant.muted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.unmuted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.removed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.readmitted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.banned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.unbanned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"room.locked","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"room.unlocked","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
"""


def test_entries_that_were_ever_kept_are_read_and_applied() -> None:
    lines = KEPT_ENTRIES.split("\n")[1:-1]
    room = a_room()
    for line in lines:
        room = apply(room, decode_entry(line.encode()))
    assert {msgspec.json.decode(line)["type"] for line in lines} == set(ENTRY_TYPES)
