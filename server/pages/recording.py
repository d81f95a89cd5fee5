"""A session's recording: shown on the session's page once staff let attendees see it, and its files.

Input: finished tapes in the data folder (`app.state.replays`), what the session's room knows of it (what staff decided,
captions, slides), the cookie of whoever is signed in. Staff see it at once.
"""

from __future__ import annotations

import asyncio
import logging
import re
import secrets
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response
from starlette.routing import Route

import rooms
from rooms import (
    STAFF,
    CommandId,
    Decision,
    HideRecording,
    Refused,
    RoomId,
    SessionId,
    Showing,
    ShowRecording,
    base_language,
)
from server.conferences.model import Conference
from server.live.room_actors import UnknownRoom
from server.media.hls.playlists import INDEX, REPLAY
from server.media.hls.products import BESIDE
from server.media.hls.replays import Replay, Replays
from server.pages.page import ConferenceVisit, open_conference
from server.pages.site import Site
from server.store.log import Unavailable

logger = logging.getLogger(__name__)

_FILE = re.compile(r"index\.m3u8|[\w-]+/(replay\.m3u8|init-\d+\.mp4|\d+\.m4s)")
_TYPES = {"m3u8": "application/vnd.apple.mpegurl", "mp4": "video/mp4", "m4s": "video/iso.segment"}
FORBIDDEN, UNAVAILABLE = 403, 503


@dataclass(frozen=True)
class Part:
    """One take: the address of its playlist, when it began (ms since 1970), captions by language, and slides.

    `beside` is the address of the second picture's playlist; None where there is none.

    `slides` are as `web/src/recorded_slides.ts` reads them; none where none were shown.
    """

    playlist: str
    beside: str | None
    began: int
    captions: tuple[tuple[str, str], ...]
    slides: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Recording:
    """What the session's page shows. `decided` is None while attendees do not see it."""

    parts: tuple[Part, ...]
    decided: Decision | None
    deciding: bool


async def recording_of(visit: ConferenceVisit, session: str) -> Recording | None:
    """The recording as this reader gets it; None where there is none for them."""
    replays: Replays | None = getattr(visit.request.app.state, "replays", None)
    if replays is None or visit.account is None:
        return None
    deciding = visit.account.role in STAFF
    decided = await _decision(visit.site, visit.conference, session)
    if decided is None and not deciding:
        return None
    found = await asyncio.to_thread(replays.of, visit.conference.slug, session)
    parts = [await _part(visit, each) for each in found]
    return Recording(tuple(parts), decided, deciding) if parts else None


async def _part(visit: ConferenceVisit, replay: Replay) -> Part:
    captions: list[tuple[str, str]] = []
    slides: tuple[dict[str, Any], ...] = ()
    if visit.site.actors is not None:
        state = (await visit.site.actors.actor(replay.room)).hub.view.room
        written = {
            base_language(track.removesuffix(".machine"))
            for track in rooms.caption_tracks(state)
            if any(each.start >= replay.began for each in rooms.transcript(state, track))
        }
        captions = [
            (tag, f"/captions/{replay.room}/{tag}.vtt?since={replay.began}")
            for tag in visit.conference.languages
            if base_language(tag) in written
        ]
        shown = rooms.slides_shown(state, replay.began, replay.ended)
        if any(each.deck is not None for each in shown):
            slides = tuple(_slide(visit, replay.room, each) for each in shown)
    folder = f"/recordings/{replay.room}/{replay.take}"
    beside = f"{folder}/{BESIDE}/{REPLAY}" if replay.beside else None
    return Part(f"{folder}/{INDEX}", beside, replay.began, tuple(captions), slides)


def _slide(visit: ConferenceVisit, room: RoomId, showing: Showing) -> dict[str, Any]:
    """What is on from `at` on: its picture, the words on it, and its name; nothing but `at` where no slide is."""
    if showing.deck is None:
        return {"at": showing.at}
    address = f"/slides/{room}/{showing.deck}/{showing.page}"
    title = showing.title or visit.t("backstage.slides_untitled")
    alt = visit.t("player.slide", page=showing.page, pages=showing.pages, title=title)
    return {"at": showing.at, "picture": f"{address}.webp", "words": f"{address}.txt", "alt": alt}


async def decide(request: Request) -> Response:
    """Let attendees see a session's recording, or no more: a form of the session's page, for staff."""
    visit = await open_conference(request)
    session = visit.conference.session(request.path_params["session"])
    if session is None:
        raise HTTPException(404)
    if visit.account is None or visit.account.role not in STAFF:
        raise HTTPException(FORBIDDEN)
    room, actors = _room_of(visit.conference, session.slug), visit.site.actors
    if room is None or actors is None:
        raise HTTPException(404)
    shows = (await request.form()).get("recording") == "show"
    id = SessionId(session.slug)
    me = visit.account.participant
    command = ShowRecording(id) if shows else HideRecording(id)
    try:
        await actors.submit(room, me, CommandId(secrets.token_urlsafe(12)), command, visit.language)
    except Refused as refused:
        statuses = {"session.unknown": 404, "unavailable": UNAVAILABLE}
        raise HTTPException(statuses.get(refused.code, FORBIDDEN)) from refused
    return RedirectResponse(f"{visit.at.session(session.slug)}#recording", 303)


async def _decision(site: Site, conference: Conference, session: str) -> Decision | None:
    """Who let attendees see it; None while they may not, and while its room cannot say."""
    room = _room_of(conference, session)
    if room is None or site.actors is None:
        return None
    try:
        actor = await site.actors.actor(room)
    except (UnknownRoom, Unavailable) as error:
        logger.warning("room %s does not say which recordings are shown: %s", room, error)
        return None
    return rooms.recording_shown(actor.hub.view.room, SessionId(session))


def _room_of(conference: Conference, slug: str) -> RoomId | None:
    session = conference.session(slug)
    return None if session is None or session.room is None else RoomId(f"{conference.slug}/{session.room}")


async def give(request: Request) -> Response:
    """Give a file of a recording to staff, and to everyone of the conference once it is shown."""
    replays: Replays = request.app.state.replays
    site: Site = request.app.state.site
    conference, take = request.path_params["conference"], request.path_params["take"]
    room, name = RoomId(f"{conference}/{request.path_params['room']}"), request.path_params["file"]
    account = await site.guard.identify(request.cookies, conference)
    if account is None or account.banned:
        raise HTTPException(FORBIDDEN)
    if _FILE.fullmatch(name) is None or not re.fullmatch(r"[\w-]+", take):
        raise HTTPException(404)
    session = await asyncio.to_thread(replays.session_of, room, take)
    if session is None:
        raise HTTPException(404)
    if account.role not in STAFF:
        known = site.conferences.get(conference)
        if known is None or await _decision(site, known, session) is None:
            raise HTTPException(FORBIDDEN)
    path = replays.folder / room / take / name
    if not path.is_file():
        raise HTTPException(404)
    kind = _TYPES[path.suffix.removeprefix(".")]
    # What is taken back must not be kept by anybody on the way.
    return FileResponse(path, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})


ROUTES = [
    Route("/recordings/{conference}/{room}/{take}/{file:path}", give, methods=["GET"]),
    Route("/{language}/{conference}/sessions/{session}/recording", decide, methods=["POST"]),
]
