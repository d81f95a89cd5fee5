"""PROTOCOL.md's tables of views, commands and refusals say what the code does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from rooms import CODES, COMMAND_TYPES, LIMITS, Audience, Role, capabilities_of, own_snapshot, snapshot
from rooms.chat import EMOJI, WINDOW
from rooms.core import FEATURES
from rooms.permission import WRITING
from rooms.roles import AT_WORK, STAFF
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
from tests.cast import ATTENDEE, INTERPRETER, MODERATOR, SECOND_ATTENDEE, SERVER, SPEAKER
from tests.protocol.document import audiences

PROTOCOL = (Path(__file__).resolve().parents[2] / "PROTOCOL.md").read_text(encoding="utf-8")
WHO = {
    "everyone": set(Role) - {Role.SERVER, Role.GUEST},
    "everyone, guests": set(Role) - {Role.SERVER},
    "the author": set(Role) - {Role.SERVER, Role.GUEST},
    "the author; moderators for any": set(Role) - {Role.SERVER, Role.GUEST},
    "the asker": set(Role) - {Role.SERVER},
    "moderators": set(STAFF),
    "moderators, the server": {*STAFF, Role.SERVER},
    "moderators, who works": {*STAFF, *AT_WORK},
    "the server": {Role.SERVER},
    "moderators, speakers": {*STAFF, Role.SPEAKER},
    "moderators, interpreters": {*STAFF, Role.INTERPRETER},
    "moderators, captioners": {*STAFF, Role.CAPTIONER},
    "moderators, captioners, speakers": {*STAFF, Role.CAPTIONER, Role.SPEAKER},
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
        does(MODERATOR, "session.extend", session="s1", minutes=5),
        said_by(ATTENDEE, "Hi"),
        said_by(ATTENDEE, "Yes", id="m2", reply_to="m1"),
        does(ATTENDEE, "chat.react", message="m1", emoji="👍"),
        does(ATTENDEE, "report.file", kind="message", subject="m2", text="Rude"),
        does(MODERATOR, "report.handle", report="new"),
        does(MODERATOR, "word.list", language="en", words=["spam"]),
        said_by(ATTENDEE, "Spam!", id="m3"),
        asked_by(SPEAKER, "Spam?", id="q4"),
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
        does(MODERATOR, "stage.bring", participant=SPEAKER.id),
        does(SERVER, "slides.add", participant=SPEAKER.id, deck="d1", title="Plan", pages=3),
        does(SPEAKER, "manuscript.hand_in", text="Good morning"),
        said_by(INTERPRETER, "Gone", id="m4"),
        acted_on(INTERPRETER, "purge"),
        acted_on(SPEAKER, "mute", by=MODERATOR),
        drafted(kind="words", options=[], reveal="open"),
        polled("open"),
        voted_by(ATTENDEE, "bridge"),
        drafted("v2", reveal="open"),
        polled("open", "v2"),
        does(SECOND_ATTENDEE, "floor.request", kind="microphone", about="Buses"),
        does(MODERATOR, "cue.send", id="k1", kind="text", to="green_room", text="Camera 2"),
        does(MODERATOR, "cue.send", id="k2", kind="wrap_up", to="person", participant=ATTENDEE.id),
        does(MODERATOR, "announcement.post", id="n1", texts={"en": "Lunch"}),
        does(MODERATOR, "chat.pin", message="m1"),
        does(SPEAKER, "talk.send", id="t1", circle="backstage", text="Hello"),
        does(MODERATOR, "channel.open", language="es"),
        does(MODERATOR, "booth.join", language="es"),
        does(MODERATOR, "booth.send", id="b1", language="es", to="technician", text="Louder?"),
        does(ATTENDEE, "floor.request", kind="camera"),
        does(MODERATOR, "floor.decline", participant=ATTENDEE.id, text="Later"),
        does(MODERATOR, "translation.correct", about="question/q1", language="es", text="¿Por qué?"),
        does(MODERATOR, "caption.write", id="c1", language="en", text="Welcome"),
        does(MODERATOR, "caption.correct", caption="c1", text="Welcome all"),
        does(SERVER, "caption.add", language="es", text="Hola", source="machine", name="apertium", of="c1"),
        does(SERVER, "translation.report", state="working", engine="apertium"),
    )
    shared: dict[Audience, dict[str, Any]] = {
        audience: dict(snapshot(room, audience)) for audience in Audience
    }
    of_booths = {
        key: value for key, value in own_snapshot(room, MODERATOR.id).items() if key.startswith("my/booth/")
    }
    return shared, {**own_snapshot(room, ATTENDEE.id, ballot_key_of(ATTENDEE)), **of_booths}


def test_every_view_key_is_described_with_every_field_and_for_whom() -> None:
    shared, own = _full_views()
    words: dict[str, dict[str, set[str]]] = {who: {} for who in (*Audience, "you")}
    for key, value, cell in _rows(6, "key"):
        kind = _kind(_quoted(key)[0])
        for who in audiences(cell):
            assert kind not in words[who], f"{kind} is described twice for {who}"
            words[who][kind] = set(re.findall(r"[a-z_]+", " ".join(_quoted(value))))
    for audience in Audience:
        assert {_kind(key) for key in shared[audience]} == words[audience].keys()
    assert {_kind(key) for key in own} == words["you"].keys()

    words["backstage"]["questions/"] |= words["hall"]["questions/"]
    for audience in Audience:
        for key, value in shared[audience].items():
            if isinstance(value, dict):
                fields = value["es"] if key.startswith("translations/") else value
                assert fields.keys() <= words[audience][_kind(key)], key
    for key, value in own.items():
        if isinstance(value, dict):
            assert value.keys() <= words["you"][_kind(key)], key


def test_every_kind_of_key_that_a_feature_has_is_described() -> None:
    described = {_kind(_quoted(row[0])[0]).rstrip("/") for row in _rows(6, "key")}
    assert {key for feature in FEATURES for key in feature.KEYS} == described


def test_numbers_and_emoji_in_the_prose_are_those_of_the_code() -> None:
    assert f"it holds the newest {WINDOW}" in _section(6)
    assert "The emoji are " + " ".join(EMOJI) in _section(7)
    welcome = re.search(r'"limits": (\{[^}]*\})', PROTOCOL)
    assert welcome
    assert msgspec.json.decode(welcome[1]) == dict(LIMITS)
