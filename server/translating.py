"""Translating: hands what people write to the engine and brings what it made into their room. Input: what was stored.

Nobody waits for it: a text is there at once, its translation a moment later, or never when the engine is down; then staff
see a sign, and what was missed is made up for. Questions, answers and polls are made in the conference's languages and in
those of the people present; chat in the latter alone; what is said behind the stage, in those of the people who are at
work there. Captions go before all else.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import rooms
from rooms import (
    AddCaption,
    AddTranslation,
    Audience,
    Command,
    CommandId,
    Original,
    Participant,
    ParticipantId,
    Refused,
    ReportTranslation,
    Role,
    RoomId,
    audience_of,
    base_language,
    digest,
    original_in,
    original_key,
    texts_in,
)
from server.live.room_actors import RoomActors, UnknownRoom
from server.presence.port import Presence
from server.store.conferences import Conferences
from server.store.log import Unavailable
from server.translation.glossary import Glossary
from server.translation.port import EngineFailed
from server.translation.translator import Translator

logger = logging.getLogger(__name__)

SERVER = Participant(ParticipantId("server"), "Puente", Role.SERVER)
# Texts under way at once. Apertium takes one for each direction at a time; a server over the network several.
AT_ONCE = 4
# Texts that wait; when more are written than the engine can do, the oldest go without.
WAITING = 2000
# Texts that are not tried again: what is made or cannot be made.
SETTLED = 20_000
# How often the rooms are looked at for people who need another language.
LOOK_S = 5.0
# After a fault the engine is left alone for a while, longer each time.
REST_S = (2.0, 5.0, 15.0, 60.0)


# What the hall is not shown, and what is written among those present.
BEHIND = frozenset({"held", "hands", "talk", "cues", "reports", "booth_messages"})
AMONG = frozenset({"chat", "pins"})
HEARD = BEHIND | AMONG | {"questions", "polls", "captions"}


class Readers(NamedTuple):
    """The languages of those who are in a room, and of those of them who are at work there."""

    all: frozenset[str] = frozenset()
    at_work: frozenset[str] = frozenset()


class Wanted(NamedTuple):
    """A text of a room, and the language that it is wanted in."""

    room: RoomId
    about: str
    language: str


class Translating:
    """The translations of this process's rooms. Without a translator it does nothing."""

    def __init__(
        self,
        conferences: Conferences,
        actors: RoomActors,
        presence: Presence,
        translator: Translator | None,
    ) -> None:
        self._conferences = conferences
        self._actors = actors
        self._presence = presence
        self._translator = translator
        self._waiting: OrderedDict[Wanted, None] = OrderedDict()
        self._settled: OrderedDict[tuple[Wanted, str], None] = OrderedDict()
        self._arrived = asyncio.Event()
        # The languages of those present, and of those who were when a room's older texts were last looked through.
        self._present: dict[RoomId, Readers] = {}
        self._looked: dict[RoomId, Readers] = {}
        self._glossaries: dict[str, tuple[object, Glossary]] = {}
        self._reported: dict[RoomId, str] = {}
        self._faults = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Translate for as long as the context lasts."""
        if self._translator is None:
            for actor in self._actors.running():
                await self._submit(actor.id, ReportTranslation("off", "none"))
            yield
            return
        self._actors.listen(self.hear)
        tasks = [asyncio.create_task(self._look(), name="translating: look")]
        tasks += [asyncio.create_task(self._work(), name=f"translating: {n}") for n in range(AT_ONCE)]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            await self._translator.engine.close()

    def hear(self, room: RoomId, keys: frozenset[str]) -> None:
        """Take note of what was just written in a room."""
        for key in keys:
            kind = key.partition("/")[0]
            if kind in HEARD:
                self._want(room, key, self._needed(room, kind))

    async def look(self) -> None:
        """See who is in the rooms; what stands in a room is made in every language that is new to it."""
        for actor in self._actors.running():
            seats = await self._presence.seats(actor.id)
            present = self._present[actor.id] = Readers(
                frozenset(base_language(seat.language) for seat in seats),
                frozenset(
                    base_language(seat.language)
                    for seat in seats
                    if audience_of(seat.lease.role) is not Audience.HALL
                ),
            )
            looked, self._looked[actor.id] = self._looked.get(actor.id), present
            # Who comes back with a language that was gone for a while missed some of the chat.
            if looked is not None and present.all <= looked.all and present.at_work <= looked.at_work:
                continue
            for key in rooms.snapshot(actor.hub.view.room, Audience.BACKSTAGE):
                self._want(actor.id, key, self._needed(actor.id, key.partition("/")[0]))

    async def serve_one(self) -> float:
        """Make the translation that has waited longest; return for how many seconds to leave the engine alone."""
        wanted, _ = self._waiting.popitem(last=False)
        return await self._serve(wanted)

    async def settle(self) -> None:
        """Make translations until none waits."""
        while self._waiting:
            await self.serve_one()

    def _needed(self, room: RoomId, kind: str) -> frozenset[str]:
        present = self._present.get(room, Readers())
        if kind in BEHIND:
            return present.at_work
        conference = self._conferences.get(room.partition("/")[0])
        if conference is None or kind in AMONG:
            return present.all
        return present.all | {base_language(tag) for tag in conference.languages}

    def _want(self, room: RoomId, key: str, languages: frozenset[str]) -> None:
        actor = next((each for each in self._actors.running() if each.id == room), None)
        if actor is None:
            return
        value = rooms.show(actor.hub.view.room, key, Audience.BACKSTAGE)
        for about, original in _texts(key, value):
            for language in sorted(languages - {base_language(original.language)}):
                wanted = Wanted(room, about, language)
                if (wanted, digest(original)) in self._settled:
                    continue
                self._waiting[wanted] = None
                if about.startswith("caption/"):
                    # What is being said does not wait for what was written.
                    self._waiting.move_to_end(wanted, last=False)
                if len(self._waiting) > WAITING:
                    self._waiting.popitem(last=False)
        if self._waiting:
            self._arrived.set()

    async def _look(self) -> None:
        while True:
            try:
                await self.look()
            except OSError as error:
                logger.warning("who is in the rooms cannot be seen: %s", error)
            await asyncio.sleep(LOOK_S)

    async def _work(self) -> None:
        while True:
            await self._arrived.wait()
            if not self._waiting:
                self._arrived.clear()
                continue
            try:
                rest = await self.serve_one()
            except Exception:
                logger.exception("a text cannot be translated")
                rest = REST_S[0]
            if rest:
                await asyncio.sleep(rest)

    async def _serve(self, wanted: Wanted) -> float:
        """Make one translation and bring it in."""
        assert self._translator is not None
        original = await self._missing(wanted)
        if original is None:
            return 0
        engine = self._translator.engine.name
        try:
            text = await self._translator.translated(
                original.text, original.language, wanted.language, self._glossary(wanted.room)
            )
        except EngineFailed as error:
            self._faults += 1
            logger.warning("%s does not translate: %s", engine, error)
            await self._report(wanted.room, "failing", str(error)[:300])
            # Made up for when the engine is back.
            self._waiting[wanted] = None
            self._arrived.set()
            return REST_S[min(self._faults, len(REST_S)) - 1]
        self._faults = 0
        self._settle_one(wanted, digest(original))
        if text is not None:
            await self._submit(wanted.room, _made(wanted, original, text, engine))
        if self._reported.get(wanted.room) != "working":
            for room in (
                wanted.room,
                *(room for room, state in self._reported.items() if state == "failing"),
            ):
                await self._report(room, "working", "")
        return 0

    async def _missing(self, wanted: Wanted) -> Original | None:
        """Return the text as it stands, unless it is gone or has this translation already."""
        try:
            actor = await self._actors.actor(wanted.room)
        except (Unavailable, UnknownRoom) as error:
            logger.warning("room %s: nothing is translated: %s", wanted.room, error)
            return None
        room = actor.hub.view.room
        if wanted.about.startswith("caption/"):
            _, track, _ = wanted.about.split("/", 2)
            value = rooms.show(room, f"captions/{track}", Audience.BACKSTAGE)
            # One that left the window is not what is being said any more.
            return next(
                (original for about, original in _texts(f"captions/{track}", value) if about == wanted.about),
                None,
            )
        key = original_key(wanted.about)
        original = (
            None if key is None else original_in(wanted.about, rooms.show(room, key, Audience.BACKSTAGE))
        )
        made: Any = rooms.show(room, f"translations/{wanted.about}", Audience.BACKSTAGE) or {}
        return None if wanted.language in made else original

    def _glossary(self, room: RoomId) -> Glossary:
        slug = room.partition("/")[0]
        conference = self._conferences.get(slug)
        terms = () if conference is None else conference.glossary
        known = self._glossaries.get(slug)
        if known is None or known[0] is not terms:
            known = self._glossaries[slug] = (terms, Glossary(terms))
        return known[1]

    async def _report(self, room: RoomId, state: Any, reason: str) -> None:
        assert self._translator is not None
        if self._reported.get(room) != state:
            self._reported[room] = state
            await self._submit(room, ReportTranslation(state, self._translator.engine.name, reason))

    def _settle_one(self, wanted: Wanted, of: str) -> None:
        self._settled[wanted, of] = None
        if len(self._settled) > SETTLED:
            self._settled.popitem(last=False)

    async def _submit(self, room: RoomId, command: Command) -> None:
        language = self._conferences.get(room.partition("/")[0])
        tongue = "en" if language is None else language.default_language
        try:
            await self._actors.submit(room, SERVER, CommandId(secrets.token_urlsafe(12)), command, tongue)
        except Refused as refused:
            logger.warning("room %s does not take a translation: %s", room, refused.code)


def _texts(key: str, value: Any) -> Iterator[tuple[str, Original]]:
    """The texts under a view key, with their names. Captions that a machine made are not translated again."""
    if key.startswith("captions/"):
        if value is not None and not key.endswith(".machine"):
            for cue in value["cues"]:
                yield (
                    f"caption/{value['language']}/{cue['caption']}",
                    Original(cue["text"], value["language"]),
                )
        return
    for about in texts_in(key, value):
        original = original_in(about, value)
        if original is not None:
            yield about, original


def _made(wanted: Wanted, original: Original, text: str, engine: str) -> Command:
    """The command that brings a translation into its room."""
    if wanted.about.startswith("caption/"):
        of = wanted.about.split("/", 2)[2]
        return AddCaption(wanted.language, text[: rooms.LIMITS["caption"]], "machine", engine, of=of)
    limit = rooms.LIMITS["translation"]
    return AddTranslation(wanted.about, digest(original), wanted.language, text[:limit], engine)
