"""What became of each message of a story, told from the log in the simplest way, to hold the views against."""

from collections.abc import Mapping
from typing import Any

from rooms import Json, Participant
from tests.rooms.fates import MARK

ASIDE = {"chat.held": "held", "chat.dismissed": "dismissed"}


class Talk:
    """By message: whose it is, the marks of its text, and why it is not in the hall, if it is not."""

    def __init__(self) -> None:
        self.authors: dict[str, Participant] = {}
        self.said: dict[str, set[str]] = {}
        self.aside: dict[str, str] = {}
        self.was_shown: set[str] = set()
        self.before_purge: dict[str, str | None] = {}

    def remember(self, kind: str, by: Participant, fact: dict[str, Any]) -> None:
        message = fact.get("message", "")
        if kind in ("chat.sent", "chat.edited"):
            self.said[message] = set(MARK.findall(fact["text"]))
            self.authors.setdefault(message, by)
            if fact.get("held"):
                self.aside[message] = "held"
        elif kind == "chat.removed":
            del self.said[message]
            self.aside.pop(message, None)
        elif kind == "chat.purged":
            for each in fact["messages"]:
                self.before_purge[each] = self.aside.get(each)
                self.aside[each] = "purged"
        elif kind == "chat.restored":
            for each in fact["messages"]:
                before = self.before_purge.pop(each)
                del self.aside[each]
                if before is not None:
                    self.aside[each] = before
        elif kind == "chat.approved":
            del self.aside[message]
        elif kind in ASIDE:
            self.aside[message] = ASIDE[kind]
        if message in self.said and message not in self.aside:
            self.was_shown.add(message)

    def marks(self, hall: bool) -> set[str]:
        """The marks of the messages that may be read."""
        hidden = self.aside if hall else self.before_purge
        readable = [message for message in self.said if message not in hidden]
        return {mark for message in readable for mark in self.said[message]}

    def told_to(self, person: Participant) -> set[str]:
        """The marks of somebody's own messages that wait or were dismissed."""
        waiting = [message for message in self.aside if message not in self.before_purge]
        return {mark for message in waiting if self.authors[message] == person for mark in self.said[message]}

    def check_hall(self, view: Mapping[str, Json]) -> None:
        """The hall does not even learn that a message is there which it was never shown."""
        for message in self.authors:
            assert f"held/{message}" not in view, f"the hall learns that {message} waits"
            if message not in self.was_shown:
                assert f"chat/{message}" not in view, f"the hall learns that {message} is there"
        assert not [key for key in view if key.startswith("words/")], "the hall reads the listed words"
