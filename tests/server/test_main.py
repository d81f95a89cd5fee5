"""The `puente` command, as an operator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.__main__ import puente
from server.settings import ROOT
from tests.programs import free_port

AMERICAS = ROOT / "deploy" / "conferences" / "metropolis-americas-2022.toml"


@pytest.fixture(autouse=True)
def _own_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PUENTE_DATA", str(tmp_path / "data"))


def run(*words: object) -> Result:
    return CliRunner().invoke(puente, [str(word) for word in words])


def imported() -> None:
    assert run("conference", "import", AMERICAS).exit_code == 0


def test_links_prints_one_for_each_role_and_the_same_ones_again() -> None:
    imported()
    first = json.loads(run("links", "--json").stdout)
    assert [(link["role"], link["language"]) for link in first] == [
        ("attendee", "en"), ("attendee", "es"), ("speaker", "es"), ("moderator", "en"), ("organizer", "en"),
    ]  # fmt: skip
    assert all(set(link) == {"role", "language", "name", "url"} for link in first)
    assert all(f"/{link['language']}/enter/" in link["url"] for link in first)
    assert json.loads(run("links", "--json", "--conference", "metropolis-americas-2022").stdout) == first


def test_new_links_are_made_for_a_role() -> None:
    imported()
    made = json.loads(run("links", "--role", "attendee", "--language", "fr", "--count", 3, "--json").stdout)
    assert [link["name"] for link in made] == ["Attendee 1", "Attendee 2", "Attendee 3"]
    assert len({link["url"] for link in made}) == 3


def test_revoked_standing_link_is_made_anew() -> None:
    imported()
    [before, *_] = json.loads(run("links", "--json").stdout)
    assert run("revoke", before["url"]).exit_code == 0
    [after, *_] = json.loads(run("links", "--json").stdout)
    assert after["url"] != before["url"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("links",), "There is no conference"),
        (("links", "--conference", "nowhere"), "There is no conference nowhere"),
        (("links", "--count", "3"), "give --role too"),
        (("revoke", "https://elsewhere.example/x"), "not a personal link"),
        (("conference", "export", "-"), "There is no conference"),
        (("conference", "check", "nowhere.toml"), "nowhere.toml"),
        (("migrate", "--to", "sqlite+aiosqlite:///x"), "--to goes with --from"),
        (("migrate", "--from", "mysql://x"), "--from: give an SQLAlchemy URL"),
    ],
)
def test_fault_is_told_plainly_without_a_trace(words: tuple[str, ...], told: str) -> None:
    result = run(*words)
    assert result.exit_code == 1
    assert told in result.output
    assert "Traceback" not in result.output


def test_faulty_file_is_reported_with_line_and_fix_and_not_imported(tmp_path: Path) -> None:
    file = tmp_path / "faulty.toml"
    file.write_text(AMERICAS.read_text().replace('time_zone = "', 'time_zone = "Nowhere/', 1))
    line = next(i for i, text in enumerate(file.read_text().splitlines(), 1) if "Nowhere/" in text)
    for command in ("check", "import"):
        result = run("conference", command, file)
        assert result.exit_code == 1
        assert f"faulty.toml:{line}" in result.output
    assert "There is no conference" in run("links").output


def test_export_gives_what_was_imported(tmp_path: Path) -> None:
    imported()
    copy = tmp_path / "copy.toml"
    assert run("conference", "export", copy).exit_code == 0
    first = run("conference", "export", "-").stdout
    assert run("conference", "import", copy).exit_code == 0
    assert run("conference", "export", "-").stdout == first
    assert "2022-03-23" in first


def test_settings_are_printed_with_their_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_PING_S", "7")
    assert "PUENTE_PING_S=7\n    Seconds between pings" in run("settings").output


def test_faulty_settings_stop_every_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PUENTE_PING_S", "never")
    monkeypatch.setenv("PUENTE_TICK_MS", "-1")
    for words in (("serve",), ("links",), ("settings",)):
        result = run(*words)
        assert result.exit_code == 1
        assert "PUENTE_PING_S" in result.output
        assert "PUENTE_TICK_MS" in result.output


def test_migrate_tells_the_schema() -> None:
    assert "Migrated from nothing" in run("migrate").output
    assert "The schema is" in run("migrate").output


def test_migrate_fills_postgresql_from_sqlite_once(postgres_url: str, tmp_path: Path) -> None:
    imported()
    source = f"sqlite+aiosqlite:///{tmp_path / 'data' / 'puente.db'}"
    first = run("migrate", "--from", source, "--to", postgres_url)
    assert first.exit_code == 0, first.output
    assert "Copied, and checked" in first.output
    second = run("migrate", "--from", source, "--to", postgres_url)
    assert second.exit_code == 1
    assert "not empty" in second.output


def test_services_that_do_not_answer_stop_the_start_with_every_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    database, redis = free_port(), free_port()
    monkeypatch.setenv(
        "PUENTE_DATABASE_URL", f"postgresql+asyncpg://puente:secret@127.0.0.1:{database}/puente"
    )
    monkeypatch.setenv("PUENTE_REDIS_URL", f"redis://:secret@127.0.0.1:{redis}/0")
    result = run("serve", "--port", 0)
    assert result.exit_code == 1
    assert (
        f"PUENTE_DATABASE_URL=postgresql+asyncpg://puente:***@127.0.0.1:{database}/puente: " in result.output
    )
    assert f"PUENTE_REDIS_URL=redis://:***@127.0.0.1:{redis}/0: " in result.output
    assert "secret" not in result.output
