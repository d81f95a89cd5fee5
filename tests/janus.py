"""Debian's Janus with the project's configuration, for the tests: only folders, ports, addresses and secrets are theirs.

Janus gathers no loopback candidates, so the machine must have another address: `own_address`.
"""

from __future__ import annotations

import re
import secrets
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import ifaddr

from server.media.janus.videoroom import Access
from server.settings import ROOT
from tests.programs import Program, free_port, program

CONFIGURATION = ROOT / "deploy" / "janus"
MAIN, SOCKETS, VIDEOROOM = "janus.jcfg", "janus.transport.websockets.jcfg", "janus.plugin.videoroom.jcfg"


def own_address() -> str:
    """An IPv4 address of this machine that is not loopback."""
    for adapter in ifaddr.get_adapters():
        for each in adapter.ips:
            if each.is_IPv4 and isinstance(each.ip, str) and not each.ip.startswith("127."):
                return each.ip
    raise AssertionError("Janus gathers no loopback candidates, and this machine has no other address")


class Janus(Program):
    """A Janus as deploy/janus has it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.admin_port = free_port()
        self.secret, self.admin_key, self.admin_secret = (secrets.token_hex(4) for _ in range(3))

    def prepare(self) -> None:
        """Write the three files."""
        self._write(
            MAIN,
            ('configs_folder = "[^"]*"', f'configs_folder = "{self.folder}"'),
            ('loggers_folder = "[^"]*"', f'loggers_folder = "{self.folder}"'),
            ('events_folder = "[^"]*"', f'events_folder = "{self.folder}"'),
            ('api_secret = "[^"]*"', f'api_secret = "{self.secret}"'),
            ('admin_secret = "[^"]*"', f'admin_secret = "{self.admin_secret}"'),
            (r"nat: \{", f'nat: {{\n    ice_enforce_list = "{own_address()}"'),
        )
        self._write(
            SOCKETS,
            (r"\bws_port = \d+", f"ws_port = {self.port}"),
            (r"admin_ws_port = \d+", f"admin_ws_port = {self.admin_port}"),
        )
        self._write(VIDEOROOM, ('admin_key = "[^"]*"', f'admin_key = "{self.admin_key}"'))

    def _write(self, name: str, *changes: tuple[str, str]) -> None:
        text = (CONFIGURATION / name).read_text(encoding="utf-8")
        for pattern, value in changes:
            text, found = re.subn(pattern, value, text)
            assert found == 1, f"{name}: {pattern}"
        (self.folder / name).write_text(text, encoding="utf-8")

    def command(self) -> list[str]:
        return [program("janus"), "-F", str(self.folder), "-C", str(self.folder / MAIN)]

    def answers(self) -> bool:
        try:
            with socket.create_connection((self.address, self.admin_port), timeout=1):
                return True
        except OSError:
            return False

    def said(self) -> str:
        """What Janus has logged, without its colours."""
        log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        return re.sub(r"\x1b\[[0-9;]*m", "", log)

    def stop(self, by: signal.Signals = signal.SIGKILL) -> None:
        """Janus takes its time to say goodbye to everyone; nobody waits for that here."""
        super().stop(by)

    @property
    def access(self) -> Access:
        """How it is reached."""
        return Access(
            f"ws://{self.address}:{self.port}",
            self.secret,
            self.admin_key,
            f"ws://{self.address}:{self.admin_port}",
            self.admin_secret,
        )


@contextmanager
def running_janus(folder: Path) -> Iterator[Janus]:
    """Run a Janus for as long as the context lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    janus = Janus(folder)
    janus.prepare()
    janus.start()
    try:
        yield janus
    finally:
        janus.kill()
