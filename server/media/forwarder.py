"""The embedded media engine: every publisher and subscriber of one process behind one UDP port.

Input: the port's requests. It runs in a process of its own (`process.py`).
"""

from __future__ import annotations

import asyncio
import os
import secrets
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from rooms import ParticipantId, RoomId
from server.media import answers, offers
from server.media.allowance import Allowance
from server.media.answers import Place
from server.media.channels import Channels, is_channel
from server.media.configuration import Configuration
from server.media.dtls import Identity
from server.media.fan import Exit
from server.media.ingest import Ingest
from server.media.mux import Mux
from server.media.port import (
    Answer,
    AudioLevels,
    Listener,
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
from server.media.publisher import Publisher, giving_way
from server.media.subscriber import Subscriber

TICK_S = 0.05
# Subscribers take turns, so that each is looked at once a second and no tick is long.
_TURNS = 20
_LEVELS_EVERY = 4
_BURST, _RATE = 300.0, 400.0


class Forwarder:
    """Implements port.MediaEngine within this process. Raises OSError when the UDP port cannot be had."""

    def __init__(self, configuration: Configuration, clock: Callable[[], float] = time.monotonic) -> None:
        self._configuration = configuration
        self._clock = clock
        self._mux = Mux(Identity(), configuration.hosts, configuration.port, clock)
        self.place = Place(configuration.reachable(), self._mux.port, self._mux.identity.fingerprint)
        self._exit = Exit()
        self._publishers: dict[ResourceId, Publisher] = {}
        self._subscribers: dict[ResourceId, Subscriber] = {}
        self._by_room: dict[RoomId, dict[ResourceId, Subscriber]] = {}
        self._ingests: dict[RoomId, dict[TrackId, Ingest]] = {}
        self._stages: dict[RoomId, frozenset[TrackId]] = {}
        self._channels = Channels()
        self._offsets: dict[Ingest, Publisher] = {}
        self._joins = Allowance(_BURST, _RATE, clock())
        self._first_ssrc = secrets.randbits(30) << 1
        self._listeners: list[Listener] = []
        self._turn = 0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to read the port and to tick, in the running loop."""
        self._mux.start()
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)

    async def publish(self, request: Publish) -> Answer:
        now = self._admit()
        offer = offers.parse(request.offer)
        former = giving_way(self._publishers.values(), request, now)
        publisher = Publisher(
            ResourceId(secrets.token_urlsafe(16)), request, offer, self._mux, self._exit, self._tell,
            self._publishing, self._unpublished, now,
        )  # fmt: skip
        for each in former:
            each.transport.close("replaced")
        self._publishers[publisher.resource] = publisher
        return Answer(
            publisher.resource,
            answers.write(self.place, publisher.transport.credentials, publisher.accepted),
            publisher.transport.credentials.ufrag,
            tuple(ingest.track for ingest in publisher.ingests),
        )

    async def subscribe(self, request: Subscribe) -> Answer:
        now = self._admit()
        offer = offers.parse(request.offer)
        may = self._receivable(request.room, request.backstage)
        subscriber = Subscriber(
            ResourceId(secrets.token_urlsafe(16)), request, offer, self._mux,
            lambda track: self._found(request, track), self._tell,
            self._unsubscribed, self._first_ssrc, now,
        )  # fmt: skip
        self._subscribers[subscriber.resource] = subscriber
        self._by_room.setdefault(request.room, {})[subscriber.resource] = subscriber
        subscriber.offer_tracks(may.values(), now)
        for wanted in request.wanted or ():
            self._follow([subscriber], wanted.track)
        return Answer(
            subscriber.resource,
            answers.write(self.place, subscriber.transport.credentials, subscriber.accepted),
            subscriber.transport.credentials.ufrag,
            tuple(ingest.track for ingest in may.values()),
            subscriber.sections(),
        )

    async def choose(self, resource: ResourceId, mid: str, wanted: Wanted) -> None:
        subscriber = self._subscribers.get(resource)
        if subscriber is None:
            raise MediaRefused("media.resource")
        subscriber.choose(mid, wanted, self._clock())

    async def ice_tag(self, resource: ResourceId) -> str:
        return self._peer(resource).transport.credentials.ufrag

    async def restart_ice(self, resource: ResourceId, fragment: str) -> Restarted:
        if "a=ice-ufrag:" not in fragment or "a=ice-pwd:" not in fragment:
            raise MediaRefused("media.fragment")
        credentials = self._peer(resource).transport.restart_ice()
        return Restarted(answers.fragment(self.place, credentials), credentials.ufrag)

    async def leave(self, resource: ResourceId) -> None:
        self._peer(resource).transport.close("left")

    async def expel(self, room: RoomId, participant: ParticipantId) -> None:
        for peer in self._peers():
            request = peer.request
            owner = request.publisher if isinstance(request, Publish) else request.subscriber
            if request.room == room and owner == participant:
                peer.transport.close("expelled")

    async def unpublish(self, room: RoomId, participant: ParticipantId) -> None:
        for publisher in list(self._publishers.values()):
            if (publisher.request.room, publisher.request.publisher) == (room, participant):
                publisher.transport.close("revoked")

    async def set_stage(self, room: RoomId, tracks: tuple[TrackId, ...]) -> None:
        now = self._clock()
        before, after = self._stages.get(room, frozenset()), frozenset(tracks)
        if after:
            self._stages[room] = after
        else:
            self._stages.pop(room, None)
        ingests = self._ingests.get(room, {})
        leaving = [ingests[track] for track in before - after if track in ingests]
        coming = [ingests[track] for track in tracks if track not in before and track in ingests]
        for subscriber in self._by_room.get(room, {}).values():
            if not subscriber.request.backstage:
                for ingest in leaving:
                    subscriber.lose_track(ingest, now)
                subscriber.offer_tracks(coming, now)

    async def set_channels(self, room: RoomId, heard: dict[str, TrackId]) -> None:
        for channel in self._channels.set(room, heard):
            self._follow(self._by_room.get(room, {}).values(), channel)

    async def tracks(self, room: RoomId) -> tuple[Track, ...]:
        return tuple(ingest.track for ingest in self._ingests.get(room, {}).values())

    async def stats(self) -> Stats:
        spent = os.times()
        dropped = Counter(self._mux.dropped)
        for peer in self._peers():
            dropped.update(peer.transport.dropped)
        unsent = self._exit.refused + sum(each.unsent for each in self._mux.listeners)
        return Stats(
            os.getpid(),
            spent.user + spent.system,
            self._mux.received,
            self._exit.sent,
            {**dropped, "unsent": unsent},
            tuple(ingest.stats() for room in self._ingests.values() for ingest in room.values()),
            tuple(each.stats(self._clock()) for each in self._subscribers.values()),
        )

    def listen(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    async def close(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for peer in self._peers():
            peer.transport.close("closed")
        self._mux.close()

    def _admit(self) -> float:
        now = self._clock()
        if len(self._publishers) + len(self._subscribers) >= self._configuration.most_peers:
            raise MediaRefused("media.full", most=self._configuration.most_peers)
        if not self._joins.take(now):
            raise MediaRefused("media.busy")
        return now

    def _found(self, request: Subscribe, track: TrackId) -> Ingest | None:
        if is_channel(track):
            heard = self._channels.heard(request.room, track)
            return None if heard is None else self._ingests.get(request.room, {}).get(heard)
        return self._receivable(request.room, request.backstage).get(track)

    def _follow(self, subscribers: Iterable[Subscriber], channel: TrackId | None) -> None:
        """A channel is heard from another track."""
        for subscriber in subscribers:
            if channel is not None and is_channel(channel):
                subscriber.follow(channel, self._found(subscriber.request, channel), self._clock())

    def _receivable(self, room: RoomId, backstage: bool) -> dict[TrackId, Ingest]:
        ingests = self._ingests.get(room, {})
        if backstage:
            return ingests
        on_stage = self._stages.get(room, frozenset())
        return {track: ingest for track, ingest in ingests.items() if track in on_stage}

    def _peers(self) -> list[Publisher | Subscriber]:
        return [*self._publishers.values(), *self._subscribers.values()]

    def _peer(self, resource: ResourceId) -> Publisher | Subscriber:
        peer: Publisher | Subscriber | None = self._publishers.get(resource)
        peer = peer or self._subscribers.get(resource)
        if peer is None:
            raise MediaRefused("media.resource")
        return peer

    def _publishing(self, publisher: Publisher) -> None:
        now = self._clock()
        room = self._ingests.setdefault(publisher.request.room, {})
        for ingest in publisher.ingests:
            room[ingest.track.id] = ingest
            self._offsets[ingest] = publisher
            self._tell(TrackAdded(ingest.track))
        on_stage = self._stages.get(publisher.request.room, frozenset())
        shown = [ingest for ingest in publisher.ingests if ingest.track.id in on_stage]
        for subscriber in list(self._by_room.get(publisher.request.room, {}).values()):
            subscriber.offer_tracks(publisher.ingests if subscriber.request.backstage else shown, now)
        for channel in self._channels.of(
            publisher.request.room, (each.track.id for each in publisher.ingests)
        ):
            self._follow(self._by_room.get(publisher.request.room, {}).values(), channel)

    def _unpublished(self, publisher: Publisher, reason: str) -> None:
        now = self._clock()
        request = publisher.request
        self._publishers.pop(publisher.resource, None)
        room = self._ingests.get(request.room, {})
        for ingest in publisher.ingests:
            if room.get(ingest.track.id) is not ingest:
                continue
            del room[ingest.track.id]
            del self._offsets[ingest]
            for subscriber in self._by_room.get(request.room, {}).values():
                subscriber.lose_track(ingest, now)
            self._tell(TrackRemoved(ingest.track))
        if not room:
            self._ingests.pop(request.room, None)
        self._tell_closed(publisher.resource, request.room, request.publisher, reason)

    def _unsubscribed(self, subscriber: Subscriber, reason: str) -> None:
        request = subscriber.request
        if self._subscribers.pop(subscriber.resource, None) is None:
            return
        others = self._by_room[request.room]
        del others[subscriber.resource]
        if not others:
            del self._by_room[request.room]
        self._tell_closed(subscriber.resource, request.room, request.subscriber, reason)

    def _tell_closed(
        self, resource: ResourceId, room: RoomId, participant: ParticipantId, reason: str
    ) -> None:
        self._tell(ResourceClosed(resource, room, participant, reason))

    def _tell(self, notification: Notification) -> None:
        for listener in list(self._listeners):
            listener(notification)

    def _tick(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(TICK_S, self._tick)
        now = self._clock()
        self._turn += 1
        for transport in list(self._mux.handshaking):
            transport.tick(now)
        for publisher in list(self._publishers.values()):
            publisher.tick(now)
            publisher.transport.tick(now)
        for number, subscriber in enumerate(list(self._subscribers.values())):
            if number % _TURNS == self._turn % _TURNS:
                subscriber.tick(now, self.clock_offset)
        if self._turn % _LEVELS_EVERY == 0:
            self._tell_levels()

    def ingests(self, room: RoomId) -> Mapping[TrackId, Ingest]:
        """A room's tracks, for those in this process who listen to packets. They change with track.added and removed."""
        return self._ingests.get(room, {})

    def clock_offset(self, ingest: Ingest) -> int | None:
        """What brings a track's NTP time to the engine's, in 1/2³² s; None before its publisher has reported."""
        publisher = self._offsets.get(ingest)
        return publisher.clock_offset if publisher is not None else None

    def _tell_levels(self) -> None:
        for room, ingests in self._ingests.items():
            levels = {each.track.id: each.level for each in ingests.values() if each.level_heard}
            for ingest in ingests.values():
                ingest.level_heard = False
            if levels:
                self._tell(AudioLevels(room, levels))
