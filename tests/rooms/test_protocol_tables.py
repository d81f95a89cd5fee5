"""PROTOCOL.md's tables of views, commands and refusals say what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from rooms import CODES, COMMAND_TYPES, LIMITS, Audience, Role, capabilities_of, own_snapshot, snapshot
from rooms.chat import EMOJI, WINDOW
from rooms.core import FEATURES, WRITING
from rooms.roles import STAFF
from tests.builders import (
    a_room,
    acted_on,
    approved,
    asked_by,
    ballot_key_of,
    does,
    drafted,
    polled,
    said_by,
    scheduled,
    upvoted_by,
    voted_by,
)
from tests.cast import ATTENDEE, MODERATOR, SPEAKER

PROTOCOL = (Path(__file__).resolve().parents[2] / "PROTOCOL.md").read_text(encoding="utf-8")
WHO = {
    "everyone": set(Role) - {Role.SERVER},
    "the author": set(Role) - {Role.SERVER},
    "the author; moderators for any": set(Role) - {Role.SERVER},
    "the asker": set(Role) - {Role.SERVER},
    "moderators": set(STAFF),
    "moderators, the server": {*STAFF, Role.SERVER},
    "the server": {Role.SERVER},
}


def _section(number: int) -> str:
    found = re.search(rf"^## {number}\. .*?(?=^## |\Z)", PROTOCOL, re.MULTILINE | re.DOTALL)
    assert found, f"PROTOCOL.md has no section {number}"
    return found[0]


def _rows(section: int, heading: str) -> Iterator[list[str]]:
    """The cells of the table whose first heading is `heading`."""
    lines = iter(_section(section).splitlines())
    assert any(line.startswith(f"| {heading} |") for line in lines), heading
    next(lines)
    for line in lines:
        if not line.startswith("|"):
            break
        yield [cell.strip() for cell in line.strip("|").split("|")]


def _quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


COMMAND_ROWS = [(tag, row) for row in _rows(7, "command") for tag in _quoted(row[0])]


def test_every_command_is_described_once() -> None:
    assert sorted(tag for tag, _ in COMMAND_ROWS) == sorted(COMMAND_TYPES)


def test_commands_have_the_described_fields() -> None:
    for tag, row in COMMAND_ROWS:
        described = {name: f"`{name}`?" not in row[1] for name in _quoted(row[1])}
        fields = {field.name: field.required for field in msgspec.structs.fields(COMMAND_TYPES[tag])}
        assert fields == described, tag


def test_commands_are_of_the_described_roles() -> None:
    for tag, row in COMMAND_ROWS:
        assert {role for role in Role if tag in capabilities_of(role)} == WHO[row[2]], tag


def test_commands_are_refused_with_known_codes_and_mute_and_lock_stop_those_that_say_so() -> None:
    for tag, row in COMMAND_ROWS:
        refusals = set(_quoted(row[3]))
        assert refusals <= CODES.keys(), tag
        assert (refusals & {"participant.muted", "room.locked"} != set()) is (tag in WRITING), tag


def test_every_code_is_described_with_its_data() -> None:
    described = {
        code: (set(_quoted(data)), temporary)
        for cell, data, temporary in _rows(8, "code")
        for code in _quoted(cell)
    }
    assert described == {
        code: (set(what.data), "yes" if what.temporary else "no") for code, what in CODES.items()
    }


def _kind(key: str) -> str:
    """`chat/m1` is of the kind `chat/`, as `chat/<message>` is."""
    parts = key.split("/")
    id_at = 2 if parts[0] == "my" else 1
    return "/".join(parts[:id_at]) + ("/" if len(parts) > id_at else "")


def _full_views() -> tuple[dict[Audience, dict[str, Any]], dict[str, Any]]:
    room = a_room(
        scheduled(),
        said_by(ATTENDEE, "Hi"),
        said_by(ATTENDEE, "Yes", id="m2", reply_to="m1"),
        does(ATTENDEE, "chat.react", message="m1", emoji="👍"),
        asked_by(SPEAKER, "Why?"),
        asked_by(ATTENDEE, "And?", id="q2"),
        does(SPEAKER, "question.ask", id="q3", text="The same?"),
        does(MODERATOR, "question.edit", question="q1", text="Why so?"),
        does(MODERATOR, "question.edit", question="q2", text="And then?"),
        does(MODERATOR, "question.label", question="q1", label="money"),
        does(MODERATOR, "question.assign", question="q1", speaker="Sofía"),
        does(MODERATOR, "question.move", question="q1", after="q2"),
        does(MODERATOR, "question.handle", question="q1"),
        does(MODERATOR, "question.dismiss", question="q2", reason="other", text="Later"),
        approved("q1"),
        does(MODERATOR, "question.merge", question="q3", into="q1"),
        does(MODERATOR, "question.handle", question="q1"),
        upvoted_by(ATTENDEE),
        does(MODERATOR, "question.answer", question="q1", text="So."),
        acted_on(SPEAKER, "mute", by=MODERATOR),
        drafted(kind="words", options=[], reveal="open"),
        polled("open"),
        voted_by(ATTENDEE, "bridge"),
        drafted("v2", reveal="open"),
        polled("open", "v2"),
    )
    shared: dict[Audience, dict[str, Any]] = {
        audience: dict(snapshot(room, audience)) for audience in Audience
    }
    return shared, dict(own_snapshot(room, ATTENDEE.id, ballot_key_of(ATTENDEE)))


def test_every_view_key_is_described_with_every_field_and_for_whom() -> None:
    shared, own = _full_views()
    hall = {_kind(key) for key in shared[Audience.HALL]}
    backstage = {_kind(key) for key in shared[Audience.BACKSTAGE]}
    described: dict[str, set[str]] = {"all": set(), "hall": set(), "backstage": set(), "you": set()}
    words: dict[tuple[str, str], set[str]] = {}
    for key, value, who in _rows(6, "key"):
        kind = _kind(_quoted(key)[0])
        described[who].add(kind)
        words[kind, who] = set(re.findall(r"[a-z_]+", " ".join(_quoted(value))))
    assert hall == described["all"] | described["hall"]
    assert backstage == described["all"] | described["backstage"]
    assert {_kind(key) for key in own} == described["you"]

    same_as_hall = words["questions/", "hall"]
    for audience, who in ((Audience.HALL, "hall"), (Audience.BACKSTAGE, "backstage")):
        for key, value in shared[audience].items():
            told = words.get((_kind(key), who)) or words[_kind(key), "all"]
            if (_kind(key), who) == ("questions/", "backstage"):
                told = told | same_as_hall
            assert value.keys() <= told, key
    for key, value in own.items():
        if isinstance(value, dict):
            assert value.keys() <= words[_kind(key), "you"], key


def test_every_kind_of_key_that_a_feature_has_is_described() -> None:
    described = {_kind(_quoted(row[0])[0]).rstrip("/") for row in _rows(6, "key")}
    assert {key for feature in FEATURES for key in feature.KEYS} == described


def test_numbers_and_emoji_in_the_prose_are_those_of_the_code() -> None:
    assert f"it holds the newest {WINDOW}" in _section(6)
    assert "The emoji are " + " ".join(EMOJI) in _section(7)
    welcome = re.search(r'"limits": (\{[^}]*\})', PROTOCOL)
    assert welcome
    assert msgspec.json.decode(welcome[1]) == dict(LIMITS)
