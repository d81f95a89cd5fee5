"""A story: a random sequence of commands that is played to a room, and what must hold of it all the while.

Everybody in it holds a view as a browser would: a snapshot, then deltas, pages in between. Every text carries a
number of its own, so that what may not be seen can be searched for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from rooms import (
    Audience,
    Context,
    Entry,
    Json,
    Participant,
    ParticipantId,
    Refused,
    Room,
    apply,
    audience_of,
    decide,
    decode_entry,
    delta,
    empty_room,
    encode_entry,
    own_delta,
    own_snapshot,
    page,
    patch,
    person_meant,
    show,
    show_own,
    snapshot,
    tag_of,
    touched,
)
from tests.builders import START, ballot_key_of, command
from tests.cast import BY_ID, CAST
from tests.rooms.ballots import Ballots, owners
from tests.rooms.fates import MARK, Fates
from tests.rooms.scene import Scene, Turn
from tests.rooms.talk import Talk
from tests.rooms.told import Told
from tests.rooms.tongues import Tongues
from tests.rooms.turns import FLUSH, PAGE, SETTINGS, attempt

STAFF_ONLY = ("moderation/", "queue/", "hands/", "purges/", "reports/")
ACTS = ("participant.muted", "participant.removed", "participant.banned", "participant.purged")
BALLOT_KEYS = {person.id: ballot_key_of(person) for person in CAST}


@dataclass
class Holder:
    """What one browser holds of the shared keys, and the keys touched since it went away, if it did."""

    audience: Audience
    view: dict[str, Json]
    missed: set[str] = field(default_factory=set)


class Story:
    """Plays turns, and complains (AssertionError) as soon as a law is broken."""

    def __init__(self) -> None:
        self.room = empty_room()
        self.log: list[bytes] = []
        self.now = START
        self.commands: list[str] = []
        self.accepted = 0
        self.scene = Scene()
        self.seen_open: set[str] = set()
        self.ballots = Ballots()
        self.talk = Talk()
        self.fates = Fates()
        self.told = Told()
        self.tongues = Tongues(self.scene.texts)
        self.holders = [Holder(audience, snapshot(self.room, audience)) for audience in Audience]
        # Those who joined late hold only the window of that moment.
        self.newcomers = [Holder(audience, snapshot(self.room, audience)) for audience in Audience]
        self.away: list[Holder] = []
        self.own = {person.id: own_snapshot(self.room, person.id) for person in CAST}
        self.pending: set[str] = set()
        self.own_pending: dict[ParticipantId, set[str]] = {person.id: set() for person in CAST}
        self.past: tuple[Room, bytes] = (self.room, _written(self.room))

    def play(self, turns: Iterable[Turn]) -> None:
        for turn in turns:
            if turn.what == FLUSH:
                self.flush()
                self.leave()
                if turn.which == 0:
                    self.newcomers = [
                        Holder(audience, snapshot(self.room, audience)) for audience in Audience
                    ]
            elif turn.what == PAGE:
                self.turn_pages(turn)
            else:
                self.take(turn)
        self.flush()
        self.come_back()
        self.replay()

    def take(self, turn: Turn) -> None:
        """One command: decided, stored, applied."""
        self.now += turn.wait_s * 1000
        self.commands.append(turn.what)
        self.scene.turns += 1
        me, asked = attempt(self.scene, turn)
        named = BY_ID.get(person_meant(self.room, getattr(asked, "participant", None) or ""))
        context = Context(me, self.now, f"{turn.what[0]}{len(self.commands)}", "es", named, ballot_key_of(me))
        try:
            entries = decide(self.room, asked, context)
        except Refused as refused:
            msgspec.json.encode(refused.data)
            return
        assert decide(self.room, asked, context) == entries, "decided otherwise the second time"
        self.accepted += 1
        for entry in entries:
            self.log.append(encode_entry(entry))
            self.room = apply(self.room, entry)
            keys = touched(self.room, entry)
            self.pending |= keys.shared
            for participant, own in owners(keys).items():
                assert all(key.startswith("my/") for key in own)
                self.own_pending.setdefault(participant, set()).update(own)
            self.remember(me, entry)
        if turn.what in SETTINGS:
            assert decide(self.room, asked, context) == (), f"{turn.what} again changes something"

    def remember(self, me: Participant, entry: Entry) -> None:
        """What the log says, told once more in the simplest way, to hold the views against."""
        fact: dict[str, Any] = msgspec.to_builtins(entry)
        kind = tag_of(type(entry))
        self.put_on_scene(kind, entry, fact)
        self.tongues.remember(kind, fact)
        if kind.startswith("chat."):
            self.talk.remember(kind, entry.by, fact)
        elif kind == "question.asked":
            question = fact["question"]
            self.scene.questions.append((question, entry.by))
            self.fates.ask(question, entry.by, fact)
        elif kind.partition(".")[0] in Told.FEATURES:
            self.told.remember(kind, entry.by, fact)
            self.scene.note(kind, entry.by, fact)
        elif kind.startswith("poll."):
            if kind == "poll.drafted":
                self.scene.polls.append((fact["poll"], entry.by))
            self.ballots.remember(me, entry, self.log[-1])
        elif kind.startswith("question."):
            self.fates.remember(kind, fact)
        # A question answered to its asker alone, without having been shown before, stays between them.
        self.seen_open |= {question for question in self.fates.states if self.fates.in_the_hall(question)}

    def put_on_scene(self, kind: str, entry: Entry, fact: dict[str, Any]) -> None:
        """What there is to act upon from now on, and what can be taken back."""
        if kind == "chat.sent":
            self.scene.messages.append((fact["message"], entry.by))
        elif kind == "chat.reacted":
            taken_back = command("chat.unreact", message=fact["message"], emoji=fact["emoji"])
            self.scene.given.append((entry.by, taken_back))
        elif kind == "question.upvoted":
            taken_back = command("question.withdraw_upvote", question=fact["question"])
            self.scene.given.append((entry.by, taken_back))
        elif kind in ACTS:
            self.scene.acted_on += [person for person in CAST if person.id == fact["participant"]]

    def flush(self) -> None:
        """The end of a tick: one delta for each audience and for each person, and the laws of the views."""
        for holder in (*self.holders, *self.newcomers):
            changes = delta(self.room, self.pending, holder.audience)
            holder.view = patch(holder.view, changes)
            self.check_view(holder)
            self.check_secrets(holder.audience, holder.view)
            self.check_secrets(holder.audience, changes)
        hall, green_room, booth, _ = (snapshot(self.room, audience) for audience in Audience)
        assert hall.items() <= green_room.items(), "the green room is shown less than the hall"
        assert green_room.items() <= booth.items(), "the booth is shown less than the green room"
        for holder in self.away:
            holder.missed |= self.pending
        for participant, keys in self.own_pending.items():
            self.own[participant] = patch(
                self.own.get(participant, {}),
                own_delta(self.room, keys, participant, BALLOT_KEYS.get(participant)),
            )
            keys.clear()
        self.pending.clear()
        for person in CAST:
            self.check_own(person)
        self.ballots.check_room(self.room)

    def check_view(self, holder: Holder) -> None:
        wrong = [
            key
            for key, value in holder.view.items()
            if value != show(self.room, key, holder.audience) or value is None
        ]
        assert not wrong, f"{holder.audience} holds something else than is shown for {wrong}"
        missing = snapshot(self.room, holder.audience).keys() - holder.view.keys()
        assert not missing, f"{holder.audience} was never told of {missing}"

    def check_own(self, person: Participant) -> None:
        assert self.own[person.id] == own_snapshot(self.room, person.id, ballot_key_of(person)), (
            f"{person.name}'s own view is another"
        )
        for question, (asker, _, _) in list(self.fates.asked.items())[-5:]:
            if asker.id != person.id:
                assert show_own(self.room, f"my/questions/{question}", person.id) is None
        marks = {
            mark
            for question, (asker, _, _) in self.fates.asked.items()
            if asker.id == person.id
            for mark in self.fates.told_of(question)
        }
        marks |= self.told.to_person(person.id) | self.talk.told_to(person) | self.talk.marks(hall=True)
        assert _marks(self.own[person.id]) <= marks, f"{person.name} reads what is for another"

    def check_secrets(self, audience: Audience, view: Mapping[str, Json]) -> None:
        """No removed text anywhere; but for backstage no overwritten one, no question but those open, no hidden asker."""
        hall = audience is not Audience.BACKSTAGE
        self.ballots.check_view(audience, view)
        self.told.check_cues(audience, view)
        allowed = self.talk.marks(hall) | self.ballots.marks(hall) | self.told.to_audience(audience)
        if hall:
            self.talk.check_hall(view)
        for question, (asker, anonymous, marks) in self.fates.asked.items():
            key = f"questions/{question}"
            if not hall:
                allowed |= self.fates.told_of(question)
            elif audience is Audience.BOOTH and self.fates.states[question] == "held":
                allowed |= marks
            elif self.fates.in_the_hall(question):
                allowed |= marks | self.fates.answers.get(question, (False, set()))[1]
            if hall and question not in self.seen_open and audience is not Audience.BOOTH:
                assert not {key, f"upvotes/{question}"} & view.keys(), (
                    f"the hall learns that {question} is there"
                )
            value = view.get(key)
            if anonymous and value is not None and (hall or self.fates.is_hidden(question)):
                text = msgspec.json.encode(value).decode()
                assert asker.id not in text, f"{audience} learns who asked {question}"
                assert asker.name not in text, f"{audience} learns who asked {question}"
        allowed |= self.tongues.marks(allowed)
        assert _marks(view) <= allowed, f"{audience} reads {_marks(view) - allowed}"
        if hall:
            assert not [key for key in view if key.startswith(STAFF_ONLY) or key == "translation"]
        if audience is Audience.HALL:
            assert not [key for key in view if key.startswith(("backstage/", "decks/", "manuscripts/"))], (
                "the hall looks behind the stage"
            )

    def turn_pages(self, turn: Turn) -> None:
        """Somebody reads further back."""
        for holder in self.holders:
            before = len(self.scene.messages) + 1 - turn.which * 7
            older, more = page(self.room, "chat", before, 1 + turn.choice * 10, holder.audience)
            # With each message come its translations.
            assert more or sum(key.startswith("chat/") for key in older) <= 1 + turn.choice * 10
            assert all(value == show(self.room, key, holder.audience) for key, value in older.items())
            # What the tick has changed meanwhile comes with its delta; the page is already newer.
            holder.view |= older

    def leave(self) -> None:
        """Browsers lose their connection with what they hold, and one earlier room is kept to be looked at later."""
        if len(self.away) < 8:
            self.away += [
                Holder(holder.audience, dict(holder.view)) for holder in (*self.holders, *self.newcomers)
            ]
            self.past = (self.room, _written(self.room))

    def come_back(self) -> None:
        """Resume: one delta of every key touched since."""
        for holder in self.away:
            holder.view = patch(holder.view, delta(self.room, holder.missed, holder.audience))
            self.check_view(holder)
            self.check_secrets(holder.audience, holder.view)

    def replay(self) -> None:
        """The log makes the same room, and no room was ever changed in place."""
        replayed = empty_room()
        for line in self.log:
            entry = decode_entry(line)
            assert encode_entry(entry) == line
            replayed = apply(replayed, entry)
        assert replayed == self.room
        assert _written(replayed) == _written(self.room)
        room, written = self.past
        assert _written(room) == written


def _marks(view: Mapping[str, Json]) -> set[str]:
    return set(MARK.findall(msgspec.json.encode(view).decode()))


def _written(room: Room) -> bytes:
    """Everything that a room shows to anybody."""
    shared = [snapshot(room, audience) for audience in Audience]
    everything = [page(room, "chat", 10**6, 10**6, audience_of(person.role))[0] for person in CAST[:1]]
    return msgspec.json.encode(
        [shared, everything, [own_snapshot(room, person.id, ballot_key_of(person)) for person in CAST]]
    )
