"""The DeepL API: https://developers.deepl.com/docs/api-reference/translate (`POST /v2/translate`).

A key that ends in `:fx` is one of the free plan, which has an address of its own.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

import httpx2

from rooms import base_language
from server.translation.port import EngineFailed, Made

TIMEOUT_S = 15.0
# Source languages have no variety; as a target English and Portuguese want one.
LANGUAGES: Final = frozenset({
    "ar", "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "hu", "id", "it", "ja", "ko", "lt", "lv", "nb",
    "nl", "pl", "pt", "ro", "ru", "sk", "sl", "sv", "tr", "uk", "zh",
})  # fmt: skip
_TARGETS: Final = {"en": "EN-US", "pt": "PT-BR"}
_VARIETIES: Final = {"en-gb": "EN-GB", "en-us": "EN-US", "pt-br": "PT-BR", "pt-pt": "PT-PT"}
_FAULTS: Final = {
    HTTPStatus.FORBIDDEN: "the key is not accepted",
    HTTPStatus.TOO_MANY_REQUESTS: "too many requests",
    456: "the quota of the key is used up",
}


class DeepL:
    """An Engine over HTTP. `url` is for another address than the key's own."""

    name = "deepl"

    def __init__(self, key: str, url: str = "", transport: httpx2.AsyncBaseTransport | None = None) -> None:
        own = "https://api-free.deepl.com" if key.endswith(":fx") else "https://api.deepl.com"
        self._url = (url or own).rstrip("/")
        self._client = httpx2.AsyncClient(
            timeout=TIMEOUT_S, transport=transport, headers={"Authorization": f"DeepL-Auth-Key {key}"}
        )

    async def translates(self, source: str, target: str) -> bool:
        return {base_language(source), base_language(target)} <= LANGUAGES

    async def translate(self, text: str, source: str, target: str) -> Made:
        base = base_language(target)
        body = {
            "text": [text],
            "source_lang": base_language(source).upper(),
            "target_lang": _VARIETIES.get(target.lower()) or _TARGETS.get(base, base.upper()),
            # Lines and blanks stay as they were written.
            "preserve_formatting": True,
        }
        try:
            response = await self._client.post(f"{self._url}/v2/translate", json=body)
        except httpx2.TimeoutException as error:
            raise EngineFailed(f"no answer within {TIMEOUT_S:g} s") from error
        except httpx2.HTTPError as error:
            raise EngineFailed(f"cannot be reached: {type(error).__name__}") from error
        if response.status_code != HTTPStatus.OK:
            told = _FAULTS.get(response.status_code)
            raise EngineFailed(f"answered {response.status_code}" + (f": {told}" if told else ""))
        try:
            translated = response.json()["translations"][0]["text"]
        except (ValueError, LookupError, TypeError) as error:
            raise EngineFailed("the answer has no translation") from error
        if not isinstance(translated, str):
            raise EngineFailed("the answer has no translation")
        return Made(translated)

    async def close(self) -> None:
        await self._client.aclose()
