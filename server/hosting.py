"""Which worker carries the media of all: the one that holds the lease. Another takes over when it leaves or dies.

Only one process of a service has the engine, with its one UDP port, the stage and the broadcasts; the others pass what
concerns media on to it (`server.relay`). One that leaves gives the lease back and serves on until its successor, which is
warm by then, asks for what it has. Input: leases, and how to carry media.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Final, Protocol

import httpx2

from rooms import RoomId
from server.errors import Misconfigured
from server.leases.port import Leases
from server.live.room_actors import RoomActors
from server.live.signals import MediaRestarted, signal

logger = logging.getLogger(__name__)

LEASE: Final = "media"
LASTS_MS: Final = 6000
EVERY_S: Final = 1.0
# A playlist may be held until its next part is there. Who does not even take a connection is gone.
PATIENCE_S, CONNECT_S = 30.0, 2.0
# Who leaves gives the others this long to take the lease, and then the new holder this long to come.
ANYONE_S, COMES_S = 2 * EVERY_S, 15.0
LEAVING_S: Final = 0.1
# Requests are held for this long while the media move.
MOVES_S: Final = 5.0
HANDOVER: Final = "/handover"
SUCCESSOR: Final = "x-puente-successor"


class Carrier(Protocol):
    """Carries the media of all; `server.carrying` is one."""

    async def warm(self) -> None:
        """Get ready, while another process still carries."""

    async def begin(self, handed: bytes) -> None:
        """Carry, and go on with what another process has handed over. Raises Misconfigured."""

    async def hand_over(self) -> bytes:
        """Carry no longer; give what another process needs to go on."""

    async def leave(self) -> None:
        """Carry no longer; the next start goes on with what there is."""

    async def end(self) -> None:
        """Carry no longer."""


class Hosting:
    """One for each process. `address` is where the others reach this one.

    `proof` is what only workers of this service know. `every_room` gives the rooms whose people are told of a change.
    """

    def __init__(
        self,
        leases: Leases,
        address: str,
        proof: str,
        make: Callable[[], Carrier],
        actors: RoomActors,
        every_room: Callable[[], Iterable[RoomId]],
    ) -> None:
        self.address = address
        self.proof = proof
        # The way to the other workers, while this runs.
        self.client: httpx2.AsyncClient | None = None
        # Requests that wait for another worker's answer, and may be asked again where the media have gone.
        self.asking: set[asyncio.Timeout] = set()
        self._elsewhere: str | None = None
        self._leases = leases
        self._make = make
        self._actors = actors
        self._every_room = every_room
        self._carrier: Carrier | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._looking = asyncio.Lock()
        self._stays = asyncio.Event()
        self._stays.set()
        self._handed = asyncio.Event()

    @property
    def elsewhere(self) -> str | None:
        """Where the host is; None when it is here, or nobody is known."""
        return self._elsewhere

    @elsewhere.setter
    def elsewhere(self, host: str | None) -> None:
        if host != self._elsewhere:
            self._elsewhere = host
            # One that is cut off would keep them waiting for as long as it is.
            asking, self.asking = self.asking, set()
            for each in asking:
                each.reschedule(0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Host, or know who does, for as long as the context lasts."""
        # It is this machine's or the operator's own; the certificate is made for people's way.
        patience = httpx2.Timeout(PATIENCE_S, connect=CONNECT_S)
        self.client = httpx2.AsyncClient(timeout=patience, trust_env=False, verify=False)
        await self.look()
        looking = asyncio.create_task(self._keep_looking(), name="hosting")
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.wait({looking})
            await self.client.aclose()
            if self._carrier is not None:
                await self._carrier.leave()
                await self._release()

    async def look(self) -> None:
        """Take, prolong or lose the lease. Without Redis all stays as it is, and who leaves takes nothing."""
        async with self._looking:
            try:
                if self._leaving is not None:
                    await self._follow()
                    return
                host = await self._leases.take(LEASE, self.address, LASTS_MS)
            except OSError as error:
                logger.warning("who carries the media stays as it is: %s", error)
                return
            if host == self.address:
                if self._carrier is None:
                    await self._begin()
            else:
                if self._carrier is not None:
                    logger.error("another process carries the media now: %s", host)
                    await self._end()
                self.elsewhere = host

    async def leave(self) -> None:
        """Let another process carry the media, if there is one; return when it does."""
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._leave(), name="handing over")
        await asyncio.shield(self._leaving)

    async def hand_over(self, successor: str) -> bytes:
        """Give the media to the worker at that address; requests are passed on to it from now on."""
        self._stays.clear()
        try:
            carrier, self._carrier = self._carrier, None
            return b"" if carrier is None else await carrier.hand_over()
        finally:
            self.elsewhere = successor
            self._stays.set()
            self._handed.set()

    async def settled(self) -> None:
        """Wait until the media are at one place, or for as long as people may wait."""
        if not self._stays.is_set():
            try:
                async with asyncio.timeout(MOVES_S):
                    await self._stays.wait()
            except TimeoutError:
                return

    async def _follow(self) -> None:
        """Know who carries the media, without taking part."""
        holder = await self._leases.holder(LEASE)
        if self._carrier is None and holder not in (None, self.address):
            self.elsewhere = holder

    async def _prolong(self) -> None:
        """Keep the lease while the engine gets ready; a busy machine takes its time for that."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._leases.take(LEASE, self.address, LASTS_MS)
            except OSError as error:
                logger.warning("the media's lease is not prolonged: %s", error)

    async def _begin(self) -> None:
        former = self.elsewhere
        carrier = self._make()
        prolonging = asyncio.create_task(self._prolong(), name="lease")
        try:
            await carrier.warm()
            # Now people wait.
            self._stays.clear()
            handed = b"" if former is None else await self._ask(former)
            await carrier.begin(handed)
            self._carrier = carrier
        except Misconfigured as fault:
            # The one before may still have the port; it is tried again at the next look.
            logger.error("the media engine does not start: %s", fault)
            await carrier.end()
            return
        finally:
            prolonging.cancel()
            self.elsewhere = None
            self._stays.set()
        logger.info("this process carries the media")
        for room in self._every_room():
            await self._actors.signal(room, signal("media.restarted", MediaRestarted()))

    async def _ask(self, former: str) -> bytes:
        """What the worker that carried the media before has to give; nothing when it died."""
        assert self.client is not None
        try:
            answer = await self.client.post(
                former + HANDOVER,
                headers={"Authorization": f"Bearer {self.proof}", SUCCESSOR: self.address},
                timeout=httpx2.Timeout(MOVES_S, connect=CONNECT_S),
            )
        except httpx2.HTTPError as error:
            logger.warning("the worker that carried the media gives nothing: %r", error)
            return b""
        return answer.content if answer.status_code == 200 else b""

    async def _leave(self) -> None:
        # One that is just beginning is waited for.
        async with self._looking:
            if self._carrier is None:
                return
        await self._release()
        try:
            async with asyncio.timeout(ANYONE_S):
                await self._taken()
            async with asyncio.timeout(COMES_S):
                await self._handed.wait()
        except (TimeoutError, OSError):
            # Whoever asks at the last moment gets them still.
            await self.settled()
            if not self._handed.is_set():
                logger.info("nobody takes the media over")

    async def _taken(self) -> None:
        """Wait until somebody else holds the lease."""
        while True:
            if self._handed.is_set() or await self._leases.holder(LEASE) is not None:
                return
            await asyncio.sleep(LEAVING_S)

    async def _release(self) -> None:
        try:
            await self._leases.release(LEASE, self.address)
        except OSError as error:
            logger.warning("the media's lease is not given back, it ends by itself: %s", error)

    async def _end(self) -> None:
        carrier, self._carrier = self._carrier, None
        if carrier is not None:
            await carrier.end()

    async def _keep_looking(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.look()
            except Exception:
                logger.exception("the media's lease could not be looked at")
