"""The support policy as data: `policy.toml`, read and checked whole.

The file says what is granted, by when, and what must be brought; no rule of the policy stands in code. A file with faults is refused
with all of them at once (`PolicyFault.faults`), so that whoever edits it mends it in one go, and the last good policy serves meanwhile.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import ValidationError, ValidationInfo, field_validator

from tickets.errors import Permanent
from tickets.hours import Calendar
from tickets.policy_tables import (
    Asking,
    Caps,
    Cell,
    Channel,
    Choice,
    Confidence,
    Digest,
    Fact,
    Holidays,
    Hours,
    Incident,
    Notices,
    Promises,
    Steering,
    Table,
    Target,
    TargetName,
    Topic,
    Turns,
)
from tickets.understanding import Audience, ScopeDecision

__all__ = ["DEFAULT", "Caps", "Policy", "PolicyFault"]

DEFAULT = Path(__file__).with_name("policy.toml")

_WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}


class PolicyFault(Permanent):
    """A policy that cannot serve. `faults` holds every one, each with its place in the file."""

    def __init__(self, path: Path, faults: tuple[str, ...]) -> None:
        super().__init__(f"{path} cannot serve; mend: " + "; ".join(faults))
        self.faults = faults


class Policy(Table):
    """The whole of `policy.toml`: fields are its tables, in the order in which they may refer to each other."""

    title: str
    dated: date
    clauses: dict[str, str]
    audiences: dict[Literal["dealer", "end_customer", "unknown"], str]
    hours: Hours
    holidays: Holidays
    targets: dict[TargetName, Target]
    channels: dict[str, Channel]
    topics: dict[str, Topic]
    outside_the_sla: tuple[ScopeDecision, ...]
    refusals: tuple[ScopeDecision, ...]
    steers: tuple[ScopeDecision, ...]
    required: dict[str, tuple[Fact, ...]]
    not_of_apps: tuple[Fact, ...]
    tools_at_hand: tuple[str, ...]
    steering: dict[ScopeDecision, Steering]
    choices: dict[str, Choice]
    confidence: Confidence
    asking: Asking
    turns: Turns
    promises: Promises
    caps: Caps
    incident: Incident
    notices: Notices
    digest: Digest

    @field_validator("hours", "targets", "channels", "topics", "choices")
    @classmethod
    def _clauses_exist(cls, value: Any, info: ValidationInfo) -> Any:
        known = info.data.get("clauses", {})
        _refuse(f"there is no clause {clause}" for clause in _clauses_of(value) if known and clause not in known)
        return value

    @field_validator("targets", "steering")
    @classmethod
    def _none_is_missing(cls, value: Any, info: ValidationInfo) -> Any:
        needed = TargetName.__args__ if info.field_name == "targets" else tuple(ScopeDecision)  # type: ignore[attr-defined]
        _refuse(f"{name} is missing" for name in needed if name not in value)
        return value

    @field_validator("channels")
    @classmethod
    def _has_email(cls, channels: dict[str, Channel]) -> dict[str, Channel]:
        _refuse(["email is missing"] if "email" not in channels else [])
        return channels

    @field_validator("required")
    @classmethod
    def _required_of_known_types(cls, required: dict[str, tuple[Fact, ...]], info: ValidationInfo) -> dict[str, tuple[Fact, ...]]:
        topics = info.data.get("topics", {})
        known = {*topics, *(label.partition(".")[0] for label in topics)}
        _refuse(f"{name} is no type or topic{_did_you_mean(name, known)}" for name in required if known and name not in known)
        return required

    @classmethod
    def load(cls, path: Path) -> Policy:
        """The policy of a file. Raises `PolicyFault` with every fault; an unreadable file is one."""
        try:
            return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as err:
            raise PolicyFault(path, (str(err),)) from err
        except ValidationError as err:
            raise PolicyFault(path, tuple(_told(fault) for fault in err.errors())) from err

    @classmethod
    def load_default(cls) -> Policy:
        """The policy that ships with the product."""
        return cls.load(DEFAULT)

    def cell(self, audience: Audience, topic: str) -> Cell | None:
        """The cell of the scope matrix; unknown senders stand in the end customers' column. None for a topic that the matrix lacks."""
        row = self.topics.get(topic)
        if row is None:
            return None
        return row.dealer if audience is Audience.DEALER else row.end_customer

    def required_for(self, topic: str) -> tuple[Fact, ...]:
        """What a request of this topic must bring (clause 10.2): the topic's own row, else its type's, else nothing."""
        return self.required.get(topic, self.required.get(topic.partition(".")[0], ()))

    def target_for(self, topic: str, channel: str) -> Target | None:
        """The first-response target: the topic's own, else the channel's; an unknown channel counts as e-mail. None for "on time"."""
        row = self.topics.get(topic)
        name = (row and row.target) or self.channels.get(channel, self.channels["email"]).target
        return None if name == "on time" else self.targets[name]

    def calendar(self, audience: Audience) -> Calendar:
        """The support hours that bind us to an audience. Unknown keeps the consumer hours: a promise that holds for either."""
        line = self.hours.dealer if audience is Audience.DEALER else self.hours.end_customer
        return Calendar(
            zone=ZoneInfo(self.hours.timezone),
            opens=line.opens,
            closes=line.closes,
            weekdays=frozenset(_WEEKDAYS[day] for day in line.days),
            holidays=frozenset(holiday.day for holiday in self.holidays.days),
        )


def _clauses_of(value: Any) -> Iterable[str]:
    """Every clause that a table, or a dict of tables, refers to."""
    if isinstance(value, dict):
        for item in value.values():
            yield from _clauses_of(item)
    if isinstance(value, Table):
        yield from getattr(value, "clauses", ())
        yield from filter(None, [getattr(value, "clause", "")])
        yield from _clauses_of(dict(value))


def _refuse(faults: Iterable[str]) -> None:
    if told := ", ".join(dict.fromkeys(faults)):
        raise ValueError(told)


def _told(fault: Any) -> str:
    """One of pydantic's findings in words: the place, then what is wrong there."""
    place = ".".join(str(part) for part in fault["loc"])
    said = "no such key" if fault["type"] == "extra_forbidden" else fault["msg"].removeprefix("Value error, ")
    return f"{place}: {said}"


def _did_you_mean(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, sorted(known), n=1)
    return f", did you mean {near[0]}?" if near else ""
