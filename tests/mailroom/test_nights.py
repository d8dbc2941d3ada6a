"""Which night is owed, in every zone and over every change of its clock; and who is told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom.nights import due_at, latest_night, readers
from tickets.directory import Person, Staff
from tickets.policy import Policy

POLICY = Policy.load_default()
NEW_YORK = ZoneInfo("America/New_York")
ZONES = st.sampled_from(
    ["America/New_York", "America/Sao_Paulo", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "UTC"]
).map(ZoneInfo)
MOMENTS = st.datetimes(datetime(2001, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CLOCKS = st.times()


@given(ZONES, CLOCKS, MOMENTS)
def test_every_night_comes_once_and_in_order(zone: ZoneInfo, at: time, now: datetime) -> None:
    nights = [latest_night(now + timedelta(minutes=10 * step), at, zone) for step in range(6 * 24 * 3)]
    assert nights == sorted(nights)
    seen = list(dict.fromkeys(nights))
    assert [later - earlier for earlier, later in pairwise(seen)] == [timedelta(days=1)] * (len(seen) - 1)


@given(ZONES, CLOCKS, MOMENTS)
def test_the_latest_night_is_due_and_the_next_one_is_not(zone: ZoneInfo, at: time, now: datetime) -> None:
    night = latest_night(now, at, zone)
    assert due_at(night, at, zone) <= now < due_at(night + timedelta(days=1), at, zone)


def test_a_clock_time_that_is_skipped_is_taken_after_the_gap() -> None:
    assert due_at(date(2026, 3, 8), time(2, 30), NEW_YORK).astimezone(NEW_YORK).time() == time(3, 30)


def test_a_clock_time_that_comes_twice_is_taken_once() -> None:
    first = datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # 1:30 AM daylight time
    assert due_at(date(2026, 11, 1), time(1, 30), NEW_YORK) == first
    assert latest_night(first + timedelta(hours=1), time(1, 30), NEW_YORK) == date(2026, 11, 1)


def people(*found: Person, night: date, away: tuple[str, ...] = ()) -> list[str]:
    return [person.name for person in readers(Staff(people=found), POLICY, night, away)]


LENA = Person(name="Lena", addresses=("lena@desk.example",), lead=True)
ANA = Person(name="Ana", addresses=("ana@desk.example",))
SUNDAY, FRIDAY = date(2026, 3, 1), date(2026, 3, 6)


def test_desk_rule_34_engineers_are_told_before_support_days_and_leads_every_night() -> None:
    assert people(LENA, ANA, night=SUNDAY) == ["Lena", "Ana"]
    assert people(LENA, ANA, night=FRIDAY) == ["Lena"]


def test_desk_rule_34_his_own_days_decide_over_his_role() -> None:
    on_fridays = Person(name="Lena", addresses=LENA.addresses, lead=True, digest_days=("Friday",))
    assert people(on_fridays, night=SUNDAY) == []
    assert people(on_fridays, night=FRIDAY) == ["Lena"]


def test_desk_rule_34_one_digest_an_address_whatever_roles_it_has() -> None:
    again = ANA.model_copy(update={"addresses": ("LENA@desk.example",)})
    assert people(LENA, again, night=SUNDAY) == ["Lena"]


def test_desk_rule_31_whoever_is_away_gets_none_unless_all_are() -> None:
    assert people(LENA, ANA, night=SUNDAY, away=(ANA.address,)) == ["Lena"]
    assert people(LENA, ANA, night=SUNDAY, away=(ANA.address, LENA.address)) == ["Lena", "Ana"]


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="Moonday is no day"):
        Person(name="Ana", addresses=ANA.addresses, digest_days=("Moonday",))
