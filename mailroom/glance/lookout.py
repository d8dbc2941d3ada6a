"""Somebody who looks out while the schedule may be dead and the database gone: neither could tell it itself (desk-rules 36).

One a process, in a thread of his own, so that a slow webhook delays nothing. What stands in the database he posts once for all
processes. That the database is gone each process can only tell for itself: all of them under one key.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from mailroom.glance import health
from mailroom.glance.pulse import Beat, unheard
from mailroom.glance.webhook import Webhook, Word
from tickets import alarm_posts, alarms, heartbeat
from tickets.alarms import AGAIN, LASTS, Alarm
from tickets.errors import Transient, WorldError
from tickets.store import Store

_log = structlog.get_logger()

_ROUND = timedelta(seconds=15)
_PATIENCE = timedelta(minutes=5)  # for one round: the database and the webhook may both be slow
_SCHEDULE = "schedule"
_DATABASE = "database"


@dataclass
class _Outage:
    """That this process cannot reach the database, and what was posted of it."""

    text: str
    since: datetime
    posted_at: datetime | None = None


class Lookout:
    def __init__(self, store: Store, desk: str, webhook: Webhook | None, clock: Callable[[], datetime]) -> None:
        """Without a webhook he sounds alarms all the same; the letters tell of them."""
        self._store, self._desk, self._webhook, self._clock = store, desk, webhook, clock
        self._outage: _Outage | None = None

    def look(self) -> None:
        """One round: sound what no schedule could sound, and post what is owed."""
        now = self._clock()
        try:
            self._see_to_the_schedule(now)
        except WorldError as err:
            self._outage = self._outage or _Outage(str(health.of_database(str(err))), now)
            self._tell_of_the_outage(self._outage, now)
            return
        if self._outage is not None:
            self._tell_that_it_is_over(self._outage)
        self.post_what_is_owed()

    def post_what_is_owed(self) -> None:
        if self._webhook is None:
            return
        with self._store.reading() as connection:
            if not alarm_posts.is_anything_owed(connection, self._clock()):
                return
        with self._store.writing() as connection:
            claimed = alarm_posts.claim(connection, self._clock())
        done = [alarm for alarm in claimed if self._post(alarm)]
        with self._store.writing() as connection:
            alarm_posts.posted(connection, done, self._clock())

    def _see_to_the_schedule(self, now: datetime) -> None:
        with self._store.reading() as connection:
            wrong = {trouble.what: str(trouble) for trouble in health.of_schedule(heartbeat.last(connection), now)}
            if alarms.sounding(connection, (_SCHEDULE,)) == wrong:
                return
        with self._store.writing() as connection:
            alarms.follow(connection, (_SCHEDULE,), wrong, now)

    def _tell_of_the_outage(self, outage: _Outage, now: datetime) -> None:
        if now - outage.since < LASTS or (outage.posted_at and now - outage.posted_at < AGAIN):
            return
        if self._post(Alarm(key=_DATABASE, text=outage.text, since=outage.since, is_over=False)):
            outage.posted_at = now

    def _tell_that_it_is_over(self, outage: _Outage) -> None:
        if outage.posted_at is None or self._post(Alarm(key=_DATABASE, text=outage.text, since=outage.since, is_over=True)):
            self._outage = None

    def _post(self, alarm: Alarm) -> bool:
        if self._webhook is None:
            return False
        try:
            self._webhook.post(Word(desk=self._desk, key=alarm.key, text=alarm.text, since=alarm.since, is_over=alarm.is_over))
        except Transient as err:
            _log.warning("alarm", alarm=alarm.key.partition(" ")[0], because=str(err), next="tried again in a minute")
            return False
        _log.info("alarm", alarm=alarm.key.partition(" ")[0], state="over" if alarm.is_over else "sounding")
        return True


class Watchman(threading.Thread):
    """Looks out until he is stopped."""

    def __init__(self, lookout: Lookout, stop: threading.Event, beat: Beat = unheard) -> None:
        super().__init__(name="lookout", daemon=True)
        self._lookout, self._halt, self._beat = lookout, stop, beat

    def run(self) -> None:
        while not self._halt.wait(_ROUND.total_seconds()):
            self._beat(_PATIENCE)
            try:
                self._lookout.look()
            except Exception as err:  # noqa: BLE001  (who tells of our faults must outlive them)
                _log.warning("alarm", because=f"{type(err).__name__}: {err}", next="tried again with the next round")
