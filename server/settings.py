"""Every setting of Puente, in one table. Input: environment variables `PUENTE_*`, and `PORT`.

`load_settings` reports every fault at once. Secrets are not settings: they are made at the first start and kept
in the data folder.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import Misconfigured

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
    public_url: str = Field(
        default="",
        description="Address at which people reach the pages, for example https://conference.example. "
        "Empty: http://localhost and the port.",
    )
    database_url: str = Field(
        default="",
        description="SQLAlchemy URL of the database. Empty: SQLite in the data folder.",
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
    log_level: str = Field(default="info", description="debug, info, warning or error.")

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if value and (parts.scheme not in ("http", "https") or not parts.netloc or parts.path.strip("/")):
            raise ValueError("give scheme and host only, for example https://conference.example")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str) -> str:
        if value and not value.startswith("sqlite+aiosqlite:"):
            raise ValueError(
                "give an SQLAlchemy URL with an async driver, for example sqlite+aiosqlite:////srv/puente.db"
            )
        return value

    @field_validator("log_level")
    @classmethod
    def _check_log_level(cls, value: str) -> str:
        if value not in ("debug", "info", "warning", "error"):
            raise ValueError("use debug, info, warning or error")
        return value

    @property
    def database(self) -> str:
        """The database's URL, with the default filled in."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data.resolve() / 'puente.db'}"

    @property
    def secure(self) -> bool:
        """Whether people reach the pages over TLS, so that cookies must be Secure."""
        return self.certificate is not None or self.public_url.startswith("https://")

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
            faults.append(f"{variable}={fault['input']!r}: {message}")
    if settings is not None:
        faults += _cross_faults(settings)
    if faults or settings is None:
        raise Misconfigured(faults)
    return settings


def _cross_faults(settings: Settings) -> list[str]:
    faults = []
    if (settings.certificate is None) != (settings.private_key is None):
        faults.append("PUENTE_CERTIFICATE and PUENTE_PRIVATE_KEY go together: set both or neither")
    for variable, path in (("CERTIFICATE", settings.certificate), ("PRIVATE_KEY", settings.private_key)):
        if path is not None and not path.is_file():
            faults.append(f"PUENTE_{variable}={path}: there is no such file")
    if not settings.conferences.is_dir():
        faults.append(f"PUENTE_CONFERENCES={settings.conferences}: there is no such folder")
    if settings.data.exists() and not settings.data.is_dir():
        faults.append(f"PUENTE_DATA={settings.data}: it is not a folder")
    return faults


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
    return "" if value is None else str(value)
