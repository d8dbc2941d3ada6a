"""Telling the leads that a mail server keeps us out: a login that is refused, a daily limit, a throttle that lasts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from tickets import alarms, rests
from tickets.rests import Rest
from tickets.store import Store

_LASTS = timedelta(minutes=15)  # a throttle that is over sooner is nobody's matter
_KIND = "outgoing "


def watch(store: Store, servers: Collection[str], now: datetime) -> None:
    """Raise what is wrong with these servers, and end what is not any more."""
    with store.reading() as connection:
        wrong = dict(_wrong(rests.of_all(connection, servers), now)) if servers else {}
        if alarms.sounding(connection, (_KIND,)) == wrong:
            return
    with store.writing() as connection:
        alarms.follow(connection, (_KIND,), wrong, now)


def _wrong(found: Collection[Rest], now: datetime) -> Iterator[tuple[str, str]]:
    for rest in found:
        if rest.ends_by is not None:
            yield f"{_KIND}{rest.server}", f"{rest.because}. It ends by {rest.ends_by:%B %-d, %H:%M} UTC, and is tried each hour"
        elif rest.needs_a_person or now - rest.since >= _LASTS:
            yield f"{_KIND}{rest.server}", f"{rest.because}. Letters wait since {rest.since:%B %-d, %H:%M} UTC"
