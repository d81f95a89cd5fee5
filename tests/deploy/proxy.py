"""nginx with the project's configuration in front of a server of the tests: real TLS, real cache, free ports."""

from __future__ import annotations

import re
import ssl
import subprocess
from pathlib import Path
from typing import Any

import httpx2

from server.settings import ROOT
from tests.programs import Program, free_port, program

SITE = ROOT / "deploy" / "nginx" / "puente.conf"
HOST = "conference.example"
_MAIN = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log warn;
user root;
worker_processes 1;
events {{ worker_connections 512; }}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/puente.conf;
}}
"""


class Visitor(httpx2.AsyncClient):
    """Asks conference.example, wherever it is."""

    def __init__(self, nginx: Nginx) -> None:
        super().__init__(
            base_url=f"https://{nginx.address}:{nginx.port}",
            headers={"Host": HOST},
            verify=nginx.trust,
            timeout=30,
            trust_env=False,
        )

    async def request(self, method: str, url: Any, **options: Any) -> httpx2.Response:
        return await super().request(method, url, **{**options, "extensions": {"sni_hostname": HOST}})


class Nginx(Program):
    """nginx as deploy/nginx has it; only ports, certificate, cache folder and the upstream's servers are the test's.

    Without `tls` people come by plain HTTP, where only the ways behind it are looked at.
    """

    def __init__(self, folder: Path, *, tls: bool = True) -> None:
        super().__init__(folder)
        self._tls = tls
        self._plain = free_port()

    @property
    def origin(self) -> str:
        """Where people come, without TLS."""
        return f"http://{self.address}:{self.port}"

    def prepare(self, *servers: str) -> None:
        """Write configuration and certificate. `servers` are the hosts behind it, `address:port` each."""
        folder = self.folder
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
                *("-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")),
                *("-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-days", "1"),
            ],
            check=True,
            capture_output=True,
        )
        text = SITE.read_text(encoding="utf-8")
        for pattern, value, count in (
            (r"listen 80;", f"listen {self.address}:{self._plain};", 1),
            (
                r"listen 443 ssl http2;",
                f"listen {self.address}:{self.port}{' ssl http2' if self._tls else ''};",
                1,
            ),
            (r"\n *listen \[::\][^\n]*", "", 2),
            (r"/etc/letsencrypt/live/conference\.example", str(folder), 2),
            (r"/var/cache/nginx-puente", str(folder / "cache"), 1),
            (r"server 127\.0\.0\.1:8000( [^;]*;)", " ".join(rf"server {each}\1" for each in servers), 1),
        ):
            text, found = re.subn(pattern, value, text)
            assert found == count, pattern
        (folder / "puente.conf").write_text(text)
        (folder / "nginx.conf").write_text(_MAIN.format(folder=folder))

    def command(self) -> list[str]:
        return [
            program("nginx"),
            "-p",
            str(self.folder),
            "-c",
            str(self.folder / "nginx.conf"),
            "-e",
            "stderr",
        ]

    def check(self) -> subprocess.CompletedProcess[str]:
        """Let nginx read its configuration."""
        return subprocess.run(
            [*self.command(), "-t"], check=False, capture_output=True, text=True, timeout=30
        )

    @property
    def trust(self) -> ssl.SSLContext:
        """What believes the certificate."""
        return ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))

    def client(self) -> Visitor:
        """A visitor who finds conference.example here. To be closed."""
        return Visitor(self)

    def plain(self, path: str) -> httpx2.Response:
        """Ask over plain HTTP."""
        return httpx2.get(
            f"http://{self.address}:{self._plain}{path}", headers={"Host": HOST}, follow_redirects=False
        )

    def answers(self) -> bool:
        try:
            return self.plain("/").status_code == 301
        except httpx2.TransportError:
            return False
