"""When an answer is owed, and what a letter may promise of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from classify.scope import scope
from tickets import holiday_list, spoken
from tickets.due import DueTimes, due, follow_up
from tickets.local_time import zone_of_state
from tickets.policy import Policy
from tickets.policy_tables import Holiday, Holidays
from tickets.promise import promise, rounded_up
from tickets.understanding import Audience

EASTERN = ZoneInfo("America/New_York")
POLICY = Policy.load_default()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=EASTERN)


def owed(audience: Audience, topic: str, received: str, channel: str = "email") -> DueTimes:
    return due(POLICY, audience, topic, scope(POLICY, audience, topic), at(received), channel=channel)


def test_the_acknowledgement_is_due_within_the_hour_at_any_hour() -> None:
    assert owed(Audience.DEALER, "troubleshooting.video_loss", "2026-03-07T23:40").acknowledge_by == at("2026-03-08T00:40")


def test_an_hour_of_the_wall_clock_is_an_hour_on_the_day_on_which_clocks_are_set_back() -> None:
    received = datetime.fromisoformat("2026-11-01T01:30:00-04:00")
    times = due(POLICY, Audience.DEALER, "question.usage", scope(POLICY, Audience.DEALER, "question.usage"), received)
    assert times.acknowledge_by - received == timedelta(hours=1)


def test_the_first_response_counts_support_hours_of_the_audience() -> None:
    assert owed(Audience.DEALER, "troubleshooting.video_loss", "2026-03-03T18:00").first_response_by == at("2026-03-03T19:00")
    assert owed(Audience.END_CUSTOMER, "question.usage", "2026-03-03T18:00").first_response_by == at("2026-03-04T09:30")
    assert owed(Audience.UNKNOWN, "question.usage", "2026-03-03T18:00").first_response_by == at("2026-03-04T09:30")


def test_a_call_and_the_password_form_are_answered_in_ten_minutes() -> None:
    for channel in ("phone", "help_center"):
        assert owed(Audience.DEALER, "troubleshooting.login", "2026-03-03T10:00", channel).first_response_by == at("2026-03-03T10:10")


def test_an_appointment_is_met_on_time_and_owes_no_span() -> None:
    assert owed(Audience.DEALER, "appointment", "2026-03-03T10:00", "appointment").first_response_by is None


def test_a_design_has_seventy_two_hours_by_the_wall_clock() -> None:
    assert owed(Audience.DEALER, "sales.design", "2026-03-03T10:00").first_response_by == at("2026-03-06T10:00")


def test_outside_the_service_levels_nothing_is_promised_but_somebody_owes_an_answer() -> None:
    times = owed(Audience.DEALER, "integration.control", "2026-03-06T10:00")
    assert times.first_response_by is None
    assert times.due_at == at("2026-03-09T10:00")


def test_the_follow_up_is_due_on_the_next_support_day_after_the_answer() -> None:
    assert owed(Audience.DEALER, "troubleshooting.video_loss", "2026-03-05T10:00").follow_up_by == at("2026-03-06T11:00")
    assert follow_up(POLICY, Audience.DEALER, at("2026-03-06T15:20")) == at("2026-03-09T15:20")


def test_the_steps_tell_hours_scope_and_every_due_time() -> None:
    steps = "\n".join(owed(Audience.UNKNOWN, "troubleshooting.video_loss", "2026-03-07T12:00").steps)
    assert "consumer hours, which an unknown audience keeps" in steps
    assert "troubleshooting.video_loss for unknown: person (clause 7.2.1)" in steps
    assert "support is closed, opens Monday, March 9 at 8:30 AM Eastern" in steps
    assert "first response by email: 1 hour of support time (clause 3): by Monday, March 9 at 9:30 AM Eastern" in steps


@pytest.mark.parametrize("year", [1, 9999])
def test_a_date_out_of_this_world_has_due_times_all_the_same(year: int) -> None:
    assert due(POLICY, Audience.DEALER, "other", scope(POLICY, Audience.DEALER, "other"), datetime(year, 1, 1, tzinfo=UTC)).due_at


def test_a_clock_time_is_promised_while_few_wait_rounded_up_to_the_half_hour() -> None:
    times = owed(Audience.DEALER, "troubleshooting.video_loss", "2026-03-03T10:04")
    assert promise(POLICY, _scope("troubleshooting.video_loss"), times, tickets_ahead=5).at == at("2026-03-03T11:30")


@pytest.mark.parametrize(
    ("topic", "ahead", "incident", "because"),
    [
        ("troubleshooting.video_loss", 6, False, "wait ahead"),
        ("troubleshooting.video_loss", 0, True, "incident"),
        ("integration.control", 0, False, "no service level"),
        ("installation.wireless", 0, False, "appointment_only"),
        ("rma", 0, False, "person"),
        ("sales.design", 0, False, "sales"),
    ],
)
def test_desk_rule_7_no_clock_time_is_promised_that_may_not_hold(topic: str, ahead: int, incident: bool, because: str) -> None:
    made = promise(POLICY, _scope(topic), owed(Audience.DEALER, topic, "2026-03-03T10:04"), tickets_ahead=ahead, in_incident=incident)
    assert made.at is None
    assert because in made.because


def test_a_time_on_the_half_hour_is_not_rounded() -> None:
    assert rounded_up(at("2026-03-03T11:30"), timedelta(minutes=30)) == at("2026-03-03T11:30")


def _scope(topic: str):  # type: ignore[no-untyped-def]
    return scope(POLICY, Audience.DEALER, topic)


def test_a_time_is_said_in_eastern_and_in_the_zone_of_a_known_state() -> None:
    said = spoken.moment(at("2026-03-09T09:30"), local=zone_of_state("ca"))
    assert said == "Monday, March 9 at 9:30 AM Eastern (6:30 AM Pacific)"


def test_another_day_at_the_other_end_is_said_with_its_day() -> None:
    assert spoken.moment(at("2026-03-09T02:00"), local="Pacific/Honolulu").endswith("(Sunday, March 8 at 8:00 PM Hawaii)")


def test_arizona_follows_eastern_time_and_its_own_lack_of_daylight_saving() -> None:
    winter, summer = at("2026-01-12T08:30"), at("2026-07-13T08:30")
    assert "(6:30 AM Arizona)" in spoken.moment(winter, local="America/Phoenix")
    assert "(5:30 AM Arizona)" in spoken.moment(summer, local="America/Phoenix")


def test_desk_rule_7_a_state_in_two_zones_tells_no_zone() -> None:
    assert zone_of_state("TX") == zone_of_state("FL") == zone_of_state("??") == ""


def test_desk_rule_9_a_public_holiday_closes_the_desk_only_once_the_lead_has_listed_it() -> None:
    assert (date(2026, 12, 25), "Christmas Day") in holiday_list.proposed(2026)
    assert POLICY.calendar(Audience.DEALER).is_support_day(date(2026, 12, 25))
    kept = Holidays(confirmed_years=(2026,), days=(Holiday(day=date(2026, 12, 25), name="Christmas Day"),))
    listed = POLICY.model_copy(update={"holidays": kept})
    assert not listed.calendar(Audience.DEALER).is_support_day(date(2026, 12, 25))
    assert holiday_list.unconfirmed_years(listed, date(2026, 3, 1)) == ()


def test_desk_rule_9_unconfirmed_years_are_told_and_the_next_one_from_november() -> None:
    assert holiday_list.unconfirmed_years(POLICY, date(2026, 3, 1)) == (2026,)
    assert holiday_list.unconfirmed_years(POLICY, date(2026, 11, 1)) == (2026, 2027)
    assert "holidays of 2026 are not confirmed" in holiday_list.advice(POLICY, date(2026, 3, 1))[0]


def test_a_new_decision_counts_from_its_own_moment() -> None:
    first = owed(Audience.UNKNOWN, "installation.network", "2026-03-03T10:00")
    again = owed(Audience.DEALER, "installation.network", "2026-03-03T15:00")
    assert first.first_response_by != again.first_response_by == at("2026-03-03T16:00")


def test_an_answer_given_moves_the_follow_up() -> None:
    granted = replace(_scope("rma"))
    times = due(POLICY, Audience.DEALER, "rma", granted, at("2026-03-03T10:00"), answered_at=at("2026-03-03T16:00"))
    assert times.follow_up_by == at("2026-03-04T16:00")
