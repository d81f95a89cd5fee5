"""nginx's own check of its configuration, and nginx in front of a served Puente and of a broadcast."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.typing import Origin

from tests.deploy.proxy import HOST, SITE, Nginx
from tests.programs import free_port, program
from tests.served import CONFERENCE, ROOM, Served, serving
from tests.server.api.test_broadcast import BASE, Hall
from tests.venue import until

TAKE = f"{BASE}/take/video"


@contextmanager
def in_front_of(port: int, folder: Path) -> Iterator[Nginx]:
    folder.mkdir()
    nginx = Nginx(folder)
    nginx.prepare(f"127.0.0.1:{port}")
    nginx.start()
    try:
        yield nginx
    finally:
        nginx.stop()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    with serving(tmp_path / "data") as served:
        yield served


@pytest.fixture
def nginx(tmp_path: Path, served: Served) -> Iterator[Nginx]:
    with in_front_of(served.port, tmp_path / "nginx") as nginx:
        yield nginx


def test_configuration_is_valid(tmp_path: Path) -> None:
    nginx = Nginx(tmp_path)
    nginx.prepare(f"127.0.0.1:{free_port()}")
    ran = nginx.check()
    assert ran.returncode == 0, ran.stderr
    assert "warn" not in ran.stderr


def test_container_has_the_sites_name_and_room_for_thousands(tmp_path: Path) -> None:
    """As compose.large.yaml starts it, on a copy of what the official image has."""
    site = Nginx(tmp_path / "site")
    site.folder.mkdir()
    site.prepare("127.0.0.1:8000")
    image = tmp_path / "etc-nginx"
    (image / "conf.d").mkdir(parents=True)
    (image / "nginx.conf").write_text(
        f"pid {tmp_path}/pid;\nevents {{\n    worker_connections  1024;\n}}\n"
        f"http {{ client_body_temp_path {tmp_path}/b; include {image}/conf.d/*.conf; }}\n"
    )
    shims = tmp_path / "bin"
    shims.mkdir()
    (shims / "nginx").write_text(f'#!/bin/sh\nexec {program("nginx")} -t -c {image}/nginx.conf "$@"\n')
    # Nothing is taken up anew here.
    (shims / "sleep").write_text("#!/bin/sh\nexit 1\n")
    for shim in shims.iterdir():
        shim.chmod(0o755)
    start = (SITE.parent / "container.sh").read_text(encoding="utf-8")
    start = start.replace("/etc/puente", str(site.folder)).replace("/etc/nginx", str(image))
    ran = subprocess.run(
        ["/bin/sh", "-c", start], check=False, capture_output=True, text=True, timeout=30,
        env={
            "PATH": f"{shims}:{os.environ['PATH']}", "PUENTE_SITE": "congreso.example",
            "PUENTE_UPSTREAM": "10.0.0.8:8000",
        },
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    made = (image / "conf.d" / "default.conf").read_text(encoding="utf-8")
    assert made.count("server_name congreso.example;") == 2
    assert "server 10.0.0.8:8000 " in made
    assert "conference.example" not in made
    assert "worker_connections 16384;" in (image / "nginx.conf").read_text(encoding="utf-8")


def test_cache_lies_where_nginx_can_make_it() -> None:
    [cache] = re.findall(r"^proxy_cache_path (\S+)", SITE.read_text(encoding="utf-8"), re.MULTILINE)
    # nginx makes the last folder only, and Debian has /var/cache.
    assert Path(cache).parent == Path("/var/cache")


async def test_pages_are_served_over_tls_and_metrics_to_nobody(nginx: Nginx) -> None:
    assert nginx.plain("/es/").headers["location"] == f"https://{HOST}/es/"
    async with nginx.client() as http:
        first = await http.get("/", follow_redirects=True)
        assert first.status_code == 200
        again = await http.get("/healthz")
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
        assert len(again.headers.get_list("x-request-id")) == 1
        assert (await http.get("/metrics")).status_code == 404


async def test_asset_is_fetched_once_and_then_cached(nginx: Nginx) -> None:
    async with nginx.client() as http:
        page = await http.get("/", follow_redirects=True)
        [asset, *_] = re.findall(r'"(/assets/[^"]+\.css)"', page.text)
        answers = [await http.get(asset) for _ in range(3)]
    assert [answer.headers["x-cache"] for answer in answers] == ["MISS", "HIT", "HIT"]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


async def test_room_lives_behind_nginx(nginx: Nginx, served: Served) -> None:
    path = served.make_link("attendee", language="es", name="Ana").removeprefix(served.address)
    async with nginx.client() as http:
        entered = await http.post(
            path, data={"name": "Ana", "language": "es"}, headers={"Origin": f"https://{HOST}"}
        )
        assert entered.status_code == 303
        await asyncio.to_thread(nginx.plain, path)
        # A personal link is an address, and whoever reads it in a file could follow it.
        assert not (nginx.folder / "access.log").read_text(encoding="utf-8")
        cookie = f"puente-{CONFERENCE}={entered.cookies[f'puente-{CONFERENCE}']}"
    async with connect(
        f"wss://{HOST}:{nginx.port}/socket/{CONFERENCE}/{ROOM}",
        host=nginx.address,
        ssl=nginx.trust,
        origin=Origin(f"https://{HOST}"),
        additional_headers={"Cookie": cookie},
        proxy=None,
    ) as socket:
        await socket.send(json.dumps({"type": "hello", "version": 1, "language": "es"}))
        command = {"type": "chat.send", "text": "Hola"}
        await socket.send(json.dumps({"type": "command", "id": "c1", "command": command}))
        async with asyncio.timeout(20):
            async for frame in socket:
                read = json.loads(frame)
                if read["type"] == "reply":
                    assert "position" in read
                    break


class Counted:
    """A broadcast, and how often each path was asked for behind nginx."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.asked: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            self.asked[scope["path"]] += 1
        await self.hall.app(scope, receive, send)


