"""The benchmark `votes`: thousands of upvotes and ballots within one second, and when everyone's screen shows each.

Input: a fresh `puente serve` on one core, the crowd on the other. A room with 500 open questions and an open poll whose
results are shown while people vote. Everyone upvotes and casts a ballot, then changes it. A vote is on a screen when that
seat has heard a delta at or after the position that the vote's reply names.
"""

import asyncio
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic_ns
from typing import Any

import msgspec

from server.rehearsal.figures import percentile
from tests.load.accounts import sign_in
from tests.load.benchmark import Benchmark, Figures, Options, say
from tests.load.crowd import Address, Crowd, Piece
from tests.load.seat import Head, ListeningSeat, Seat, leave
from tests.load.served import pin_apart, puente
from tests.load.talk import until

_QUESTIONS = 500
_UPVOTES = _BALLOTS = 2000
_WITHIN_S = 1.0
_JOINING_S = 5.0
_AGAIN_S = 0.25
_POSITION = re.compile(rb'"position": ?"[^":]+:(\d+)"')


@dataclass
class Votes:
    """The votes of the crowd: when each was sent, and at which offset of the log it was stored."""

    sent: dict[str, int] = field(default_factory=dict)
    offsets: dict[str, int] = field(default_factory=dict)
    # Refusals for the moment, after which a seat sends the same command again, as a browser does.
    again: int = 0
    # What the pieces that all seats hear alike lead to.
    leads_to: dict[Piece, int] = field(default_factory=dict)

    def offset_of(self, piece: Piece) -> int:
        """The offset to which a piece leads, which its last delta names."""
        offset = self.leads_to.get(piece)
        if offset is None:
            offset = self.leads_to[piece] = int(_POSITION.findall(piece.content)[-1])
        return offset


class Voter(Seat):
    """A seat that votes, and notes when it was brought to which offset, and by how many bytes."""

    def __init__(self, crowd: Crowd, address: Address, cookie: str, number: int, votes: Votes) -> None:
        super().__init__(crowd, address, cookie, number)
        self.votes = votes
        self.moments: list[int] = []
        self.offsets: list[int] = []
        self.bytes = 0
        self._parsed: int | None = None
        self._frames: dict[str, dict[str, object]] = {}

    def data_received(self, data: bytes) -> None:
        before, piece = self.deltas, self.crowd.piece
        self._parsed = None
        super().data_received(data)
        self.bytes += len(data)
        if self.deltas == before:
            return
        offset = self.votes.offset_of(piece) if self._parsed is None else self._parsed
        self.moments.append(monotonic_ns())
        self.offsets.append(offset)

    def hear_delta(self, head: Head, payload: bytes) -> None:
        self._parsed = _offset(head)

    def hear_other(self, head: Head, payload: bytes) -> None:
        # What was asked before the votes may be answered late.
        if head.type == "reply" and head.position and head.id in self.votes.sent:
            self.votes.offsets[head.id] = _offset(head)

    def vote(self, name: str, command: dict[str, object]) -> None:
        """Send a command whose way is measured."""
        id = f"{name}-{self.number}"
        self.votes.sent[id] = monotonic_ns()
        self._frames[id] = {"type": "command", "id": id, "command": command}
        self.send(self._frames[id])

    def refused(self, head: Head) -> None:
        if not head.temporary:
            super().refused(head)
            return
        self.votes.again += 1
        asyncio.get_running_loop().call_later(_AGAIN_S, self.send, self._frames[head.id])

    def shown_offset(self) -> int:
        """The offset of the newest delta heard."""
        return self.offsets[-1] if self.offsets else 0

    def forget(self) -> None:
        """Begin to measure."""
        self.moments, self.offsets, self.bytes = [], [], 0


class Chair(ListeningSeat):
    """The moderator, who holds the whole view."""

    def __init__(self, crowd: Crowd, address: Address, cookie: str, number: int) -> None:
        super().__init__(crowd, address, cookie, number)
        self.view: dict[str, Any] = {}
        self.told = 0
        self._asked = 0

    def hear_delta(self, head: Head, payload: bytes) -> None:
        self.told = _offset(head)
        self.view.update(msgspec.json.decode(payload)["changes"])

    def hear_other(self, head: Head, payload: bytes) -> None:
        if head.type == "snapshot":
            self.view = msgspec.json.decode(payload)["view"]

    def command(self, **command: object) -> None:
        self._asked += 1
        self.send({"type": "command", "id": f"chair-{self._asked}", "command": command})

    def keys(self, family: str) -> list[str]:
        return [key.removeprefix(family) for key in self.view if key.startswith(family)]


async def run(options: Options) -> Figures:
    """Measure; see the module for how."""
    people = options.connections or 1000
    core = pin_apart()
    async with puente(core) as server:
        say(f"signing {people} people in")
        [chair_cookie] = await sign_in(server, 1, "moderator")
        cookies = await sign_in(server, people)
        crowd, votes = Crowd(), Votes()
        chair = Chair(crowd, server.address, chair_cookie, people)
        voters = [Voter(crowd, server.address, cookie, at, votes) for at, cookie in enumerate(cookies)]
        crowd.seats += [chair, *voters]
        try:
            await _enter(crowd.seats, server.address, options.aside(_JOINING_S))
            poll, questions = await _prepared(crowd, chair, voters, min(_QUESTIONS, people * 2))
            await _settled(crowd, chair, voters)
            for voter in voters:
                voter.forget()
            votes.sent.clear()
            votes.offsets.clear()
            say("upvotes and ballots within one second")
            await _vote(voters, chair, poll, questions)
            return await _figures(crowd, chair, voters, poll)
        finally:
            leave(crowd)


