"""One account that keeps writing whatever happens to its connection, as PROTOCOL.md asks of a client (sections 5 and 9).

Input: a room's address and a cookie. A command is kept until its reply and sent again with the same id after a reconnect.
"""

import asyncio
import random
import time
from collections.abc import Mapping
from typing import Any

import msgspec

from tests.load.crowd import Address, Crowd, Disturbed
from tests.load.frames import client_frame
from tests.load.seat import Head, ListeningSeat

_AT_MOST = 8
_AGAIN_S = 1.0


class Shown(msgspec.Struct):
    """The shared keys of a snapshot or a delta."""

    view: dict[str, Any] = {}
    changes: dict[str, Any] = {}


_read_shown = msgspec.json.Decoder(Shown).decode


class Writer:
    """Stays in the room from `enter` to `leave` and keeps what it is owed."""

    def __init__(self, address: Address, cookie: str, number: int) -> None:
        self.number = number
        self.position = ""
        self.snapshots = self.resumes = self.refusals = 0
        # Texts by command id, in the order of sending.
        self.unanswered: dict[str, str] = {}
        self.fault: Disturbed | None = None
        # How long each loss of the connection lasted, in seconds, until the room was shown again.
        self.away_s: list[float] = []
        # Commands that were refused for now: each took the place of its later asking.
        self.asked_again: set[str] = set()
        self._answered: set[str] = set()
        self._sent: dict[str, str] = {}
        self.address = address
        self._cookie = cookie
        self._crowd = Crowd()
        self._seat: WriterSeat | None = None
        self._leaving = False
        self._staying: asyncio.Task[None] | None = None

    @property
    def here(self) -> bool:
        """Whether it is connected and was shown the room."""
        return self._seat is not None

    def enter(self) -> None:
        """Be in the room from now on; come back after each loss with the suggested delay."""
        self._staying = asyncio.create_task(self._stay())

    def check(self) -> None:
        """Raise Disturbed when it cannot go on."""
        if self.fault is not None:
            raise self.fault
        if self._staying is not None and self._staying.done():
            self._staying.result()

    async def leave(self) -> None:
        """Close the connection and do not come back."""
        self._leaving = True
        if self._seat is not None:
            self._seat.leave()
        if self._staying is not None:
            self._staying.cancel()
            await asyncio.wait([self._staying])

    async def _stay(self) -> None:
        failures = 0
        lost: float | None = None
        while not self._leaving:
            seat = WriterSeat(self, self._crowd, self.address, self._cookie, self.number)
            try:
                await self._sit(seat)
                failures = 0
                self._seat = seat
                if lost is not None:
                    self.away_s.append(time.monotonic() - lost)
                    lost = None
                for command_id, text in self.unanswered.items():
                    self._send(command_id, text)
                await seat.end()
            except (OSError, Disturbed):
                # What a lost connection asks for is below: wait, come back.
                pass
            self._seat = None
            if seat.code >= 4500:
                self.fault = Disturbed(f"writer {self.number} was told to stay away: {seat.code}")
                return
            failures += 1
            lost = time.monotonic() if lost is None else lost
            pause = random.uniform(0, min(30.0, 0.5 * 2**failures))
            await asyncio.sleep(max(pause, random.uniform(0, 2)) if seat.code == 4001 else pause)

    def say_more(self) -> None:
        """Say one more thing, now or when the connection is back; nothing while too much is unanswered."""
        if len(self.unanswered) >= _AT_MOST:
            return
        command_id = f"s{self.number}-{len(self._sent)}"
        text = f"Writer {self.number} writes line {len(self._sent)}."
        self._sent[command_id] = self.unanswered[command_id] = text
        if self._seat is not None:
            self._send(command_id, text)

    def hear_reply(self, head: Head) -> None:
        """A command has its answer: kept, or to be asked again."""
        if head.id not in self.unanswered:
            return
        if head.code is None:
            self._answered.add(head.id)
            del self.unanswered[head.id]
        elif head.temporary:
            self.refusals += 1
            self.asked_again.add(head.id)
            asyncio.get_running_loop().call_later(_AGAIN_S, self._again, head.id)
        else:
            self.fault = Disturbed(f"writer {self.number} was refused: {head.code}")

    def said(self) -> list[str]:
        """The acknowledged texts in the order of sending."""
        return [text for command_id, text in self._sent.items() if command_id in self._answered]

    def said_at_once(self) -> list[str]:
        """Of the acknowledged texts those that were never refused, in the order of sending."""
        kept = self._answered - self.asked_again
        return [text for command_id, text in self._sent.items() if command_id in kept]

    def owed(self) -> list[str]:
        """Everything that it said so far, answered or not."""
        return list(self._sent.values())

    async def _sit(self, seat: "WriterSeat") -> None:
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: seat, self.address.host, self.address.port)
        await seat.joined

    def _again(self, command_id: str) -> None:
        if command_id in self.unanswered:
            self._send(command_id, self.unanswered[command_id])

    def _send(self, command_id: str, text: str) -> None:
        if self._seat is not None:
            self._seat.send(
                {"type": "command", "id": command_id, "command": {"type": "chat.send", "text": text}}
            )


