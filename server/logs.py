"""Logging set-up: one line a record, to standard error, with the level from the settings."""

from __future__ import annotations

import logging
import sys


def set_up_logs(level: str) -> None:
    """Send every record at `level` or above to standard error. Call once, before serving."""
    logging.basicConfig(
        level=level.upper(),
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(name)s %(message)s",
        force=True,
    )
    # Alembic tells each step at info, and every start would repeat it.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    # uvicorn tells every socket that opens and closes at info: thousands of lines on a day.
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
