"""The tables of `policy.toml`, each as a frozen model; what they mean to the desk is told in the file itself.

Numbers are named with their unit or are spans ("1 hour"). Unknown keys are faults: a misspelt setting must not leave the old one in force.
"""

from __future__ import annotations

import re
from datetime import date, time, timedelta
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

from tickets.understanding import ScopeDecision

Fact = Literal["product", "serial", "firmware", "build_date", "version", "steps", "expected_actual", "preferred_time", "third_party_docs"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TargetName = Literal["acknowledgement", "phone", "help_center", "online", "designs", "unpromised", "follow_up"]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=1, le=60)]

_SPAN = re.compile(r"(\d{1,4}) ?(minute|hour|day)s?")


def _span(value: object) -> timedelta:
    found = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise ValueError('a span is written "10 minutes", "1 hour" or "2 days"')
    return timedelta(**{f"{found[2]}s": int(found[1])})


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError(f"no time zone {name!r}; they are written like America/New_York")
    return name


Span = Annotated[timedelta, BeforeValidator(_span)]
Zone = Annotated[str, AfterValidator(_zone)]


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(Table):
    """The support hours of one audience, in the desk's time zone."""

    days: tuple[Day, ...] = Field(min_length=1)
    opens: time
    closes: time

    @field_validator("closes")
    @classmethod
    def _closes_after_it_opens(cls, closes: time, info: ValidationInfo) -> time:
        opens = info.data.get("opens")
        if opens and closes <= opens:
            raise ValueError(f"closes at {closes:%H:%M}, which is not after it opens")
        return closes


class Hours(Table):
    timezone: Zone
    clause: str
    dealer: Line
    end_customer: Line


class Holiday(Table):
    day: date
    name: str


class Holidays(Table):
    confirmed_years: tuple[int, ...]
    days: tuple[Holiday, ...]


class Target(Table):
    """A span and how it is counted: every hour ("wall"), support hours, or support days at the same clock time."""

    within: Span
    counted: Literal["wall", "support hours", "support days"]
    clause: str = ""

    @field_validator("counted")
    @classmethod
    def _days_are_whole(cls, counted: str, info: ValidationInfo) -> str:
        within = info.data.get("within")
        if counted == "support days" and within and within % timedelta(days=1):
            raise ValueError("support days are whole days")
        return counted


class Channel(Table):
    best_for: str
    target: TargetName | Literal["on time"]
    clause: str


class Cell(Table):
    """What one audience is granted on one topic, and the clause that decides it ('' where none does)."""

    decision: ScopeDecision
    clause: str = ""


class Topic(Table):
    means: str
    dealer: Cell
    end_customer: Cell
    target: TargetName | None = None  # of its own; else the channel's
    examples: tuple[str, ...] = ()  # mails' worth of words, for a topic that the desk adds


class Steering(Table):
    """What a customer is told with a decision, in the desk's words, and the letter that says it."""

    letter: str
    says: str


class Choice(Table):
    """Where the policy contradicts itself: what we do, and why."""

    clauses: tuple[str, ...]
    choice: str
    reason: str


class Confidence(Table):
    audience: Share
    steer: Share


class Asking(Table):
    scopes: tuple[ScopeDecision, ...]
    never: tuple[Fact, ...]
    nothing_on: tuple[str, ...]
    essential: tuple[Fact | Literal["problem"], ...]
    before_an_answer: tuple[Fact | Literal["problem"], ...]
    at_most: Count
    on_support_days: tuple[Days, ...]
    unprompted_a_person_a_day: Count
    not_before: time
    not_after: time


class Turns(Table):
    pending_ends_after_support_days: Days
    solved_ends_after_support_days: Days
    tells_when_closed: bool
    reopens_within_days: Days
    joiner_due_within: Span
    staff_tokens_outlive_tickets_by: Span


class Promises(Table):
    capacity_per_hour: Annotated[int, Field(ge=1)]
    rounded_up_to: Span
    clock_scopes: tuple[ScopeDecision, ...]
    near: Span
    sorry_after: Span


class Caps(Table):
    alike_letters: Count
    alike_within: Span
    alike_letters_a_domain: Count
    letters_a_thread: Count
    letters_a_thread_within: Span
    loop_messages: Count
    loop_within: Span


class Incident(Table):
    tickets: Count
    within: Span
    times_usual: Annotated[int, Field(ge=1)]
    firmware_tickets: Annotated[int, Field(ge=2)] = 4
    firmware_within: Span = timedelta(hours=6)


class Notices(Table):
    burst_tickets: Count
    burst_within: Span
    escalate_before: Span
    escalations_every: Span
    forged_every: Span


class Digest(Table):
    needs_you_lines: Count
    unanswered_rows: Count
