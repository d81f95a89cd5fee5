"""Logging set-up: one line a record, to standard error, as text or as JSON. Input: the settings, and what code notes.

What is noted (`with noting(request_id=…)`) or given as `extra` stands in every line of that request.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType

_noted: ContextVar[Mapping[str, object]] = ContextVar("noted", default=MappingProxyType({}))
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


@contextmanager
def noting(**fields: object) -> Iterator[None]:
    """Put fields into every line that is logged until the context ends, in the tasks that it starts too."""
    token = _noted.set({**_noted.get(), **fields})
    try:
        yield
    finally:
        _noted.reset(token)


def _fields(record: logging.LogRecord) -> dict[str, object]:
    extra = {name: value for name, value in vars(record).items() if name not in _PLAIN}
    return {**_noted.get(), **extra}


class TextLines(logging.Formatter):
    """Lines for people: time, level, logger, words, then the fields in brackets."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:
        line = super().formatMessage(record)
        fields = _fields(record)
        return f"{line} [{' '.join(f'{name}={value}' for name, value in fields.items())}]" if fields else line


class JsonLines(logging.Formatter):
    """One JSON object a line: time (RFC 3339, UTC), level, logger, message, fault, and the fields."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def set_up_logs(level: str, form: str = "text") -> None:
    """Send every record at `level` or above to standard error, as `text` or `json`. Call once, before serving."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # Alembic tells each step at info, and every start would repeat it.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # uvicorn tells every socket that opens and closes at info: thousands of lines on a day.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    # So does the client with which workers ask each other, for every request.
    logging.getLogger("httpx2").setLevel(logging.WARNING)
    # The database driver's worker tells every statement at debug.
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)
