"""Every command that staff alone may give leaves an action in the audit log, with a sentence in each language."""

from __future__ import annotations

from typing import Any

from rooms import Participant, Role, capabilities_of
from server.i18n import Catalogue
from server.pages.audit import AREAS, WORDED
from server.stores import Stores
from tests.builders import START, Step, asked_by, does, drafted, said_by, scheduled
from tests.cast import ATTENDEE, MODERATOR, SECOND_ATTENDEE, SECOND_MODERATOR, SERVER, SPEAKER
from tests.served import ROOT
from tests.server.store.test_audit import HALL, audit_of, keep

# What one says or writes is kept as it was said, and is no action on anything.
SAID = {"talk.send", "booth.send", "caption.write"}
# What everyone may do with their own, and staff with everybody's.
ALSO_STAFF = {"chat.remove", "stage.mute"}

# A command, its fields, and whose it is where not the first moderator's.
Given = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], Participant]
HANDS: list[Given] = [
    ("floor.decline", {"participant": ATTENDEE.id}),
    ("floor.return", {"participant": ATTENDEE.id}),
    ("floor.grant", {"participant": ATTENDEE.id}),
    ("floor.revoke", {"participant": ATTENDEE.id}),
]
PERSON = {"participant": SECOND_ATTENDEE.id, "name": "Ben"}
# In this order: each finds what the one before it left.
GIVEN: list[Given] = [
    ("chat.hold", {"message": "m1"}),
    ("chat.dismiss", {"message": "m1"}),
    ("chat.hold", {"message": "m1"}),
    ("chat.approve", {"message": "m1"}),
    ("chat.pin", {"message": "m1"}),
    ("chat.unpin", {"message": "m1"}),
    ("chat.hold_all", {"on": True}),
    ("chat.slow_mode", {"seconds": 30}),
    ("chat.remove", {"message": "m1"}),
    ("question.approve", {"question": "q1"}),
    ("question.stage", {"question": "q1"}),
    ("question.unstage", {"question": "q1"}),
    ("question.answer", {"question": "q1", "text": "Yes."}),
    ("question.reopen", {"question": "q1"}),
    ("question.hold", {"question": "q1"}),
    ("question.edit", {"question": "q1", "text": "Why now?"}),
    ("question.label", {"question": "q1", "label": "money"}),
    ("question.unlabel", {"question": "q1", "label": "money"}),
    ("question.assign", {"question": "q1", "speaker": "Sofía"}),
    ("question.handle", {"question": "q1"}),
    ("question.release", {"question": "q1"}),
    ("question.merge", {"question": "q1", "into": "q2"}),
    ("question.separate", {"question": "q1"}),
    ("question.move", {"question": "q2", "after": None}),
    ("question.dismiss", {"question": "q1", "reason": "off_topic"}),
    ("question.set_mode", {"mode": "open"}),
    ("poll.draft", {"kind": "single", "text": "Again?", "options": ["Yes", "No"]}),
    ("poll.edit", {"poll": "new", "kind": "rating", "text": "How was it?"}),
    ("poll.open", {"poll": "v1"}),
    ("poll.close", {"poll": "v1"}),
    ("poll.reveal", {"poll": "v1"}),
    ("poll.discard", {"poll": "v1"}),
    *HANDS,
    ("floor.return", {"participant": ATTENDEE.id}),
    ("floor.clear", {}),
    ("cue.send", {"kind": "wrap_up", "to": "speakers"}),
    ("cue.withdraw", {"cue": "new"}),
    ("talk.remove", {"talk": "t1"}),
    ("announcement.post", {"announcement": "n1", "texts": {"en": "Lunch"}}),
    ("announcement.edit", {"announcement": "n1", "texts": {"en": "Tea"}}),
    ("announcement.withdraw", {"announcement": "n1"}),
    ("stage.layout", {"layout": "screen"}),
    ("stage.bring", {"participant": SPEAKER.id}),
    ("stage.mute", {"participant": SPEAKER.id, "source": "microphone"}),
    ("stage.take_off", {"participant": SPEAKER.id}),
    ("stage.hold", {"text": "Soon"}),
    ("stage.resume", {}),
    ("stage.slide", {"deck": "d1", "page": 1}),
    ("slides.remove", {"deck": "d1"}),
    ("channel.open", {"language": "es"}),
    ("channel.open", {"language": "fr"}),
    ("booth.join", {"language": "es"}),
    ("booth.join", {"language": "es"}, SECOND_MODERATOR),
    ("booth.direct", {"language": "es", "into": "fr"}),
    ("booth.go_on_air", {"language": "es"}),
    ("booth.offer", {"language": "es"}),
    ("booth.withdraw", {"language": "es"}),
    ("booth.offer", {"language": "es"}),
    ("booth.accept", {"language": "es"}, SECOND_MODERATOR),
    ("booth.offer", {"language": "es"}, SECOND_MODERATOR),
    ("booth.take", {"language": "es"}),
    ("booth.go_off_air", {"language": "es"}),
    ("booth.leave", {"language": "es"}),
    ("channel.close", {"language": "fr"}),
    ("caption.take_turn", {"language": "en"}),
    ("caption.correct", {"caption": "c1", "text": "Good morning"}),
    ("caption.remove", {"caption": "c1"}),
    ("caption.end_turn", {"language": "en"}),
    ("translation.correct", {"about": "question/q2", "language": "es", "text": "¿Cómo?"}),
    ("manuscript.hand_in", {"text": "Good morning"}),
    ("manuscript.withdraw", {"participant": MODERATOR.id}),
    ("report.handle", {"report": "r1"}),
    ("report.reopen", {"report": "r1"}),
    ("report.dismiss", {"report": "r1"}),
    ("word.list", {"language": "en", "words": ["casino"]}),
    ("word.unlist", {"language": "en", "words": ["casino"]}),
    ("room.project", {"scene": "poll"}),
    ("room.guests", {"on": False}),
    ("room.lock", {}),
    ("room.unlock", {}),
    ("room.lock_down", {}),
    ("room.lift_lock_down", {}),
    ("participant.purge", PERSON),
    ("participant.restore", PERSON),
    ("participant.mute", PERSON),
    ("participant.unmute", PERSON),
    ("participant.remove", PERSON),
    ("participant.readmit", PERSON),
    ("participant.ban", PERSON),
    ("participant.unban", PERSON),
    ("session.start", {"session": "s1"}),
    ("session.extend", {"session": "s1", "minutes": 5}),
    ("session.take_back", {"session": "s1"}),
    ("session.end", {"session": "s1"}),
    ("session.show_recording", {"session": "s1"}),
    ("session.hide_recording", {"session": "s1"}),
]
# What the others did, so that staff have something to do.
BEFORE = [
    scheduled("s1"),
    said_by(SECOND_ATTENDEE, "Buy now", id="m1"),
    asked_by(ATTENDEE, "Why?", id="q1"),
    asked_by(SECOND_ATTENDEE, "How?", id="q2"),
    does(SERVER, "question.set_mode", mode="moderated"),
    drafted("v1", reveal="later"),
    does(ATTENDEE, "floor.request", kind="microphone", about="Fares"),
    does(SPEAKER, "talk.send", id="t1", circle="backstage", text="Ready"),
    does(SERVER, "stage.announce", participant=SPEAKER.id, sources=["microphone"]),
    does(SERVER, "slides.add", participant=SPEAKER.id, deck="d1", title="Slides", pages=3),
    does(SPEAKER, "caption.write", id="c1", language="en", text="Good mornin", recognised=True),
    does(ATTENDEE, "report.file", id="r1", kind="message", subject="m1", text="Rude"),
]


