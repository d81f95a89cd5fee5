"""A backup's file: a tar of the data folder's files and a copy of the database, ended by a list of all of them.

Input: a folder and more files to write, or a tar that somebody gives us: it is read with suspicion. A file without its
list was cut off and is refused. Hashes are SHA-256, sizes are in bytes, times in ms since 1970-01-01T00:00:00Z.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

import msgspec

from server.errors import BackupRefused

LIST = "backup.json"
DATABASE = "puente.db"
FORMAT = 1
_CHUNK = 1024 * 1024


class Kept(msgspec.Struct, frozen=True):
    """One file of the archive."""

    size: int
    sha256: str


class Contents(msgspec.Struct, frozen=True):
    """What a backup holds. `logs` has for each room how many entries its log has, and a hash of them."""

    format: int
    schema: str
    made_at: int
    logs: dict[str, tuple[int, str]]
    files: dict[str, Kept]


def write(path: Path, data: Path, database: Path, skip: frozenset[Path], contents: Contents) -> Contents:
    """Write a new archive; it appears under its name when it is whole. `skip` are files of the folder to leave out.

    Readable by its owner only: it holds the secret. Raises BackupRefused when the file exists, and OSError.
    """
    if path.exists():
        raise BackupRefused(f"{path} exists. Give another name; a backup is never written over another.")
    part = path.with_name(f".{path.name}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as raw:
            files: dict[str, Kept] = {}
            with tarfile.open(fileobj=raw, mode="w:gz" if path.suffix in (".gz", ".tgz") else "w") as tar:
                files[DATABASE] = _put(tar, DATABASE, database)
                # After the database, so that every file which it names is there.
                for name, file in _files(data, skip | {part.resolve()}):
                    try:
                        files[name] = _put(tar, name, file)
                    except FileNotFoundError:
                        continue  # Removed since it was listed.
                whole = msgspec.structs.replace(contents, files=files)
                listed = msgspec.json.encode(whole)
                entry = tarfile.TarInfo(LIST)
                entry.size = len(listed)
                tar.addfile(entry, io.BytesIO(listed))
            raw.flush()
            os.fsync(raw.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return whole


def unpack(path: Path, into: Path) -> Contents:
    """Unpack an archive into an empty folder, check every file, and return what it holds. Raises BackupRefused."""
    found: dict[str, Kept] = {}
    contents: Contents | None = None
    try:
        with tarfile.open(path) as tar:
            for member in tar:
                name = PurePosixPath(member.name)
                if not member.isfile() or name.is_absolute() or ".." in name.parts:
                    raise BackupRefused(
                        f"{path} holds {member.name}, which no backup holds. Nothing was restored."
                    )
                source = tar.extractfile(member)
                assert source is not None
                if member.name == LIST:
                    contents = msgspec.json.decode(source.read(), type=Contents)
                    continue
                target = into.joinpath(*name.parts)
                target.parent.mkdir(parents=True, exist_ok=True)
                with target.open("xb") as file:
                    found[member.name] = _copy(source, file, member.size)
                target.chmod(member.mode & 0o700)
    except (tarfile.TarError, EOFError, OSError, msgspec.DecodeError) as error:
        raise BackupRefused(f"{path} cannot be read as a backup: {error}. Nothing was restored.") from error
    if contents is None:
        raise BackupRefused(f"{path} is not a whole backup: its list is missing. Nothing was restored.")
    if contents.format != FORMAT:
        raise BackupRefused(f"{path} has format {contents.format}; this version of Puente reads {FORMAT}.")
    wrong = sorted(
        name for name in contents.files.keys() | found.keys() if contents.files.get(name) != found.get(name)
    )
    if wrong:
        raise BackupRefused(f"{path} is damaged: {', '.join(wrong[:5])}. Nothing was restored.")
    return contents


def _files(data: Path, skip: frozenset[Path]) -> Iterator[tuple[str, Path]]:
    for file in sorted(data.rglob("*")):
        if file.is_file() and not file.is_symlink() and file.resolve() not in skip:
            yield file.relative_to(data).as_posix(), file


def _put(tar: tarfile.TarFile, name: str, file: Path) -> Kept:
    """Add a file as long as it is now: one that grows meanwhile is cut there, so the archive stays readable."""
    with file.open("rb") as source:
        status = os.fstat(source.fileno())
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), status.st_mode & 0o700
        watched = _Watched(source)
        tar.addfile(entry, watched)
    return Kept(entry.size, watched.hash.hexdigest())


class _Watched:
    """A file that is hashed while it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._source.read(size)
        self.hash.update(data)
        return data


def _copy(source: IO[bytes], target: IO[bytes], size: int) -> Kept:
    digest = hashlib.sha256()
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return Kept(size, digest.hexdigest())
