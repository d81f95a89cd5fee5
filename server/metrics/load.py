"""The load of the live rooms: connections, commands, latencies, deliveries. Input: the meter, the actors, the sockets."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client.core import Metric

from server.live.live import Live
from server.metrics.families import counter, counters, gauge, gauges, histogram


def load(live: Live) -> Iterator[Metric]:
    """Measure the live rooms now."""
    yield from _commands(live)
    yield from _sockets(live)


def _commands(live: Live) -> Iterator[Metric]:
    meter = live.meter
    yield counters(
        "puente_commands",
        "Commands by their tag and outcome: accepted, refused, limited, unavailable, internal.",
        ("command", "outcome"),
        meter.commands,
    )
    yield counters(
        "puente_refusals",
        "Refusals by code.",
        ("code",),
        {(code,): count for code, count in meter.refusals.items()},
    )
    yield counter("puente_log_entries", "Entries that this process committed.", meter.entries)
    yield counter("puente_log_commits", "Transactions of entries that this process committed.", meter.commits)
    yield counter("puente_log_conflicts", "Appends that another process forestalled.", meter.conflicts)
    yield histogram(
        "puente_command_seconds", "From a command's arrival to its answer, told included.", meter.answering
    )
    yield histogram("puente_commit_seconds", "The transaction of a batch of commands.", meter.committing)
    yield histogram("puente_fanout_seconds", "Telling everyone in a room of a batch.", meter.telling)
    yield histogram("puente_loop_late_seconds", "How late the event loop runs what is due.", meter.lateness)
    yield gauges(
        "puente_mailbox_commands",
        "Commands that wait in a room's mailbox.",
        ("room",),
        {(actor.id,): actor.waiting for actor in live.actors.running()},
    )


def _sockets(live: Live) -> Iterator[Metric]:
    meter, actors = live.meter, live.actors.running()
    yield gauges(
        "puente_connections",
        "Open sockets by room and audience.",
        ("room", "audience"),
        {
            (actor.id, audience.value): count
            for actor in actors
            for audience, count in actor.hub.counted().items()
        },
    )
    yield gauges(
        "puente_connections_lagging",
        "Sockets whose peer has not read what it was written.",
        ("room",),
        {(actor.id,): len(actor.hub.behind) for actor in actors},
    )
    backlogs = live.heart.backlogs()
    yield gauge("puente_outbox_bytes", "Bytes that wait to be read by peers.", sum(backlogs))
    yield gauge(
        "puente_outbox_longest_bytes", "Bytes that wait for the slowest peer.", max(backlogs, default=0)
    )
    yield counter("puente_joins", "Sockets that said hello.", meter.joins)
    yield counters(
        "puente_closes",
        "Sockets that the server closed, by close code.",
        ("code",),
        {(str(int(code)),): count for code, count in meter.closes.items()},
    )
    yield counter("puente_deliveries", "Frames written to sockets by fan-out.", meter.deliveries)
    yield counter("puente_delivered_bytes", "Bytes of these frames.", meter.delivered_bytes)
