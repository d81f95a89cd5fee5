"""What is wrong with settings that are each well by themselves: those that go together, and files that are not there."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from server.setting_kinds import listed

if TYPE_CHECKING:
    from server.settings import Settings


def cross_faults(settings: Settings) -> list[str]:
    """Return every fault, each with the variable's name."""
    faults = []
    if (settings.certificate is None) != (settings.private_key is None):
        faults.append("PUENTE_CERTIFICATE and PUENTE_PRIVATE_KEY go together: set both or neither")
    for variable, path in (("CERTIFICATE", settings.certificate), ("PRIVATE_KEY", settings.private_key)):
        if path is not None and not path.is_file():
            faults.append(f"PUENTE_{variable}={path}: there is no such file")
    if bool(settings.turn_urls) != bool(settings.turn_secret.get_secret_value()):
        faults.append("PUENTE_TURN_URLS and PUENTE_TURN_SECRET go together: set both or neither")
    if settings.media and settings.media_engine == "embedded" and _shut_in(settings):
        faults.append(
            f"PUENTE_MEDIA_ADDRESSES={settings.media_addresses}: media is received on {', '.join(settings.media_bound)} "
            "alone, where nobody comes from there. Set PUENTE_MEDIA_HOSTS=0.0.0.0"
        )
    if settings.translation == "libretranslate" and not settings.translation_url:
        faults.append("PUENTE_TRANSLATION=libretranslate needs PUENTE_TRANSLATION_URL, the server's address")
    if settings.translation == "deepl" and not settings.translation_key.get_secret_value():
        faults.append("PUENTE_TRANSLATION=deepl needs PUENTE_TRANSLATION_KEY")
    if settings.workers > 1 and not settings.redis_url:
        faults.append(f"PUENTE_WORKERS={settings.workers}: several workers need PUENTE_REDIS_URL")
    if settings.media_engine == "janus" and not settings.janus_urls.get_secret_value():
        faults.append("PUENTE_MEDIA_ENGINE=janus needs PUENTE_JANUS_URLS, the servers' addresses")
    if not settings.conferences.is_dir():
        faults.append(f"PUENTE_CONFERENCES={settings.conferences}: there is no such folder")
    if settings.data.exists() and not settings.data.is_dir():
        faults.append(f"PUENTE_DATA={settings.data}: it is not a folder")
    return faults


def _shut_in(settings: Settings) -> bool:
    """Whether browsers are told an address of the outside, and media is received on the loopback alone."""
    told = [ip_address(each).is_loopback for each in listed(settings.media_addresses)]
    bound = [ip_address(each).is_loopback for each in settings.media_bound]
    return bool(told) and not all(told) and all(bound)
