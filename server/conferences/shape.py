"""Plain values against the models: what has the wrong shape, and as much of the conference as can be kept.

The values come from `source.py`. Whoever mends a file wants all its faults at once, also those that only show between
fields. So what has the wrong shape is left out or stood in for, and the rest is still read.
"""

from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from server.conferences.faults import Complaint, KeyPath, did_you_mean
from server.conferences.model import Conference, Localized, Person, Room, Session, SessionPerson
from server.conferences.tags import slugged

_GONE = object()
_ROUNDS = 8

# Required keys of the whole conference: what stands in for them while the rest is checked.
_STAND_INS: dict[str, Any] = {
    "slug": "stand-in",
    "name": {"en": "?"},
    "summary": {"en": "?"},
    "first_day": "1900-01-01",
    "last_day": "2199-12-31",
    "time_zone": "UTC",
    "languages": ["en"],
}
_SLUG_KEYS = ("slug", "room", "theme", "person")
_HOUR_KEYS = ("day", "start", "end")
_MAY_GO = ("url", "email", "language", "moderated")
_FIRST_WORDS: dict[tuple[type[BaseModel] | None, str], str] = {
    (Room, "kind"): "plenary",
    (SessionPerson, "part"): "speaker",
    (Person, "name"): "?",
}
_EXAMPLES = {
    "slug": 'slug = "opening-plenary"',
    "first_day": "first_day = 2022-03-23",
    "last_day": "last_day = 2022-03-23",
    "day": "day = 2022-03-23",
    "start": "start = 2022-03-23T09:30:00",
    "end": "end = 2022-03-23T10:30:00",
    "time_zone": 'time_zone = "America/Toronto"',
    "languages": 'languages = ["en", "es"]',
    "kind": 'kind = "plenary"',
    "part": 'part = "speaker"',
    "people": 'people = ["ana-ruiz"]',
    "words": 'words = ["casino"]',
    "publisher": 'publisher = "The publisher"',
    "city": 'city = "Geneva"',
    "country": 'country = { en = "Switzerland", es = "Suiza" }',
}
_TYPES = {
    "string_type": "a text in quotes",
    "bool_type": "true or false, without quotes",
    "tuple_type": "a list: [ … ] or one [[table]] for each",
    "model_type": "a table: { key = … }",
    "model_attributes_type": "a table: { key = … }",
    "dict_type": "a table of languages, for instance { en = … }",
    "date_type": "a day: 2022-03-23",
    "date_parsing": "a day: 2022-03-23",
    "date_from_datetime_parsing": "a day: 2022-03-23",
    "date_from_datetime_inexact": "a day without hours: 2022-03-23",
    "datetime_type": "a day with hours: 2022-03-23T09:30:00",
    "datetime_parsing": "a day with hours: 2022-03-23T09:30:00",
    "datetime_from_date_parsing": "a day with hours: 2022-03-23T09:30:00",
}


@dataclass(frozen=True)
class Shaped:
    """What could be read.

    `conference` is None when nothing could. `stood_in` names the keys of the whole conference whose value is not
    the file's, `repaired` all such places. `moved` leads from places in `conference` to
    those in the file.
    """

    conference: Conference | None
    complaints: list[Complaint]
    stood_in: frozenset[str] = frozenset()
    repaired: frozenset[KeyPath] = frozenset()
    moved: dict[KeyPath, KeyPath] = field(default_factory=dict)

    def original(self, path: KeyPath) -> KeyPath:
        for length in range(len(path), 0, -1):
            if path[:length] in self.moved:
                return (*self.moved[path[:length]], *path[length:])
        return path

    def has_repaired(self, path: KeyPath) -> bool:
        """Whether a place in the file, or a table around it, is not as its author wrote it."""
        return any(path[: len(place)] == place for place in self.repaired)


def shape(values: dict[str, Any]) -> Shaped:
    """Reads the values into a Conference, complaining about whatever does not fit."""
    edits: dict[KeyPath, Any] = {}
    complaints: dict[Complaint, None] = {}
    for _ in range(_ROUNDS):
        moved: dict[KeyPath, KeyPath] = {}
        draft = _edited(values, (), (), edits, moved)
        so_far = Shaped(None, [], moved=moved)
        try:
            conference = Conference.model_validate(draft)
        except ValidationError as error:
            for details in error.errors(include_url=False):
                path = so_far.original(details["loc"])
                complaints.setdefault(_complaint(details, path))
                edits.update(_edit(details, path, values))
        else:
            stood_in = frozenset(str(path[0]) for path in edits if len(path) == 1)
            return Shaped(conference, list(complaints), stood_in, frozenset(edits), moved)
    return Shaped(None, list(complaints))


