"""What `doctor` says of how the desk is watched over. Pure."""

from __future__ import annotations

from datetime import timedelta

from mailroom.glance.tables import AlarmsTable
from tickets import spoken
from tickets.canaries import Canary


def of_alarms(table: AlarmsTable) -> str:
    """None of it keeps a desk from its work."""
    if table.webhook or table.webhook_env:
        return "they go by letter and by the webhook"
    return "they go by letter alone: one that says that no letter leaves reaches nobody. Name a webhook in [alarms]"


def of_canary(sent: Canary | None, home: Canary | None, late: timedelta) -> tuple[bool, str]:
    """Whether it is well, and why. `home` is the last one that came."""
    if sent is None:
        return True, "none has flown yet"
    if home is None or home.came_at is None:
        return (
            False,
            f"none has landed; the last one left the desk on {spoken.moment(sent.queued_at)}. `mailroom outbox show {sent.outbound_id}`",
        )
    took = home.came_at - home.queued_at
    landed = f"the last one that landed took {took.total_seconds():.1f} s, on {spoken.moment(home.came_at)}"
    return took <= late, landed
