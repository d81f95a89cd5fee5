"""Asking as a guest: `/<language>/q/<short>`, which a QR code leads to. No registration, a name if one likes, no script.

Input: the form's `deed` (`ask`, `upvote`, `withdraw_upvote`, `withdraw`), `text`, `name`, `question`, and `id`, by which
a form that is sent twice counts once. Who is signed in to the conference asks as themselves. A page that asks again says
with `since` what it shows already: where nothing has happened in the room it is answered by 204, and nothing is made.
"""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass
from typing import Any

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rooms import (
    LIMITS,
    Audience,
    CommandId,
    Refused,
    RoomId,
    decode_command,
    own_snapshot,
    snapshot,
)
from server.auth.cookies import DAY_S
from server.auth.guests import DAYS, Guests, TooOften, guest_cookie
from server.conferences.model import Conference, Room
from server.live.room_actors import RoomActors
from server.pages.addresses import short_code
from server.pages.page import ConferenceVisit, open_visit, render
from server.store.accounts import Account

SHOWN = 40
FORBIDDEN, UNPROCESSABLE, TOO_MANY = 403, 422, 429
DEEDS = {
    "upvote": "question.upvote",
    "withdraw_upvote": "question.withdraw_upvote",
    "withdraw": "question.withdraw",
}


@dataclass(frozen=True)
class Guested:
    """A visit to the page of one room. `guest` says that `account` is a guest's."""

    visit: ConferenceVisit
    room: Room
    account: Account | None
    guest: bool

    @property
    def id(self) -> RoomId:
        return RoomId(f"{self.visit.conference.slug}/{self.room.slug}")


async def show_asking(request: Request) -> Response:
    """Show the page on which guests ask."""
    opened = await _open(request)
    actors: RoomActors = request.app.state.live.actors
    position = (await actors.actor(opened.id)).hub.view.position.encode()
    if request.query_params.get("since") == position:
        return Response(status_code=204, headers={"Cache-Control": "no-store"})
    return await _page(request, opened)


async def act(request: Request) -> Response:
    """Do what a form of the page asks for, and show the page again."""
    opened = await _open(request)
    visit = opened.visit
    form = await request.form()
    given = {name: str(value) for name, value in form.items()}
    actors: RoomActors = request.app.state.live.actors
    guests: Guests = request.app.state.guests
    command = _command(given)
    if command is None:
        raise HTTPException(400)
    if opened.account is not None and opened.account.banned:
        return await _page(request, opened, status=FORBIDDEN, given=given)
    cookie = None
    try:
        name = _cleaned(given.get("name", ""))
        account = opened.account
        if account is None:
            if not _welcome(await _view(actors, opened)):
                raise Refused("guests.closed")
            address = request.client.host if request.client else ""
            called = name or visit.t("guest.unnamed")
            account, cookie = await guests.welcome(visit.conference.slug, called, visit.language, address)
        elif opened.guest and name and name != account.name:
            account = await guests.rename(account, name, visit.language)
        if opened.guest or cookie is not None:
            await guests.count(account, asks=command["type"] == "question.ask")
        if command["type"] == "question.ask" and not name:
            command["anonymous"] = True
        await actors.submit(
            opened.id,
            account.participant,
            CommandId(given.get("id", "")[:64] or secrets.token_urlsafe(12)),
            decode_command(_json(command)),
            visit.language,
        )
    except (Refused, TooOften) as refused:
        status, fault = _told(visit, refused)
        opened = Guested(visit, opened.room, account if cookie is not None else opened.account, True)
        response = await _page(request, opened, status=status, given=given, fault=fault)
    else:
        response = RedirectResponse(f"{request.url.path}#{given.get('question') or 'own'}", 303)
    if cookie is not None:
        response.set_cookie(
            guest_cookie(visit.conference.slug),
            cookie,
            max_age=DAYS * DAY_S,
            httponly=True,
            samesite="lax",
            secure=visit.site.settings.secure,
        )
    return response


async def _open(request: Request) -> Guested:
    visit = open_visit(request)
    found = _room(visit.site.conferences.all(), request.path_params["short"])
    if found is None:
        raise HTTPException(404)
    conference, room = found
    account = await visit.site.guard.identify(request.cookies, conference.slug)
    guest = account is None
    if account is None:
        guests: Guests = request.app.state.guests
        account = await guests.identify(request.cookies, conference.slug)
    return Guested(
        ConferenceVisit(request, visit.site, visit.language, conference, None), room, account, guest
    )


