"""The stage through the whole application: real sockets, real media, the engine in its own process."""

from __future__ import annotations

import os
import signal as signals
from collections.abc import AsyncIterator

import pytest

from rooms import Role
from server.media import rtp
from server.settings import Settings
from tests.server.live.test_signals import signals_of
from tests.server.media.conftest import scripted_peers_are_closed
from tests.server.media.peers import Scripted, until, video
from tests.theatre import Person, Theatre, open_theatre
from tests.venue import ROOM

__all__ = ["scripted_peers_are_closed"]


@pytest.fixture
async def theatre(settings: Settings) -> AsyncIterator[Theatre]:
    async with open_theatre(settings) as theatre:
        yield theatre


# Frames in a row, some milliseconds apart.
QUIET = 40


def sound(number: int) -> bytes:
    return rtp.build(111, 0, number, number * 960, 2, b"sound %d" % number)


class Lens:
    """Sends keyframes of a scripted publisher, one after the other."""

    def __init__(self, sender: Scripted) -> None:
        self._sender = sender
        self._number = 0

    def send(self) -> None:
        self._number += 1
        self._sender.remote.send(video(self._number, key=True))

    async def shows(self, viewer: Scripted) -> None:
        """Send until a frame that was sent from now on has come."""
        viewer.packets.clear()

        def arrives() -> bool:
            self.send()
            return bool(viewer.payloads(96))

        await until(arrives, "a frame to arrive", 20)

    async def is_hidden(self, viewer: Scripted) -> None:
        """Send until several frames in a row have not come, to somebody who was shown frames before."""
        counts: list[int] = []

        def stays_away() -> bool:
            self.send()
            counts.append(len(viewer.payloads(96)))
            return len(counts) > QUIET and len(set(counts[-QUIET:])) == 1

        await until(stays_away, "the frames to stay away", 20)


async def sources_of(person: Person, key: str, sources: list[str]) -> None:
    tab = person.tab
    await tab.until(lambda: tab.view.get(key, {}).get("sources") == sources, f"{key} with {sources}")


async def test_hall_sees_a_speaker_from_the_moment_they_are_brought_on(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator = await theatre.enter("Mo", Role.MODERATOR)
    attendee = await theatre.enter("Ana")
    camera = Lens(await speaker.publish())
    await sources_of(moderator, f"backstage/{speaker.id}", ["camera"])
    hall, backstage = await attendee.watch(), await moderator.watch()
    await camera.shows(backstage)
    assert not hall.packets, "the hall sees what is backstage"
    assert not [key for key in attendee.tab.view if key.startswith(("stage/", "backstage/"))]

    await moderator.tab.command("stage.bring", participant=speaker.id)
    await sources_of(attendee, f"stage/{speaker.id}", ["camera"])
    await camera.shows(hall)

    await moderator.tab.command("stage.mute", participant=speaker.id, source="camera")
    await camera.is_hidden(hall)
    await camera.shows(backstage)
    await moderator.tab.command("stage.unmute", source="camera")
    assert attendee.tab.view[f"stage/{speaker.id}"]["muted"] == {"camera": "moderator"}
    await speaker.tab.command("stage.unmute", source="camera")
    await camera.shows(hall)

    await moderator.tab.command("stage.hold", text="A short break")
    await camera.is_hidden(hall)
    await moderator.tab.command("stage.resume")
    await camera.shows(hall)
    await moderator.tab.command("stage.take_off", participant=speaker.id)
    await camera.is_hidden(hall)
    assert f"stage/{speaker.id}" not in attendee.tab.view


async def test_attendee_sends_only_with_the_floor_and_is_cut_off_when_it_is_taken(theatre: Theatre) -> None:
    moderator, attendee = await theatre.enter("Mo", Role.MODERATOR), await theatre.enter("Ana")
    offer = Scripted().remote.offer("sendonly", "v")
    refused = await attendee.offer(f"/whip/{ROOM}?source=camera", offer)
    assert (refused.status_code, refused.json()["code"]) == (403, "media.grant")
    await attendee.tab.command("floor.request", kind="camera")
    await moderator.tab.command("floor.grant", participant=attendee.id)
    assert (await attendee.get(f"/watch/{ROOM}")).json()["publish"]["sources"][0] == "camera"
    await attendee.publish()
    await sources_of(moderator, f"backstage/{attendee.id}", ["camera"])
    await moderator.tab.command("floor.revoke", participant=attendee.id)
    await sources_of(moderator, f"backstage/{attendee.id}", [])
    await attendee.tab.until(lambda: signals_of(attendee.tab))
    assert signals_of(attendee.tab)[0]["signal"] == "media.closed"
    assert signals_of(attendee.tab)[0]["reason"] == "revoked"


async def test_second_tab_is_told_and_takes_over_when_it_asks_to(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    await speaker.publish()
    await sources_of(speaker, f"backstage/{speaker.id}", ["camera"])
    second = Scripted()
    offer = second.remote.offer("sendonly", "v")
    taken = await speaker.offer(f"/whip/{ROOM}?source=camera", offer)
    assert (taken.status_code, taken.json()["source"]) == (409, "camera")
    assert (await speaker.offer(f"/whip/{ROOM}?source=camera&replace=1", offer)).status_code == 201
    await speaker.tab.until(lambda: signals_of(speaker.tab))
    told = signals_of(speaker.tab)[0]
    assert (told["signal"], told["reason"]) == ("media.closed", "replaced")


async def test_removed_speaker_is_off_the_air_and_out_of_the_engine(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator = await theatre.enter("Mo", Role.MODERATOR)
    await speaker.publish()
    await moderator.tab.command("stage.bring", participant=speaker.id)
    await sources_of(moderator, f"stage/{speaker.id}", ["camera"])
    await moderator.tab.command("participant.remove", participant=speaker.id, name="Sofía")
    await moderator.tab.until(lambda: f"stage/{speaker.id}" not in moderator.tab.view)

    async def gone() -> bool:
        return not await theatre.media.engine.tracks(ROOM)

    while not await gone():
        pass
    assert (await speaker.get(f"/watch/{ROOM}")).status_code in (401, 403)


async def test_everybody_is_told_when_the_engine_was_killed_and_comes_back(theatre: Theatre) -> None:
    speaker = await theatre.enter("Sofía", Role.SPEAKER)
    moderator, attendee = await theatre.enter("Mo", Role.MODERATOR), await theatre.enter("Ana")
    await speaker.publish("source=camera&source=microphone", "va")
    await moderator.tab.command("stage.bring", participant=speaker.id)
    await sources_of(attendee, f"stage/{speaker.id}", ["camera", "microphone"])
    stats = await theatre.media.engine.stats()
    os.kill(stats.process, signals.SIGKILL)
    await sources_of(attendee, f"stage/{speaker.id}", [])
    for person in (speaker, moderator, attendee):
        await person.tab.until(
            lambda person=person: any(each["signal"] == "media.restarted" for each in signals_of(person.tab))  # type: ignore[misc]
        )
    camera = await speaker.publish("source=camera&source=microphone", "va")
    await sources_of(attendee, f"stage/{speaker.id}", ["camera", "microphone"])
    hall = await attendee.watch("va")
    await Lens(camera).shows(hall)
    camera.remote.send(sound(1))
    await until(lambda: hall.payloads(111), "the sound to arrive")
