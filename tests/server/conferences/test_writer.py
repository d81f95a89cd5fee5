"""What is written reads back as what it was."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from server.conferences.model import Conference
from server.conferences.reader import read_conference
from server.conferences.writer import write_conference
from tests.server.conferences.conferences import conferences
from tests.server.conferences.files import FOLDER, SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_written_file_reads_back_equal(slug: str, tmp_path: Path) -> None:
    conference = read_conference(FOLDER / f"{slug}.toml")
    (tmp_path / "again.toml").write_text(write_conference(conference))
    assert read_conference(tmp_path / "again.toml") == conference


@settings(max_examples=60, deadline=None)
@given(conferences())
def test_any_conference_reads_back_equal(
    tmp_path_factory: pytest.TempPathFactory, conference: Conference
) -> None:
    file = tmp_path_factory.mktemp("written") / "again.toml"
    file.write_text(write_conference(conference), newline="")
    assert read_conference(file) == conference


@pytest.mark.parametrize("slug", SLUGS)
def test_json_reads_back_equal(slug: str) -> None:
    conference = read_conference(FOLDER / f"{slug}.toml")
    assert Conference.model_validate_json(conference.model_dump_json()) == conference
