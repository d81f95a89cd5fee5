"""What became of each question of a story, told from the log in the simplest way, to hold the views against."""

import re
from dataclasses import dataclass, field
from typing import Any

from rooms import Participant

MARK = re.compile("‹[0-9]+›")
BECOMES = {
    "question.approved": "open",
    "question.reopened": "open",
    "question.unstaged": "open",
    "question.held": "held",
    "question.staged": "staged",
    "question.answered": "answered",
    "question.dismissed": "dismissed",
    "question.withdrawn": "withdrawn",
}


@dataclass
class Fates:
    """By question: who asked it, whether without a name, the marks of its text; its state; what was said of it."""

    asked: dict[str, tuple[Participant, bool, set[str]]] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    # Those whose asker was hidden from the first, and whether all anonymous ones are now.
    hidden: set[str] = field(default_factory=set)
    all_hidden: bool = False
    # What it once said, and what moderators wrote to its asker: they and the moderators may read it.
    overwritten: dict[str, set[str]] = field(default_factory=dict)
    notes: dict[str, set[str]] = field(default_factory=dict)
    # Whether the answer is the asker's alone and the question never shown; and what all may read.
    answers: dict[str, tuple[bool, set[str]]] = field(default_factory=dict)
    merged: dict[str, str] = field(default_factory=dict)
    before_merging: dict[str, str] = field(default_factory=dict)
    # State, notes and answers of what was taken away with everything of its asker.
    before_purge: dict[str, tuple[str, set[str] | None, tuple[bool, set[str]] | None]] = field(
        default_factory=dict
    )

    def ask(self, question: str, asker: Participant, fact: dict[str, Any]) -> None:
        self.asked[question] = (asker, fact["anonymous"], set(MARK.findall(fact["text"])))
        self.states[question] = "held" if fact["held"] else "open"
        if fact["named_to"] != "staff":
            self.hidden.add(question)

    def is_hidden(self, question: str) -> bool:
        """Whether not even backstage is shown who asked this anonymous question."""
        return self.all_hidden or question in self.hidden

    def remember(self, kind: str, fact: dict[str, Any]) -> None:
        question = fact.get("question", "")
        if kind == "question.purged":
            for each in fact["questions"]:
                self.before_purge[each] = (
                    self.states[each],
                    self.notes.pop(each, None),
                    self.answers.pop(each, None),
                )
                self.states[each] = "dismissed"
        elif kind == "question.restored":
            for each in fact["questions"]:
                self._restore(each)
        elif kind == "question.askers_named":
            self.all_hidden = fact["to"] != "staff"
        else:
            self._remember(kind, question, fact)

    def _restore(self, question: str) -> None:
        state, note, answer = self.before_purge.pop(question)
        staged = state == "staged" and "staged" in self.states.values()
        self.states[question] = "open" if staged else state
        if note is not None:
            self.notes[question] = note
        if answer is not None:
            self.answers[question] = answer

    def _remember(self, kind: str, question: str, fact: dict[str, Any]) -> None:
        becomes = BECOMES.get(kind)
        if becomes is not None:
            was = self.states[question]
            private = was == "held" or (was == "answered" and self.answers.get(question, (False,))[0])
            self.states[question] = becomes
            self.before_purge.pop(question, None)
            marks = set(MARK.findall(fact.get("text") or ""))
            self.notes.pop(question, None)
            self.answers.pop(question, None)
            if kind == "question.dismissed":
                self.notes[question] = marks
            elif kind == "question.answered" and fact["text"] is not None:
                self.answers[question] = (private and fact["to"] == "asker", marks)
                if fact["to"] == "asker":
                    self.notes[question] = marks
                    self.answers[question] = (self.answers[question][0], set())
        elif kind == "question.edited":
            asker, anonymous, marks = self.asked[question]
            self.overwritten.setdefault(question, set()).update(marks)
            self.asked[question] = (asker, anonymous, set(MARK.findall(fact["text"])))
        elif kind == "question.merged":
            self.merged[question], self.before_merging[question] = fact["into"], self.states[question]
            self.states[question] = "merged"
        elif kind == "question.separated":
            del self.merged[question]
            self.states[question] = self.before_merging[question]

    def in_the_hall(self, question: str) -> bool:
        return self.states[question] in ("open", "staged", "answered") and not (
            self.states[question] == "answered" and self.answers.get(question, (False,))[0]
        )

    def standing_for(self, question: str) -> str:
        while question in self.merged:
            question = self.merged[question]
        return question

    def told_of(self, question: str) -> set[str]:
        """What the asker of a question may read of it."""
        answers = {
            mark
            for kept in (self.notes, {q: marks for q, (_, marks) in self.answers.items()})
            for mark in kept.get(self.standing_for(question), ())
        }
        return (
            self.asked[question][2]
            | self.overwritten.get(question, set())
            | self.notes.get(question, set())
            | answers
        )
