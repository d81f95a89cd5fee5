"""Alerts and dashboard, read by Prometheus' own tool, and held against what /metrics tells."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.media.port import Stats
from server.metrics.door import Metrics
from server.metrics.requests import Requests
from server.settings import ROOT
from server.stores import Stores
from tests.conftest import WoundClock
from tests.programs import program
from tests.venue import open_venue

MONITORING = ROOT / "deploy" / "monitoring"
NAME = re.compile(r"\bpuente_[a-z_]+")
ALERT = re.compile(r"alertname: (\w+)")


def promtool(*words: str, folder: Path = MONITORING) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [program("promtool"), *words], cwd=folder, check=False, capture_output=True, text=True, timeout=60
    )


def expressions() -> Iterator[str]:
    """Every query of the dashboard."""
    dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    for panel in dashboard["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def test_alerts_are_rules_and_fire_when_they_should() -> None:
    for words in (("check", "rules", "alerts.yml"), ("test", "rules", "alerts_test.yml")):
        ran = promtool(*words)
        assert ran.returncode == 0, ran.stdout + ran.stderr
    cases = (MONITORING / "alerts_test.yml").read_text(encoding="utf-8").split("- eval_time:")
    fired = {found[1] for case in cases if "exp_labels" in case and (found := ALERT.search(case))}
    assert fired == set(
        re.findall(r"- alert: (\w+)", (MONITORING / "alerts.yml").read_text(encoding="utf-8"))
    )


def test_prometheus_takes_its_configuration(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("s3cret")
    (tmp_path / "alerts.yml").symlink_to(MONITORING / "alerts.yml")
    configuration = (
        (MONITORING / "prometheus.yml").read_text().replace("/etc/puente/metrics-token", str(token))
    )
    (tmp_path / "prometheus.yml").write_text(configuration)
    ran = promtool("check", "config", "prometheus.yml", folder=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_queries_of_the_dashboard_are_queries(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{number}", "expr": query} for number, query in enumerate(expressions())]
    assert len(rules) > 25
    # JSON is YAML too.
    (tmp_path / "panels.yml").write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))
    ran = promtool("check", "rules", "panels.yml", folder=tmp_path)
    assert ran.returncode == 0, ran.stdout + ran.stderr


class Idle:
    """An engine that has nothing to do."""

    async def stats(self) -> Stats:
        return Stats(1, 0, 0, 0, {}, (), ())


@pytest.mark.parametrize("file", ["alerts.yml", "dashboard.json"])
async def test_what_is_watched_is_what_is_told(stores: Stores, clock: WoundClock, file: str) -> None:
    async with open_venue(stores, clock) as venue:
        metrics = Metrics(venue.live, Requests(), clock, engine=Idle())  # type: ignore[arg-type]
        text = (await metrics.text()).decode()
    # By the names that can be asked for, the families.
    told: dict[str, str] = {}
    for family in text_string_to_metric_families(text):
        suffixes = {"counter": ("_total",), "histogram": ("_bucket", "_sum", "_count")}.get(
            family.type, ("",)
        )
        told |= {family.name + suffix: family.name for suffix in suffixes}
    watched = set(NAME.findall((MONITORING / file).read_text(encoding="utf-8")))
    assert watched
    assert watched <= told.keys()
    if file == "dashboard.json":
        ours = {family for family in told.values() if family.startswith("puente_")}
        assert ours <= {told[name] for name in watched}, "the dashboard shows everything"


def test_grafana_of_the_large_form_finds_prometheus_and_the_dashboard() -> None:
    """Its folders are mounted where Grafana looks, and name what is there."""
    compose = (ROOT / "deploy" / "compose.large.yaml").read_text(encoding="utf-8")
    source = (MONITORING / "grafana/datasources/prometheus.yaml").read_text(encoding="utf-8")
    provider = (MONITORING / "grafana/dashboards/puente.yaml").read_text(encoding="utf-8")
    grafana = compose.split("\n  grafana:\n")[1]
    assert "- ./monitoring/grafana:/etc/grafana/provisioning:ro" in grafana
    [where] = re.findall(r"- \./monitoring/dashboard\.json:(\S+)/[^/]+\.json:ro", grafana)
    assert f"path: {where}\n" in provider
    [service, port] = re.findall(r"url: http://(\w+):(\d+)$", source, re.MULTILINE)[0]
    assert f'"127.0.0.1:{port}:{port}"' in compose.split(f"\n  {service}:\n")[1].split("\n\n")[0]
    # The dashboard asks for a source of this kind and takes the default.
    dashboard = json.loads((MONITORING / "dashboard.json").read_text(encoding="utf-8"))
    [variable] = dashboard["templating"]["list"]
    assert variable["type"] == "datasource" and f"type: {variable['query']}\n" in source
    assert "isDefault: true" in source
