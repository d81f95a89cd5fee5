"""What `puente conference check` prints."""

from pathlib import Path

from server.conferences.commands import check
from tests.server.conferences.files import FOLDER, GOOD, changed


def test_good_file_is_summed_up() -> None:
    report = check(FOLDER / "metropolis-americas-2022.toml")
    assert report.ok
    assert len(report.lines) == 1
    assert "10 sessions, 3 rooms" in report.lines[0]


def test_faults_are_listed_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "rivers.toml"
    file.write_text(changed(('room = "hall"', 'room = "lobby"'), ("virtual = true", "virtul = true")))
    report = check(file)
    assert not report.ok
    assert [line.split(": ")[0] for line in report.lines] == [
        f"{file}:1",
        f"{file}:8",
        f"{file}:27",
        "3 faults.",
    ][-len(report.lines) :]


def test_warnings_do_not_stop_an_import(tmp_path: Path) -> None:
    file = tmp_path / "rivers.toml"
    file.write_text(GOOD.replace(', es = "Clausura"', ""))
    report = check(file)
    assert report.ok
    assert report.lines[0].startswith(f"warning: {file}:")
