"""When a customer is reminded, and of what (desk-rules 3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import chase
from tickets.hours import add_support_days, support_days_before
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision

POLICY = Policy.load_default()
EASTERN = ZoneInfo("America/New_York")
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda naive: naive.replace(tzinfo=EASTERN))  # noqa: DTZ001


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


@pytest.mark.parametrize(
    ("asked", "reminded"),
    [
        ("2026-03-03T10:20", "2026-03-04T10:20"),  # Tuesday, the same clock time
        ("2026-03-06T11:00", "2026-03-09T11:00"),  # over a weekend, and daylight saving
        ("2026-03-03T19:10", "2026-03-04T09:00"),  # too late in the day: at nine
        ("2026-03-03T06:00", "2026-03-04T09:00"),
    ],
)
def test_the_first_reminder_is_on_the_next_support_day_between_nine_and_five(asked: str, reminded: str) -> None:
    assert chase.first(POLICY, Audience.END_CUSTOMER, at(asked)) == at(reminded)


def test_the_second_one_is_on_the_third_support_day_and_there_is_no_third() -> None:
    first = chase.first(POLICY, Audience.DEALER, at("2026-03-03T10:20"))
    assert first is not None
    second = chase.following(POLICY, Audience.DEALER, first, 1)
    assert second == at("2026-03-06T10:20")
    assert chase.following(POLICY, Audience.DEALER, second, 2) is None


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-03-03T09:00", "2026-03-03T09:00"),
        ("2026-03-03T16:59", "2026-03-03T16:59"),
        ("2026-03-03T17:00", "2026-03-04T09:00"),
        ("2026-03-03T08:59", "2026-03-03T09:00"),
        ("2026-03-07T12:00", "2026-03-09T09:00"),
    ],
)
def test_no_reminder_leaves_at_another_hour(now: str, allowed: str) -> None:
    assert chase.allowed(POLICY, Audience.DEALER, at(now)) == at(allowed)


@given(MOMENTS)
def test_every_reminder_falls_into_its_hours(asked: datetime) -> None:
    moment = chase.first(POLICY, Audience.UNKNOWN, asked)
    assert moment is not None
    assert moment > asked
    assert chase.allowed(POLICY, Audience.UNKNOWN, moment) == moment


@given(MOMENTS, st.integers(1, 15))
def test_so_many_support_days_before_is_the_latest_moment_from_which_they_have_passed(end: datetime, days: int) -> None:
    calendar = POLICY.calendar(Audience.DEALER)
    start = support_days_before(end, days, calendar)
    assert add_support_days(start, days, calendar) <= end < add_support_days(start + timedelta(minutes=1), days, calendar)


def test_only_what_no_work_is_possible_without_is_chased_and_only_where_we_help() -> None:
    missing = ("firmware", "serial", "steps")
    asks = {scope: chase.essential(POLICY, missing, scope, "troubleshooting.login") for scope in ScopeDecision}
    assert {scope for scope, facts in asks.items() if facts == ("serial",)} == set(POLICY.asking.scopes)
    assert {facts for scope, facts in asks.items() if scope not in POLICY.asking.scopes} == {()}
    assert chase.essential(POLICY, missing, ScopeDecision.SUPPORTED, "question.usage") == (), "a plain how-to is helped with first"
    assert chase.essential(POLICY, ("problem",), ScopeDecision.PERSON, "other") == ("problem",)


def test_nothing_is_chased_before_a_person_has_answered_unless_the_policy_names_it() -> None:
    case = (("serial",), ScopeDecision.SUPPORTED, "troubleshooting.login")
    assert chase.before_an_answer(POLICY, *case) == ()
    asking = POLICY.asking.model_copy(update={"before_an_answer": ("serial",)})
    assert chase.before_an_answer(POLICY.model_copy(update={"asking": asking}), *case) == ("serial",)
