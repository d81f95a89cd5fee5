"""The model on paper takes the newest measured figures, and reckons right."""

from __future__ import annotations

import re
from math import ceil

from server.presence.redis import READ_PER_S
from server.settings import ROOT

LOAD = ROOT / "tests" / "load"
MODEL = (LOAD / "MODEL.md").read_text(encoding="utf-8")
RESULTS = (LOAD / "RESULTS.md").read_text(encoding="utf-8")
ROWS = {
    what: (float(value.replace(",", "")), source)
    for what, value, source in re.findall(r"^\| ([^|]+) \| ([\d.,]+) \| ([^|]+) \|$", MODEL, re.MULTILINE)
}


def newest(benchmark: str) -> str:
    """What the newest run of a benchmark gave."""
    section = RESULTS.split(f"\n## {benchmark}\n")[1].split("\n## ")[0]
    return re.split(r"\n\n(?=\d{4}-\d\d-\d\d, )", section)[0]


def of(words: str) -> float:
    """The value of the only row that begins with these words."""
    [value] = [value for what, (value, _) in ROWS.items() if what.startswith(words)]
    return value


def test_what_was_measured_is_what_the_newest_run_gave() -> None:
    measured = {
        what: source.strip("`")
        for what, (_, source) in ROWS.items()
        if f"\n## {source.strip('`')}\n" in RESULTS
    }
    assert len(measured) > 10
    for what, benchmark in measured.items():
        figures = {
            float(each.replace(",", "")) for each in re.findall(r"\d[\d,]*(?:\.\d+)?", newest(benchmark))
        }
        assert ROWS[what][0] in figures, (what, benchmark)


def test_it_reckons_right() -> None:
    plenary, other = of("people in the plenary"), of("people in each")
    people, rooms, workers, a_host = plenary + 4 * other, 5, 32, 8
    frames = of("frames a second to the hall of the plenary"), of("frames a second to the hall of another")
    deliveries, core = plenary * frames[0] + 4 * other * frames[1], of("deliveries a CPU second")
    seats = READ_PER_S * rooms * workers
    # Taken in from Redis, and counted.
    a_seat = (
        of("a worker: µs for a seat that it takes in") + of("a worker: µs for a seat that it counts")
    ) / 1e6
    packed = rooms * of("packing")
    for reckoned in (
        f"{ceil(deliveries / (core * of('processes run') / 100))} workers",
        f"{workers} workers",
        f"{deliveries / workers / core:.0%}",
        f"{2 * deliveries / (workers - a_host) / core:.0%}",
        f"{(people * of('memory a connection') / 1000 + workers * of('memory of a worker')) / 1000:.1f} GB",
        f"{deliveries * of('bytes of a frame') * 8 / 1e9:.1f} Gbit/s",
        f"{people / (workers * 5000 / of('seconds until a worker')):.0f} s",
        f"{(frames[0] + 4 * frames[1]) * of('Redis: µs for a hint') / 1e6:.1%}",
        f"{people / 20 * of('Redis: µs for a lease') / 1e6:.1%}",
        f"{seats * of('Redis: µs for a seat') / 1e6:.0%}",
        f"{seats / workers * a_seat:.1%}",
        f"{plenary * a_seat:.2f} s",
        f"{plenary / 20 * of('Redis: µs for a message') / 1e6:.1%}",
        f"{people * 1.2 / 1000:.0f} Gbit/s",
        f"{ceil(people / of('viewers of LL-HLS'))} cores",
        f"{packed:.1f} %",
    ):
        assert f"**{reckoned.replace('%', ' %').replace('  ', ' ')}**" in MODEL, reckoned
