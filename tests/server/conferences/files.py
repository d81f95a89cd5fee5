"""Conference files for tests: a small good one, and what reading a changed one reports."""

from pathlib import Path

from server.conferences.reader import ConferenceFaults, read, read_conference

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / "deploy" / "conferences"
SLUGS = ("metropolis-americas-2022", "metropolis-international-2004", "metropolis-north-america-2018")

GOOD = """\
slug = "rivers"
name = { en = "Rivers", es = "Ríos" }
summary = { en = "A day.", es = "Un día." }
first_day = 2022-11-06
last_day = 2022-11-07
time_zone = "America/Toronto"
languages = ["en", "es"]
virtual = true

[[people]]
slug = "ana"
name = "Ana"

[[rooms]]
slug = "hall"
name = { en = "Hall", es = "Sala" }
kind = "plenary"

[[rooms]]
slug = "lab"
name = { en = "Lab", es = "Taller" }
kind = "workshop"

[[sessions]]
slug = "opening"
kind = "plenary"
room = "hall"
language = "en"
start = 2022-11-06T09:00:00
end = 2022-11-06T10:00:00
title = { en = "Opening", es = "Apertura" }
people = [{ part = "chair", person = "ana" }, { part = "speaker", to_be_announced = true }]

[[sessions]]
slug = "pause"
kind = "break"
start = 2022-11-06T10:00:00
end = 2022-11-06T10:30:00
title = { en = "Break", es = "Pausa" }

[[sessions]]
slug = "closing"
kind = "panel"
room = "hall"
language = "es"
start = 2022-11-06T10:30:00
end = 2022-11-06T11:30:00
title = { en = "Closing", es = "Clausura" }
"""


def changed(*changes: tuple[str, str]) -> str:
    """The good file with its first occurrence of each text replaced by another."""
    text = GOOD
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def faults_of(folder: Path, text: str | bytes) -> list[str]:
    """The faults of a file with this text, as printed, with the file's name for its path; empty if it is good."""
    file = folder / "rivers.toml"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    try:
        read_conference(file)
    except ConferenceFaults as error:
        return [str(fault).replace(str(folder) + "/", "") for fault in error.faults]
    return []


def warnings_of(folder: Path, text: str) -> list[str]:
    """The warnings about a good file, as printed, with the file's name for its path."""
    file = folder / "rivers.toml"
    file.write_text(text)
    return [str(warning).replace(str(folder) + "/", "") for warning in read(file).warnings]


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text first stands."""
    return text[: text.index(part)].count("\n") + 1
