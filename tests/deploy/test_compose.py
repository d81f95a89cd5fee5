"""The compose files, read by docker-compose; what they name is there; and the container's recipe."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from server.settings import ROOT, describe
from tests.programs import program

DEPLOY = ROOT / "deploy"
VALUES = {
    "PUENTE_SITE": "conference.example",
    "PUENTE_MEDIA_ADDRESSES": "203.0.113.7",
    "PUENTE_DATABASE_PASSWORD": "p",
    "PUENTE_METRICS_TOKEN": "m",
    "PUENTE_TURN_SECRET": "t",
    "GRAFANA_PASSWORD": "g",
}


def config(form: str, *words: str, **values: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PUENTE_")}
    return subprocess.run(
        [program("docker-compose"), "-f", str(DEPLOY / f"compose.{form}.yaml"), "config", *words],
        check=False, capture_output=True, text=True, timeout=60, env=plain | values,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["small", "large"])
def test_compose_file_keeps_to_its_schema_and_names_what_is_there(form: str) -> None:
    ran = config(form, **VALUES)
    assert ran.returncode == 0, ran.stderr
    text = (DEPLOY / f"compose.{form}.yaml").read_text(encoding="utf-8")
    for name in re.findall(r"^ +- (\./[\w./-]+):", text, re.MULTILINE):
        # The operator's own: a certificate and a token.
        assert (DEPLOY / name).exists() or name in ("./certificates", "./metrics-token"), name


@pytest.mark.parametrize("form", ["small", "large"])
def test_compose_file_sets_only_what_can_be_set(form: str) -> None:
    text = (DEPLOY / f"compose.{form}.yaml").read_text(encoding="utf-8")
    set_here = set(re.findall(r"^ +(PUENTE_[A-Z_]+):", text, re.MULTILINE)) - {
        "PUENTE_SITE",
        "PUENTE_UPSTREAM",
    }
    assert set_here
    assert set_here <= {variable for variable, _, _ in describe()}


@pytest.mark.parametrize("form", ["small", "large"])
def test_what_must_be_given_is_asked_for(form: str) -> None:
    ran = config(form, "-q")
    assert ran.returncode != 0
    assert "PUENTE_" in ran.stderr


def test_container_copies_what_is_there_and_starts_what_exists() -> None:
    recipe = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    [entry] = re.findall(r"^ENTRYPOINT (.+)$", recipe, re.MULTILINE)
    assert json.loads(entry) == ["puente"]
    kept_out = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    # `make build` in the container needs the tree as git has it.
    assert not {name for name in kept_out if (ROOT / name).exists() and _tracked(ROOT / name)}
    for target in re.findall(r"\bmake (\w+)", recipe):
        assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def _tracked(path: Path) -> bool:
    listed = subprocess.run(
        ["git", "ls-files", "--", str(path)], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return bool(listed.stdout.strip())
