"""Soundings: staff learn which channel is not heard while the floor speaks, and who listens."""

from __future__ import annotations

import secrets
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from rooms import AnnounceSources, CommandId, ParticipantId, Role
from server.media.channels import channel_track
from server.media.hls.broadcasts import Broadcasts
from server.media.hls.products import Group, Opened
from server.media.port import AudioLevels, Kind, Listener, ResourceId, Stats, SubscriberStats, TrackId
from server.metrics.meaning import channels
from server.scheduling import SERVER
from server.soundings import Soundings
from server.stores import Stores
from tests.conftest import WoundClock
from tests.server.live.test_signals import signals_of
from tests.venue import ROOM, Tab, Venue, open_venue

VOICE, NOTHING = 24, 127


class Engine:
    """The part of an engine that tells who listens."""

    def __init__(self) -> None:
        self.subscribers: tuple[SubscriberStats, ...] = ()

    def listen(self, _listener: Listener) -> Callable[[], None]:
        return lambda: None

    async def stats(self) -> Stats:
        return Stats(0, 0, 0, 0, {}, (), self.subscribers)


class Scene:
    """A speaker on stage, an interpreter on air in the Spanish channel, and a moderator who is told."""

    def __init__(self, venue: Venue, moderator: Tab, interpreter: Tab, speaker: Tab) -> None:
        self.venue, self.moderator, self.interpreter, self.speaker = venue, moderator, interpreter, speaker
        self.engine = Engine()
        self.broadcasts = Broadcasts(time.monotonic, secrets.token_urlsafe)
        self.soundings = Soundings(self.engine, self.broadcasts, venue.live.actors, venue.clock)  # type: ignore[arg-type]

    async def second(
        self, floor: int = NOTHING, interpreter: int = NOTHING, times: int = 1
    ) -> dict[str, Any]:
        """Seconds pass in which these levels are heard; what is told at their end."""
        for _ in range(times):
            self.venue.clock.wind(1000)
            levels = {
                TrackId(f"{who.account.id}/microphone/audio"): level
                for who, level in ((self.speaker, floor), (self.interpreter, interpreter))
            }
            self.soundings.hear(AudioLevels(ROOM, levels))
            told = len(signals_of(self.moderator))
            await self.soundings.look()
            await self.moderator.until(lambda: len(signals_of(self.moderator)) > told)  # noqa: B023
        signal = signals_of(self.moderator)[-1]
        assert signal["signal"] == "channel.levels"
        return dict(signal)


@pytest.fixture
async def scene(stores: Stores, clock: WoundClock) -> AsyncIterator[Scene]:
    async with open_venue(stores, clock) as venue:
        moderator = await venue.enter("Mo", role=Role.MODERATOR)
        interpreter = await venue.enter("Inés", role=Role.INTERPRETER)
        speaker = await venue.enter("Sofía", role=Role.SPEAKER)
        sends = AnnounceSources(ParticipantId(speaker.account.id), ("microphone",))
        await venue.live.actors.submit(ROOM, SERVER, CommandId("announced"), sends, "en")
        for tab, command, fields in (
            (moderator, "channel.open", {"language": "es"}),
            (interpreter, "booth.join", {"language": "es"}),
            (interpreter, "booth.go_on_air", {"language": "es"}),
            (speaker, "stage.speak", {"language": "en"}),
            (moderator, "stage.bring", {"participant": speaker.account.id}),
        ):
            assert "position" in await tab.command(command, **fields)
        scene = Scene(venue, moderator, interpreter, speaker)
        await scene.second(VOICE, VOICE)
        yield scene


async def test_channel_that_is_silent_while_the_floor_speaks_alarms_those_at_work(scene: Scene) -> None:
    told = await scene.second(VOICE, VOICE)
    assert (told["floor"], told["spoken"]) == (VOICE, "en")
    assert told["channels"]["es"] == {
        "level": VOICE, "silent_s": 0, "missed_s": 0, "listeners": 0, "alarm": False,
    }  # fmt: skip
    told = await scene.second(VOICE, NOTHING, times=19)
    assert (told["channels"]["es"]["missed_s"], told["channels"]["es"]["alarm"]) == (19, False)
    told = await scene.second(VOICE, NOTHING)
    assert told["channels"]["es"] == {
        "level": NOTHING, "silent_s": 20, "missed_s": 20, "listeners": 0, "alarm": True,
    }  # fmt: skip
    [silent, _] = channels(scene.soundings.read())
    assert [(each.labels, each.value) for each in silent.samples] == [({"room": ROOM, "channel": "es"}, 20)]
    told = await scene.second(VOICE, VOICE)
    assert not told["channels"]["es"]["alarm"]


async def test_nobody_is_alarmed_while_the_floor_is_silent_or_speaks_the_channels_language(
    scene: Scene,
) -> None:
    told = await scene.second(NOTHING, NOTHING, times=30)
    # The breath of the last speaker.
    assert (told["channels"]["es"]["silent_s"], told["channels"]["es"]["missed_s"]) == (30, 3)
    assert "position" in await scene.speaker.command("stage.speak", language="es-MX")
    told = await scene.second(VOICE, NOTHING, times=3)
    assert (told["spoken"], told["channels"]["es"]["missed_s"]) == ("es-MX", 0)


async def test_microphone_of_a_program_that_never_tells_its_level_alarms_nobody(scene: Scene) -> None:
    other = await scene.venue.enter("Ivo", role=Role.INTERPRETER)
    sends = AnnounceSources(ParticipantId(other.account.id), ("microphone",))
    await scene.venue.live.actors.submit(ROOM, SERVER, CommandId("other"), sends, "en")
    assert "position" in await scene.interpreter.command("booth.go_off_air", language="es")
    for command in ("booth.join", "booth.go_on_air"):
        assert "position" in await other.command(command, language="es")
    told = await scene.second(VOICE, NOTHING, times=25)
    assert (told["channels"]["es"]["missed_s"], told["channels"]["es"]["alarm"]) == (0, False)


async def test_listeners_over_both_paths_are_counted(scene: Scene) -> None:
    def hears(who: str, connected: bool = True) -> SubscriberStats:
        track = (channel_track("es"),)
        return SubscriberStats(
            ResourceId(who), ROOM, ParticipantId(who), connected, 0, 0.0, 0, 0, {}, track
        )  # fmt: skip

    scene.engine.subscribers = (hears("a"), hears("b"), hears("c", connected=False))
    take = scene.broadcasts.begin(ROOM)
    for rendition, channel in (("es-opus", "es"), ("es-aac", "es"), ("original-opus", "original")):
        take.apply(Opened(rendition, Kind.AUDIO, Group.OPUS, channel, channel, channel))
    for rendition, asker in (("es-opus", b"d"), ("es-aac", b"e"), ("es-opus", b"d"), ("original-opus", b"f")):
        take.asked(rendition, asker, scene.broadcasts.clock())
    told = await scene.second(VOICE, VOICE, times=3)
    assert told["channels"]["es"]["listeners"] == 4
    assert take.listeners("es", scene.broadcasts.clock() + 60) == 0


async def test_the_hall_is_told_nothing_of_channels_that_stand_still(scene: Scene) -> None:
    ana = await scene.venue.enter("Ana")
    await scene.second(VOICE, NOTHING)
    assert "position" in await scene.moderator.command("channel.close", language="es")
    before = len(signals_of(scene.moderator))
    await scene.soundings.look()
    assert list(scene.soundings.read()) == []
    assert "position" in await ana.command("chat.send", text="Hola")
    assert signals_of(ana) == []
    assert len(signals_of(scene.moderator)) == before
