"""The compose files, read by docker-compose; what they name is there; and the container's recipe."""

from __future__ import annotations

import json
import os
import re
import subprocess
from fnmatch import fnmatch
from ipaddress import ip_address, ip_network
from pathlib import Path, PurePosixPath

import pytest

from server.settings import ROOT, describe
from tests.programs import program

DEPLOY = ROOT / "deploy"
RECIPE = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
HANDBOOK = (DEPLOY / "README.md").read_text(encoding="utf-8")
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
        [
            # The example sets nothing, and an operator's own .env is not asked.
            *(program("docker-compose"), "--env-file", str(DEPLOY / "env.example")),
            *("-f", str(DEPLOY / f"compose.{form}.yaml"), "config", *words),
        ],
        check=False, capture_output=True, text=True, timeout=60, env=plain | values,
    )  # fmt: skip


@pytest.mark.parametrize("form", ["small", "large"])
def test_compose_file_keeps_to_its_schema_and_names_what_is_there(form: str) -> None:
    ran = config(form, **VALUES)
    assert ran.returncode == 0, ran.stderr
    text = (DEPLOY / f"compose.{form}.yaml").read_text(encoding="utf-8")
    for name in re.findall(r"^ +- (\./[\w./-]+):", text, re.MULTILINE):
        # The operator's own certificate.
        assert (DEPLOY / name).exists() or name == "./certificates", name


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


@pytest.mark.parametrize("form", ["small", "large"])
def test_what_the_handbook_says_of_env_is_all_that_is_needed(form: str, tmp_path: Path) -> None:
    [written] = [
        block
        for block in re.findall(r"^cat >\.env <<end\n.*?^end$", HANDBOOK, re.MULTILINE | re.DOTALL)
        if f"compose.{form}.yaml" in block
    ]
    subprocess.run(["/bin/sh", "-c", written], check=True, cwd=tmp_path)
    lines = (tmp_path / ".env").read_text(encoding="utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines)
    assert all(values.values())
    assert values.pop("COMPOSE_FILE") == f"compose.{form}.yaml"
    ran = config(form, **values)
    assert (ran.returncode, "not set" in ran.stderr) == (0, False), ran.stderr


def test_prometheus_finds_the_token_where_its_file_says(tmp_path: Path) -> None:
    service = (DEPLOY / "compose.large.yaml").read_text(encoding="utf-8").split("\n  prometheus:\n")[1]
    [command] = re.findall(r"- >-\n((?: {8}.+\n)+)", service.split("\n\n")[0])
    [folder] = re.findall(r"tmpfs:\n +- (\S+)", service)
    start = " ".join(command.split()).replace("$$", "$").replace(folder, str(tmp_path))
    start = start.replace("exec /bin/prometheus", ": ")
    subprocess.run(["/bin/sh", "-c", start], check=True, env={"PUENTE_METRICS_TOKEN": "s3cret"})
    [place] = re.findall(
        r"credentials_file: (\S+)", (DEPLOY / "monitoring" / "prometheus.yml").read_text(encoding="utf-8")
    )
    assert Path(place.replace(folder, str(tmp_path))).read_text(encoding="utf-8") == "s3cret"


def test_nginx_asks_puente_at_the_address_that_it_keeps() -> None:
    text = (DEPLOY / "compose.large.yaml").read_text(encoding="utf-8")
    [address] = re.findall(r"ipv4_address: (\S+)", text)
    assert f'PUENTE_UPSTREAM: "{address}:8000"' in text
    [subnet] = re.findall(r"subnet: (\S+)", text)
    assert ip_address(address) in ip_network(subnet)


def test_container_starts_what_exists() -> None:
    [entry] = re.findall(r"^ENTRYPOINT (.+)$", RECIPE, re.MULTILINE)
    assert json.loads(entry) == ["puente"]


def kept_out(path: str) -> bool:
    """Whether .dockerignore keeps a file from the build: the last line that names it, or a folder of its, decides."""
    out = False
    above = [path, *map(str, PurePosixPath(path).parents)]
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines():
        pattern = line.removeprefix("!")
        if pattern.startswith("**/"):
            named = any(fnmatch(PurePosixPath(each).name, pattern[3:]) for each in above)
        else:
            named = any(
                each.count("/") == pattern.count("/") and fnmatch(each, pattern)
                for each in above
                if each != "."
            )
        if named and not line.startswith("#"):
            out = not line.startswith("!")
    return out


def test_no_secret_and_no_history_gets_into_the_image() -> None:
    for name in (
        *(
            ".git/config",
            ".venv/bin/python",
            "data/secret",
            "deploy/.env",
            "deploy/certificates/live/x/privkey.pem",
        ),
        *(
            "tests/conftest.py",
            "web/node_modules/preact/package.json",
            "web/dist/a.js",
            "rooms/__pycache__/a.pyc",
        ),
    ):
        assert kept_out(name), name


def test_container_is_built_from_what_it_is_given(tmp_path: Path) -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    given = [name for name in listed.stdout.splitlines() if not kept_out(name)]
    packages = {
        "Makefile",
        "requirements.lock",
        "requirements-node.lock",
        "web/package.json",
        "web/package-lock.json",
    }
    assert packages <= set(given)
    # In the order of the recipe: what others have written, then Puente.
    for target, names in (("packages", packages), ("build", given)):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_bytes((ROOT / name).read_bytes())
        ran = subprocess.run(
            ["make", "--dry-run", target],
            cwd=tmp_path,
            check=False,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert ran.returncode == 0, ran.stderr
        assert re.search(rf"^RUN make {target}\b", RECIPE, re.MULTILINE)
    # What the second stage takes from the first is given, or made there.
    for name in re.findall(r"^COPY --from=build /opt/puente/(\S+)", RECIPE, re.MULTILINE):
        assert name == ".venv" or (tmp_path / name).exists(), name
