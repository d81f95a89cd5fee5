"""Someone who watches the broadcast by LL-HLS without a screen. Input: the addresses that `/watch` tells.

It follows one rendition by blocking reload and takes each part, as a player does, and notes by how much more than its
length it waited for it.
"""

from __future__ import annotations

import asyncio
import re
import time
from urllib.parse import urljoin

import httpx2

from server.rehearsal.figures import Figures
from server.rehearsal.person import Person

_HINT = re.compile(r'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="[^"]*?(\d+)\.(\d+)\.m4s"')
_PART = re.compile(r'#EXT-X-PART:DURATION=([\d.]+),URI="([^"]+)"')
LOOK_S = 2.0
# How far behind the newest part players stay (PART-HOLD-BACK).
HOLD_BACK_S = 1.26


class Playhead:
    """What a player has in hand, in seconds; it plays on for as long as there is something."""

    def __init__(self, in_hand: float) -> None:
        self.in_hand = in_hand

    def take(self, seconds: float, after: float) -> float:
        """So many seconds of the broadcast have come after so many; return for how long the picture stood still."""
        left = self.in_hand - after
        self.in_hand = max(0.0, left) + seconds
        return max(0.0, -left)


async def watch(person: Person, http: httpx2.AsyncClient, figures: Figures) -> None:
    """Watch until cancelled. While there is no broadcast, look for one again and again."""
    headers = {"Cookie": person.cookie}
    while True:
        try:
            answer = await http.get(f"/watch/{person.room}", params={"path": "hls"}, headers=headers)
            index = answer.json().get("hls") if answer.status_code == 200 else None
            if index is not None:
                figures.broadcast = True
                await _follow(index, http, headers, figures)
        except (httpx2.HTTPError, ValueError) as error:
            figures.fault(f"the broadcast cannot be read: {type(error).__name__}")
        await asyncio.sleep(LOOK_S)


async def _follow(index: str, http: httpx2.AsyncClient, headers: dict[str, str], figures: Figures) -> None:
    master = (await http.get(index, headers=headers)).text
    playlists = [line for line in master.splitlines() if line and not line.startswith("#")]
    if not playlists:
        return
    figures.viewers += 1
    address = urljoin(index, playlists[0])
    try:
        query: dict[str, str] = {}
        seen = ""
        before = None
        playhead = Playhead(HOLD_BACK_S)
        while True:
            playlist = await http.get(address, params=query)
            if playlist.status_code == 503:
                figures.fault("the broadcast did not go on in time")
                await asyncio.sleep(float(playlist.headers.get("retry-after", LOOK_S)))
                continue
            if playlist.status_code != 200:
                return
            # Those that are listed; what was hinted at may have come to nothing when a segment ended.
            parts = _PART.findall(playlist.text)
            if parts and parts[-1][1] != seen:
                names = [name for _, name in parts]
                new = parts[names.index(seen) + 1 :] if seen in names else parts[-1:]
                duration, seen = sum(float(each) for each, _ in new), new[-1][1]
                part = await http.get(urljoin(address, seen))
                if part.status_code != 200:
                    figures.fault(f"a part of the broadcast was answered by {part.status_code}")
                    return
                now = time.perf_counter()
                if before is not None:
                    figures.late_parts.append(max(0.0, now - before - duration) * 1000)
                    stood_still = playhead.take(duration, now - before)
                    if stood_still:
                        figures.stalls.append(stood_still * 1000)
                before = now
                figures.parts += 1
            hint = _HINT.search(playlist.text)
            if hint is None:
                return
            query = {"_HLS_msn": hint[1], "_HLS_part": hint[2]}
    finally:
        figures.viewers -= 1
