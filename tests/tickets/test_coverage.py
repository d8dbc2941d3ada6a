"""`staff check`: somebody hears of every request."""

from __future__ import annotations

from typing import Any

import pytest

from tickets.coverage import faults
from tickets.directory import Staff

TOPICS = ("troubleshooting.login", "troubleshooting.hardware", "sales.design", "spam")
ANA: dict[str, Any] = {"name": "Ana", "addresses": ["ana@x.example"], "teams": ["support"], "handles": ["*"]}


def found(*, teams: list[dict[str, Any]] | None = None, people: list[dict[str, Any]] | None = None) -> tuple[str, ...]:
    return faults(Staff.model_validate({"teams": teams or [{"name": "support"}], "people": people or [ANA]}), TOPICS)


def test_a_team_for_everything_is_enough() -> None:
    assert found() == ()


def test_rule_4_a_topic_without_a_team_is_told_with_its_audiences() -> None:
    teams = [{"name": "support", "topics": ["troubleshooting"]}, {"name": "sales", "topics": ["sales.design"], "audiences": ["dealer"]}]
    people = [ANA, {**ANA, "name": "Leo", "addresses": ["leo@x.example"], "teams": ["sales"]}]
    assert found(teams=teams, people=people) == ("no team takes sales.design of end_customer, unknown",)


def test_rule_4_a_team_without_people_takes_nothing() -> None:
    teams = [{"name": "support", "topics": ["troubleshooting"]}, {"name": "sales", "topics": ["sales"]}]
    assert "nobody is in the team sales" in found(teams=teams)
    assert "no team takes sales.design of dealer, end_customer, unknown" in found(teams=teams)


def test_rule_4_a_lane_that_nobody_handles_is_told() -> None:
    (fault,) = found(people=[{**ANA, "handles": ["privacy", "legal", "threat"]}])
    assert "the lane vulnerability" in fault


@pytest.mark.parametrize(
    ("teams", "people", "told"),
    [
        (None, [{**ANA, "teams": ["support", "suport"]}], "suport, which there is not"),
        (None, [{**ANA, "handles": ["*", "privcy"]}], "privcy, which there is not"),
        ([{"name": "support"}, {"name": "support", "topics": ["troubleshoting"]}], None, "troubleshoting, which is no topic"),
        ([{"name": "support"}, {"name": "support", "audiences": ["dealers"]}], None, "dealers, which there is not"),
        (None, [ANA, {**ANA, "name": "Leo", "addresses": ["ANA@x.example"]}], "belongs to Ana and to Leo"),
    ],
)
def test_a_slip_of_the_pen_is_told(teams: list[dict[str, Any]] | None, people: list[dict[str, Any]] | None, told: str) -> None:
    (fault,) = found(teams=teams, people=people)
    assert told in fault


def test_an_empty_directory_is_told_in_few_lines() -> None:
    assert len(faults(Staff(), TOPICS)) == 5
