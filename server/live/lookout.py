"""Looks after what other processes did, whatever the bus says: the log is the truth, and so is the table of accounts.

Each look asks the database for the head of every room of this process, at once, and for who was expelled of late. Rooms
that are behind read what they missed. What the looks find out about the service is told to everyone.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from rooms import Audience
from server.bus.port import Bus, Expelled
from server.live.frames import CloseCode
from server.live.room_actors import RoomActors
from server.live.troubles import APART, UNSTORED, Troubles
from server.store.accounts import Accounts
from server.store.log import Log, Unavailable

logger = logging.getLogger(__name__)

# How often to look: while the bus is whole a hint that was lost is found by this, otherwise everything is.
CALM_S: Final = 1.0
TROUBLED_S: Final = 0.5
# A database that takes longer than this for one look is in trouble, though it may still answer.
PATIENCE_S: Final = 1.5
# How far back expulsions are looked for: longer than any pause of the database and than clocks may differ.
EXPELLED_MS: Final = 120_000
CODES: Final = {"banned": CloseCode.BANNED, "revoked": CloseCode.NOT_PERMITTED}


class Lookout:
    """One for each process. Use it inside `running`, or `look` by hand."""

    def __init__(
        self,
        log: Log,
        accounts: Accounts,
        bus: Bus,
        actors: RoomActors,
        troubles: Troubles,
        clock: Callable[[], int],
    ) -> None:
        self._log = log
        self._accounts = accounts
        self._bus = bus
        self._actors = actors
        self._troubles = troubles
        self._clock = clock

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Look, and hear of expulsions at once, for as long as the context lasts."""
        attending = await self._bus.attend(self._expel)
        looking = asyncio.create_task(self._keep_looking(), name="lookout")
        try:
            yield
        finally:
            looking.cancel()
            await asyncio.wait({looking})
            await attending.end()

    async def look(self) -> None:
        """Look once."""
        # Before the question: what is published from here on arrives by itself.
        apart = not self._bus.whole
        asking = asyncio.create_task(self._ask(), name="look")
        done, _ = await asyncio.wait({asking}, timeout=PATIENCE_S)
        if not done:
            self._tell(apart=apart, unstored=True)
        self._tell(apart=apart, unstored=not await asking)

    async def _ask(self) -> bool:
        """Look at the log and the accounts; say whether they could be seen."""
        rooms = {actor.id: actor for actor in self._actors.running()}
        try:
            for room, head in (await self._log.heads(rooms)).items():
                rooms[room].look(head)
            for expelled in await self._accounts.expelled_since(self._clock() - EXPELLED_MS):
                self._expel(Expelled(*expelled))
        except (Unavailable, SQLAlchemyError) as error:
            logger.error("the database does not answer: %s", error)
            return False
        return True

    def _tell(self, *, apart: bool, unstored: bool) -> None:
        if self._troubles.change([APART] * apart + [UNSTORED] * unstored):
            logger.warning("troubles: %s", ", ".join(sorted(self._troubles.present)) or "none any more")
            frame = self._troubles.frame
            for actor in self._actors.running():
                for audience in Audience:
                    if frame is not None:
                        actor.hub.tell(audience, frame)

    def _expel(self, expelled: Expelled) -> None:
        self._actors.expel(expelled.conference, expelled.participant, CODES[expelled.why])

    async def _keep_looking(self) -> None:
        while True:
            troubled = bool(self._troubles.present) or not self._bus.whole
            await asyncio.sleep(TROUBLED_S if troubled else CALM_S)
            try:
                await self.look()
            except Exception:
                logger.exception("a look failed")
