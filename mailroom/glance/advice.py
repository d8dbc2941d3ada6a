"""What `doctor` says of how the desk is watched over. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from mailroom.glance.tables import AlarmsTable
from tickets import spoken
from tickets.canaries import Canary


def of_alarms(table: AlarmsTable) -> str:
    """None of it keeps a desk from its work."""
    if table.webhook or table.webhook_env:
        return "they go by letter and by the webhook"
    return "they go by letter alone: one that says that no letter leaves reaches nobody. Name a webhook in [alarms]"


def of_canary(missed: Canary | None, home: Canary | None, late: timedelta, now: datetime) -> tuple[bool, str]:
    """Whether it is well, and why. `missed` has been under way for longest since the last one that came, `home`."""
    landed = _landed(home)
    if missed is not None and missed.is_missing(late, now):
        return False, f"that of {spoken.moment(missed.queued_at)} has not landed; {landed}. `mailroom outbox show {missed.outbound_id}`"
    if home is None or home.came_at is None:
        return True, "the first one is under way" if missed else "none has flown yet"
    return home.came_at - home.queued_at <= late, landed


def _landed(home: Canary | None) -> str:
    if home is None or home.came_at is None:
        return "none ever did"
    took = home.came_at - home.queued_at
    return f"the last one that landed took {took.total_seconds():.1f} s, on {spoken.moment(home.came_at)}"
