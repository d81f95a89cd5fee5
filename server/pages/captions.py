"""The captions' pages of a room: to read on a second screen, to write as a captioner, and each language's transcript.

Input: the path, and the cookie of whoever is signed in. The first two are shells; `web/src/moderate.tsx` fills them.
"""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import rooms
from rooms import STAFF, Role, RoomId, base_language
from server.auth.feeds import Feeds
from server.live.room_actors import RoomActors
from server.pages.page import render
from server.pages.room import FORBIDDEN, admit, door, page_data
from server.pages.tongues import known_tongue, no_such_tongue
from server.store.actions import Actions

CAPTIONING = STAFF | {Role.CAPTIONER}
FEED_MS = 24 * 3_600_000
PHRASES = ("applause", "laughter", "music", "inaudible", "video")


async def show_captions(request: Request) -> Response:
    """Show the live captions alone, large, for a second screen."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    return render(
        visit,
        "captions.html",
        f"{visit.t('captions.title')} · {visit.pick(room.name).text}",
        indexed=False,
        room=room,
        kind="captions",
        again=visit.at.captions(room.slug),
        page_data=page_data(admitted),
    )


async def show_captioner(request: Request) -> Response:
    """Show the place of a captioner of one language to captioners and staff; tell others that it is not for them."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    wanted = request.path_params["tongue"]
    if admitted.account.role not in CAPTIONING:
        return door(visit, room, "captioners", FORBIDDEN)
    tongue = known_tongue(visit.conference, wanted)
    if tongue is None:
        return no_such_tongue(visit, room, wanted, visit.at.captioner)
    feeds: Feeds = request.app.state.captions.feeds
    actions: Actions = request.app.state.actions
    if admitted.account.role in STAFF:
        await actions.note(
            "caption.address_given", visit.conference.slug, admitted.account, room.slug, once_in_ms=FEED_MS
        )
    token = feeds.make(visit.conference.slug, room.slug, admitted.account.name, FEED_MS)
    return render(
        visit,
        "captions.html",
        f"{visit.t('captions.captioner')} · {visit.pick(room.name).text}",
        indexed=False,
        room=room,
        kind="captioner",
        again=visit.at.captioner(room.slug, tongue),
        page_data=page_data(admitted)
        | {
            "tongue": tongue,
            "feed": f"{visit.site.address(request)}/captions/{token}",
            # What is put into the line is in the captions' language, whatever the page's is.
            "phrases": [visit.site.catalogue.t(tongue, f"captions.phrase.{each}") for each in PHRASES],
        },
    )


async def show_transcript(request: Request) -> Response:
    """Show what was said in a room in one language, with the way to the files."""
    admitted = await admit(request)
    if isinstance(admitted, Response):
        return admitted
    visit, room = admitted.visit, admitted.room
    tongue = request.path_params["tongue"]
    if known_tongue(visit.conference, tongue) is None:
        return no_such_tongue(visit, room, tongue, visit.at.transcript)
    actors: RoomActors = request.app.state.live.actors
    state = (await actors.actor(RoomId(f"{visit.conference.slug}/{room.slug}"))).hub.view.room
    said = [
        caption
        for track in rooms.caption_tracks(state)
        if base_language(track.removesuffix(".machine")) == base_language(tongue)
        for caption in rooms.transcript(state, track)
    ]
    return render(
        visit,
        "transcript.html",
        f"{visit.t('captions.transcript')} · {visit.pick(room.name).text}",
        indexed=False,
        room=room,
        tongue=tongue,
        said=sorted(said, key=lambda caption: (caption.start, caption.source == "machine")),
        moment=lambda at: f"{datetime.fromtimestamp(at / 1000, visit.conference.zone):%H:%M:%S}",
    )


ROUTES = [
    Route("/{language}/{conference}/captions/{room}", show_captions, name="captions"),
    Route("/{language}/{conference}/captions/{room}/{tongue}", show_captioner, name="captioner"),
    Route("/{language}/{conference}/transcript/{room}/{tongue}", show_transcript, name="transcript"),
]
