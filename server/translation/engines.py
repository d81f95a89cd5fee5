"""The engine that the settings name. Imported by the composition root alone, as all adapters are."""

from __future__ import annotations

import shutil

from server.errors import Misconfigured
from server.settings import Settings
from server.translation.apertium import Apertium, installed
from server.translation.deepl import DeepL
from server.translation.libretranslate import LibreTranslate
from server.translation.port import Engine


def open_engine(settings: Settings) -> Engine | None:
    """Return the engine, None where nothing is translated by a machine. Raises Misconfigured."""
    key = settings.translation_key.get_secret_value()
    match settings.translation:
        case "libretranslate":
            return LibreTranslate(settings.translation_url, key)
        case "deepl":
            return DeepL(key, settings.translation_url)
        case "auto" | "apertium":
            directions = installed() if shutil.which("lt-proc") else {}
            if directions:
                return Apertium(directions)
            if settings.translation == "apertium":
                raise Misconfigured(
                    [
                        "PUENTE_TRANSLATION=apertium: Apertium is not installed (apertium-eng-spa, apertium-fr-es)"
                    ]
                )
    return None