def staff_alone() -> set[str]:
    """The commands that staff may give and the hall may not, and what staff may do to everybody's."""
    return set(capabilities_of(Role.MODERATOR) - capabilities_of(Role.ATTENDEE)) - SAID | ALSO_STAFF


async def test_every_command_of_staff_leaves_an_action_with_words(stores: Stores) -> None:
    steps: list[Step] = []
    for place, (command, fields, *others) in enumerate(GIVEN):
        steps.append(does(others[0] if others else MODERATOR, command, at=place + 1, **fields))
    await keep(stores.database, HALL, *BEFORE, *steps)
    catalogue = Catalogue.load(ROOT / "web" / "locale")
    by_moment: dict[int, set[str]] = {}
    for record in await audit_of(stores).records("americas"):
        assert record.kind in WORDED, f"{record.kind} has no sentence"
        assert record.area in AREAS, f"{record.area} cannot be chosen"
        for language in catalogue.languages:
            assert catalogue.t(language, f"audit.did.{record.kind}") != f"audit.did.{record.kind}"
        if record.by in (MODERATOR, SECOND_MODERATOR):
            by_moment.setdefault(record.at - START, set()).add(record.kind)
    silent = [each[0] for place, each in enumerate(GIVEN) if not by_moment.get(place + 1)]
    assert not silent, "these leave nothing in the audit log"


def test_no_command_of_staff_is_left_out() -> None:
    assert {each[0] for each in GIVEN} == staff_alone()
