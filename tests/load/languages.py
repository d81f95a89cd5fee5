"""The benchmark `languages`: how long a translation takes, and a caption from its POST to the readers' sockets.

Input: real Apertium; a fresh `puente serve` on one core, the readers on the other. The translations go one after the
other through the long-lived pipe of one direction, as the server sends them. The captions are handed in at the caption
URL, two a second, as professional software does; each reader notes when the text and its translation come.
"""

import asyncio
import itertools
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from urllib.parse import urlencode

import httpx2
import msgspec
from websockets.asyncio.client import ClientConnection, connect

from server.auth.feeds import Feeds
from server.auth.secrets import read_secret
from server.rehearsal.figures import percentile
from server.stores import wall_clock
from server.translation.apertium import Apertium, installed
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.load.served import CONFERENCE, ROOM, Puente, pin_apart, puente

_SECONDS = 30.0
_READERS = 200
_A_SECOND = 2.0
_HOUR_MS = 3_600_000
_PATIENCE_S = 10.0
LINES = (
    "How does the new regional agreement protect people who travel through three countries?",
    "Good morning from Mexico City.",
    "Will the slides be shared after the session?",
    "Who decides which cities receive money for housing, schools and language courses?",
    "Thank you, that was very clear.",
    "In our region the number of arrivals doubled within one year, and the offices did not grow.",
    "Could the next speaker say something about families that wait for papers?",
    "Remittances fell in the first months of the pandemic and then reached a record.",
)
SAID = (
    "Buenos días a todas las personas que nos acompañan hoy",
    "La pregunta es quién paga los programas en las ciudades pequeñas",
    "Muchas familias esperan sus documentos desde hace dos años",
    "Pasamos ahora a las preguntas de la sala",
)


@dataclass
class Reader:
    """One socket, and when it heard each text of the captions."""

    socket: ClientConnection
    heard: dict[str, float] = field(default_factory=dict)
    machine: dict[str, float] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def whole(self, count: int) -> None:
        """Wait until so many captions and their translations were heard."""
        while len(self.heard) < count or len(self.machine) < count:
            self.changed.clear()
            await self.changed.wait()

    async def read(self) -> None:
        """Read until the socket is closed."""
        async for frame in self.socket:
            now = monotonic()
            head = msgspec.json.decode(frame)
            if head["type"] == "ping":
                await self.socket.send('{"type":"pong"}')
            for key, value in (head.get("changes") or {}).items():
                if key.startswith("captions/") and value is not None:
                    for cue in value["cues"]:
                        into = self.machine if cue["source"] == "machine" else self.heard
                        into.setdefault(cue.get("of") or cue["text"], now)
                    self.changed.set()


async def run(options: Options) -> Figures:
    """Measure both, one after the other."""
    seconds = options.seconds or _SECONDS
    core = pin_apart()
    say(f"translating for {seconds:.0f} s through one pipe")
    translated = await _translate(seconds)
    say(f"captions to {options.connections or _READERS} readers for {seconds:.0f} s")
    settings = {"PUENTE_TRANSLATION": "apertium", "PUENTE_MEDIA": "false"}
    async with puente(core, settings) as server:
        captioned = await _caption(server, options.connections or _READERS, seconds)
    return {**translated, **captioned}


async def _translate(seconds: float) -> Figures:
    if ("en", "es") not in installed():
        raise Disturbed("Apertium is not installed: bash tests/machine.sh")
    engine = Apertium(installed())
    waits: list[float] = []
    try:
        await engine.translate(LINES[0], "en", "es")
        end = monotonic() + seconds
        for line in itertools.cycle(LINES):
            began = monotonic()
            if began >= end:
                break
            await engine.translate(line, "en", "es")
            waits.append((monotonic() - began) * 1000)
    finally:
        await engine.close()
    return {
        "translations": len(waits),
        "translate_p50_ms": round(percentile(waits, 0.5), 2),
        "translate_p99_ms": round(percentile(waits, 0.99), 2),
    }


async def _caption(server: Puente, count: int, seconds: float) -> Figures:
    cookies = await sign_in(server, count)
    token = Feeds(read_secret(server.data), wall_clock).make(CONFERENCE, ROOM, "Software", _HOUR_MS)
    readers = [await _reader(server, cookie) for cookie in cookies]
    tasks = [asyncio.create_task(reader.read()) for reader in readers]
    sent: dict[str, float] = {}
    url = f"http://{server.host}:{server.port}/captions/{token}"
    headers = {"Host": f"localhost:{server.port}"}
    async with httpx2.AsyncClient(timeout=30, trust_env=False) as software:
        begin = monotonic()
        for seq in range(1, max(2, int(seconds * _A_SECOND)) + 1):
            await asyncio.sleep(max(0.0, begin + seq / _A_SECOND - monotonic()))
            text = f"{SAID[seq % len(SAID)]}, {seq}."
            sent[text] = monotonic()
            query = urlencode({"seq": seq, "lang": "es"})
            answer = await software.post(f"{url}?{query}", content=text.encode(), headers=headers)
            if (answer.status_code, answer.text) != (200, str(seq)):
                raise Disturbed(f"the caption URL answered {answer.status_code}: {answer.text[:200]}")
    with suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE_S):
            for reader in readers:
                await reader.whole(len(sent))
    for reader in readers:
        await reader.socket.close()
    await asyncio.gather(*tasks, return_exceptions=True)
    return _figures(readers, sent)


def _figures(readers: list[Reader], sent: dict[str, float]) -> Figures:
    waits = [
        (reader.heard[text] - at) * 1000
        for reader in readers
        for text, at in sent.items()
        if text in reader.heard
    ]
    # A reader hears the translations of cues in the cues' order.
    machine = [
        (made - at) * 1000
        for reader in readers
        for made, at in zip(sorted(reader.machine.values()), sorted(sent.values()), strict=False)
    ]
    return {
        "readers": len(readers),
        "captions": len(sent),
        "caption_p50_ms": round(percentile(waits, 0.5), 1),
        "caption_p99_ms": round(percentile(waits, 0.99), 1),
        "translated_caption_p99_ms": round(percentile(machine, 0.99), 1),
        "missing": len(readers) * len(sent) - len(waits),
    }


async def _reader(server: Puente, cookie: str) -> Reader:
    socket = await connect(
        f"ws://{server.host}:{server.port}/socket/{CONFERENCE}/{ROOM}",
        additional_headers={"Cookie": cookie, "Host": f"localhost:{server.port}"},
        ping_interval=None,
        compression=None,
        max_size=None,
    )
    await socket.send('{"type":"hello","version":1,"language":"en"}')
    while msgspec.json.decode(await socket.recv())["type"] != "snapshot":
        pass
    return Reader(socket)


BENCHMARK = Benchmark(
    name="languages",
    line="a translation through Apertium's pipe, and a caption from its POST to 200 readers",
    figures=("translate_p50_ms", "translate_p99_ms", "caption_p99_ms"),
    limit_s=240.0,
    run=run,
)
