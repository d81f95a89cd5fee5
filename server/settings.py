"""Every setting of Puente, in one table. Input: environment variables `PUENTE_*`, and `PORT`.

`load_settings` reports every fault at once. Secrets are not settings: they are made at the first start and kept
in the data folder.
"""

from __future__ import annotations

import re
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import Misconfigured
from server.setting_faults import cross_faults
from server.setting_kinds import (
    Addresses,
    DatabaseUrl,
    HttpUrl,
    Origin,
    RedisUrl,
    StunUrls,
    TurnUrls,
    listed,
)

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """What an operator may set. Each field's description is its documentation."""

    model_config = SettingsConfigDict(env_prefix="PUENTE_", frozen=True, extra="ignore")

    data: Path = Field(
        default=ROOT / "data",
        description="Folder of the database and of the secrets. Made at the first start.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on. 0.0.0.0 is every address.")
    port: int = Field(
        default=8000,
        ge=0,
        le=65535,
        validation_alias=AliasChoices("PUENTE_PORT", "PORT"),
        description="TCP port to listen on. 0 takes a free one. PORT is read too.",
    )
    public_url: Origin = Field(
        default="",
        description="Address at which people reach the pages, for example https://conference.example. "
        "Empty: http://localhost and the port.",
    )
    database_url: DatabaseUrl = Field(
        default="",
        description="SQLAlchemy URL of the database, sqlite+aiosqlite:… or postgresql+asyncpg:…. Empty: SQLite in the "
        "data folder.",
    )
    conferences: Path = Field(
        default=ROOT / "deploy" / "conferences",
        description="Folder of conference files that are loaded at the start when they changed.",
    )
    web: Path = Field(default=ROOT / "web", description="Folder of templates, catalogues and built assets.")
    rehearse_day: bool = Field(
        default=True,
        description="Shift the newest conference's programme so that one session is live at the start. "
        "Set it to false on the day itself.",
    )
    certificate: Path | None = Field(
        default=None, description="TLS certificate chain (PEM). With private_key."
    )
    private_key: Path | None = Field(default=None, description="TLS private key (PEM). With certificate.")
    forwarded_allow_ips: str = Field(
        default="127.0.0.1",
        description="Proxies whose X-Forwarded-* headers are believed, separated by commas.",
    )
    tick_ms: int = Field(
        default=25, ge=1, le=1000, description="Milliseconds for which a busy room gathers commands."
    )
    ping_s: int = Field(default=20, ge=1, le=600, description="Seconds between pings to each connection.")
    ticket_days: int = Field(
        default=60, ge=1, le=3650, description="Days for which a personal link is valid."
    )
    login_days: int = Field(default=14, ge=1, le=365, description="Days for which a browser stays signed in.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="debug, info, warning or error."
    )
    redis_url: RedisUrl = Field(
        default="",
        description="URL of the Redis that joins several processes, for example redis://host:6379/0. Empty: there is "
        "one process.",
    )
    media: bool = Field(
        default=True, description="Run the media engine. False: rooms have no camera, microphone or screen."
    )
    media_processes: int = Field(
        default=1,
        ge=1,
        le=64,
        description="Processes of the media engine, each with a core and a UDP port of its own.",
    )
    media_hosts: Addresses = Field(
        default="",
        description="Addresses of this machine to receive media on, separated by commas. Empty: that of PUENTE_HOST.",
    )
    media_port: int | None = Field(
        default=None,
        ge=0,
        le=65535,
        description="UDP port of the media engine; further processes take the ports after it. 0 takes free ones. "
        "Empty: the number of PUENTE_PORT.",
    )
    media_addresses: Addresses = Field(
        default="",
        description="Addresses at which browsers reach that port, separated by commas: behind a NAT the public one. "
        "Empty: the addresses of this machine.",
    )
    media_peers: int = Field(
        default=500, ge=1, description="Most publishers and viewers of one process of the media engine."
    )
    stun_urls: StunUrls = Field(
        default="",
        description="STUN servers that browsers may ask, separated by commas: stun:stun.example:3478.",
    )
    turn_urls: TurnUrls = Field(
        default="",
        description="TURN servers for people behind hostile networks, separated by commas: "
        "turn:turn.example:3478?transport=udp,turns:turn.example:5349.",
    )
    turn_secret: SecretStr = Field(
        default=SecretStr(""),
        description="The secret that the TURN servers share with Puente (coturn: static-auth-secret).",
    )
    log_format: Literal["text", "json"] = Field(
        default="text", description="text for people, json for one JSON object a line."
    )
    metrics_token: SecretStr = Field(
        default=SecretStr(""),
        description="Bearer token with which /metrics is read. Empty: only from this machine, and by no proxy.",
    )
    translation: Literal["auto", "apertium", "libretranslate", "deepl", "none"] = Field(
        default="auto",
        description="Engine that translates what people write: apertium, libretranslate, deepl or none. "
        "auto takes Apertium where it is installed.",
    )
    translation_url: HttpUrl = Field(
        default="",
        description="Address of the LibreTranslate server, or of another one that speaks as DeepL does.",
    )
    translation_key: SecretStr = Field(
        default=SecretStr(""), description="Key for LibreTranslate or DeepL, where the engine wants one."
    )
    webrtc_viewers: int = Field(
        default=300,
        ge=0,
        description="Viewers of a one-picture stage whom a media process serves by WebRTC; the rest get the broadcast.",
    )
    workers: int = Field(
        default=0,
        ge=0,
        le=256,
        description="Processes that serve together on this machine and are replaced by SIGHUP or when they die; one of "
        "them carries the media of all. More than one need redis_url. 0: one process alone; with redis_url it is "
        "as 1.",
    )
    media_engine: Literal["embedded", "janus"] = Field(
        default="embedded", description="embedded, or janus for Janus servers outside, without a broadcast."
    )
    janus_urls: SecretStr = Field(
        default=SecretStr(""),
        description="Janus servers, separated by commas, as deploy/README.md tells; in the same order in every process.",
    )
    slides_megabytes: int = Field(
        default=50, ge=1, le=1000, description="Most megabytes of a PDF with slides that a speaker hands in."
    )
    slides_pages: int = Field(default=300, ge=1, le=400, description="Most pages of a PDF with slides.")
    part_ms: int = Field(
        default=400,
        ge=200,
        le=1000,
        description="Milliseconds of a part of a broadcast; viewers are some 3.5 parts behind.",
    )

    worker_host: str = Field(
        default="127.0.0.1",
        description="Address of this machine at which the workers of other machines reach those here.",
    )

    @property
    def crew(self) -> int:
        """How many processes serve as a crew; 0 when this one serves alone."""
        # Who shares rooms with others must also agree with them on who carries the media.
        return self.workers or int(bool(self.redis_url))

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve() / 'puente.db'}"

    @property
    def secure(self) -> bool:
        """Whether people reach the pages over TLS, so that cookies must be Secure."""
        return self.certificate is not None or self.public_url.startswith("https://")

    @property
    def media_bound(self) -> tuple[str, ...]:
        """The addresses on which media is received; a name as the host stands for this machine alone."""
        if self.media_hosts:
            return listed(self.media_hosts)
        try:
            return (str(ip_address(self.host)),)
        except ValueError:
            return ("127.0.0.1",)

    def address(self, port: int | None = None) -> str:
        """Return the public address, with the port that is really listened on where it is given."""
        if self.public_url:
            return self.public_url
        scheme = "https" if self.certificate else "http"
        host = "localhost" if self.host in ("0.0.0.0", "127.0.0.1", "::", "::1") else self.host
        return f"{scheme}://{host}:{port or self.port}"


