"""The handbook knows every alert, and names only what is there."""

from __future__ import annotations

import re

from server.settings import ROOT, describe

HANDBOOK = (ROOT / "deploy" / "README.md").read_text(encoding="utf-8")


def test_every_alert_has_a_row() -> None:
    alerts = re.findall(
        r"- alert: (\w+)", (ROOT / "deploy/monitoring/alerts.yml").read_text(encoding="utf-8")
    )
    rows = "\n".join(line.split("|")[1] for line in HANDBOOK.splitlines() if line.startswith("| "))
    assert len(alerts) > 10
    assert [alert for alert in alerts if not re.search(rf"\b{alert}\b", rows)] == []


def test_what_a_core_gives_was_measured() -> None:
    results = (ROOT / "tests" / "load" / "RESULTS.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|[^|]+\| ([^|]*\d[^|]*) \| `(\w+)` \|$", HANDBOOK, re.MULTILINE)
    assert len(rows) > 5
    for measured, benchmark in rows:
        section = results.split(f"\n## {benchmark}\n")[1].split("\n## ")[0]
        figures = set(re.findall(r"\d[\d,.]*\d|\d", section))
        assert set(re.findall(r"\d[\d,.]*\d|\d", measured)) <= figures, (measured, benchmark)


def test_files_and_settings_that_it_names_exist() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", HANDBOOK)
    assert [link for link in links if not (ROOT / "deploy" / link).exists()] == []
    settings = {variable for variable, _, _ in describe()} | {"PUENTE_SITE"}
    settings |= set(
        re.findall(r"\$\{([A-Z_]+)", (ROOT / "deploy/compose.large.yaml").read_text(encoding="utf-8"))
    )
    assert set(re.findall(r"PUENTE_[A-Z_]+", HANDBOOK)) <= settings


def test_commands_that_it_names_exist() -> None:
    from server.__main__ import PLACES

    named = set(re.findall(r"`puente ([a-z]+)", HANDBOOK))
    assert named <= set(PLACES)
