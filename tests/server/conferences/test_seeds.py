"""The conferences that Puente comes with, and the documentation of their format."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from server.conferences.model import (
    Conference,
    Contact,
    Group,
    Note,
    Organization,
    Person,
    Publication,
    Room,
    Session,
    SessionPerson,
    Term,
    Theme,
    Venue,
    WordList,
)
from server.conferences.reader import read, read_conference
from tests.server.conferences.files import FOLDER, SLUGS

README = (FOLDER / "README.md").read_text()
SECTIONS: dict[str, type[BaseModel]] = {
    "The conference": Conference,
    "`[venue]`": Venue,
    "`[contact]`": Contact,
    "`[publication]`": Publication,
    "`[[notes]]`": Note,
    "`[[organizers]]` and `[[partners]]`": Organization,
    "`[[themes]]`": Theme,
    "`[[glossary]]`": Term,
    "`[[word_lists]]`": WordList,
    "`[[people]]`": Person,
    "`[[groups]]`": Group,
    "`[[rooms]]`": Room,
    "`[[sessions]]`": Session,
    "`people` in `[[sessions]]`": SessionPerson,
}


@pytest.mark.parametrize("slug", SLUGS)
def test_conference_is_complete_in_three_languages(slug: str) -> None:
    reading = read(FOLDER / f"{slug}.toml")
    assert reading.conference.slug == slug
    assert reading.conference.languages == ("en", "es", "fr")
    assert reading.warnings == []


def test_programme_of_2022_fills_a_day_and_says_that_it_is_a_rehearsal_programme() -> None:
    conference = read_conference(FOLDER / "metropolis-americas-2022.toml")
    assert [room.kind for room in conference.rooms] == ["plenary", "workshop", "workshop"]
    starts = [session.start for session in conference.sessions if session.start]
    ends = [session.end for session in conference.sessions if session.end]
    assert (f"{min(starts):%H:%M}", f"{max(ends):%H:%M}") == ("09:30", "17:30")
    assert {session.language for session in conference.sessions if not session.is_break} == {"en", "es"}
    assert {session.theme for session in conference.sessions if session.theme} == {
        theme.slug for theme in conference.themes
    }
    assert all(entry.to_be_announced for session in conference.sessions for entry in session.people)
    notice = next(note for note in conference.notes_about("programme") if note.kind == "provenance")
    assert "rehearsal programme" in notice.text["en"]
    assert "programa de ensayo" in notice.text["es"]


def test_archive_of_2018_keeps_the_people_and_says_what_is_lost() -> None:
    conference = read_conference(FOLDER / "metropolis-north-america-2018.toml")
    assert conference.archive
    assert conference.hashtag == "#MetropolisMEX"
    assert [len(group.people) for group in conference.groups] == [3, 12]
    assert [person.name for person in conference.group_people(conference.groups[0])] == [
        "Jack Jedwab",
        "Adam Hunter",
        "Agustín Escobar Latapí",
    ]
    assert conference.venue is not None
    assert conference.venue.address is not None
    assert "Avenida Juárez #20" in conference.venue.address.pick("en", "en").text
    assert conference.contact is not None
    assert conference.contact.email is None
    assert {note.about for note in conference.notes if note.kind == "not_recorded"} == {
        "programme",
        "partners",
        "contact",
    }
    assert conference.sessions == ()


def test_archive_of_2004_has_five_days_and_no_invented_session() -> None:
    conference = read_conference(FOLDER / "metropolis-international-2004.toml")
    assert len(conference.days) == 5
    assert conference.recorded_kinds == ("plenary", "workshop")
    assert conference.sessions == ()
    assert conference.publication is not None
    assert conference.publication.publisher.pick("es", "en").text == "AISSR"
    assert conference.publication.day == date(2013, 10, 7)
    assert any("hours" in note.text["en"] for note in conference.notes_about("programme"))


@pytest.mark.parametrize(("heading", "model"), SECTIONS.items())
def test_readme_documents_every_key(heading: str, model: type[BaseModel]) -> None:
    section = README.split(f"\n### {heading}\n")[1].split("\n## ")[0].split("\n### ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (yes|no) \|", section, re.MULTILINE))
    assert rows == {key: "yes" if known.is_required() else "no" for key, known in model.model_fields.items()}


def test_readme_documents_every_table() -> None:
    reached: set[type[BaseModel]] = set()
    waiting: list[object] = [Conference]
    while waiting:
        annotation = waiting.pop()
        waiting += get_args(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in reached:
            reached.add(annotation)
            waiting += [known.annotation for known in annotation.model_fields.values()]
    assert {model.__name__ for model in reached} - {"Localized", "Name"} == {
        model.__name__ for model in SECTIONS.values()
    }


def test_examples_of_the_readme_are_good_files(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        (tmp_path / "example.toml").write_text(example)
        assert read(tmp_path / "example.toml").warnings == []
