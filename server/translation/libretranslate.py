"""A LibreTranslate server: https://docs.libretranslate.com/guides/api_usage (`POST /translate`, `GET /languages`)."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from typing import Any

import httpx2

from rooms import base_language
from server.translation.port import EngineFailed, Made

TIMEOUT_S = 15.0


class LibreTranslate:
    """An Engine over HTTP. `key` may be empty. `transport` is another one than the network, where there is one."""

    name = "libretranslate"

    def __init__(self, url: str, key: str = "", transport: httpx2.AsyncBaseTransport | None = None) -> None:
        self._url = url.rstrip("/")
        self._key = key
        self._client = httpx2.AsyncClient(timeout=TIMEOUT_S, transport=transport)
        self._pairs: frozenset[tuple[str, str]] | None = None
        self._asking = asyncio.Lock()

    async def translates(self, source: str, target: str) -> bool:
        async with self._asking:
            if self._pairs is None:
                listed = await self._answer("GET", "/languages")
                try:
                    self._pairs = frozenset(
                        (base_language(each["code"]), base_language(other))
                        for each in listed
                        for other in each.get("targets", [entry["code"] for entry in listed])
                    )
                except (TypeError, KeyError, AttributeError) as error:
                    raise EngineFailed("the list of languages cannot be read") from error
        return (base_language(source), base_language(target)) in self._pairs

    async def translate(self, text: str, source: str, target: str) -> Made:
        body = {
            "q": text,
            "source": base_language(source),
            "target": base_language(target),
            "format": "text",
            **({"api_key": self._key} if self._key else {}),
        }
        answer = await self._answer("POST", "/translate", body)
        translated = answer.get("translatedText") if isinstance(answer, dict) else None
        if not isinstance(translated, str):
            raise EngineFailed("the answer has no translatedText")
        return Made(translated)

    async def close(self) -> None:
        await self._client.aclose()

    async def _answer(self, method: str, path: str, body: dict[str, str] | None = None) -> Any:
        try:
            response = await self._client.request(method, self._url + path, json=body)
            answer = response.json()
        except httpx2.TimeoutException as error:
            raise EngineFailed(f"no answer within {TIMEOUT_S:g} s") from error
        except httpx2.HTTPError as error:
            raise EngineFailed(f"cannot be reached: {type(error).__name__}") from error
        except ValueError as error:
            raise EngineFailed(f"answered {response.status_code} without JSON") from error
        if response.status_code != HTTPStatus.OK:
            # A fault comes as {"error": "…"}.
            told = answer.get("error") if isinstance(answer, dict) else None
            raise EngineFailed(f"answered {response.status_code}" + (f": {told}" if told else ""))
        return answer
