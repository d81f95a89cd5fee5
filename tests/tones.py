"""A stage and a booth of tones, a speaker with a picture and two interpreters; and what a listener hears of them.

Input: personal links of a served conference, and the page of somebody who listens there. The speaker sends by WHIP as
OBS does, the interpreters sit at their booth's pages; `Ear` reads from the listener's page how loud each tone is
(`tests/ear.js`).
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from math import log10
from pathlib import Path
from statistics import median
from typing import NamedTuple

import httpx2 as httpx
from playwright.async_api import Page

from tests.booths import Interpreter, at_booth
from tests.obs import Tone, streaming
from tests.protocol.stranger import Stranger, sign_in
from tests.served import CONFERENCE, ROOM

FLOOR, FIRST, SECOND = TONES = (500, 1100, 1700)
# No session of the conference is held in it, so that it is a foreign one at every hour.
LANGUAGE = "fr"
SPEAKER = "Tomás Tone"
LIMIT_S = 30.0
# A tone of which less is left is not heard, beside 0.24 of one that is sent.
AUDIBLE = 0.05
_ROW_S = 0.01
_STEP_ROWS = 5


class Row(NamedTuple):
    """Ten milliseconds. `heard` and `came` are the amplitudes of the tones, by hertz, where 1 is the loudest there is."""

    at: float
    heard: dict[int, float]
    came: dict[int, float]

    @property
    def share(self) -> float | None:
        """How much of the floor is heard, 1 for all of it; None while it does not come in."""
        return self.heard[FLOOR] / self.came[FLOOR] if self.came[FLOOR] > AUDIBLE else None


@dataclass
class Stage:
    """A speaker on the stage, and two interpreters in the booth of an open channel, of whom nobody is on air yet."""

    first: Interpreter
    second: Interpreter


Link = Callable[[str], Awaitable[str]]
Holds = Callable[[Sequence[Row]], bool]


@asynccontextmanager
async def on_stage(link: Link) -> AsyncIterator[Stage]:
    """Fill the stage and the booth for as long as the context lasts. `link` gives an unused link for a role."""
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(httpx.AsyncClient(timeout=LIMIT_S, trust_env=False))

        async def enter(role: str, name: str) -> Stranger:
            signed_in = await sign_in(await link(role), name, "en")
            return await stack.enter_async_context(Stranger(signed_in, ROOM, "en"))

        moderator, speaker = await enter("moderator", "Mo"), await enter("speaker", SPEAKER)
        if f"channels/{LANGUAGE}" in moderator.view:
            await moderator.command("channel.close", language=LANGUAGE)
        await moderator.command("channel.open", language=LANGUAGE)
        address = speaker.signed_in.address
        links = [await link("interpreter") for _ in range(2)]
        names = (("Iris", FIRST), ("Ivo", SECOND))
        booths = [
            at_booth(address, link, name, LANGUAGE, hertz)
            for link, (name, hertz) in zip(links, names, strict=True)
        ]
        seated = asyncio.gather(*(stack.enter_async_context(each) for each in booths))
        place = f"{address}/whip/{CONFERENCE}/{ROOM}?source=camera&source=microphone"
        await stack.enter_async_context(streaming(http, place, speaker.signed_in.headers(), tone=Tone(FLOOR)))
        me = str(speaker.welcome["participant"]["participant"])
        await moderator.until(lambda: len(moderator.view.get(f"backstage/{me}", {}).get("sources", [])) == 2)
        await moderator.command("stage.bring", participant=me)
        try:
            yield Stage(*await seated)
        finally:
            # Also when what was heard was wrong: others come onto this stage.
            await moderator.command("stage.take_off", participant=me)
            await moderator.command("channel.close", language=LANGUAGE)


class Ear:
    """What a page plays. `prepare` comes before it is opened, in a context that bypasses its content policy."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.rows: list[Row] = []

    async def prepare(self) -> None:
        script = Path(__file__).with_name("ear.js").read_text("utf-8")
        await self.page.context.add_init_script(f"{{{script}\nhear({json.dumps(TONES)});}}")

    async def at(self, selector: str) -> None:
        """Listen to a media element from now on, and watch its pictures."""
        await self.page.locator(selector).evaluate("(video) => window.ear.at(video)")
        self.rows.clear()

    async def until(self, holds: Holds, what: str, lasts_s: float = 0.2) -> list[Row]:
        """Listen until something holds of the newest `lasts_s`; give all rows since the last time."""
        deadline = time.monotonic() + LIMIT_S
        newest = round(lasts_s / _ROW_S)
        while True:
            self.rows += (
                Row(
                    at,
                    dict(zip(TONES, values, strict=False)),
                    dict(zip(TONES, values[len(TONES) :], strict=True)),
                )
                for at, *values in await self.page.evaluate("window.heard.splice(0)")
            )
            if len(self.rows) >= newest and holds(self.rows[-newest:]):
                rows, self.rows = self.rows, []
                return rows
            assert time.monotonic() < deadline, f"waited in vain for {what}; last heard {self.rows[-1:]}"
            await asyncio.sleep(0.05)