def load_settings(**overrides: object) -> Settings:
    """Read the environment. Raises Misconfigured with every fault, each with the variable's name."""
    faults: list[str] = []
    settings = None
    try:
        settings = Settings(**overrides)  # type: ignore[arg-type]
    except ValidationError as error:
        for fault in error.errors(include_url=False):
            name = str(fault["loc"][0])
            variable = name if name.startswith("PUENTE_") else f"PUENTE_{name.upper()}"
            message = str(fault["msg"]).removeprefix("Value error, ")
            shown = without_password(fault["input"]) if isinstance(fault["input"], str) else fault["input"]
            faults.append(f"{variable}={shown!r}: {message}")
    if settings is not None:
        faults += cross_faults(settings)
    if faults or settings is None:
        raise Misconfigured(faults)
    return settings


def describe(settings: Settings | None = None) -> list[tuple[str, str, str]]:
    """Return (variable, value or default, description) for every setting, in the table's order."""
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name) if settings else field.default
        rows.append((f"PUENTE_{name.upper()}", _shown(value), field.description or ""))
    return rows


def _shown(value: object) -> str:
    if isinstance(value, Path) and value.is_relative_to(ROOT):
        return str(value.relative_to(ROOT))
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, SecretStr):
        return str(value)
    return "" if value is None else without_password(str(value))


def without_password(text: str) -> str:
    """Return a URL, or any other setting, with stars in place of its password."""
    return re.sub(r"(?<=://)([^/@]*):[^/]*@", r"\1:***@", text)
