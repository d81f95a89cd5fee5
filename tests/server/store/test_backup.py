"""What is restored is what was backed up, into either kind of database, and never over something else."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from rooms import CommandId, Position, Role, RoomId
from server.errors import BackupRefused, CopyRefused
from server.settings import ROOT, Settings
from server.store import backup as backup_module
from server.store.backup import back_up, digests, restore
from server.store.database import Database, open_database
from server.store.log import Log
from server.stores import Stores, open_stores, wall_clock
from tests.contracts.test_log import sent
from tests.programs import PostgresProgram
from tests.venue import account_of

ROOM = RoomId("metropolis-americas-2022/plenary")


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def full(either_database: str, tmp_path: Path) -> AsyncIterator[Stores]:
    """A server's stores on either database: conferences, someone signed in, a log, an upload."""
    settings = Settings(
        data=tmp_path / "data", conferences=ROOT / "deploy" / "conferences", database_url=either_database
    )
    async with open_stores(settings) as stores:
        await stores.conferences.load_folder(settings.conferences)
        await stores.accounts.log_in(await account_of(stores, Role.SPEAKER, "Sofía"), days=1)
        log = Log(stores.database)
        head = await log.head(ROOM)
        await log.append(
            ROOM, head, [sent(f"¿{number}?") for number in range(300)], [(CommandId("x"), head)], at=7
        )
        slides = settings.data / "uploads" / "slides"
        slides.mkdir(parents=True)
        (slides / "ciudades.pdf").write_bytes(b"%PDF" * 1000)
        yield stores


async def backed_up(stores: Stores, file: Path) -> None:
    await back_up(file, stores.settings.data, stores.database, wall_clock)


async def test_restored_server_is_the_one_that_was_backed_up(full: Stores, tmp_path: Path) -> None:
    file, data = tmp_path / "day.tar.gz", tmp_path / "new"
    before = await Log(full.database).since(ROOM, Position((await Log(full.database).head(ROOM)).epoch, 0))
    await backed_up(full, file)
    url = f"sqlite+aiosqlite:///{data / 'puente.db'}"
    contents = await restore(file, data, url)
    assert contents.logs[ROOM][0] == 300
    restored = Settings(data=data, conferences=full.settings.conferences)
    async with open_stores(restored) as stores:
        assert await digests(stores.database) == await digests(full.database)
        head = await Log(stores.database).head(ROOM)
        assert head.offset == 300
        assert await Log(stores.database).since(ROOM, Position(head.epoch, 0)) == before
        assert stores.secret == full.secret
        assert {each.slug for each in stores.conferences.all()} == {
            each.slug for each in full.conferences.all()
        }
    assert (data / "uploads" / "slides" / "ciudades.pdf").read_bytes() == b"%PDF" * 1000
    assert (data / "secret").stat().st_mode & 0o077 == file.stat().st_mode & 0o077 == 0


async def test_log_restored_counts_in_a_new_epoch_and_still_knows_its_commands(
    full: Stores, tmp_path: Path
) -> None:
    # Whoever saw more than was backed up would otherwise take other entries for those that they have.
    await backed_up(full, tmp_path / "day.tar")
    url = f"sqlite+aiosqlite:///{tmp_path / 'new' / 'puente.db'}"
    await restore(tmp_path / "day.tar", tmp_path / "new", url)
    async with opened(url) as database:
        head = await Log(database).head(ROOM)
        assert head.epoch != (await Log(full.database).head(ROOM)).epoch
        known = await Log(database).known_commands(ROOM, [CommandId("x")])
        assert known == {"x": Position(head.epoch, 0)}


async def test_backup_is_restored_into_postgresql(
    full: Stores, tmp_path: Path, postgres: PostgresProgram
) -> None:
    postgres_url = postgres.new_database()
    await backed_up(full, tmp_path / "day.tar")
    await restore(tmp_path / "day.tar", tmp_path / "new", postgres_url)
    async with opened(postgres_url) as database:
        assert await digests(database) == await digests(full.database)
        head = await Log(database).head(ROOM)
        await Log(database).append(ROOM, head, [sent("more")], [], at=8)
    assert not (tmp_path / "new" / "puente.db").exists()
    assert (tmp_path / "new" / "secret").exists()
    with pytest.raises(CopyRefused, match="not empty"):
        await restore(tmp_path / "day.tar", tmp_path / "other", postgres_url)
    assert not (tmp_path / "other").exists()


async def test_nothing_is_restored_over_something_else(stores: Stores, tmp_path: Path) -> None:
    await backed_up(stores, tmp_path / "day.tar")
    for folder in (stores.settings.data, tmp_path / "kept"):
        folder.mkdir(exist_ok=True)
        (folder / "mine").write_text("mine")
        with pytest.raises(BackupRefused, match="not empty"):
            await restore(tmp_path / "day.tar", folder, f"sqlite+aiosqlite:///{folder / 'puente.db'}")
    assert [each.name for each in (tmp_path / "kept").iterdir()] == ["mine"]
    elsewhere = tmp_path / "elsewhere.db"
    elsewhere.write_text("mine")
    with pytest.raises(BackupRefused, match="exists"):
        await restore(tmp_path / "day.tar", tmp_path / "new", f"sqlite+aiosqlite:///{elsewhere}")


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


@pytest.fixture
def mounted(tmp_path: Path) -> Iterator[Path]:
    """A data folder on another file system than the folder that it is in."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as volume:
        (tmp_path / "mounted").symlink_to(volume)
        yield tmp_path / "mounted"


async def test_backup_is_restored_into_a_volume_of_its_own(
    full: Stores, tmp_path: Path, mounted: Path
) -> None:
    await backed_up(full, tmp_path / "day.tar")
    await restore(tmp_path / "day.tar", mounted, f"sqlite+aiosqlite:///{mounted / 'puente.db'}")
    assert names(mounted) == ["puente.db", "secret", "uploads"]


async def test_log_that_is_not_as_backed_up_is_refused(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await backed_up(stores, tmp_path / "day.tar")

    async def other(_: Database) -> dict[str, tuple[int, str]]:
        return {ROOM: (1, "00")}

    monkeypatch.setattr(backup_module, "digests", other)
    with pytest.raises(BackupRefused, match="plenary"):
        await restore(
            tmp_path / "day.tar", tmp_path / "new", f"sqlite+aiosqlite:///{tmp_path / 'new' / 'puente.db'}"
        )
    assert not (tmp_path / "new").exists()
