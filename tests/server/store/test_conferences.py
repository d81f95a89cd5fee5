"""The conferences of a server: loaded when changed, all or nothing, shifted only in what is given out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from server.conferences.reader import ConferenceFaults
from server.settings import Settings
from server.store.conferences import Conferences
from server.stores import Stores
from tests.conftest import WoundClock

SLUGS = {"metropolis-americas-2022", "metropolis-north-america-2018", "metropolis-international-2004"}


async def test_the_three_conferences_are_loaded_once(stores: Stores, settings: Settings) -> None:
    assert {conference.slug for conference in stores.conferences.all()} == SLUGS
    assert (await stores.conferences.load_folder(settings.conferences)).imported == ()


async def test_changed_file_is_loaded_again(stores: Stores, settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "conferences"
    shutil.copytree(settings.conferences, folder)
    file = folder / "metropolis-americas-2022.toml"
    file.write_text(file.read_text() + "\n# changed\n")
    assert (await stores.conferences.load_folder(folder)).imported == ("metropolis-americas-2022",)


async def test_one_faulty_file_loads_nothing(stores: Stores, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(
        (stores.settings.conferences / "metropolis-americas-2022.toml").read_text()
    )
    (tmp_path / "bad.toml").write_text('slug = "x"\nnombre = "?"\n')
    with pytest.raises(ConferenceFaults) as caught:
        await stores.conferences.load_folder(tmp_path)
    assert any("bad.toml:2" in str(fault) for fault in caught.value.faults)


async def test_rehearsal_is_given_out_and_never_stored(stores: Stores, clock: WoundClock) -> None:
    rehearsed = Conferences(stores.database, clock, rehearse_day=True)
    await rehearsed.refresh()
    current = rehearsed.current()
    assert current is not None
    assert current.rehearsal
    original = await rehearsed.original(current.slug)
    assert original is not None
    assert not original.rehearsal
    assert str(original.first_day) == "2022-03-23"


async def test_archives_are_never_rehearsed(stores: Stores) -> None:
    assert [conference.slug for conference in stores.conferences.all() if conference.rehearsal] == [
        "metropolis-americas-2022"
    ]