def _edited(
    value: Any, path: KeyPath, at: KeyPath, edits: dict[KeyPath, Any], moved: dict[KeyPath, KeyPath]
) -> Any:
    """A copy of the values with the edits made; `path` is the place in the file, `at` the place in the copy."""
    moved[at] = path
    if path in edits and edits[path] is not _GONE:
        return edits[path]
    if isinstance(value, dict):
        keys = {**value, **{path_[-1]: None for path_ in edits if path_[:-1] == path and path_ != ()}}
        return {
            key: _edited(value.get(key), (*path, key), (*at, key), edits, moved)
            for key in keys
            if edits.get((*path, key)) is not _GONE
        }
    if isinstance(value, list):
        kept = [number for number in range(len(value)) if edits.get((*path, number)) is not _GONE]
        return [
            _edited(value[number], (*path, number), (*at, now), edits, moved)
            for now, number in enumerate(kept)
        ]
    return value


def _edit(details: ErrorDetails, path: KeyPath, values: dict[str, Any]) -> dict[KeyPath, Any]:
    """The smallest change that lets the rest be read without seeming to say what its author did not."""
    if details["type"] == "extra_forbidden":
        return {path: _GONE}
    positions = [place for place, key in enumerate(path) if isinstance(key, int)]
    if not positions or path[0] == "languages":
        return {(path[0],): _STAND_INS.get(str(path[0]), _GONE)}
    item = path[: positions[-1] + 1]
    if len(path) == len(item):
        return {item: _GONE}
    model, key = _model_at(item), str(path[len(item)])
    known = model.model_fields.get(key) if model else None
    place = (*item, key)
    written = _value_at(values, place)
    if known and _is_prose(known.annotation):
        return {place: {"en": "?"} if known.is_required() else _GONE}
    if key in _SLUG_KEYS and isinstance(written, str) and slugged(written):
        return {place: slugged(written)}
    if model is Session and key in _HOUR_KEYS:
        return {(*item, other): _GONE for other in _HOUR_KEYS}
    if model is Session and key == "kind" and _value_at(values, (*item, "room")) is not None:
        # Least is asked of a break.
        return {place: "break"}
    if (model, key) in _FIRST_WORDS:
        return {place: _FIRST_WORDS[model, key]}
    return {place if key in _MAY_GO else item: _GONE}


def _value_at(values: Any, path: KeyPath) -> Any:
    for key in path:
        try:
            values = values[key]
        except (KeyError, IndexError, TypeError):
            return None
    return values


def _complaint(details: ErrorDetails, path: KeyPath) -> Complaint:
    kind, context = details["type"], details.get("ctx", {})
    key = str(path[-1]) if path else ""
    if kind == "extra_forbidden":
        model = _model_at(path[:-1])
        known = sorted(model.model_fields) if model else []
        if model is not Conference and key in Conference.model_fields:
            what = f"'{key}' is a key of the whole conference, not of this table"
            return Complaint(path, what, "move it up, before the first table")
        return Complaint(
            path, f"unknown key '{key}'", did_you_mean(key, known, "leave it out; the keys here are")
        )
    if kind == "missing":
        return Complaint(path, f"'{key}' is missing", f"add {_example(key, path)}")
    if kind == "literal_error":
        written = str(details["input"])
        words = [word.strip("' ") for word in str(context["expected"]).replace(" or ", ",").split(",")]
        return Complaint(
            path, f"'{key}' cannot be '{written[:40]}'", did_you_mean(written, words, "use one of")
        )
    if "fix" in context:
        path = (*path, context["at"]) if "at" in context else path
        return Complaint(path, details["msg"], str(context["fix"]))
    if kind in _TYPES:
        named = f"'{key}'" if path and isinstance(path[-1], str) else "this"
        return Complaint(path, f"{named} has the wrong form", f"write {_TYPES[kind]}")
    return Complaint(path, f"'{key}': {details['msg'].lower()}", f"write {_example(key, path)}")


def _example(key: str, path: KeyPath) -> str:
    model = _model_at(path[:-1])
    known = model.model_fields.get(key) if model else None
    localized = known is not None and _is_prose(known.annotation)
    return _EXAMPLES.get(key, f'{key} = {{ en = "…" }}' if localized else f'{key} = "…"')


def _is_prose(annotation: Any) -> bool:
    return any(
        isinstance(kind, type) and issubclass(kind, Localized) for kind in (annotation, *get_args(annotation))
    )


def _model_at(path: KeyPath) -> type[BaseModel] | None:
    """The model that the table at a path is read into."""
    model: type[BaseModel] | None = Conference
    for key in path:
        if isinstance(key, int):
            continue
        known = model.model_fields.get(key) if model else None
        model = _model_in(known.annotation) if known else None
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((model for part in get_args(annotation) if (model := _model_in(part))), None)