class Witness(Writer):
    """A writer that also keeps the chat as it was shown, patched through every loss of its connection."""

    def __init__(self, address: Address, cookie: str, number: int) -> None:
        super().__init__(address, cookie, number)
        self.chat: dict[str, Mapping[str, Any]] = {}
        # Every text that was ever shown; whether it was told that something is wrong, since that was last reset.
        self.seen: set[str] = set()
        self.told = False

    def hear_shown(self, shown: Shown, whole: bool) -> None:
        """Take a snapshot (whole) or a delta in."""
        if whole:
            self.chat = {}
        for key, value in (shown.view if whole else shown.changes).items():
            if value is None:
                self.chat.pop(key, None)
            elif key.startswith("chat/"):
                self.chat[key] = value
                self.seen.add(str(value["text"]))

    def gaps(self, room: Mapping[str, Mapping[str, Any]]) -> int:
        """How many messages of the room, from the oldest that it holds on, it does not hold as they are."""
        oldest = min((int(message["number"]) for message in self.chat.values()), default=0)
        return sum(
            self.chat.get(key) != message for key, message in room.items() if message["number"] >= oldest
        )


class WriterSeat(ListeningSeat):
    """A connection of a writer."""

    def __init__(self, writer: Writer, crowd: Crowd, address: Address, cookie: str, number: int) -> None:
        super().__init__(crowd, address, cookie, number)
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.code = 0
        self._writer = writer
        self._heard_at = time.monotonic()
        self._ping_s = 20

    def hello(self) -> bytes:
        hello = {"type": "hello", "version": 1, "language": "en"}
        if self._writer.position:
            hello["position"] = self._writer.position
        return client_frame(msgspec.json.encode(hello))

    def data_received(self, data: bytes) -> None:
        self._heard_at = time.monotonic()
        super().data_received(data)

    async def end(self) -> None:
        """Wait until it is over. A server that is silent is not believed (PROTOCOL.md section 4)."""
        while not self.over.done():
            if time.monotonic() - self._heard_at > 2 * self._ping_s:
                self.leave()
            await asyncio.wait({self.over}, timeout=1)

    def hear_delta(self, head: Head, payload: bytes) -> None:
        if not self.joined.done():
            self._writer.resumes += 1
        self._hear_shown(head, payload)

    def hear_other(self, head: Head, payload: bytes) -> None:
        if head.type == "snapshot":
            self._writer.snapshots += 1
            self._hear_shown(head, payload)
        elif head.type == "ping":
            self._writer.position = head.position
        elif head.type == "welcome":
            self._ping_s = head.ping_s
        elif head.type == "reply":
            self._writer.hear_reply(head)
        elif head.type == "trouble" and isinstance(self._writer, Witness):
            self._writer.told = True

    def refused(self, head: Head) -> None:
        """The writer hears of it like of every reply."""

    def fail(self, code: int, reason: str) -> None:
        self.code = code
        super().fail(code, reason)

    def leave(self) -> None:
        super().leave()
        if not self.over.done():
            self.over.set_result(None)

    def _hear_shown(self, head: Head, payload: bytes) -> None:
        self._writer.position = head.position
        if isinstance(self._writer, Witness):
            self._writer.hear_shown(_read_shown(payload), head.type == "snapshot")
