"""One Janus as a media engine. Input: the port's requests, and the events of its handles.

It is `port.MediaEngine` but for `listen`, `close` and the numbering of resources, which are `engine.py`'s.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine
from typing import Any

from rooms import ParticipantId, RoomId
from server.media import offers
from server.media.channels import channel_track
from server.media.janus import census, descriptions
from server.media.janus.carrying import Carrying
from server.media.janus.descriptions import Side
from server.media.janus.link import JanusFault, Link, Message
from server.media.janus.peers import (
    Hall,
    Publication,
    Subscription,
    order_of,
    parts_of,
    tracks_of,
)
from server.media.janus.videoroom import Access, VideoRoom
from server.media.port import (
    Answer,
    AudioLevels,
    MediaRefused,
    Notification,
    Publish,
    ResourceClosed,
    ResourceId,
    Restarted,
    Stats,
    Subscribe,
    Track,
    TrackAdded,
    TrackId,
    TrackRemoved,
    Wanted,
)

logger = logging.getLogger(__name__)

LEVELS_S = 0.2
SILENT = 127


class JanusServer:
    """`tell` is called with each notification, `lost` when the link has broken: then all of it is closed."""

    def __init__(
        self, access: Access, tell: Callable[[Notification], None], lost: Callable[[], None]
    ) -> None:
        self._access, self._tell, self._lost = access, tell, lost
        self._videoroom = VideoRoom(access)
        self._carrying = Carrying(self._videoroom, tell)
        self._admin: Link | None = None
        self._halls: dict[RoomId, Hall] = {}
        self._opening: dict[RoomId, asyncio.Task[Hall]] = {}
        self._owners: dict[ResourceId, Hall] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    def busy(self, room: RoomId) -> bool:
        """Whether somebody publishes or watches in a room here."""
        hall = self._halls.get(room)
        return hall is not None and bool(hall.publications or hall.subscriptions)

    async def open(self) -> None:
        """Connect. Raises JanusFault."""
        await self._videoroom.open()
        if self._access.admin:
            self._admin = Link(self._access.admin, self._access.admin_secret, "janus-admin-protocol")
            await self._admin.open(session=False)
        self._videoroom.link.lost = self._broke
        self._begin(self._tell_levels())

    async def close(self) -> None:
        """Close everything."""
        for task in tuple(self._tasks):
            task.cancel()
        for link in (self._videoroom.link, self._admin):
            if link is not None:
                await link.close()
        self._forget("closed")

    async def publish(self, request: Publish) -> Answer:
        offer = offers.parse(request.offer)
        sections = tracks_of(request, offer)
        hall = await self._hall(request.room)
        former = hall.holders(request)
        resource = ResourceId(secrets.token_urlsafe(16))
        handle = await self._videoroom.attach(lambda event: self._hear(resource, event))
        try:
            joining: Message = {"request": "join", "ptype": "publisher", "room": hall.number}
            feed = int((await self._videoroom.ask(handle, joining))["data"]["id"])
            layers = next((track.layers for track in sections.values() if track.layers), ())
            answer = await self._videoroom.offer(handle, request.offer, order_of(layers) if layers else None)
            tag = Side.of(answer).ufrag
        except BaseException:
            self._begin(self._videoroom.link.detach(handle))
            raise
        for each in former:
            await self._close(each.resource, "replaced")
        tracks = {track.id: track for track in sections.values()}
        mids = {track.id: mid for mid, track in sections.items()}
        hall.publications[resource] = Publication(
            resource, request, handle, feed, request.offer, tag, tracks, mids
        )
        self._owners[resource] = hall
        return Answer(resource, answer, tag, tuple(tracks.values()))

    async def subscribe(self, request: Subscribe) -> Answer:
        offer = offers.parse(request.offer)
        sections = descriptions.receivable(offer)
        hall = await self._hall(request.room)
        parts = parts_of(hall, request, sections)
        may = tuple(hall.track(track) for track in hall.receivable(request.backstage))
        side = Side.of(request.offer)
        resource = ResourceId(secrets.token_urlsafe(16))
        handle = await self._videoroom.attach(lambda event: self._hear(resource, event))
        try:
            theirs = await self._videoroom.join(handle, hall, parts)
            answer = descriptions.to_viewer(offer, theirs)
            await self._videoroom.start(handle, side, theirs)
        except BaseException:
            self._begin(self._videoroom.link.detach(handle))
            raise
        tag = Side.of(theirs).ufrag
        subscription = Subscription(resource, request, handle, side, tag, parts, request.wanted is None)
        hall.subscriptions[resource], self._owners[resource] = subscription, hall
        # The stage may have moved while Janus was asked.
        self._begin(self._carrying.settle(hall, subscription))
        return Answer(resource, answer, tag, may, subscription.sections())

    async def choose(self, resource: ResourceId, mid: str, wanted: Wanted) -> None:
        subscription, hall = self._peer(resource), self._owners.get(resource)
        if hall is None or not isinstance(subscription, Subscription):
            raise MediaRefused("media.resource")
        await self._carrying.choose(hall, subscription, hall.part(subscription, mid, wanted), wanted)

    async def ice_tag(self, resource: ResourceId) -> str:
        return self._peer(resource).tag

    async def restart_ice(self, resource: ResourceId, fragment: str) -> Restarted:
        peer = self._peer(resource)
        if isinstance(peer, Publication):
            offer = descriptions.restarted_offer(peer.offer, fragment)
            theirs = await self._videoroom.offer(peer.handle, offer)
            peer.offer = offer
        else:
            side = descriptions.restarted_side(peer.side, fragment)
            async with peer.lock:
                theirs = await self._videoroom.restart(peer.handle)
                await self._videoroom.start(peer.handle, side, theirs)
                peer.side = side
        peer.tag = Side.of(theirs).ufrag
        return Restarted(descriptions.fragment(theirs), peer.tag)

    async def leave(self, resource: ResourceId) -> None:
        self._peer(resource)
        await self._close(resource, "left")

    async def expel(self, room: RoomId, participant: ParticipantId) -> None:
        hall = self._halls.get(room)
        if hall is not None:
            for each in list(hall.subscriptions.values()):
                if each.request.subscriber == participant:
                    await self._close(each.resource, "expelled")
            await self._unpublish(hall, participant, "expelled")

    async def unpublish(self, room: RoomId, participant: ParticipantId) -> None:
        hall = self._halls.get(room)
        if hall is not None:
            await self._unpublish(hall, participant, "revoked")

    async def set_stage(self, room: RoomId, tracks: tuple[TrackId, ...]) -> None:
        hall = await self._hall(room)
        hall.stage = tracks
        await self._settle(hall)

    async def set_channels(self, room: RoomId, heard: dict[str, TrackId]) -> None:
        hall = await self._hall(room)
        hall.heard = {channel_track(language): track for language, track in heard.items()}
        await self._settle(hall)

    async def tracks(self, room: RoomId) -> tuple[Track, ...]:
        hall = self._halls.get(room)
        return () if hall is None else tuple(hall.track(track) for track in hall.tracks)

    async def stats(self) -> Stats:
        return await census.take(self._admin, self._videoroom.link.session, self._halls.values())

    async def _hall(self, room: RoomId) -> Hall:
        hall = self._halls.get(room)
        if hall is not None:
            return hall
        opening = self._opening.get(room)
        if opening is None:
            opening = self._opening[room] = asyncio.create_task(self._videoroom.hall(room))
            opening.add_done_callback(lambda _: self._opening.pop(room))
        return self._halls.setdefault(room, await asyncio.shield(opening))

    def _peer(self, resource: ResourceId) -> Publication | Subscription:
        hall = self._owners.get(resource)
        if hall is None:
            raise MediaRefused("media.resource")
        return hall.publications.get(resource) or hall.subscriptions[resource]

    async def _unpublish(self, hall: Hall, participant: ParticipantId, reason: str) -> None:
        for each in [each for each in hall.publications.values() if each.request.publisher == participant]:
            await self._close(each.resource, reason)

    async def _settle(self, hall: Hall) -> None:
        for each in list(hall.subscriptions.values()):
            await self._carrying.settle(hall, each)

    async def _close(self, resource: ResourceId, reason: str) -> None:
        """Close a peer. Closing what is closed changes nothing."""
        hall = self._owners.pop(resource, None)
        if hall is None:
            return
        peer: Publication | Subscription
        if resource in hall.publications:
            peer = hall.publications.pop(resource)
            for track in [track for track, publication in hall.tracks.items() if publication is peer]:
                del hall.tracks[track]
                hall.levels.pop(track, None)
                self._tell(TrackRemoved(peer.tracks[track]))
        else:
            peer = hall.subscriptions.pop(resource)
        # Told together with the tracks, and before anything is waited for that may fail.
        self._tell(ResourceClosed(resource, hall.room, peer.owner, reason))
        try:
            if isinstance(peer, Publication):
                # Viewers are given silence before the source goes: Janus would want a new offer otherwise.
                await self._settle(hall)
        finally:
            await self._videoroom.link.detach(peer.handle)

    def _hear(self, resource: ResourceId, event: Message) -> None:
        hall = self._owners.get(resource)
        if hall is None:
            return
        peer = self._peer(resource)
        match event.get("janus"):
            case "webrtcup":
                peer.live = True
                self._begin(self._connected(hall, peer))
            case "hangup" | "detached":
                self._begin(self._close(resource, "left" if event.get("reason") == "DTLS alert" else "lost"))
            case "media" if isinstance(peer, Publication):
                peer.silent = not event.get("receiving", True)
            case "event":
                self._hear_plugin(hall, peer, event)

    def _hear_plugin(self, hall: Hall, peer: Publication | Subscription, event: Message) -> None:
        data = event.get("plugindata", {}).get("data", {})
        jsep = event.get("jsep")
        if isinstance(peer, Subscription):
            if jsep and jsep.get("type") == "offer":
                # A part had lost its source and has one again. The viewer's side is unchanged: we answer for it.
                self._begin(self._videoroom.start(peer.handle, peer.side, str(jsep["sdp"])))
            return
        if data.get("videoroom") in ("talking", "stopped-talking"):
            track = next((id for id, mid in peer.mids.items() if mid == data.get("mid")), None)
            if track is not None:
                talks = data["videoroom"] == "talking"
                hall.levels[track] = round(data.get("audio-level-dBov-avg", SILENT)) if talks else SILENT

    async def _connected(self, hall: Hall, peer: Publication | Subscription) -> None:
        if isinstance(peer, Subscription):
            for part in peer.parts:
                self._carrying.told(peer, part)
            return
        for id, track in peer.tracks.items():
            if id not in hall.tracks:
                hall.tracks[id] = peer
                self._tell(TrackAdded(track))
        await self._settle(hall)

    async def _tell_levels(self) -> None:
        while True:
            await asyncio.sleep(LEVELS_S)
            for hall in self._halls.values():
                if hall.levels:
                    self._tell(AudioLevels(hall.room, dict(hall.levels)))
                    hall.levels = {track: level for track, level in hall.levels.items() if level < SILENT}

    def _broke(self) -> None:
        logger.error("Janus at %s is lost, and everything that it carried", self._access.url)
        self._forget("lost")
        self._lost()

    def _forget(self, reason: str) -> None:
        halls, self._halls, self._owners = list(self._halls.values()), {}, {}
        for hall in halls:
            for id in hall.tracks:
                self._tell(TrackRemoved(hall.track(id)))
            peers: list[Publication | Subscription] = [*hall.publications.values()]
            for peer in [*peers, *hall.subscriptions.values()]:
                self._tell(ResourceClosed(peer.resource, hall.room, peer.owner, reason))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        # Nothing is around it: what is around work that is ended before its first step never awaits it.
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        fault = None if task.cancelled() else task.exception()
        if fault is not None:
            unforeseen = None if isinstance(fault, MediaRefused | JanusFault) else fault
            logger.warning("Janus at %s: %s", self._access.url, fault, exc_info=unforeseen)
