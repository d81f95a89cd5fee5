"""`puente serve` as a process: over TLS with the operator's certificate, and not at all when media cannot be served."""

from __future__ import annotations

import datetime
import os
import socket
import ssl
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from server.settings import ROOT

PATIENCE_S = 90


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, private


@contextmanager
def serve(folder: Path, **settings: str) -> Iterator[subprocess.Popen[str]]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PUENTE_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "server", "serve", "--port", "0"],
        cwd=ROOT, env={**clean, "PUENTE_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1", **settings},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    late = threading.Timer(PATIENCE_S, process.kill)
    late.start()
    try:
        yield process
    finally:
        late.cancel()
        process.terminate()
        process.communicate()


def test_pages_come_over_tls_with_the_operators_certificate(tmp_path: Path) -> None:
    chain, private = certificate(tmp_path)
    tls = {"PUENTE_CERTIFICATE": str(chain), "PUENTE_PRIVATE_KEY": str(private), "PUENTE_MEDIA_PORT": "0"}
    with serve(tmp_path, **tls) as process:
        assert process.stdout is not None
        said = next(line for line in process.stdout if line.startswith("Puente serves on "))
        address = said.split()[-1]
        assert address.startswith("https://localhost:")
        trusting = ssl.create_default_context(cafile=str(chain))
        with urllib.request.urlopen(f"{address}healthz", context=trusting, timeout=PATIENCE_S) as answer:
            assert answer.status == 200
            assert answer.headers["Strict-Transport-Security"]


def test_server_whose_media_port_is_taken_says_so_and_does_not_start(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = str(taken.getsockname()[1])
        with serve(tmp_path, PUENTE_MEDIA_PORT=port) as process:
            said, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode != 0
    assert f"the media engine cannot serve UDP port {port}" in said
    assert "Puente serves on" not in said
