"""The kinds of values that settings take, each checked by itself. Input: what `server/settings.py` reads."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def listed(value: str) -> tuple[str, ...]:
    """Return the parts of a setting that is a list."""
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
        raise ValueError("give scheme and host only, for example https://conference.example")
    return value.rstrip("/")


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.netloc):
        raise ValueError("give the whole address, for example http://localhost:5000")
    return value.rstrip("/")


def _database_url(value: str) -> str:
    if value and not value.startswith(("sqlite+aiosqlite:", "postgresql+asyncpg:")):
        raise ValueError(
            "give an SQLAlchemy URL with an async driver, for example sqlite+aiosqlite:////srv/puente.db "
            "or postgresql+asyncpg://puente:password@localhost/puente"
        )
    return value


def _redis_url(value: str) -> str:
    if value and not value.startswith(("redis://", "rediss://", "unix://")):
        raise ValueError("give a Redis URL, for example redis://localhost:6379/0")
    return value


def _addresses(value: str) -> str:
    for each in listed(value):
        try:
            ip_address(each)
        except ValueError as error:
            raise ValueError(f"{each} is no IP address") from error
    return value


def _urls_of(*schemes: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        for each in listed(value):
            if not each.startswith(schemes):
                raise ValueError(f"{each} does not begin with {' or '.join(schemes)}")
        return value

    return check


# Text that is empty where it is not set.
Origin = Annotated[str, AfterValidator(_origin)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
DatabaseUrl = Annotated[str, AfterValidator(_database_url)]
RedisUrl = Annotated[str, AfterValidator(_redis_url)]
# Separated by commas.
Addresses = Annotated[str, AfterValidator(_addresses)]
StunUrls = Annotated[str, AfterValidator(_urls_of("stun:", "stuns:"))]
TurnUrls = Annotated[str, AfterValidator(_urls_of("turn:", "turns:"))]
