"""Captions over HTTP: in from professional software, out as WebVTT and as text.

In: `POST /captions/<token>?seq=N&lang=xx` with text/plain, as Zoom's caption URL takes it; `GET …/seq` tells the last
number. Out: `GET /captions/<conference>/<room>/<language>.vtt` and `.txt`, for those who are signed in, live and later.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

import rooms
from rooms import (
    AddCaption,
    Caption,
    CommandId,
    Participant,
    ParticipantId,
    Refused,
    Role,
    Room,
    RoomId,
    base_language,
)
from server.api.bodies import TooLong, whole
from server.api.webvtt import as_text, as_webvtt, merged
from server.auth.feeds import Feed, FeedRefused, Feeds
from server.conferences.model import Conference
from server.live.room_actors import RoomActors, UnknownRoom
from server.store.accounts import Account
from server.store.conferences import Conferences
from server.store.log import Unavailable

SERVER = Participant(ParticipantId("server"), "Puente", Role.SERVER)
MOST_BYTES = 4096
# What was said shortly after a session's end still belongs to it.
AFTER_MS = 30 * 60_000
_FRESH = {"Cache-Control": "no-store"}
MAX_SEQ = 2**53


class Door(Protocol):
    """Who somebody is, from a request's cookies; `server.auth.guard` is one."""

    async def identify(self, cookies: Mapping[str, str], conference: str) -> Account | None:
        """The account that is signed in to the conference."""


class CaptionDesk:
    """What the captions' doors need, as `app.state.captions`."""

    def __init__(self, feeds: Feeds, actors: RoomActors, conferences: Conferences, guard: Door) -> None:
        self.feeds = feeds
        self.actors = actors
        self.conferences = conferences
        self.guard = guard

    async def room(self, id: RoomId) -> Room:
        """Return a room as it is now. Raises UnknownRoom and Unavailable."""
        return (await self.actors.actor(id)).hub.view.room


async def hand_in(request: Request) -> Response:
    """Take one text of a feed; the answer is the number of the last text that is stored."""
    desk: CaptionDesk = request.app.state.captions
    try:
        feed = desk.feeds.read(request.path_params["token"])
    except FeedRefused as refused:
        return _plain(f"This caption URL is not valid: {refused}.", 403)
    conference = desk.conferences.get(feed.conference)
    if conference is None or conference.room(feed.room) is None:
        return _plain("The room of this caption URL is gone.", 404)
    language, fault = _language(request.query_params.get("lang"), conference)
    seq = _number(request.query_params.get("seq"))
    if fault is None and seq is None:
        fault = "seq is missing or no whole number from 0: add ?seq=1, and count on."
    if fault is not None:
        return _plain(fault, 400)
    try:
        body = await whole(request, MOST_BYTES)
    except TooLong:
        return _plain(f"A text may have {MOST_BYTES} bytes.", 413)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _plain("The text is not UTF-8.", 400)
    assert seq is not None
    return await _stored(desk, feed, AddCaption(language, text, "url", feed.name, feed=feed.id, seq=seq))


async def tell_seq(request: Request) -> Response:
    """Tell the number of the last text that a feed handed in; 0 before the first."""
    desk: CaptionDesk = request.app.state.captions
    try:
        feed = desk.feeds.read(request.path_params["token"])
    except FeedRefused as refused:
        return _plain(f"This caption URL is not valid: {refused}.", 403)
    try:
        return _plain(str(await _last(desk, feed)))
    except UnknownRoom:
        return _plain("The room of this caption URL is gone.", 404)
    except Unavailable:
        return _plain("The captions cannot be read now; ask again.", 503)


