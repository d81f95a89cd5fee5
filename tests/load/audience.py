"""The benchmark `audience`: `puente rehearse` against a fresh server, for its whole mixture of what people do.

Input: a fresh `puente serve` with its media engine on one core. The audience is the shipped one (`server/rehearsal`):
both languages, chat, questions, upvotes, ballots, a speaker with a test picture, viewers of the broadcast.
"""

from __future__ import annotations

from server.rehearsal.person import NotAdmitted
from server.rehearsal.rehearsal import Cast, Seat, rehearse
from server.rehearsal.report import MEASURES, as_json, in_words
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Disturbed
from tests.load.served import CONFERENCE, ROOM, Puente, pin_apart, puente
from tests.programs import free_udp_port

PEOPLE, VIEWERS, SECONDS = 200, 50, 60.0
LANGUAGES = ("en", "es")


async def _seats(server: Puente, role: str, count: int) -> list[Seat]:
    links = await server.links(count, role)
    return [
        Seat(link, LANGUAGES[number % len(LANGUAGES)], f"{role} {number}")
        for number, link in enumerate(links)
    ]


async def run(options: Options) -> Figures:
    """Rehearse; see the module for how, RESULTS.md for what came out."""
    people, seconds = options.connections or PEOPLE, options.seconds or SECONDS
    async with puente(pin_apart(), {"PUENTE_MEDIA_PORT": str(free_udp_port())}) as server:
        [moderator] = await _seats(server, "moderator", 1)
        cast = Cast(
            await _seats(server, "attendee", people),
            await _seats(server, "speaker", 1),
            moderator,
            min(VIEWERS, people),
        )
        try:
            figures = await rehearse(server.origin, f"{CONFERENCE}/{ROOM}", cast, seconds)
        except NotAdmitted as error:
            raise Disturbed(str(error)) from error
    for line in in_words(figures, people, seconds):
        say(line)
    measures = as_json(figures, people, seconds)["measures"]
    return {
        "people": people,
        "commands": figures.answered.total(),
        "parts": figures.parts,
        "faults": figures.faults.total(),
        **{
            f"{each.name}_{share}_ms": measures[each.name][f"{share}_ms"]
            for each in MEASURES
            for share in ("p50", "p99")
        },
    }


BENCHMARK = Benchmark(
    name="audience",
    line="puente rehearse with 200 people in two languages, 50 of them viewers: each of its measures",
    figures=tuple(f"{each.name}_p99_ms" for each in MEASURES),
    limit_s=300.0,
    run=run,
)
