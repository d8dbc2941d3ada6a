"""The figures of the desk as tables: a name, what it means, and how a sight tells it. deploy/alerts.yaml and grafana.json use these names.

State comes from the database and is the same in every process: an alert takes the `max` of them, never the sum. What a process counted
itself ends in `_total` and is summed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from mailroom.glance.pulse import Pulse
from mailroom.glance.sight import Sight
from mailroom.glance.tally import BUCKETS, COUNTED, Tally


@dataclass(frozen=True)
class Sample:
    suffix: str  # "", "_total", "_bucket"
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True)
class Figure:
    name: str
    means: str
    kind: Literal["gauge", "counter", "histogram"]
    samples: Sequence[Sample]


_Told = Mapping[str, float] | float | None  # by the one label's value; alone; or nothing to tell


def _ages(since: Mapping[str, datetime], now: datetime) -> dict[str, float]:
    return {name: _age(at, now) for name, at in since.items()}


def _age(at: datetime | None, now: datetime) -> float:
    """Seconds; 0 where nothing waits."""
    return max(0.0, (now - at).total_seconds()) if at else 0.0


def _quantiles(values: Sequence[float], quantiles: Sequence[float]) -> dict[str, float]:
    """Of sorted values."""
    return {str(q): values[int(q * len(values))] for q in quantiles if values}


def _stamp(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


def _days_left(sight: Sight) -> float | None:
    ends = [grant.lasts_until for grant in sight.grants if grant.lasts_until]
    return (min(ends) - sight.at).total_seconds() / 86400 if ends else None


def _round_trip(sight: Sight) -> float | None:
    home = sight.canary_home
    return (home.came_at - home.queued_at).total_seconds() if home and home.came_at else None


def _canary_wait(sight: Sight) -> float | None:
    if sight.canary_late is None:
        return None
    return _age(sight.canary.queued_at if sight.canary else None, sight.at)


def _canary_patience(sight: Sight) -> float | None:
    return sight.canary_late.total_seconds() if sight.canary_late else None


#: name, what it means, its one label ('' for none), and how a sight tells it
STATE: tuple[tuple[str, str, str, Callable[[Sight], _Told]], ...] = (
    ("mailroom_inbound_mails", "Mails by state", "state", lambda s: s.vitals.inbound),
    (
        "mailroom_inbound_oldest_seconds",
        "Age of the oldest mail that waits: RECEIVED for a worker, HELD and FAILED for a person",
        "state",
        lambda s: {"RECEIVED": 0.0, "HELD": 0.0, "FAILED": 0.0} | _ages(s.vitals.waiting.inbound_since, s.at),
    ),
    ("mailroom_outbound_letters", "Letters by state", "state", lambda s: s.vitals.outbound),
    (
        "mailroom_outbound_oldest_seconds",
        "Age of the oldest letter that has not left",
        "state",
        lambda s: {"QUEUED": 0.0, "SENDING": 0.0} | _ages(s.vitals.waiting.outbound_since, s.at),
    ),
    (
        "mailroom_outbound_due_seconds",
        "For how long the longest waiting letter could have left: no server took it and none put it off",
        "",
        lambda s: _age(s.vitals.waiting.due_since, s.at),
    ),
    ("mailroom_outbound_put_off_letters", "Letters that a server did not want yet", "", lambda s: s.vitals.waiting.put_off),
    ("mailroom_outbound_is_shut", "1 while a person keeps the outbox shut", "", lambda s: float(s.vitals.is_shut)),
    (
        "mailroom_unacknowledged_seconds",
        "For how long the oldest mail has waited whose sender is owed a first letter; the target is 3600",
        "",
        lambda s: _age(s.vitals.waiting.unacknowledged_since, s.at),
    ),
    (
        "mailroom_acknowledgement_lag_seconds",
        "From a mail's arrival at the server to its letter's departure, of the letters of the last hour",
        "quantile",
        lambda s: _quantiles(s.vitals.lags, (0.5, 0.95, 0.99)),
    ),
    (
        "mailroom_acknowledgements_last_hour",
        "Letters that answered a mail in the last hour, of the newest 1000",
        "",
        lambda s: len(s.vitals.lags),
    ),
    ("mailroom_tickets", "Tickets by status", "status", lambda s: s.vitals.tickets),
    ("mailroom_tickets_unanswered", "Open tickets whose customer wrote last", "", lambda s: s.vitals.unanswered),
    ("mailroom_tickets_overdue", "Open tickets past their due time", "", lambda s: s.vitals.overdue),
    ("mailroom_recent_topics", "Topics of the newest 1000 tickets", "topic", lambda s: s.vitals.topics),
    ("mailroom_recent_audiences", "Audiences of the newest 1000 tickets", "audience", lambda s: s.vitals.audiences),
    (
        "mailroom_topic_certainty",
        "How sure the model was of the topics of the newest 1000 tickets",
        "quantile",
        lambda s: _quantiles(s.vitals.certainties, (0.1, 0.5)),
    ),
    (
        "mailroom_mailbox_last_success_timestamp_seconds",
        "When the mailbox was last read to its end",
        "mailbox",
        lambda s: {box.name: box.last_success.timestamp() for box in s.mailboxes if box.last_success},
    ),
    (
        "mailroom_mailbox_patience_seconds",
        "For how long that may lie back before it is unusual for this mailbox",
        "mailbox",
        lambda s: {box.name: box.patience.total_seconds() for box in s.mailboxes},
    ),
    (
        "mailroom_mailbox_is_unread",
        "1 where a mailbox went without a whole pass for longer than is normal for it",
        "mailbox",
        lambda s: {box.name: float(box.is_unread(s.at)) for box in s.mailboxes},
    ),
    (
        "mailroom_mailbox_last_mail_timestamp_seconds",
        "When its last mail was received",
        "mailbox",
        lambda s: {box.name: box.last_mail.timestamp() for box in s.mailboxes if box.last_mail},
    ),
    (
        "mailroom_mailbox_missed_mails",
        "Mails that the quietest of the last four weeks brought in the hours since the last one",
        "mailbox",
        lambda s: {box.name: box.missed for box in s.mailboxes},
    ),
    ("mailroom_alarms", "Alarms that sound, by kind", "kind", lambda s: s.vitals.alarms),
    ("mailroom_schedule_timestamp_seconds", "When a schedule was last alive", "", lambda s: _stamp(s.vitals.scheduled_at)),
    ("mailroom_canary_seconds", "What the last canary that came needed for the whole way", "", _round_trip),
    (
        "mailroom_canary_waits_seconds",
        "For how long the first canary since the last that came has been under way; 0 where all came",
        "",
        _canary_wait,
    ),
    ("mailroom_canary_patience_seconds", "For how long one may be under way before it is missing", "", _canary_patience),
    ("mailroom_token_days_left", "Until the first secret or refresh token of OAuth2 ends", "", _days_left),
    (
        "mailroom_tokens_in_trouble",
        "Grants of OAuth2 whose last renewal failed",
        "",
        lambda s: sum(bool(grant.trouble) for grant in s.grants),
    ),
    ("mailroom_store_bytes", "Size of the database", "", lambda s: s.vitals.store_bytes),
    ("mailroom_look_seconds", "What reading these figures from the database took", "", lambda s: s.seconds),
)


def of_the_desk(sight: Sight | None) -> Iterator[Figure]:
    """Without a sight, one figure says so: the database did not answer."""
    yield Figure("mailroom_store_is_up", "1 where the database answers this process", "gauge", [Sample("", {}, float(sight is not None))])
    if sight is None:
        return
    for name, means, label, tell in STATE:
        yield Figure(name, means, "gauge", list(_samples(label, tell(sight))))


def _samples(label: str, told: _Told) -> Iterable[Sample]:
    if isinstance(told, Mapping):
        return (Sample("", {label: key}, float(value)) for key, value in told.items())
    return () if told is None else (Sample("", {}, float(told)),)


def of_this_process(kind: str, tally: Tally, pulse: Pulse) -> Iterator[Figure]:
    """`kind`: run, watch, work, schedule."""
    yield Figure("mailroom_process", "1 for each process, by its kind", "gauge", [Sample("", {"process": kind}, 1)])
    still = len(pulse.standing_still())
    yield Figure(
        "mailroom_loops_standing_still", "Loops of this process that gave no sign of life in time", "gauge", [Sample("", {}, still)]
    )
    for counted in (one for some in COUNTED.values() for one in some):
        counts = dict.fromkeys(counted.known if counted.labels else [()], 0) | tally.of(counted.metric)
        samples = [Sample("_total", dict(zip(counted.labels, labels, strict=True)), count) for labels, count in counts.items()]
        yield Figure(counted.metric, counted.means, "counter", samples)
    jobs = pulse.jobs()
    yield Figure("mailroom_jobs", "Jobs and duties done", "counter", [Sample("_total", {"job": job}, n) for job, (n, _) in jobs.items()])
    seconds = [Sample("_total", {"job": job}, spent) for job, (_, spent) in jobs.items()]
    yield Figure("mailroom_job_seconds", "Seconds that they took", "counter", seconds)
    yield _mail_seconds(tally)


def _mail_seconds(tally: Tally) -> Figure:
    upto, seconds = tally.mail_seconds()
    bounds = [*map(str, BUCKETS), "+Inf"]
    samples = [Sample("_bucket", {"le": le}, count) for le, count in zip(bounds, upto, strict=True)]
    totals = [Sample("_count", {}, upto[-1]), Sample("_sum", {}, seconds)]
    return Figure(
        "mailroom_mail_seconds", "From a mail's receipt to its outcome, of mails worked on here", "histogram", [*samples, *totals]
    )
