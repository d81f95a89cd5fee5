"""A conference file or folder on disk as plain values, each with the file and line it stands on.

Paths come from the command line or from settings. A folder holds `conference.toml` and any other `*.toml` files;
their keys are put together and their lists joined, `conference.toml` first, the others by name.
"""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from server.conferences.faults import ConferenceFaults, Fault, KeyPath
from server.conferences.lines import key_lines

SIZE_LIMIT = 2 * 1024 * 1024
MAIN_FILE = "conference.toml"
_AT_LINE = re.compile(r"^(?P<what>.*) \(at (?:line (?P<line>\d+), column \d+|end of document)\)$", re.DOTALL)

# tomllib's own messages, by their beginning, to the fix that usually helps.
_SYNTAX_FIXES = (
    ("Invalid value", 'put text in quotes, for instance title = "Opening"; dates stand without quotes'),
    ("Expected '='", 'write key = value; text over several lines needs """ at both ends'),
    ("Cannot overwrite", "this key or table is already given above; keep one of them"),
    ("Cannot declare", "this table is already given above; for one more in a list write [[name]]"),
    ("Cannot mutate", "this table is already closed above; give its keys together"),
    ("Duplicate inline", "this key is given twice in the same braces; keep one"),
    ("Illegal character", 'close the quote on the same line, or use """ for text over several lines'),
    ("Unterminated string", "close the quote"),
    ("Unclosed array", "close the list with ]"),
    ("Unclosed inline", "close the braces with }; they must open and close on one line"),
    ("Unescaped '\\'", "write \\\\ for a backslash, or use single quotes"),
    ("Expected ']", "close the table's name, for instance [[sessions]]"),
    ("Expected newline", "put each key on its own line, or text in quotes"),
    ("Invalid date", "write a day that exists, as 2022-03-23, or with hours as 2022-03-23T09:30:00"),
    ("Invalid initial character", 'a key is letters, digits, "-" and "_", without accents'),
)


@dataclass(frozen=True)
class Source:
    """Values as `tomllib` reads them, and where each key path stands."""

    values: dict[str, Any]
    places: dict[KeyPath, tuple[str, int]]
    start: str

    def place(self, path: KeyPath) -> tuple[str, int]:
        """File and line of a key path, or of the nearest table around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (self.start, 1))


def load(path: Path) -> Source:
    """Reads a file or folder; raises ConferenceFaults for whatever keeps it from being read as TOML."""
    try:
        files = _files(path)
        _check_size(path, files)
        contents = [(file, file.read_bytes()) for file in files]
    except OSError as error:
        reason = (error.strerror or "it cannot be read").lower()
        raise ConferenceFaults(
            [Fault(str(path), None, reason, "check the path and its permissions")]
        ) from error
    sources: list[Source] = []
    faults: list[Fault] = []
    for file, content in contents:
        parsed = _parse(str(file), content)
        if isinstance(parsed, Source):
            sources.append(parsed)
        else:
            faults.append(parsed)
    if faults:
        raise ConferenceFaults(faults)
    return _joined(sources)


def _files(path: Path) -> list[Path]:
    if not path.exists():
        raise ConferenceFaults([Fault(str(path), None, "there is no such file or folder", "check the path")])
    if path.is_file():
        return [path]
    if not path.is_dir():
        fault = Fault(str(path), None, "this is neither a file nor a folder", "name a .toml file or a folder")
        raise ConferenceFaults([fault])
    found = sorted(file for file in path.glob("*.toml") if file.is_file())
    main = path / MAIN_FILE
    if main in found:
        return [main, *(file for file in found if file != main)]
    fix = (
        f"name one of its files ({', '.join(file.name for file in found[:5])})"
        if found
        else "name a .toml file"
    )
    what = f"this folder has no {MAIN_FILE}"
    raise ConferenceFaults([Fault(str(path), None, what, f"{fix}, or add {MAIN_FILE} to the folder")])


def _check_size(path: Path, files: list[Path]) -> None:
    size = sum(file.stat().st_size for file in files)
    if size > SIZE_LIMIT:
        what = f"too large: {size:,} bytes, the limit is {SIZE_LIMIT:,}"
        fix = "keep texts and names here, and link to recordings and pictures instead"
        raise ConferenceFaults([Fault(str(path), None, what, fix)])


def _parse(file: str, content: bytes) -> Source | Fault:
    try:
        # Editors on Windows put a byte order mark first, which tomllib refuses.
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return Fault(file, line, "this is not UTF-8", "save the file as UTF-8 in your editor")
    try:
        values = tomllib.loads(text)
        return Source(values, {path: (file, line) for path, line in key_lines(text).items()}, file)
    except RecursionError:
        return Fault(
            file, 1, "lists or tables are nested too deeply", "a conference file nests three levels at most"
        )
    except ValueError as error:
        return _syntax_fault(file, text, str(error))


def _syntax_fault(file: str, text: str, message: str) -> Fault:
    match = _AT_LINE.match(message)
    what = match["what"] if match else message
    line = int(match["line"]) if match and match["line"] else text.count("\n") + 1
    if "end of document" in message:
        return Fault(file, line, f"not TOML: {what} at the end", 'something above is not closed: ], } or """')
    fixes = (fix for beginning, fix in _SYNTAX_FIXES if what.startswith(beginning))
    return Fault(file, line, f"not TOML: {what}", next(fixes, "see how TOML is written at https://toml.io"))


def _joined(sources: list[Source]) -> Source:
    first, *others = sources
    values, places, faults = dict(first.values), dict(first.places), list[Fault]()
    for other in others:
        shift: dict[str, int] = {}
        for key, value in other.values.items():
            present = values.get(key)
            if present is None:
                values[key] = value
            elif isinstance(present, list) and isinstance(value, list):
                shift[key] = len(present)
                values[key] = [*present, *value]
            else:
                file, line = places[(key,)]
                what = f"'{key}' is already given in {file}, line {line}"
                faults.append(Fault(*other.place((key,)), what, "keep one of them"))
        for path, place in other.places.items():
            places.setdefault(_shifted(path, shift), place)
    if faults:
        raise ConferenceFaults(faults)
    return Source(values, places, first.start)


def _shifted(path: KeyPath, shift: dict[str, int]) -> KeyPath:
    match path:
        case (str(key), int(position), *rest) if key in shift:
            return (key, position + shift[key], *rest)
    return path
