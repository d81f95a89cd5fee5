"""Recorded answers of LibreTranslate and DeepL in their documented forms, and a transport that gives them.

From docs.libretranslate.com (guides, API usage) and developers.deepl.com (API reference, translate and errors).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx2

LIBRE_LANGUAGES = """[
  {"code": "en", "name": "English", "targets": ["en", "es", "fr"]},
  {"code": "es", "name": "Spanish", "targets": ["en", "es"]},
  {"code": "fr", "name": "French", "targets": ["en", "fr"]}
]"""
LIBRE_TRANSLATED = """{"translatedText": "¿Quién paga?"}"""
LIBRE_FAULT = """{"error": "Invalid API key"}"""
DEEPL_TRANSLATED = """{"translations": [{"detected_source_language": "EN", "text": "¿Quién paga?"}]}"""


class Answering(httpx2.AsyncBaseTransport):
    """Answers each request by its path, and keeps what was asked."""

    def __init__(self, answers: dict[str, tuple[int, str] | Callable[[], tuple[int, str]]]) -> None:
        self.answers = answers
        self.asked: list[httpx2.Request] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers[request.url.path]
        status, body = answer() if callable(answer) else answer
        return httpx2.Response(status, text=body, headers={"content-type": "application/json"})

    def body(self, number: int = -1) -> Any:
        """What was sent."""
        return json.loads(self.asked[number].content)


def slow() -> tuple[int, str]:
    raise httpx2.ReadTimeout("too slow")


def away() -> tuple[int, str]:
    raise httpx2.ConnectError("refused")
