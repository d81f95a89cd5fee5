"""The file of a backup: whole or refused, and nothing in it leaves its folder."""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from server.errors import BackupRefused
from server.store.archive import Contents, unpack, write

CONTENTS = Contents(1, "0001", 7, {}, {})


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "uploads").mkdir(parents=True)
    (folder / "uploads" / "a.pdf").write_bytes(b"a" * 3_000_000)
    (folder / "secret").write_text("s")
    (folder / "puente.db").write_text("the live one")
    return folder


@pytest.fixture
def archive(tmp_path: Path, data: Path) -> Path:
    database = tmp_path / "copy.db"
    database.write_text("the copy")
    write(tmp_path / "day.tar", data, database, frozenset({data / "puente.db"}), CONTENTS)
    return tmp_path / "day.tar"


def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_files_come_back_and_the_database_is_its_copy(archive: Path, tmp_path: Path) -> None:
    folder = into(tmp_path)
    contents = unpack(archive, folder)
    assert set(contents.files) == {"puente.db", "secret", "uploads/a.pdf"}
    assert (folder / "puente.db").read_text() == "the copy"
    assert (folder / "uploads" / "a.pdf").stat().st_size == 3_000_000
    assert [each.name for each in tmp_path.glob(".*")] == []


def test_backup_is_never_written_over_another(archive: Path, data: Path, tmp_path: Path) -> None:
    before = archive.read_bytes()
    with pytest.raises(BackupRefused, match="exists"):
        write(archive, data, tmp_path / "copy.db", frozenset(), CONTENTS)
    assert archive.read_bytes() == before


def test_backup_that_was_cut_off_or_damaged_is_refused(archive: Path, tmp_path: Path) -> None:
    whole = archive.read_bytes()
    folder = into(tmp_path)
    for number, broken in enumerate(
        (whole[: len(whole) // 2], whole.replace(b"a" * 100, b"b" * 100, 1), b"x")
    ):
        archive.write_bytes(broken)
        (folder / str(number)).mkdir()
        with pytest.raises(BackupRefused):
            unpack(archive, folder / str(number))


def test_file_that_grows_while_it_is_read_is_cut_and_the_backup_is_whole(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "copy.db"
    database.write_text("the copy")
    add = tarfile.TarFile.addfile

    def grow(tar: tarfile.TarFile, entry: tarfile.TarInfo, file: io.BytesIO | None = None) -> None:
        if entry.name == "uploads/a.pdf":
            with (data / "uploads" / "a.pdf").open("ab") as growing:
                growing.write(b"more")
        add(tar, entry, file)

    monkeypatch.setattr(tarfile.TarFile, "addfile", grow)
    write(tmp_path / "day.tar", data, database, frozenset({data / "puente.db"}), CONTENTS)
    assert unpack(tmp_path / "day.tar", into(tmp_path)).files["uploads/a.pdf"].size == 3_000_000


@pytest.mark.parametrize("name", ["../escaped", "/tmp/escaped", "a/../../escaped"])
def test_name_that_leaves_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / "forged.tar", "w") as tar:
        entry = tarfile.TarInfo(name)
        entry.size = 1
        tar.addfile(entry, io.BytesIO(b"x"))
    with pytest.raises(BackupRefused, match="no backup holds"):
        unpack(tmp_path / "forged.tar", into(tmp_path))
    assert not (tmp_path / "escaped").exists()


def test_link_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "forged.tar", "w") as tar:
        entry = tarfile.TarInfo("secret")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(entry)
    with pytest.raises(BackupRefused, match="no backup holds"):
        unpack(tmp_path / "forged.tar", into(tmp_path))
