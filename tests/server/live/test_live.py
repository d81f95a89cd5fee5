"""The live rooms as a whole: while they run they beat, and when they end everyone is told to come back."""

from __future__ import annotations

from tests.venue import Venue


async def test_end_of_the_live_rooms_closes_every_socket_with_restart(venue: Venue) -> None:
    async with await venue.enter("Ana") as ana:
        async with venue.live.running():
            assert "position" in await ana.command("chat.send", text="while running")
        assert (await ana.shut())[0] == 4001
