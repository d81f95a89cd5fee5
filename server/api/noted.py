"""What staff do over HTTP and no room's log keeps, noted for the audit log. Input: requests whose path names where."""

from __future__ import annotations

from starlette.requests import Request

from server.store.accounts import Account
from server.store.actions import Actions


async def note(request: Request, kind: str, account: Account, about: str = "", **details: str) -> None:
    """Keep that somebody did something in the conference, or in the room where the path names one."""
    actions: Actions = request.app.state.actions
    place = request.path_params
    await actions.note(kind, place["conference"], account, place.get("room"), about, 0, **details)
