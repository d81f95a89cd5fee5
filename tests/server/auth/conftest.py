"""What is stored is stored alike in SQLite and in PostgreSQL: every test here runs on both."""

from __future__ import annotations

import pytest

from server.settings import Settings


@pytest.fixture
def settings(settings: Settings, either_database: str) -> Settings:
    return settings.model_copy(update={"database_url": either_database})
