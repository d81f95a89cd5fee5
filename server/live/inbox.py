"""What one connection asks of its room: how often it may, the room's mailbox, and the answers. Input: its commands.

Where nothing has to be waited for, a command goes from the socket's own callback into the mailbox: waking the reader's
task for it would cost as much as deciding it.
"""

from __future__ import annotations

from collections.abc import Callable

from rooms import Command, Participant, Refused, tag_of
from server.live.decisions import Asked, Outcome
from server.live.frames import Accepted, CommandFrame, Denied, decode_asked, encode
from server.live.limits import CommandRate
from server.live.room_actor import RoomActor
from server.live.services import Services


class Inbox:
    """`send` takes a frame for the connection. `language` is what its person reads, as a BCP 47 tag."""

    __slots__ = ("_actor", "_done", "_participant", "_pending", "_rate", "_send", "_services", "language")

    def __init__(
        self, participant: Participant, actor: RoomActor, services: Services, send: Callable[[bytes], None]
    ) -> None:
        self._participant = participant
        self._actor = actor
        self._services = services
        self._send = send
        self._rate = CommandRate(services.clock)
        self.language = ""
        # Commands in the room's mailbox.
        self._pending = 0
        # Set when no more is taken; called when the last one has its answer.
        self._done: Callable[[], None] | None = None

    def take(self, frame: CommandFrame) -> bool:
        """Ask at once; false where that needs waiting. Raises Malformed."""
        limit = self._services.writing_rate
        if not limit.near:
            return False
        command = decode_asked(frame)
        wait_s = self._rate.wait_s() or limit.wait_now(
            self._actor.id, self._participant, tag_of(type(command))
        )
        self._post(frame.id, command, wait_s)
        return True

    async def ask(self, frame: CommandFrame) -> None:
        """Ask as soon as it is known whether the person may. Raises Malformed."""
        command = decode_asked(frame)
        wait_s = self._rate.wait_s() or await self._services.writing_rate.wait_s(
            self._actor.id, self._participant, tag_of(type(command))
        )
        self._post(frame.id, command, wait_s)

    def page_wait_s(self) -> int:
        """Count a request that is no command, as a command is; return after how many seconds it may be made."""
        return self._rate.wait_s()

    def answer(self, id: str, outcome: Outcome) -> None:
        """Tell what came of a command, or of another request of this id."""
        if isinstance(outcome, Refused):
            self._send(encode(Denied(id, outcome.code, dict(outcome.data), outcome.temporary)))
        else:
            self._send(encode(Accepted(id, outcome.encode())))

    def stop(self, done: Callable[[], None]) -> None:
        """Take no more; call `done` when all that was taken has its answer."""
        self._done = done
        if not self._pending:
            done()

    def _post(self, id: str, command: Command, wait_s: int) -> None:
        if self._done is not None:
            return  # Its sender keeps it and asks again after the restart.
        if wait_s:
            self._services.meter.limited(tag_of(type(command)))
            self.answer(id, Refused("rate.limited", wait_s=wait_s))
        elif self._actor.post(Asked(self._participant, id, command, self.language, self._answered)):
            self._pending += 1
        else:
            self._services.meter.commands[tag_of(type(command)), "unavailable"] += 1
            self.answer(id, Refused("unavailable"))

    def _answered(self, id: str, outcome: Outcome) -> None:
        self._pending -= 1
        self.answer(id, outcome)
        if self._done is not None and not self._pending:
            self._done()
