"""The units, read by systemd's own tool."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from server.crew import END_S
from server.settings import ROOT
from tests.programs import program

UNITS = ROOT / "deploy" / "systemd"


def installed(folder: Path) -> list[Path]:
    """Copy the units as an operator would have them, with this tree for /opt/puente."""
    made = []
    for unit in sorted(UNITS.glob("*.*")):
        text = unit.read_text(encoding="utf-8").replace("/opt/puente", str(ROOT))
        # This machine has no such user.
        text = re.sub(r"^(User|Group)=puente$", r"\1=root", text, flags=re.MULTILINE)
        made.append(folder / unit.name)
        made[-1].write_text(text, encoding="utf-8")
    return made


def analyze(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("systemd-analyze"), *words], check=False, capture_output=True, text=True, timeout=60
    )


def test_units_are_understood_to_the_last_line(tmp_path: Path) -> None:
    units = installed(tmp_path)
    assert {unit.name for unit in units} == {"puente.service", "puente-backup.service", "puente-backup.timer"}
    ran = analyze("verify", "--man=no", "--recursive-errors=no", *map(str, units))
    said = ran.stdout + ran.stderr
    ours = [line for line in said.splitlines() if "puente" in line]
    assert (ran.returncode, ours) == (0, []), said


def test_service_can_do_little_beside_its_work(tmp_path: Path) -> None:
    for unit in installed(tmp_path):
        if unit.suffix == ".service":
            # 0 is locked away, 100 is 10.0 wide open.
            ran = analyze("security", "--offline=true", "--threshold=35", "--no-pager", str(unit))
            assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr


def test_puente_is_given_the_time_that_it_takes_to_stop() -> None:
    unit = (UNITS / "puente.service").read_text(encoding="utf-8")
    [patience] = re.findall(r"^TimeoutStopSec=(\d+)$", unit, re.MULTILINE)
    assert int(patience) > END_S
    for form in ("small", "large"):
        text = (ROOT / "deploy" / f"compose.{form}.yaml").read_text(encoding="utf-8")
        [patience] = re.findall(r"stop_grace_period: (\d+)s$", text, re.MULTILINE)
        assert int(patience) > END_S


def test_command_of_an_operator_has_what_the_service_has() -> None:
    unit = (UNITS / "puente.service").read_text(encoding="utf-8")
    command = (UNITS / "puente").read_text(encoding="utf-8")
    for line in ("Environment=PUENTE_DATA=", "EnvironmentFile="):
        [given] = re.findall(rf"^({line}.+)$", unit, re.MULTILINE)
        assert f"--property={given} " in command
    assert "--uid=puente --gid=puente " in command
    [served] = re.findall(r"^ExecStart=(\S+) serve$", unit, re.MULTILINE)
    assert f'{served} "$@"' in command
