"""`puente backup` while a server serves and people write; `puente restore`; and a server on what was restored."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.__main__ import puente
from tests.protocol.conftest import Guest
from tests.protocol.stranger import Refused, sign_in
from tests.served import ROOM, Served, serving


async def test_server_on_a_restored_backup_knows_links_and_logs(tmp_path: Path) -> None:
    file = tmp_path / "day.tar.gz"
    with serving(tmp_path / "data") as served:
        link = served.make_link("moderator", name="Ana")
        signed_in = await sign_in(link, "Ana", "en")
        async with Guest(signed_in, ROOM, "en") as ana:
            await _say(ana, "before")
            writing = asyncio.create_task(_keep_writing(ana))
            told = await asyncio.to_thread(served.puente, "backup", str(file))
            writing.cancel()
            assert "entries in" in told
            seen = ana.position
            await _say(ana, "after")
    again = Served(tmp_path / "restored")
    assert "as backed up" in again.puente("restore", str(file))
    again.start()
    try:
        # The same link and the same cookie: the secret came along. A position of the old epoch gets a snapshot.
        back = Guest(await sign_in(link.replace(served.address, again.address), "Ana", "en"), ROOM, "en")
        back.position = seen
        async with back:
            await back.until(lambda: "before" in back.texts())
            assert "after" not in back.texts()
            assert back.heard_of("snapshot")
            await _say(back, "the day goes on")
    finally:
        again.stop()


async def _say(guest: Guest, text: str) -> None:
    while True:
        try:
            await guest.command("chat.send", text=text)
            return
        except Refused as refused:
            await asyncio.sleep(refused.data["wait_s"])


async def _keep_writing(guest: Guest) -> None:
    """Write as much as still stands in one snapshot's window of the chat, with what is said before and after."""
    for number in range(40):
        await _say(guest, f"meanwhile {number}")


def test_refusals_are_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_DATA", str(tmp_path / "none"))
    backup = CliRunner().invoke(puente, ["backup", str(tmp_path / "x.tar")])
    assert (backup.exit_code, "nothing was served" in backup.output) == (1, True)
    (tmp_path / "x.tar").write_text("no tar")
    restore = CliRunner().invoke(puente, ["restore", str(tmp_path / "x.tar")])
    assert (restore.exit_code, "cannot be read as a backup" in restore.output) == (1, True)
    assert not (tmp_path / "none").exists()
