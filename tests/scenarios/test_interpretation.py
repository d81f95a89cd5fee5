"""Interpretation through the whole application: the hall hears whoever is on air in a channel, and nobody else."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from rooms import Role
from server.media import rtp
from server.settings import Settings
from tests.server.media.conftest import scripted_peers_are_closed
from tests.server.media.peers import Scripted, until
from tests.theatre import Person, Theatre, open_theatre

__all__ = ["scripted_peers_are_closed"]

IN_A_ROW = 20


@pytest.fixture
async def theatre(settings: Settings) -> AsyncIterator[Theatre]:
    async with open_theatre(settings) as theatre:
        yield theatre


class Voices:
    """Interpreters whose microphones are open all the time, each with a word of their own."""

    def __init__(self) -> None:
        self._speaking: dict[bytes, Scripted] = {}
        self._number = 0

    async def join(self, person: Person) -> None:
        await person.tab.command("booth.join", language="es")
        microphone = await person.publish("source=microphone", "a")
        self._speaking[person.account.name.encode()] = microphone

    async def heard_by(self, listener: Scripted, name: str) -> None:
        """Speak until the listener has heard one of them alone for a while."""
        heard: list[bytes] = []

        def settled() -> bool:
            self._number += 1
            for word, microphone in self._speaking.items():
                microphone.remote.send(rtp.build(111, 0, self._number, self._number * 960, 2, word))
            heard.extend(listener.payloads(111))
            listener.packets.clear()
            return heard[-IN_A_ROW:] == [name.encode()] * IN_A_ROW

        await until(settled, f"{name} alone to be heard", 20)


async def test_listener_hears_one_interpreter_and_then_the_other_without_doing_anything(
    theatre: Theatre,
) -> None:
    moderator, attendee = await theatre.enter("Mo", Role.MODERATOR), await theatre.enter("Ana")
    iris, ivo = await theatre.enter("Iris", Role.INTERPRETER), await theatre.enter("Ivo", Role.INTERPRETER)
    await moderator.tab.command("channel.open", language="es")
    voices = Voices()
    await voices.join(iris)
    await voices.join(ivo)
    listener = await attendee.watch("a", "?track=channel/es/audio")
    await iris.tab.command("booth.go_on_air", language="es")
    await attendee.tab.until(lambda: attendee.tab.view["channels/es"]["on_air"])
    await voices.heard_by(listener, "Iris")
    refused = await ivo.tab.command("booth.go_on_air", language="es")
    assert (refused["code"], refused["data"]) == ("booth.taken", {"name": "Iris"})
    await iris.tab.command("booth.offer", language="es")
    await ivo.tab.command("booth.accept", language="es")
    await voices.heard_by(listener, "Ivo")

    def one_listens() -> bool:
        told = [each for each in moderator.tab.frames if each.get("signal") == "channel.levels"]
        return bool(told) and told[-1]["channels"]["es"]["listeners"] == 1

    await moderator.tab.until(one_listens, "staff are not told of the listener")
    assert not [each for each in attendee.tab.frames if each.get("signal") == "channel.levels"]


async def test_nobody_listens_to_an_interpreter_who_is_not_on_air(theatre: Theatre) -> None:
    attendee, iris = await theatre.enter("Ana"), await theatre.enter("Iris", Role.INTERPRETER)
    moderator = await theatre.enter("Mo", Role.MODERATOR)
    await moderator.tab.command("channel.open", language="es")
    await Voices().join(iris)
    offer = Scripted().remote.offer("recvonly", "a")
    path = f"/whep/metropolis-americas-2022/plenary?track={iris.id}/microphone/audio"
    refused = await attendee.offer(path, offer)
    assert (refused.status_code, refused.json()["code"]) == (404, "media.track")
