"""Caddy's own check of the Caddyfile, and Caddy in front of a served Puente."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from server.settings import ROOT
from tests.programs import Program, free_port, program
from tests.protocol.conftest import Guest
from tests.protocol.stranger import SignedIn, sign_in
from tests.served import ROOM, Served, serving

CADDYFILE = ROOT / "deploy" / "caddy" / "Caddyfile"


class Caddy(Program):
    """Caddy with the project's file, plain HTTP on a free port."""

    def __init__(self, folder: Path, upstream: str) -> None:
        super().__init__(folder)
        self._upstream = upstream

    def command(self) -> list[str]:
        return [program("caddy"), "run", "--config", str(self.folder / "Caddyfile"), "--adapter", "caddyfile"]

    def prepare(self) -> None:
        options = "{\n\tadmin off\n\tauto_https off\n}\n"
        (self.folder / "Caddyfile").write_text(options + CADDYFILE.read_text(encoding="utf-8"))

    def identity(self) -> dict[str, dict[str, str]]:
        own = {
            "PUENTE_SITE": f"http://localhost:{self.port}",
            "PUENTE_UPSTREAM": self._upstream,
            "XDG_DATA_HOME": str(self.folder),
            "XDG_CONFIG_HOME": str(self.folder),
        }
        return {"env": {**os.environ, **own}}

    def answers(self) -> bool:
        try:
            return httpx2.get(f"http://localhost:{self.port}/healthz").status_code == 200
        except httpx2.TransportError:
            return False


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data") as served:
        yield served


@pytest.fixture
def caddy(tmp_path: Path, served: Served) -> Iterator[Caddy]:
    folder = tmp_path / "caddy"
    folder.mkdir()
    caddy = Caddy(folder, f"127.0.0.1:{served.port}")
    caddy.prepare()
    caddy.start()
    yield caddy
    caddy.stop()


def test_caddyfile_is_valid() -> None:
    ran = subprocess.run(
        [program("caddy"), "validate", "--config", str(CADDYFILE), "--adapter", "caddyfile"],
        check=False, capture_output=True, text=True, timeout=60,
        env={**os.environ, "XDG_DATA_HOME": "/nonexistent", "PUENTE_UPSTREAM": f"127.0.0.1:{free_port()}"},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr


async def test_pages_and_sockets_pass_and_metrics_do_not(caddy: Caddy, served: Served) -> None:
    address = f"http://localhost:{caddy.port}"
    with httpx2.Client() as http:
        assert http.get(f"{address}/", follow_redirects=True).status_code == 200
        assert http.get(f"{address}/metrics").status_code == 404
        assert http.get(f"{address}/metrics/").status_code != 200
    link = served.make_link("attendee", name="Ana").replace(served.address, address)
    entered = await sign_in(link, "Ana", "es")
    async with Guest(SignedIn(address, entered.conference, entered.cookie), ROOM, "es") as ana:
        await ana.command("chat.send", text="Hola")
        await ana.until(lambda: "Hola" in ana.texts())
