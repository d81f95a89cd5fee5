"""What goes on in the rooms, for alerts that a person understands. Input: each running room's state, and the time in ms.

A room is seen by every process that has an actor of it: take the maximum over processes, not the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from prometheus_client.core import Metric

import rooms
from server.live.live import Live
from server.metrics.families import gauges

# The measures of `rooms.measures` in words. What is not named here is not shown, and a test fails.
HELP = {
    "sessions_live": "Whether a session is on.",
    "sessions_overrun_s": "Seconds by which the session that was started is beyond its end.",
    "hands_waiting": "Hands that wait for the floor.",
    "hands_oldest_waiting_s": "Seconds for which the first hand has waited.",
    "stage_people": "People on the stage.",
    "stage_pictures": "Cameras and screens on the stage that the hall receives.",
    "stage_voices": "Microphones on the stage that the hall receives.",
    "captions_behind_s": "Seconds for which a captioned language has had no cue, the worst of the room.",
    "stage_broadcast": "Whether the stage is broadcast.",
    "questions_held": "Questions that wait for a moderator.",
    "questions_oldest_held_s": "Seconds for which the oldest held question has waited.",
}


class Sounding(Protocol):
    """An interpretation channel: for how many ms the floor has spoken without it, and how many listen."""

    @property
    def room(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def missed(self) -> int: ...
    @property
    def listeners(self) -> int: ...


def channels(soundings: Iterable[Sounding]) -> Iterator[Metric]:
    """Measure the interpretation channels; the process that carries the media knows of them."""
    heard = {(each.room, each.language): each for each in soundings}
    yield gauges(
        "puente_channels_silent_seconds",
        "Seconds for which the floor has spoken another language, and nothing was heard in the channel.",
        ("room", "channel"),
        {labels: each.missed / 1000 for labels, each in heard.items()},
    )
    yield gauges(
        "puente_channels_listeners",
        "People who listen to the channel.",
        ("room", "channel"),
        {labels: each.listeners for labels, each in heard.items()},
    )


def meaning(live: Live, now: int) -> Iterator[Metric]:
    """Measure the rooms that run here."""
    measured = {
        actor.id: rooms.measures(actor.hub.view.room, now) for actor in live.actors.running() if actor.working
    }
    for name, help in HELP.items():
        unit = name.endswith("_s")
        yield gauges(
            f"puente_{name.removesuffix('_s')}_seconds" if unit else f"puente_{name}",
            help,
            ("room",),
            {(room,): values[name] for room, values in measured.items() if name in values},
        )
