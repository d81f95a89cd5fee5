"""How a command tells what went wrong."""

from __future__ import annotations

import pytest

from server.commands.faults import fail, settings_or_fail


def test_lines_go_to_standard_error_and_the_code_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        fail("one", "two")
    assert ended.value.code == 1
    assert capsys.readouterr() == ("", "one\ntwo\n")


def test_every_fault_of_the_settings_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PUENTE_PORT", "many")
    monkeypatch.setenv("PUENTE_PING_S", "never")
    with pytest.raises(SystemExit):
        settings_or_fail()
    told = capsys.readouterr().err
    assert "PUENTE_PORT" in told and "PUENTE_PING_S" in told
