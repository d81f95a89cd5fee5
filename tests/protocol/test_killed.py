"""A server that is killed in the middle of a burst has lost nothing that it acknowledged."""

from __future__ import annotations

import asyncio
import signal
from itertools import pairwise

from tests.protocol.conftest import Enter, Guest
from tests.protocol.stranger import Frame
from tests.served import Served

PEOPLE = 8
# Within the burst that one connection may send. A round waits for its replies, so that the burst takes several ticks.
ROUNDS, AT_ONCE = 5, 4
EACH = ROUNDS * AT_ONCE


def offset(position: str) -> int:
    return int(position.rpartition(":")[2])


async def test_every_acknowledged_command_survives_a_kill_once_and_in_order(
    own_served: Served, enter_own: Enter
) -> None:
    people = [await enter_own(f"Person {number}") for number in range(PEOPLE)]
    acknowledged = 0

    def count_replies(guest: Guest, frame: Frame) -> None:
        nonlocal acknowledged
        guest.frames.append(frame)
        if frame["type"] == "reply" and "position" in frame:
            acknowledged += 1
            if acknowledged == PEOPLE * EACH // 3:
                own_served.kill()

    for guest in people:
        guest.heard = lambda frame, guest=guest: count_replies(guest, frame)  # type: ignore[misc]

    async def talk(guest: Guest) -> list[str]:
        name = guest.participant["name"]
        positions = []
        for first in range(0, EACH, AT_ONCE):
            numbers = range(first, first + AT_ONCE)
            positions += await asyncio.gather(
                *(guest.command("chat.send", text=f"{name}: {number}") for number in numbers)
            )
        return positions

    burst = asyncio.gather(*(talk(guest) for guest in people))
    await people[0].until(lambda: people[0].closes != [])
    assert acknowledged < PEOPLE * EACH, "the kill came in the middle"
    await asyncio.to_thread(own_served.start)
    positions = await burst

    for guest in people:
        await guest.until(lambda guest=guest: len(guest.texts()) == PEOPLE * EACH)  # type: ignore[misc]
        assert len(guest.heard_of("snapshot")) == 1, "everybody came back by position"
    late = await enter_own("Late")
    while await late.older_messages():
        pass

    expected = [[f"Person {person}: {number}" for number in range(EACH)] for person in range(PEOPLE)]
    for guest in [late, *people]:
        texts = guest.texts()
        assert sorted(texts) == sorted(text for texts in expected for text in texts)
        for person, own in enumerate(expected):
            assert [text for text in texts if text.startswith(f"Person {person}:")] == own
    numbers = sorted(int(value["number"]) for key, value in late.view.items() if key.startswith("chat/"))
    assert numbers == list(range(1, PEOPLE * EACH + 1))
    assert len({position for own in positions for position in own}) == PEOPLE * EACH
    for own_positions in positions:
        assert all(offset(before) < offset(after) for before, after in pairwise(own_positions))


async def test_server_that_stops_says_that_it_comes_back(own_served: Served, enter_own: Enter) -> None:
    ana = await enter_own("Ana")
    await ana.command("chat.send", text="Before the restart")
    status = await asyncio.to_thread(own_served.stop, signal.SIGINT)
    assert (status, own_served.printed[-1]) == (0, "Stopped.\n")
    await ana.until(lambda: ana.closes != [])
    assert ana.closes[0] == 4001
    await asyncio.to_thread(own_served.start)
    await ana.command("chat.send", text="After the restart")
    assert ana.texts() == ["Before the restart", "After the restart"]
    assert len(ana.heard_of("snapshot")) == 1