@pytest.fixture
async def broadcast() -> AsyncIterator[tuple[Counted, int]]:
    """A real broadcast served on a free port."""
    counted = Counted(Hall())
    counted.hall.begin()
    config = uvicorn.Config(counted, port=free_port(), log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started, lambda: "the broadcast is not served")
    yield counted, config.port
    server.should_exit = True
    await task


async def test_segment_costs_puente_one_request_whoever_asks(
    broadcast: tuple[Counted, int], tmp_path: Path
) -> None:
    counted, port = broadcast
    counted.hall.cut(2)
    with in_front_of(port, tmp_path / "nginx") as nginx:
        async with nginx.client() as http:
            names = [f"{TAKE}/1.m4s", f"{TAKE}/init-0.mp4"]
            for name in names:
                answers = await asyncio.gather(*(http.get(name) for _ in range(20)))
                assert {answer.status_code for answer in answers} == {200}
                assert counted.asked[name] == 1
            # A part is not locked: whoever comes while it is fetched asks too, whoever comes later does not.
            part = f"{TAKE}/1.1.m4s"
            assert (await http.get(part)).headers["x-cache"] == "MISS"
            assert (await http.get(part)).headers["x-cache"] == "HIT"
            # What is not there is asked for again.
            for _ in range(2):
                assert (await http.get(f"{TAKE}/99.m4s")).status_code == 404
            assert counted.asked[f"{TAKE}/99.m4s"] == 2


async def test_playlist_is_passed_and_its_waiting_ends_when_the_part_is_made(
    broadcast: tuple[Counted, int], tmp_path: Path
) -> None:
    counted, port = broadcast
    counted.hall.cut(2)
    with in_front_of(port, tmp_path / "nginx") as nginx:
        async with nginx.client() as http:
            waiting = f"{TAKE}/live.m3u8?_HLS_msn=3&_HLS_part=0"
            asking = [asyncio.create_task(http.get(waiting)) for _ in range(3)]
            await until(lambda: counted.asked[f"{TAKE}/live.m3u8"] == 3, lambda: counted.asked)
            assert not any(task.done() for task in asking)
            counted.hall.add()
            answers = await asyncio.gather(*asking)
    assert all("3.0.m4s" in answer.text for answer in answers)
    assert all("x-cache" not in answer.headers for answer in answers)
