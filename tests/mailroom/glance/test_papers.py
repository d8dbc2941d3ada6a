"""The alerts and the dashboard name figures that exist, and places of the runbook that do."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mailroom.glance.figures import STATE, of_the_desk, of_this_process
from mailroom.glance.pulse import Pulse
from mailroom.glance.tally import Tally
from tests.conftest import needed
from tests.test_readme import anchors

DEPLOY = Path(__file__).parents[3] / "deploy"
ALERTS = (DEPLOY / "alerts.yaml").read_text(encoding="utf-8")
DASHBOARD = (DEPLOY / "grafana.json").read_text(encoding="utf-8")
RUNBOOK = (DEPLOY / "README.md").read_text(encoding="utf-8")
RULES: list[dict[str, Any]] = [rule for group in yaml.safe_load(ALERTS)["groups"] for rule in group["rules"]]

_NAME = re.compile(r"\bmailroom_[a-z_]+")


def series() -> set[str]:
    """Every name under which Prometheus knows a figure."""
    local = {
        "counter": ("_total",),
        "histogram": ("_bucket", "_count", "_sum"),
        "gauge": ("",),
    }
    of_a_process = {
        figure.name + suffix for figure in (*of_this_process("run", Tally(), Pulse()), *of_the_desk(None)) for suffix in local[figure.kind]
    }
    return {name for name, *_ in STATE} | of_a_process


def queries() -> Iterator[str]:
    yield from (rule["expr"] for rule in RULES)
    for panel in json.loads(DASHBOARD)["panels"]:
        yield from (target["expr"] for target in panel.get("targets", ()))


def test_every_figure_that_is_asked_for_exists() -> None:
    assert {name for query in queries() for name in _NAME.findall(query)} - series() == set()


def test_the_dashboard_shows_every_figure() -> None:
    shown = {
        name for panel in json.loads(DASHBOARD)["panels"] for target in panel.get("targets", ()) for name in _NAME.findall(target["expr"])
    }
    counts = {"mailroom_mail_seconds_count", "mailroom_mail_seconds_sum"}
    claims = {"mailroom_store_is_up", "mailroom_schedule_timestamp_seconds", "mailroom_tokens_in_trouble"}
    assert series() - shown == counts | claims, "their buckets are shown; a claim is an alert and no curve"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_an_alert_says_what_to_do_and_where_to_read_on(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in ("page", "ticket")
    told = rule["annotations"]
    assert told["summary"]
    assert told["to_do"]
    page, _, anchor = told["runbook"].partition("#")
    assert anchor in anchors(DEPLOY.parent / page)
    (row,) = [line for line in RUNBOOK.splitlines() if f"`{rule['alert']}`" in line]
    assert f"(#{anchor})" in row, "whoever is woken finds the page by the alert's name"


def test_each_alert_is_seen_to_sound() -> None:
    groups = yaml.safe_load((DEPLOY / "alerts_test.yaml").read_text(encoding="utf-8"))["tests"]
    sounded = {asked["alertname"] for group in groups for asked in group["alert_rule_test"] if asked.get("exp_alerts")}
    assert sounded == {rule["alert"] for rule in RULES}


@pytest.mark.server
@pytest.mark.parametrize("asked", [("check", "rules", "alerts.yaml"), ("test", "rules", "alerts_test.yaml")], ids=" ".join)
def test_prometheus_takes_the_rules_and_sounds_them(asked: tuple[str, ...]) -> None:
    needed("" if shutil.which("promtool") else "promtool is not installed (Debian: prometheus)")
    done = subprocess.run(["promtool", *asked], cwd=DEPLOY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_two_panels_are_one() -> None:
    panels = json.loads(DASHBOARD)["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    places = [(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in panels]
    assert len(set(places)) == len(places)
