"""The load of the rooms, as Prometheus reads it."""

from __future__ import annotations

from rooms import Role
from server.metrics.door import Metrics
from tests.server.metrics.conftest import samples
from tests.venue import ROOM, Venue


async def test_connections_commands_and_latencies_are_told(venue: Venue, metrics: Metrics) -> None:
    ana = await venue.enter("Ana")
    await venue.enter("Ben", Role.MODERATOR)
    assert "position" in await ana.command("chat.send", text="Hola")
    read = samples(await metrics.text())
    assert read["puente_connections", "hall", ROOM] == 1
    assert read["puente_connections", "backstage", ROOM] == 1
    assert read["puente_commands_total", "chat.send", "accepted"] == 1
    assert read["puente_joins_total",] == 2
    assert read["puente_log_entries_total",] == 1
    assert read["puente_command_seconds_count",] == 1
    assert read["puente_command_seconds_bucket", "+Inf"] == 1
    assert read["puente_connections_lagging", ROOM] == 0
    assert read["puente_mailbox_commands", ROOM] == 0
    assert ("puente_outbox_bytes",) in read


async def test_buckets_of_a_histogram_hold_those_below_too(venue: Venue, metrics: Metrics) -> None:
    for seconds in (0.0001, 0.03, 99):
        venue.live.meter.answering.add(seconds)
    read = samples(await metrics.text())
    told = [
        read["puente_command_seconds_bucket", bound] for bound in ("0.001", "0.025", "0.05", "10.0", "+Inf")
    ]
    assert told == [1, 1, 2, 2, 3]
