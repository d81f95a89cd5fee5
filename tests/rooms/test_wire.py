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
{"type":"session.started","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"session":"s1","ends":2,"moved":[],"questions":"open"}
{"type":"session.extended","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"session":"s1","ends":3,"moved":[{"session":"s2","starts":3,"ends":4}]}
{"type":"session.taken_back","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"session":"s1","restored":[{"session":"s1","starts":1,"ends":2,"state":"live"}]}
{"type":"session.recording_shown","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"session":"s1"}
{"type":"session.recording_hidden","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"session":"s1"}
{"type":"floor.returned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1"}
{"type":"room.projected","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"scene":"poll"}
{"type":"session.ended","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":2,"session":"s1"}
{"type":"session.withdrawn","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"session":"s1"}
{"type":"chat.sent","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"message":"m1","text":"Hi","language":"en","reply_to":null}
{"type":"chat.edited","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"message":"m1","text":"Hi!","language":"en"}
{"type":"chat.removed","by":{"participant":"p1","name":"Ana","role":"interpreter"},"at":1,"message":"m1"}
{"type":"chat.reacted","by":{"participant":"p1","name":"Ana","role":"captioner"},"at":1,"message":"m1","emoji":"👍"}
{"type":"chat.unreacted","by":{"participant":"p1","name":"Ana","role":"organizer"},"at":1,"message":"m1","emoji":"👍"}
{"type":"chat.slow_mode_set","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"seconds":30}
{"type":"chat.sent","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"message":"m2","text":"Spam","language":"en","reply_to":null,"held":true,"listed":["spam"]}
{"type":"chat.held","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"message":"m2"}
{"type":"chat.dismissed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"message":"m2"}
{"type":"chat.approved","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"message":"m2"}
{"type":"chat.removed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"message":"m2","aside_of":"p1"}
{"type":"chat.hold_all_set","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"on":true}
{"type":"chat.purged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","messages":["m1"]}
{"type":"chat.restored","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","messages":["m1"]}
{"type":"chat.locked_down","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"slow_mode_s":30}
{"type":"chat.lock_down_lifted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"room.locked_down","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"room.lock_down_lifted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"participant.purged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.restored","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"report.filed","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"report":"r1","kind":"message","subject":"m1","author":{"participant":"p3","name":"Ben","role":"attendee"},"said":"Hi","said_in":"en","text":"Rude","language":"en"}
{"type":"report.handled","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"report":"r1"}
{"type":"report.dismissed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"report":"r1"}
{"type":"report.reopened","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"report":"r1"}
{"type":"room.guests_set","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"on":false}
{"type":"word.listed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"language":"und","words":["spam"]}
{"type":"word.unlisted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"language":"und","words":["spam"]}
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
{"type":"question.askers_named","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"to":"organizers"}
{"type":"question.asked","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"question":"q2","text":"Why?","language":"en","anonymous":true,"held":true,"named_to":"nobody"}
{"type":"participant.muted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"","alias":"asker:q2"}
{"type":"participant.purged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"","alias":"asker:q2"}
{"type":"question.purged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","questions":["q2"],"merged":[],"alias":"asker:q2"}
{"type":"word.lists_set","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"lists":{"und":["spam"]},"gone":["es"]}
{"type":"question.mode_set","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"mode":"closed"}
{"type":"question.locked_down","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"question.lock_down_lifted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"question.purged","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","questions":["q1"],"merged":[["q2","q1"]]}
{"type":"question.restored","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","questions":["q1"]}
{"type":"poll.drafted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1","kind":"single","text":"Yes?","language":"en","options":["Yes","No"],"most":1,"anonymous":true,"reveal":"close"}
{"type":"poll.edited","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1","kind":"single","text":"Yes?","language":"en","options":["Yes","No"],"most":1,"anonymous":true,"reveal":"close"}
{"type":"poll.opened","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"poll.voted","by":{"participant":"","name":"","role":"attendee"},"at":1,"poll":"v1","ballot":"0f","choices":["2"]}
{"type":"poll.closed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"poll.revealed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"poll.discarded","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"poll":"v1"}
{"type":"floor.requested","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1,"kind":"microphone","about":"Buses","language":"es"}
{"type":"floor.granted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1"}
{"type":"floor.revoked","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1"}
{"type":"floor.declined","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","text":"Later","language":"en"}
{"type":"floor.cleared","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participants":["p1"]}
{"type":"floor.withdrawn","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1}
{"type":"floor.released","by":{"participant":"p1","name":"Ana","role":"attendee"},"at":1}
{"type":"stage.readied","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"state":"ready"}
{"type":"stage.spoke","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"language":"es"}
{"type":"stage.announced","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"participant":"p1","name":"Ana","role":"speaker","sources":["camera","microphone"],"unsuitable":["camera"]}
{"type":"stage.brought","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana","role":"speaker"}
{"type":"stage.muted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","source":"microphone"}
{"type":"stage.unmuted","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"source":"microphone"}
{"type":"stage.laid_out","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"layout":"side_by_side"}
{"type":"stage.held","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"text":"Soon","language":"en","until":2}
{"type":"stage.resumed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"stage.broadcast_began","by":{"participant":"server","name":"Puente","role":"server"},"at":1}
{"type":"stage.broadcast_ended","by":{"participant":"server","name":"Puente","role":"server"},"at":1}
{"type":"stage.taken_off","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1"}
{"type":"stage.departed","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"participant":"p1"}
{"type":"channel.opened","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"language":"es"}
{"type":"channel.opened","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"language":"en"}
{"type":"booth.joined","by":{"participant":"p3","name":"Iris","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.joined","by":{"participant":"p4","name":"Ivo","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.went_on_air","by":{"participant":"p3","name":"Iris","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.directed","by":{"participant":"p3","name":"Iris","role":"interpreter"},"at":1,"language":"es","into":"en"}
{"type":"booth.offered","by":{"participant":"p3","name":"Iris","role":"interpreter"},"at":1,"language":"es","when":2}
{"type":"booth.accepted","by":{"participant":"p4","name":"Ivo","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.withdrawn","by":{"participant":"p4","name":"Ivo","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.handed_over","by":{"participant":"p4","name":"Ivo","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.went_off_air","by":{"participant":"p4","name":"Ivo","role":"interpreter"},"at":1,"language":"es"}
{"type":"booth.sent","by":{"participant":"p3","name":"Iris","role":"interpreter"},"at":1,"language":"es","message":"b1","to":"technician","text":"Hi","text_language":"en"}
{"type":"booth.left","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"language":"es","participant":"p3"}
{"type":"channel.closed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"language":"en"}
{"type":"cue.sent","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"cue":"k1","kind":"text","to":"person","person":{"participant":"p1","name":"Ana","role":"speaker"},"text":"Hi","language":"en","over":[]}
{"type":"announcement.posted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"announcement":"n1","texts":{"en":"Hi"},"until":null,"everywhere":true}
{"type":"announcement.edited","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"announcement":"n1","texts":{"en":"Hi","es":"Hola"},"until":2}
{"type":"announcement.withdrawn","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"announcement":"n1"}
{"type":"chat.pinned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"message":"m1"}
{"type":"chat.unpinned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"message":"m1"}
{"type":"talk.sent","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"talk":"t1","circle":"staff","text":"Hi","language":"en"}
{"type":"talk.removed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"talk":"t1"}
{"type":"cue.acknowledged","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"cue":"k1"}
{"type":"cue.withdrawn","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"cue":"k1"}
{"type":"slides.added","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"deck":"d1","owner":{"participant":"p1","name":"Ana","role":"speaker"},"title":"Plan","pages":3}
{"type":"slides.shown","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"deck":"d1","page":2}
{"type":"slides.hidden","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"manuscript.handed_in","by":{"participant":"p1","name":"Ana","role":"speaker"},"at":1,"text":"Hi","language":"en"}
{"type":"manuscript.withdrawn","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1"}
{"type":"slides.removed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"deck":"d1"}
{"type":"participant.muted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.unmuted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.removed","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.readmitted","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.banned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"participant.unbanned","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"participant":"p1","name":"Ana"}
{"type":"room.locked","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"room.unlocked","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1}
{"type":"caption.added","by":{"participant":"p3","name":"Carl","role":"captioner"},"at":1,"caption":"c1","language":"es","text":"Hola","start":1,"end":2,"source":"human","name":"Carl"}
{"type":"caption.corrected","by":{"participant":"p3","name":"Carl","role":"captioner"},"at":1,"caption":"c1","text":"Hola."}
{"type":"caption.removed","by":{"participant":"p3","name":"Carl","role":"captioner"},"at":1,"caption":"c1"}
{"type":"caption.turn_taken","by":{"participant":"p3","name":"Carl","role":"captioner"},"at":1,"language":"es"}
{"type":"caption.turn_ended","by":{"participant":"p3","name":"Carl","role":"captioner"},"at":1,"language":"es"}
{"type":"translation.added","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"about":"question/q1","digest":"0f","language":"es","text":"Hola","engine":"x"}
{"type":"translation.corrected","by":{"participant":"p2","name":"Mo","role":"moderator"},"at":1,"about":"question/q1","digest":"0f","language":"es","text":"Hola"}
{"type":"translation.reported","by":{"participant":"server","name":"Puente","role":"server"},"at":1,"state":"failing","engine":"deepl","reason":"timeout"}
"""


def test_entries_that_were_ever_kept_are_read_and_applied() -> None:
    lines = KEPT_ENTRIES.split("\n")[1:-1]
    room = a_room()
    for line in lines:
        room = apply(room, decode_entry(line.encode()))
    assert {msgspec.json.decode(line)["type"] for line in lines} == set(ENTRY_TYPES)
