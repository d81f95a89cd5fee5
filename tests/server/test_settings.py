"""Settings: read from the environment, refused with every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.errors import Misconfigured
from server.settings import describe, load_settings


def test_port_is_read_from_either_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9001")
    assert load_settings().port == 9001
    monkeypatch.setenv("PUENTE_PORT", "9002")
    assert load_settings().port == 9002


def test_every_fault_is_told_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PUENTE_PORT", "a lot")
    monkeypatch.setenv("PUENTE_TICK_MS", "0")
    monkeypatch.setenv("PUENTE_PUBLIC_URL", "conference.example")
    monkeypatch.setenv("PUENTE_DATABASE_URL", "sqlite:///x.db")
    monkeypatch.setenv("PUENTE_MEDIA_HOSTS", "127.0.0.1,everywhere")
    monkeypatch.setenv("PUENTE_TURN_URLS", "stun:turn.example")
    with pytest.raises(Misconfigured) as caught:
        load_settings()
    told = "\n".join(caught.value.faults)
    for variable in (
        "PUENTE_PORT",
        "PUENTE_TICK_MS",
        "PUENTE_PUBLIC_URL",
        "PUENTE_DATABASE_URL",
        "PUENTE_MEDIA_HOSTS",
    ):
        assert variable in told


def test_settings_that_go_together_are_checked_together(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PUENTE_CERTIFICATE", str(tmp_path / "none.pem"))
    monkeypatch.setenv("PUENTE_CONFERENCES", str(tmp_path / "none"))
    monkeypatch.setenv("PUENTE_TURN_URLS", "turn:turn.example")
    monkeypatch.setenv("PUENTE_MEDIA_ADDRESSES", "203.0.113.7")
    with pytest.raises(Misconfigured) as caught:
        load_settings()
    told = "\n".join(caught.value.faults)
    assert "go together" in told
    assert "Set PUENTE_MEDIA_HOSTS=0.0.0.0" in told
    assert "PUENTE_TURN_URLS and PUENTE_TURN_SECRET go together" in told
    assert "none.pem: there is no such file" in told
    assert "there is no such folder" in told


def test_address_follows_what_people_reach() -> None:
    assert load_settings(port=8123).address() == "http://localhost:8123"
    assert load_settings(port=0).address(4567) == "http://localhost:4567"
    assert load_settings(public_url="https://conference.example/").address() == "https://conference.example"


def test_cookies_are_secure_exactly_when_people_come_over_tls() -> None:
    assert load_settings(public_url="https://conference.example").secure
    assert not load_settings(public_url="http://conference.example").secure


def test_every_setting_tells_its_meaning() -> None:
    assert all(meaning.endswith(".") for _, _, meaning in describe())


def test_media_is_received_where_the_server_listens_unless_told_otherwise() -> None:
    assert load_settings(host="0.0.0.0").media_bound == ("0.0.0.0",)
    assert load_settings(host="localhost").media_bound == ("127.0.0.1",)
    assert load_settings(media_hosts="10.0.0.1, ::1").media_bound == ("10.0.0.1", "::1")
    # Behind a proxy on the same machine: the pages on loopback, the media for everybody.
    assert load_settings(media_addresses="203.0.113.7", media_hosts="0.0.0.0").media_bound == ("0.0.0.0",)
    assert load_settings(media_addresses="127.0.0.1")


def test_secret_is_shown_as_stars() -> None:
    settings = load_settings(turn_urls="turn:turn.example", turn_secret="north")
    assert ("PUENTE_TURN_SECRET", "**********") in [(name, value) for name, value, _ in describe(settings)]