def _room(conferences: tuple[Conference, ...], short: str) -> tuple[Conference, Room] | None:
    for conference in conferences:
        for room in conference.rooms:
            if not conference.archive and short_code(conference.slug, room.slug) == short.lower():
                return conference, room
    return None


async def _view(actors: RoomActors, opened: Guested) -> dict[str, Any]:
    actor = await actors.actor(opened.id)
    return dict(snapshot(actor.hub.view.room, Audience.HALL))


def _welcome(view: dict[str, Any]) -> bool:
    return bool(view["guests"]["welcome"])


async def _page(
    request: Request,
    opened: Guested,
    *,
    status: int = 200,
    given: dict[str, str] | None = None,
    fault: str = "",
) -> Response:
    actors: RoomActors = request.app.state.live.actors
    visit, account = opened.visit, opened.account
    actor = await actors.actor(opened.id)
    position = actor.hub.view.position.encode()
    view: dict[str, Any] = dict(snapshot(actor.hub.view.room, Audience.HALL))
    own: dict[str, Any] = {} if account is None else dict(own_snapshot(actor.hub.view.room, account.id))
    questions = [
        {
            **value,
            "votes": view.get(f"upvotes/{value['question']}", 0),
            "mine": f"my/questions/{value['question']}" in own,
            "voted": f"my/upvotes/{value['question']}" in own,
        }
        for key, value in view.items()
        if key.startswith("questions/")
    ]
    order = {"staged": 0, "open": 1, "answered": 2}
    questions.sort(key=lambda each: (order[each["state"]], -each["votes"], each["number"]))
    mine = [value for key, value in own.items() if key.startswith("my/questions/")]
    banned = account is not None and account.banned
    return render(
        visit,
        "guest.html",
        visit.t("guest.title"),
        status=status,
        indexed=False,
        room=opened.room,
        short=short_code(visit.conference.slug, opened.room.slug),
        guest=opened.guest,
        open=_welcome(view) or not opened.guest,
        position=position,
        banned=banned,
        mode=view["questions"]["mode"],
        askers_named_to=view["questions"].get("askers_named_to"),
        locked=view["moderation"]["locked"],
        questions=questions[:SHOWN],
        own=sorted(mine, key=lambda each: each["at"], reverse=True),
        name=(given or {}).get("name", "") or _name_of(opened),
        text=(given or {}).get("text", "") if fault else "",
        fault=fault,
        limit=LIMITS["question"],
        name_length=LIMITS["name"],
        id=secrets.token_urlsafe(12),
    )


def _name_of(opened: Guested) -> str:
    account = opened.account
    if account is None or account.name == opened.visit.t("guest.unnamed"):
        return ""
    return account.name


def _command(given: dict[str, str]) -> dict[str, Any] | None:
    if given.get("deed") == "ask":
        return {"type": "question.ask", "text": given.get("text", "")}
    tag, question = DEEDS.get(given.get("deed", "")), given.get("question", "")
    return {"type": tag, "question": question} if tag and 0 < len(question) <= 64 else None


def _told(visit: ConferenceVisit, refused: Refused | TooOften) -> tuple[int, str]:
    if isinstance(refused, TooOften):
        return TOO_MANY, visit.t("error.rate.limited", wait_s=refused.wait_s)
    data: dict[str, object] = dict(refused.data)
    if refused.code == "question.state":
        data["state"] = visit.t(f"questions.state.{data['state']}")
    return UNPROCESSABLE, visit.t(f"error.{refused.code}", None, **data)


def _cleaned(name: str) -> str:
    visible = "".join(
        sign for sign in name if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn")
    )
    return " ".join(unicodedata.normalize("NFC", visible).split())[: LIMITS["name"]]


def _json(command: dict[str, Any]) -> bytes:
    return msgspec.json.encode(command)


ROUTES = [
    Route("/{language}/q/{short}", show_asking, methods=["GET"], name="guest"),
    Route("/{language}/q/{short}", act, methods=["POST"], name="guest_act"),
]
