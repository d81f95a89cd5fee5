"""Texts that only some may read: who, and until when. Told from the log in the simplest way, to hold views against."""

from collections.abc import Iterable, Mapping
from typing import Any

from rooms import Audience, Json, Participant, ParticipantId
from tests.rooms.fates import MARK

NOBODY: frozenset[str] = frozenset()
AT_WORK = {Audience.GREEN_ROOM, Audience.BOOTH}


class Told:
    """The marks that stand, by the thing that they stand in."""

    FEATURES = frozenset({"floor", "cue", "report", "talk", "announcement", "caption", "booth", "channel"})

    def __init__(self) -> None:
        self._audiences: dict[str, tuple[set[str], frozenset[str]]] = {}
        # Who sent a cue without being staff.
        self.unnamed: dict[str, Participant] = {}
        # By booth: who is in it, and what was said with the audiences that it is for.
        self._booths: dict[str, tuple[set[str], dict[str, tuple[str, set[Audience]]]]] = {}
        self._people: dict[str, tuple[set[str], frozenset[str]]] = {}

    def tell(self, thing: str, text: str, to: Iterable[str] = NOBODY, people: Iterable[str] = NOBODY) -> None:
        """From now on a thing says this, to these audiences and people alone."""
        marks = set(MARK.findall(text))
        self._audiences[thing] = marks, frozenset(to)
        self._people[thing] = marks, frozenset(people)

    def forget(self, thing: str) -> None:
        """A thing is gone for everyone."""
        self._audiences.pop(thing, None)
        self._people.pop(thing, None)

    def to_audience(self, audience: Audience) -> set[str]:
        return {mark for marks, whose in self._audiences.values() if audience in whose for mark in marks}

    def to_person(self, person: ParticipantId) -> set[str]:
        return {mark for marks, whose in self._people.values() if person in whose for mark in marks}

    def remember_announcement(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """An announcement is for everyone, until it is taken back."""
        if kind == "announcement.withdrawn":
            self.forget(f"announcement/{fact['announcement']}")
        else:
            self.tell(f"announcement/{fact['announcement']}", "".join(fact["texts"].values()), Audience)

    def remember_talk(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """What is said behind the stage, to the circle in which it is said."""
        to = {Audience.BACKSTAGE} | (AT_WORK if fact.get("circle") == "backstage" else set())
        if kind == "talk.sent":
            self.tell(f"talk/{fact['talk']}", fact["text"], to)
        else:
            self.forget(f"talk/{fact['talk']}")

    def remember_cue(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """An entry of the cues. What is for one person, or for staff, is not for the green room."""
        if kind == "cue.sent":
            for cue in fact["over"]:
                self.forget(f"cue/{cue}")
            person = fact["person"]
            to = {Audience.BACKSTAGE} | (set() if fact["to"] in ("staff", "person") else AT_WORK)
            people = [by.id, *([person["participant"]] if person else [])]
            self.tell(f"cue/{fact['cue']}", fact["text"] or "", to, people)
            if not by.is_staff:
                self.unnamed[fact["cue"]] = by
        elif kind == "cue.withdrawn":
            self.forget(f"cue/{fact['cue']}")

    def remember_caption(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """What is captioned is for everyone, as it was last corrected."""
        if kind in ("caption.added", "caption.corrected"):
            self.tell(f"caption/{fact['caption']}", fact["text"], Audience)
        elif kind == "caption.removed":
            self.forget(f"caption/{fact['caption']}")

    def check_cues(self, audience: Audience, view: Mapping[str, Json]) -> None:
        """The green room is not told who asked for what; the hall knows of no cue."""
        for key, value in view.items():
            assert not (audience is Audience.HALL and key.startswith(("cues/", "talk/")))
            if audience in AT_WORK and key.removeprefix("cues/") in self.unnamed and value:
                assert isinstance(value, Mapping)
                assert value["by"] is None, "the speakers learn who asked"

    def remember(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """An entry of one of FEATURES."""
        getattr(self, f"remember_{kind.partition('.')[0]}")(kind, by, fact)

    def remember_channel(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """Channels are for all to see, and their closing empties the booth, which is told of before."""

    def remember_booth(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """What is said in a booth is for those who are in it, and some of it for backstage."""
        inside, said = self._booths.setdefault(fact["language"], (set(), {}))
        if kind == "booth.joined":
            inside.add(by.id)
        elif kind == "booth.left":
            inside.discard(fact["participant"])
        elif kind == "booth.sent":
            to = {Audience.BACKSTAGE} if fact["to"] == "technician" else set()
            said[f"booth/{fact['message']}"] = fact["text"], to
        for thing, (text, audiences) in said.items():
            self.tell(thing, text, audiences, inside)

    def remember_report(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """A report keeps for backstage what it is about, also when that is gone."""
        if kind == "report.filed":
            self.tell(f"report/{fact['report']}", fact["said"] + fact["text"], [Audience.BACKSTAGE])

    def remember_floor(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        """An entry of the floor: a line of what about for backstage and the asker, a note for the asker alone."""
        whose = by.id if kind in ("floor.requested", "floor.withdrawn", "floor.released") else None
        for person in [whose] if whose else fact.get("participants") or [fact["participant"]]:
            hand, note = f"hand/{person}", f"note/{person}"
            if kind == "floor.requested":
                self.tell(hand, fact["about"], [Audience.BACKSTAGE], [person])
                self.forget(note)
            elif kind in ("floor.withdrawn", "floor.released"):
                self.forget(hand)
                self.forget(note)
            elif kind in ("floor.declined", "floor.cleared", "floor.revoked"):
                marks, people = self._people[hand]
                self.tell(hand, "".join(marks), NOBODY, people)
                if fact.get("text"):
                    self.tell(note, fact["text"], NOBODY, [person])
            elif kind == "floor.returned":
                marks, people = self._people[hand]
                self.tell(hand, "".join(marks), [Audience.BACKSTAGE], people)
                self.forget(note)
