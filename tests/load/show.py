"""Somebody speaks and somebody watches the broadcast, with the audience of `puente rehearse`. Input: a crew at work."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

import httpx2
import psutil

from server.rehearsal.figures import Figures
from server.rehearsal.person import Person
from server.rehearsal.rehearsal import note_lateness
from server.rehearsal.speaker import speak
from server.rehearsal.viewer import watch
from tests.cluster import Crew
from tests.load.served import CONFERENCE, ROOM


class Show:
    """`open_client` makes a browser that finds the crew at its base address, for instance through a proxy."""

    def __init__(self, crew: Crew, open_client: Callable[[], httpx2.AsyncClient]) -> None:
        self.crew, self.open_client = crew, open_client
        self.figures = Figures()
        self.viewer = self.moderator = self._person("")

    def _person(self, link: str) -> Person:
        return Person(self.crew.origin, link, f"{CONFERENCE}/{ROOM}", "es", self.figures)

    @asynccontextmanager
    async def going_on(self) -> AsyncIterator[None]:
        """Speak and watch for as long as the context lasts."""
        links = await asyncio.gather(
            *(self.crew.links(1, role) for role in ("moderator", "speaker", "attendee"))
        )
        self.moderator, speaker, self.viewer = (self._person(link) for [link] in links)
        for person in (self.moderator, speaker, self.viewer):
            # A client each: it keeps cookies.
            async with httpx2.AsyncClient(trust_env=False) as http:
                await person.enter(http, person.language)
        async with self.open_client() as browser:
            tasks = [
                asyncio.create_task(work)
                for work in (
                    self.moderator.stay(),
                    speaker.stay(),
                    speak(speaker, self.moderator, browser, self.figures),
                    watch(self.viewer, browser, self.figures),
                    note_lateness(self.figures),
                )
            ]
            try:
                yield
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.wait(tasks)

    def carrier(self) -> int | None:
        """The worker that has an engine's process."""
        return carrier(self.crew)


def carrier(crew: Crew) -> int | None:
    """The worker of a crew that has an engine's process."""
    for pid in crew.workers:
        with suppress(psutil.NoSuchProcess):
            children = psutil.Process(pid).children()
            if any("server.media.process" in " ".join(each.cmdline()) for each in children):
                return pid
    return None
