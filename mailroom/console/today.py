"""Today: what waits, what is late or will be, whether the desk itself is well, and how the last days went against the targets."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailroom.console.charts import Chart, Point, chart
from mailroom.console.console import Console
from mailroom.console.gate import may
from mailroom.console.showing import page
from mailroom.console.ticket_list import hidden
from mailroom.console.visit import Visit
from tickets import brake, pressing, trends, vitals
from tickets.digest_figures import Share
from tickets.trends import Day

_DAYS = 14
_KEPT = timedelta(minutes=1)  # the past does not change with every click


def routes(console: Console) -> list[Route]:
    return [Route("/", may("engineer", "letters")(partial(show, past=_Past(console))))]


def show(visit: Visit, *, past: _Past) -> Response:
    if not visit.may("engineer"):
        return RedirectResponse("/letters", status_code=303)
    console, now, lanes = visit.console, visit.now, hidden(visit)
    with console.store.reading() as connection:
        return page(
            visit,
            "today",
            waiting=vitals.waiting(connection, now),
            shut=brake.reason(connection),
            alarms=pressing.sounding(connection),
            late=pressing.late(connection, now, lanes),
            at_risk=pressing.at_risk(connection, now, lanes),
            unowned=pressing.unowned(connection, lanes),
            failed_letters=pressing.failed_letters(connection, now),
            mailboxes=pressing.health(connection, [table.name for table in console.settings.mailboxes], now),
            charts=charts(past.days(now)),
        )


class _Past:
    """The last days, reckoned once a minute for everybody."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._lock = threading.Lock()
        self._days: tuple[Day, ...] = ()
        self._until: datetime | None = None

    def days(self, now: datetime) -> tuple[Day, ...]:
        with self._lock:
            if self._until is None or not self._until - _KEPT <= now < self._until:
                self._days, self._until = self._reckoned(now), now + _KEPT
            return self._days

    def _reckoned(self, now: datetime) -> tuple[Day, ...]:
        zone = ZoneInfo(self._console.desk.timezone)
        with self._console.store.reading() as connection:
            return trends.days(connection, self._console.policy(), zone, now, count=_DAYS)


def charts(days: Sequence[Day]) -> tuple[Chart, ...]:
    return (
        chart("Tickets a day", f"{sum(day.opened for day in days)} in {len(days)} days", [_opened(day) for day in days]),
        chart(
            "Acknowledged within the hour",
            _told(_sum([day.acknowledged for day in days])),
            [_share(day, day.acknowledged) for day in days],
            top=1.0,
            goal=1.0,
            target="every one",
        ),
        chart("Time to the acknowledgement", _median(days), [_lag(day) for day in days]),
        chart(
            "Answered by a person in time",
            _told(_sum([day.answered for day in days])),
            [_share(day, day.answered) for day in days],
            top=1.0,
            goal=1.0,
            target="every one",
        ),
    )


def _opened(day: Day) -> Point:
    return Point(label=_label(day), value=float(day.opened), told=str(day.opened))


def _share(day: Day, share: Share) -> Point:
    return Point(label=_label(day), value=share.kept / share.of if share.of else None, told=_told(share))


def _lag(day: Day) -> Point:
    return Point(label=_label(day), value=day.lag.total_seconds() if day.lag is not None else None, told=_span(day.lag))


def _median(days: Sequence[Day]) -> str:
    last = next((day.lag for day in reversed(days) if day.lag is not None), None)
    return f"half are quicker than {_span(last)}" if last is not None else "none yet"


def _sum(shares: Sequence[Share]) -> Share:
    return Share(kept=sum(share.kept for share in shares), of=sum(share.of for share in shares))


def _told(share: Share) -> str:
    return f"{share.kept} of {share.of} ({100 * share.kept / share.of:.1f} %)" if share.of else "none"


def _span(lag: timedelta | None) -> str:
    if lag is None:
        return "none"
    seconds = lag.total_seconds()
    return f"{seconds:.1f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def _label(day: Day) -> str:
    return f"{day.day:%a} {day.day.day} {day.day:%b}"
