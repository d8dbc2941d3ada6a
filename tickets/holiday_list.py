"""Proposes holidays for the desk's own list; it never closes the desk by itself.

The policy names no holiday. Public holidays are proposed, the lead copies those that the desk keeps into `policy.toml` and confirms the
year; a day that a library knows and the lead has not confirmed is a working day.
"""

from __future__ import annotations

from datetime import date

import holidays

from tickets.policy import Policy


def proposed(year: int, country: str = "US") -> tuple[tuple[date, str], ...]:
    """The public holidays of a year, in order, on the days on which they are kept."""
    return tuple(sorted(holidays.country_holidays(country, years=year).items()))


def unconfirmed_years(policy: Policy, today: date) -> tuple[int, ...]:
    """This year, and from November the next, where the lead has not confirmed its holidays."""
    years = (today.year, today.year + 1) if today.month >= 11 else (today.year,)
    return tuple(year for year in years if year not in policy.holidays.confirmed_years)


def advice(policy: Policy, today: date) -> tuple[str, ...]:
    """One line for each unconfirmed year, with the proposed days as they would stand in `policy.toml`."""
    return tuple(f"holidays of {year} are not confirmed; proposed: {_as_toml(year)}" for year in unconfirmed_years(policy, today))


def _as_toml(year: int) -> str:
    return ", ".join(f'{{ day = {day.isoformat()}, name = "{name}" }}' for day, name in proposed(year))