class Interpreted(NamedTuple):
    """What was measured of a channel over WebRTC. Times in seconds, `steepest_db` within 50 ms.

    `fallback_s` is from the end of speech, `off_air_s` from when the interpreter goes off air.
    """

    duck_ratio: float
    overlap_s: float
    gap_s: float
    fallback_s: float
    off_air_s: float
    steepest_db: float


async def interpreted(stage: Stage, ear: Ear) -> Interpreted:
    """One interpreter, then the other, who is silent for a while, speaks again and goes. The channel is listened to."""
    first, second = stage.first, stage.second
    rows = await ear.until(floor_at(1), "the floor alone")
    await first.go_on_air()
    rows += await ear.until(both(only(FIRST), floor_at(0.2)), "the floor under an interpreter", 0.5)
    ratio = median(share for row in rows[-50:] if (share := row.share) is not None)
    await first.offer()
    await second.accept()
    handed = await ear.until(both(only(SECOND), floor_at(0.2)), "the other interpreter", 0.5)
    await second.mute()
    silent = await ear.until(floor_at(1), "the floor during a silence")
    await second.unmute()
    spoke = await ear.until(both(only(SECOND), floor_at(0.2)), "the floor under speech again")
    await second.go_off_air()
    ended = await ear.until(floor_at(1), "the floor when nobody is on air")
    overlap_s, gap_s = _hand_over(handed)
    return Interpreted(
        round(ratio, 3),
        round(overlap_s, 3),
        round(gap_s, 3),
        round(_back(silent) - max(row.at for row in handed[-1:] + silent if row.came[SECOND] > AUDIBLE), 2),
        round(_back(ended) - ended[0].at, 2),
        round(_steepest([*rows, *handed, *silent, *spoke, *ended]), 1),
    )


class Switched(NamedTuple):
    """What was measured of changes of a broadcast's sound: how long each took, and what the picture did meanwhile."""

    after_s: list[float]
    waits: int
    longest_still_s: float


async def switched(ear: Ear, times: int) -> Switched:
    """Go over to the interpreter who is on air and back, several times, on a page that plays the broadcast."""
    after: list[float] = []
    await ear.until(floor_at_full, "the floor in the broadcast", 0.5)
    await ear.page.evaluate("Object.assign(window.ear, {frames: [], waits: 0})")
    for turn in range(times):
        channel, holds = ((LANGUAGE, only(FIRST)), ("original", floor_at_full))[turn % 2]
        began = await ear.page.locator(".player-listen").evaluate(_CHOOSE, channel)
        rows = await ear.until(holds, f"{channel} in the broadcast", 0.5)
        after.append(next(row.at for row in rows if row.at > began and holds([row])) - began)
    frames, waits = await ear.page.evaluate("[window.ear.frames, window.ear.waits]")
    return Switched(after, waits, max(b - a for a, b in pairwise(frames)) / 1000)


_CHOOSE = """(select, channel) => {
  select.value = channel;
  select.dispatchEvent(new Event("change", {bubbles: true}));
  return window.ear.context.currentTime;
}"""


def both(*conditions: Holds) -> Holds:
    """All of them hold."""
    return lambda rows: all(holds(rows) for holds in conditions)


def only(hertz: int) -> Holds:
    """Of the interpreters' tones this one is heard, and alone."""
    other = FIRST + SECOND - hertz
    return lambda rows: all(row.heard[hertz] > AUDIBLE > row.heard[other] for row in rows)


def floor_at(share: float, within: float = 0.02) -> Holds:
    """So much of the floor is heard of what comes in."""
    return lambda rows: all(row.share is not None and abs(row.share - share) < within for row in rows)


def floor_at_full(rows: Sequence[Row]) -> bool:
    """The floor is heard as loud as it is sent, and no interpreter."""
    return all(row.heard[FLOOR] > 0.15 and max(row.heard[FIRST], row.heard[SECOND]) < AUDIBLE for row in rows)


def _back(rows: Sequence[Row]) -> float:
    """When the floor was back, after it had made way."""
    coming = [(row.at, row.share) for row in rows if row.share is not None]
    return next(at for (_, before), (at, share) in pairwise(coming) if before <= 0.95 < share)


def _hand_over(rows: Sequence[Row]) -> tuple[float, float]:
    """For how long both interpreters were heard, and for how long neither, from one to the other."""
    first = {row.at for row in rows if row.heard[FIRST] > AUDIBLE}
    second = {row.at for row in rows if row.heard[SECOND] > AUDIBLE}
    return _ROW_S * len(first & second), max(0.0, min(second) - max(first) - _ROW_S)


def _steepest(rows: Sequence[Row]) -> float:
    """The largest step of the floor, up or down, by what the page does to it."""
    levels = [20 * log10(row.share) if row.share else None for row in rows]
    return max(
        abs(after - before)
        for before, after in zip(levels, levels[_STEP_ROWS:], strict=False)
        if before is not None and after is not None
    )
