"""A person of a rehearsal in a real room: enters, is shown the room, asks, is refused, and reads stamps."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext

import httpx2
import pytest
from websockets.asyncio.server import ServerConnection, serve

from server.rehearsal.figures import Figures
from server.rehearsal.person import NotAdmitted, Person, Refused, stamped
from server.rehearsal.rehearsal import any_certificate
from tests.served import CONFERENCE, ROOM, Served, serving
from tests.venue import until


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data") as served:
        yield served


@asynccontextmanager
async def present(served: Served, figures: Figures, name: str = "Ana") -> AsyncIterator[Person]:
    person = Person(
        served.address, served.make_link("attendee", name=name), f"{CONFERENCE}/{ROOM}", "es", figures
    )
    async with httpx2.AsyncClient(trust_env=False) as http:
        await person.enter(http, name)
    staying = asyncio.create_task(person.stay())
    try:
        async with asyncio.timeout(20):
            await person.here.wait()
        yield person
    finally:
        staying.cancel()


async def test_times_are_noted_on_both_sides(served: Served) -> None:
    figures = Figures()
    async with present(served, figures) as ana, present(served, figures, "Ben"):
        await ana.ask("chat.send", text=stamped("Ensayo"))
        await until(lambda: len(figures.delivering) == 2, lambda: figures)
        with pytest.raises(Refused, match=r"text\.empty"):
            await ana.ask("chat.send", text=" ")
    assert len(figures.entering) == len(figures.joining) == 2
    assert all(0 < each < 20_000 for each in figures.delivering)
    assert figures.answered == {"chat.send": 1}
    assert figures.refused == {"text.empty": 1}
    assert not figures.faults


async def test_person_comes_back_after_a_restart_and_the_loss_is_counted(served: Served) -> None:
    figures = Figures()
    async with present(served, figures) as ana:
        await asyncio.to_thread(served.stop)
        await until(lambda: not ana.here.is_set(), lambda: figures)
        await asyncio.to_thread(served.start)
        async with asyncio.timeout(30):
            await ana.here.wait()
    assert figures.closed[4001] == 1


async def test_link_of_another_deployment_lets_nobody_in(served: Served) -> None:
    person = Person(
        served.address, f"{served.address}/en/enter/forged", f"{CONFERENCE}/{ROOM}", "en", Figures()
    )
    async with httpx2.AsyncClient(trust_env=False) as http:
        with pytest.raises(NotAdmitted):
            await person.enter(http, "Ana")


@pytest.fixture
def unsigned(tmp_path: Path) -> SSLContext:
    """What serves with a certificate that nobody has signed."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
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
            *("-subj", "/CN=conference.example", "-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    tls = SSLContext(PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


async def test_certificate_that_nobody_signed_is_believed_when_told_so(unsigned: SSLContext) -> None:
    heard: list[str | bytes] = []

    async def hear(socket: ServerConnection) -> None:
        heard.append(await socket.recv())

    async with serve(hear, "127.0.0.1", 0, ssl=unsigned) as server:
        address = f"https://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
        figures = Figures()
        strict, told = (
            Person(address, f"{address}/en/enter/x", f"{CONFERENCE}/{ROOM}", "en", figures, tls)
            for tls in (None, any_certificate())
        )
        staying = asyncio.create_task(strict.stay())
        await until(lambda: bool(figures.faults), lambda: figures)
        staying.cancel()
        assert not heard
        staying = asyncio.create_task(told.stay())
        await until(lambda: bool(heard), lambda: figures)
        staying.cancel()
