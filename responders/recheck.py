"""A letter is checked again when it leaves (desk-rules 8): what was true when it was queued may not be true any more. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tickets.policy import Policy


def still_true(values: dict[str, Any], queued_at: datetime, now: datetime, policy: Policy) -> dict[str, Any]:
    """The values as they may be said now: a time that is past or near is left out, and a late letter says so once."""
    checked = {**values, "today": now.astimezone(ZoneInfo(policy.hours.timezone)).date().isoformat()}
    if now - queued_at > policy.promises.sorry_after:
        checked["is_too_late"] = True
    promise = checked.get("promise")
    if isinstance(promise, dict):
        checked["promise"] = {
            **promise,
            "by": _ahead(promise.get("by", ""), now + policy.promises.near),
            "opens_at": _ahead(promise.get("opens_at", ""), now),
        }
    return checked


def _ahead(moment: str, after: datetime) -> str:
    """The moment where it lies after that time, else ''."""
    return moment if moment and datetime.fromisoformat(moment) > after else ""
