"""The sign-in cookie: one for each conference, HttpOnly, SameSite=Lax, Secure where people come over TLS."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

DAY_S = 86_400


def cookie_name(conference: str) -> str:
    """Return the cookie's name for a conference's slug."""
    return f"puente-{conference}"


def set_cookie(response: Response, conference: str, value: str, *, secure: bool, days: int) -> None:
    """Sign this browser in. `value` comes from `Guard.cookie_value`."""
    response.set_cookie(
        cookie_name(conference),
        value,
        max_age=days * DAY_S,
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def clear_cookie(response: Response, conference: str, *, secure: bool) -> None:
    """Sign this browser out. The caller ends the login in the database too."""
    response.delete_cookie(cookie_name(conference), httponly=True, samesite="lax", secure=secure)


def cookie_of(cookies: Mapping[str, str], conference: str) -> str | None:
    """Return this conference's cookie among a request's."""
    return cookies.get(cookie_name(conference))
