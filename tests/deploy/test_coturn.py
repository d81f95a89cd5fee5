"""coturn with the project's configuration: it relays for those whom Puente gave credentials, and for nobody else."""

from __future__ import annotations

import asyncio
import os
import re
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import aioice
import pytest
from aioice.turn import create_turn_endpoint

from server.media.turn import IceServer, Turn
from server.settings import ROOT
from server.stores import wall_clock
from tests.programs import Program, free_port, program

CONFIGURATION = ROOT / "deploy" / "coturn" / "turnserver.conf"
COMPOSE = ROOT / "deploy" / "compose.large.yaml"
SECRET = "s3cret"
VALUES = {
    "PUENTE_SITE": "conference.example",
    "PUENTE_MEDIA_ADDRESSES": "203.0.113.7",
    "PUENTE_TURN_SECRET": SECRET,
}


def compose_options() -> list[str]:
    """What compose.large.yaml gives coturn beside the file."""
    service = COMPOSE.read_text(encoding="utf-8").split("\n  coturn:\n")[1].split("\n\n")[0]
    options = re.findall(r'- "(--[^"]+)"', service)
    return [re.sub(r"\$\{(\w+)\}", lambda found: VALUES[found[1]], option) for option in options]


class Coturn(Program):
    """turnserver as deploy/ has it, file and command line; only ports, addresses and certificate are the test's."""

    def prepare(self) -> None:
        certificate, key = self.folder / "cert.pem", self.folder / "key.pem"
        subprocess.run(
            [
                *(
                    "openssl",
                    "req",
                    "-x509",
                    "-newkey",
                    "ec",
                    "-pkeyopt",
                    "ec_paramgen_curve:prime256v1",
                    "-nodes",
                ),
                *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=turn.example", "-days", "1"),
            ],
            check=True,
            capture_output=True,
        )
        self.tls_port = free_port()
        text = CONFIGURATION.read_text(encoding="utf-8")
        for pattern, value in (
            ("^listening-port=.*", f"listening-port={self.port}\nlistening-ip={self.address}"),
            ("^tls-listening-port=.*", f"tls-listening-port={self.tls_port}"),
            ("^syslog$", f"pidfile={self.folder}/pid\nuserdb={self.folder}/db"),
        ):
            text, found = re.subn(pattern, value, text, flags=re.MULTILINE)
            assert found == 1, pattern
        (self.folder / "turnserver.conf").write_text(text)

        self._options = [
            option.replace(
                "/etc/letsencrypt/live/conference.example/fullchain.pem", str(certificate)
            ).replace("/etc/letsencrypt/live/conference.example/privkey.pem", str(key))
            for option in compose_options()
            # Only root can become somebody else.
            if os.geteuid() == 0 or not option.startswith("--proc-")
        ]

    def command(self) -> list[str]:
        return [program("turnserver"), "-c", str(self.folder / "turnserver.conf"), *self._options]

    def answers(self) -> bool:
        request = aioice.stun.Message(aioice.stun.Method.BINDING, aioice.stun.Class.REQUEST)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.settimeout(0.1)
            probe.sendto(bytes(request), (self.address, self.port))
            try:
                return bool(probe.recv(1500))
            except OSError:
                return False

    def said(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def offered(self, secret: str = SECRET) -> IceServer:
        """What Puente would give a browser."""
        server = Turn((f"turn:{self.address}:{self.port}?transport=udp",), secret).server("ana", wall_clock())
        assert server is not None
        return server


@pytest.fixture
def coturn() -> Iterator[Coturn]:
    # At the top, where the user that coturn becomes can reach its database too.
    with tempfile.TemporaryDirectory(prefix="puente-coturn-") as folder:
        Path(folder).chmod(0o755)
        coturn = Coturn(Path(folder))
        coturn.prepare()
        coturn.start()
        yield coturn
        coturn.stop()


async def relayed(coturn: Coturn, server: IceServer) -> tuple[str, int]:
    """Ask for a relayed address and give it back."""
    transport, _ = await create_turn_endpoint(
        asyncio.DatagramProtocol,
        server_addr=(coturn.address, coturn.port),
        username=server.username,
        password=server.credential,
    )
    try:
        address: tuple[str, int] = transport.get_extra_info("sockname")
        return address
    finally:
        transport.close()


async def test_credentials_of_puente_get_a_relay(coturn: Coturn) -> None:
    _, port = await relayed(coturn, coturn.offered())
    assert 49152 <= port <= 65535


@pytest.mark.parametrize("secret", ["guessed", "change-me"])
async def test_credentials_made_with_another_secret_get_none(coturn: Coturn, secret: str) -> None:
    with pytest.raises(aioice.stun.TransactionFailed, match="401"):
        await relayed(coturn, coturn.offered(secret))


def test_every_line_of_the_configuration_is_understood(coturn: Coturn) -> None:
    said = coturn.said()
    # The key is read before root is given up.
    assert "TLS1.2: Private key file found" in said or "TLS: Private key file found" in said, said
    assert not re.findall(r".*(?:Bad configuration|unrecognized).*", said), said
