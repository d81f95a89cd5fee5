"""Figures of a Janus' load. Input: its halls, and its admin WebSocket, which tells of each handle what passed there.

Source: Janus 1.1, "Admin/Monitor API", `handle_info`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from server.media.channels import is_channel
from server.media.janus.link import JanusFault, Link
from server.media.janus.peers import Hall, Publication, Subscription
from server.media.port import LayerStats, Stats, SubscriberStats, Track, TrackStats

# Handles that are asked about at once.
_AT_ONCE = 32


class Passed:
    """What passed through one handle: packets and bits per second each way, and the share that its peer lost."""

    def __init__(self, info: Mapping[str, Any]) -> None:
        self.packets_in = self.packets_out = self.bits_in = 0
        self.repaired = 0
        self.loss = 0.0
        for medium in _media(info):
            stats = medium.get("stats", {})
            came, went = stats.get("in", {}), stats.get("out", {})
            self.packets_in += int(came.get("packets", 0))
            self.packets_out += int(went.get("packets", 0))
            self.bits_in += 8 * int(came.get("bytes_lastsec", 0))
            rtcp = medium.get("rtcp", {}).get("main", {})
            self.loss = max(self.loss, 1 - int(rtcp.get("out-link-quality", 100)) / 100)
            self.repaired += int(rtcp.get("retransmitted-packets", 0))


def _media(info: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    media = info.get("webrtc", {}).get("media", {})
    yield from media.values() if isinstance(media, Mapping) else media


async def take(admin: Link | None, session: int, halls: Iterable[Hall]) -> Stats:
    """Count everything now. Janus does not tell its processor time nor its process's number: they are 0."""
    halls = tuple(halls)
    peers: list[Publication | Subscription] = [
        *(peer for hall in halls for peer in hall.publications.values()),
        *(peer for hall in halls for peer in hall.subscriptions.values()),
    ]
    passed = dict(zip(peers, await _ask(admin, session, peers), strict=True))
    return Stats(
        0,
        0.0,
        sum(each.packets_in for each in passed.values()),
        sum(each.packets_out for each in passed.values()),
        {},
        tuple(
            TrackStats(hall.track(id), (_layer(hall.track(id), publication, passed),), hall.viewers(id))
            for hall in halls
            for id, publication in hall.tracks.items()
        ),
        tuple(
            SubscriberStats(
                each.resource,
                hall.room,
                each.request.subscriber,
                each.live,
                0,
                passed[each].loss,
                passed[each].packets_out,
                passed[each].repaired,
                {part.mid: part.wanted.layer or "" for part in each.parts if part.carries is not None},
                tuple(wanted for part in each.parts if is_channel(wanted := part.wanted.track) and wanted),
            )
            for hall in halls
            for each in hall.subscriptions.values()
        ),
    )


def _layer(
    track: Track, publication: Publication, passed: Mapping[Publication | Subscription, Passed]
) -> LayerStats:
    # Janus counts by handle: a publisher's tracks share their figures evenly.
    share = max(1, len(publication.tracks))
    found = passed[publication]
    return LayerStats("", found.bits_in // share, found.packets_in // share, 0, 0, 0)


async def _ask(admin: Link | None, session: int, peers: Iterable[Publication | Subscription]) -> list[Passed]:
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(handle: int) -> Passed:
        if admin is None:
            return Passed({})
        async with gate:
            try:
                answer = await admin.ask({"janus": "handle_info", "session_id": session, "handle_id": handle})
            except JanusFault:
                # It left in the meantime.
                return Passed({})
            return Passed(answer.get("info", {}))

    return list(await asyncio.gather(*(one(peer.handle) for peer in peers)))
