"""What `mailroom policy check` and `policy explain` answer."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from mailroom.explain import check, explain
from tickets.policy import DEFAULT, Policy

POLICY = Policy.load_default()
NOW = datetime(2026, 3, 3, 15, 4, tzinfo=UTC)


def test_an_explanation_tells_scope_due_times_and_steps() -> None:
    told = explain(POLICY, at=NOW, audience="dealer", topic="troubleshooting.video_loss").as_json()
    steps = told.pop("steps")
    assert told == {
        "scope": "supported",
        "clause": "6.2.1",
        "sla": True,
        "acknowledge_by": "2026-03-03T11:04:00-05:00",
        "first_response_by": "2026-03-03T11:04:00-05:00",
        "follow_up_by": "2026-03-04T11:04:00-05:00",
    }
    assert isinstance(steps, list)
    assert len(steps) == 6


def test_a_time_without_a_zone_is_the_desks_own() -> None:
    naive = datetime.fromisoformat("2026-03-07T12:00")
    told = explain(POLICY, at=naive, audience="end_customer", topic="question.usage").as_json()
    assert told["first_response_by"] == "2026-03-09T09:30:00-04:00"


def test_outside_the_service_levels_no_first_response_is_told() -> None:
    assert explain(POLICY, at=NOW, audience="dealer", topic="integration.control").as_json()["first_response_by"] is None


@pytest.mark.parametrize(("audience", "topic", "named"), [("buyer", "other", "dealer, end_customer"), ("dealer", "others", "spam, other")])
def test_an_unknown_name_is_answered_with_the_known_ones(audience: str, topic: str, named: str) -> None:
    with pytest.raises(ValueError, match=named):
        explain(POLICY, at=NOW, audience=audience, topic=topic)


def test_a_good_policy_has_no_fault_but_says_which_holidays_nobody_confirmed() -> None:
    checked = check(DEFAULT, NOW)
    assert checked.faults == ()
    assert "2026-12-25" in checked.advice[0]


def test_a_bad_policy_tells_its_faults(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("title = 3\n", encoding="utf-8")
    faults = check(path, NOW).faults
    assert len(faults) > 10
    assert "hours: Field required" in faults