async def give(request: Request) -> Response:
    """Give the captions of a language as a file: `.vtt` or `.txt`; with `?session=` those of one session.

    With `?since=` (ms since 1970) times count from that moment, as a recording's do.
    """
    desk: CaptionDesk = request.app.state.captions
    slug, room = request.path_params["conference"], request.path_params["room"]
    language, form = request.path_params["language"], request.path_params["form"]
    conference = desk.conferences.get(slug)
    account = await desk.guard.identify(request.cookies, slug)
    if account is None or account.banned:
        return _plain("", 403)
    if conference is None or form not in ("vtt", "txt"):
        return _plain("", 404)
    if _language(language, conference)[1] is not None:
        return _plain(_language(language, conference)[1] or "", 404)
    try:
        said = captions_in(await desk.room(RoomId(f"{slug}/{room}")), language)
    except UnknownRoom:
        return _plain("", 404)
    except Unavailable:
        return _plain("", 503)
    zero = said[0].start if said else 0
    if (session := request.query_params.get("session")) is not None:
        found = conference.session(session)
        hours = None if found is None else conference.hours(found)
        if hours is None:
            return _plain("", 404)
        zero = int(hours.start.timestamp() * 1000)
        said = [each for each in said if zero <= each.start <= int(hours.end.timestamp() * 1000) + AFTER_MS]
    if (since := request.query_params.get("since")) is not None:
        if _number(since) is None:
            return _plain("since is no whole number from 0.", 400)
        zero = int(since)
        said = [each for each in said if each.start >= zero]
    if form == "txt":
        return PlainTextResponse(as_text(said), headers=_FRESH)
    return Response(as_webvtt(said, zero), media_type="text/vtt; charset=utf-8", headers=_FRESH)


def captions_in(room: Room, language: str) -> list[Caption]:
    """Return what was said in a language or a variety of it, people's captions before a machine's."""
    people: list[Caption] = []
    machine: list[Caption] = []
    for track in rooms.caption_tracks(room):
        tag = track.removesuffix(".machine")
        if base_language(tag) == base_language(language):
            (people if tag == track else machine).extend(rooms.transcript(room, track))
    return merged(sorted(people, key=lambda each: each.start), machine)


async def _stored(desk: CaptionDesk, feed: Feed, command: AddCaption) -> Response:
    room = RoomId(f"{feed.conference}/{feed.room}")
    # The same name for the same text, so that a repeat is known even while the first is under way.
    id = CommandId(f"caption-{feed.id}-{command.seq}")
    try:
        await desk.actors.submit(room, SERVER, id, command, command.language)
        return _plain(str(await _last(desk, feed)))
    except Refused as refused:
        if refused.temporary:
            return _plain("The captions cannot be stored now; send the same seq again.", 503)
        return _plain(f"The text is refused: {refused.code}.", 400)
    except Unavailable:
        return _plain("The captions cannot be stored now; send the same seq again.", 503)


async def _last(desk: CaptionDesk, feed: Feed) -> int:
    return rooms.last_seq(await desk.room(RoomId(f"{feed.conference}/{feed.room}")), feed.id) or 0


def _language(tag: str | None, conference: Conference) -> tuple[str, str | None]:
    """Return the conference's own tag for a language, and what is wrong with the one that was given."""
    known = ", ".join(conference.languages)
    if not tag:
        return "", f"lang is missing: add &lang= with one of {known}."
    for own in conference.languages:
        if base_language(own) == base_language(tag):
            return own, None
    return "", f"lang={tag[:35]} is no language of this conference. Use one of {known}."


def _number(text: str | None) -> int | None:
    number = (
        int(text) if text is not None and text.isascii() and text.isdecimal() and len(text) <= 16 else None
    )
    return None if number is None or number > MAX_SEQ else number


def _plain(text: str, status: int = 200) -> Response:
    return PlainTextResponse(text, status, headers=_FRESH)


ROUTES = [
    Route("/captions/{token}", hand_in, methods=["POST"], name="caption_feed"),
    Route("/captions/{token}/seq", tell_seq, methods=["GET"], name="caption_feed_seq"),
    Route("/captions/{conference}/{room}/{language}.{form}", give, methods=["GET"], name="caption_file"),
]
