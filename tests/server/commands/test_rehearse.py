"""`puente rehearse` against a served deployment with its media engine: a crowd, a broadcast, a report, and refusals."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.__main__ import puente
from server.settings import ROOT, Settings
from server.stores import open_stores
from tests.served import CONFERENCE, Served, serving


def rehearsed(served: Served, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server", "rehearse", served.address, *words],
        cwd=ROOT, env=served.environment(), check=False, capture_output=True, text=True, timeout=110,
    )  # fmt: skip


async def test_crowd_enters_watches_a_test_picture_and_leaves_no_open_door(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(data, PUENTE_MEDIA="true") as served:
        ran = rehearsed(served, "--people", "4", "--viewers", "2", "--seconds", "14", "--json")
        # 2 says that somebody would have noticed: this machine may be busy.
        assert ran.returncode in (0, 2), ran.stderr
        report = json.loads(ran.stdout)
        assert report["measures"]["entering"]["count"] == 6
        assert report["measures"]["joining"]["count"] >= 6
        assert report["faults"] == {}
        assert (report["pictures"], report["broadcast"]) == (1, True)
        assert report["parts"] > 0
        assert report["answered"]["stage.bring"] == 1
    async with open_stores(Settings(data=data, conferences=ROOT / "deploy" / "conferences")) as stores:
        tickets = await stores.accounts.tickets(CONFERENCE, "rehearsal")
        assert len(tickets) == 6
        assert all(ticket.revoked_at is not None for ticket in tickets)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("https://elsewhere.example",), "is not this deployment"),
        (("conference.example",), "give scheme and host"),
        (("http://localhost:9", "--people", "1000000"), "1000000 is not in the range"),
        (("http://localhost:9",), "There is no conference"),
    ],
)
def test_what_must_not_be_rehearsed_is_refused(
    words: tuple[str, ...], told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUENTE_DATA", str(tmp_path / "data"))
    result = CliRunner().invoke(puente, ["rehearse", *words])
    assert result.exit_code != 0
    assert told in result.output


def test_conference_at_its_own_times_is_left_alone(tmp_path: Path) -> None:
    with serving(tmp_path / "data", PUENTE_REHEARSE_DAY="false") as served:
        ran = rehearsed(served, "--people", "1", "--seconds", "5")
        assert ran.returncode == 1
        assert "--insist" in ran.stderr