async def _enter(seats: Sequence[Seat], address: Address, within_s: float) -> None:
    loop = asyncio.get_running_loop()
    for seat in seats:
        await loop.create_connection(lambda seat=seat: seat, address.host, address.port)  # type: ignore[misc]
        await asyncio.sleep(within_s / len(seats))
    await asyncio.gather(*(seat.joined for seat in seats))


async def _prepared(
    crowd: Crowd, chair: Chair, voters: Sequence[Voter], wanted: int
) -> tuple[str, list[str]]:
    chair.command(type="question.set_mode", mode="open")
    chair.command(
        type="poll.draft",
        kind="single",
        text="Shall we go on?",
        options=["Yes", "No", "Later"],
        reveal="open",
    )
    await until(crowd, lambda: bool(chair.keys("polls/")), lambda: "no poll was drafted")
    [poll] = chair.keys("polls/")
    chair.command(type="poll.open", poll=poll)
    for number in range(wanted):
        text = f"What does question {number} of the many that were asked today mean for our cities?"
        voters[number % len(voters)].vote(f"ask{number}", {"type": "question.ask", "text": text})
        # No faster than a room of people would, so that joining and asking are not what is measured.
        await asyncio.sleep(0.002)
    await until(
        crowd,
        lambda: len(chair.keys("questions/")) == wanted,
        lambda: f"{len(chair.keys('questions/'))} of {wanted} questions",
    )
    return poll, chair.keys("questions/")


async def _settled(crowd: Crowd, chair: Chair, voters: Sequence[Voter]) -> None:
    """Wait until every seat has heard the last question."""
    await until(crowd, lambda: chair.told > 0, lambda: "the moderator heard nothing")
    newest = chair.told
    await until(crowd, lambda: all(voter.shown_offset() >= newest for voter in voters), lambda: "seats lag")


async def _vote(voters: Sequence[Voter], chair: Chair, poll: str, questions: Sequence[str]) -> None:
    loop = asyncio.get_running_loop()
    askers = [chair.view[f"questions/{each}"]["asker"]["name"] for each in questions]
    begin = loop.time()
    total = _UPVOTES + _BALLOTS if len(voters) >= 1000 else 4 * len(voters)
    for index in range(total):
        if index % 20 == 0:
            await asyncio.sleep(max(0.0, begin + _WITHIN_S * index / total - loop.time()))
        voter, lap = voters[index % len(voters)], index // len(voters)
        # At any moment one half of the crowd upvotes and the other votes.
        if (lap + voter.number) % 2:
            voter.vote(f"ballot{lap}", {"type": "poll.vote", "poll": poll, "choices": [str(1 + lap % 3)]})
        else:
            at = (voter.number * 7 + lap * 11) % len(questions)
            if askers[at] == f"Attendee {voter.number + 1}":
                at = (at + 1) % len(questions)
            voter.vote(f"upvote{lap}", {"type": "question.upvote", "question": questions[at]})


async def _figures(crowd: Crowd, chair: Chair, voters: Sequence[Voter], poll: str) -> Figures:
    votes = voters[0].votes
    upvotes = sum(id.startswith("upvote") for id in votes.sent)
    ballots = len(votes.sent) - upvotes
    await until(
        crowd,
        lambda: len(votes.offsets) == len(votes.sent),
        lambda: f"{len(votes.offsets)} of {len(votes.sent)} votes were answered",
    )
    last = max(votes.offsets.values())
    await until(
        crowd, lambda: all(each.shown_offset() >= last for each in voters), lambda: "not all were shown"
    )
    waits, missing = [], 0
    for id, sent in votes.sent.items():
        offset = votes.offsets[id]
        for voter in voters:
            at = bisect_left(voter.offsets, offset)
            if at == len(voter.offsets):
                missing += 1
            else:
                waits.append((voter.moments[at] - sent) / 1e6)
    counted = sum(chair.view[each] or 0 for each in chair.view if each.startswith("upvotes/"))
    missing += upvotes - counted + len(voters) - chair.view[f"results/{poll}"]["ballots"]
    return {
        "connections": len(voters),
        "questions": len(chair.keys("questions/")),
        "upvotes": upvotes,
        "ballots": ballots,
        "latency_p50_ms": round(percentile(waits, 0.5), 1),
        "latency_p99_ms": round(percentile(waits, 0.99), 1),
        "bytes_per_client": round(sum(voter.bytes for voter in voters) / len(voters)),
        "deltas_per_client": round(sum(len(voter.offsets) for voter in voters) / len(voters), 1),
        "sent_again": votes.again,
        "missing": missing,
    }


def _offset(head: Head) -> int:
    return int(head.position.rpartition(":")[2])


BENCHMARK = Benchmark(
    name="votes",
    line="2,000 upvotes and 2,000 ballots within one second, 1,000 people, 500 open questions: when all see them",
    figures=("upvotes", "ballots", "latency_p99_ms", "bytes_per_client", "missing"),
    limit_s=240.0,
    run=run,
)
