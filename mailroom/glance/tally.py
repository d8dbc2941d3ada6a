"""What this process did, counted from its log: one line, one count, so that figures and log cannot disagree.

It stands among structlog's processors. Labels are words of ours from short lists; nothing that a stranger wrote becomes one.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, product
from typing import Any

from mailroom.silences import CAPPED
from tickets.letter_kinds import ASK, RELAY, TO_STAFF

BUCKETS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3600.0)  # seconds; the target of an hour stands at the end

_LETTERS = sorted({RELAY, ASK, "acknowledgement", "reminder", "incident", "called"} | TO_STAFF)
_ENDS = (("SENT", "2yz"), ("postponed", "4yz"), ("postponed", "none"), ("FAILED", "5yz"), ("FAILED", "none"))

_REPLY = re.compile(r"([245])\d\d ")

Event = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A kind of line: the metric that counts it, and its labels with how a line tells them."""

    metric: str
    means: str
    labels: Mapping[str, Callable[[Event], str]] = field(default_factory=dict)
    needs: str = ""  # a key without which the line is of another kind
    known: Sequence[tuple[str, ...]] = ()  # labels shown as 0 from the start: `increase()` does not see a series begin at its first burst


def _key(name: str) -> Callable[[Event], str]:
    return lambda line: str(line.get(name, ""))


def _reply_class(line: Event) -> str:
    """ "2yz", "4yz", "5yz"; "none" where no server answered this letter."""
    if line.get("state") == "SENT":
        return "2yz"
    found = _REPLY.match(str(line.get("because", "")))
    return f"{found[1]}yz" if found else "none"


def _cap(line: Event) -> str:
    return next((name for name, words in CAPPED.items() if str(line.get("silence") or "").endswith(words)), "")


COUNTED: Mapping[str, tuple[Counted, ...]] = {
    "mail": (
        Counted(
            metric="mailroom_mails",
            means="Mails that this process gave an outcome",
            labels={"verdict": _key("verdict"), "state": _key("state")},
            needs="inbound",
        ),
        Counted(
            metric="mailroom_caps_hit",
            means="Letters that a cap against loops held back",
            labels={"cap": _cap},
            needs="silence",
            known=[(cap,) for cap in CAPPED],
        ),
    ),
    "letter": (
        Counted(
            metric="mailroom_letters",
            means="Attempts at letters, by what became of them and the class of the SMTP server's reply",
            labels={"kind": _key("kind"), "state": _key("state"), "reply": _reply_class},
            needs="outbound",
            known=[(kind, *end) for kind, end in product(_LETTERS, _ENDS)],
        ),
    ),
    "submission": (
        Counted(metric="mailroom_submission_troubles", means="Times that no SMTP server took letters any more", needs="because"),
    ),
    "sent copy": (Counted(metric="mailroom_sent_copy_troubles", means="Copies that could not be filed in the Sent folder"),),
    "mailbox": (
        Counted(metric="mailroom_mailbox_troubles", means="Passes over a mailbox that failed", labels={"mailbox": _key("mailbox")}),
    ),
    "broker": (Counted(metric="mailroom_broker_troubles", means="Times that the broker was lost; the sweep rings again", needs="because"),),
    "job": (Counted(metric="mailroom_job_troubles", means="Jobs that ended in trouble and wait", labels={"job": _key("job")}),),
    "watcher": (Counted(metric="mailroom_watcher_faults", means="Faults of ours in the loop that reads a mailbox"),),
    "reading": (Counted(metric="mailroom_reading_troubles", means="Attempts at reading a mail that hung, or ended their worker process"),),
    "policy": (Counted(metric="mailroom_refused_edits", means="Edits of the policy that the last good one stands in for"),),
}


class Tally:
    """Counts since the process started."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[tuple[str, tuple[str, ...]]] = Counter()
        self._buckets = [0] * (len(BUCKETS) + 1)
        self._seconds = 0.0

    def count(self, logger: object, method: str, line: Any) -> Any:  # noqa: ARG002  (as structlog calls its processors)
        """A processor: the line goes on as it is."""
        for counted in COUNTED.get(str(line.get("event")), ()):
            labels = tuple(tell(line) for tell in counted.labels.values())
            if (not counted.needs or line.get(counted.needs) is not None) and (all(labels) or not labels):
                with self._lock:
                    self._counts[counted.metric, labels] += 1
        if line.get("event") == "mail" and "ms" in line:
            self._took(float(line["ms"]) / 1000)
        return line

    def of(self, metric: str) -> dict[tuple[str, ...], int]:
        """{labels: how many}."""
        with self._lock:
            return {labels: count for (name, labels), count in self._counts.items() if name == metric}

    def mail_seconds(self) -> tuple[list[int], float]:
        """From receipt to outcome: the mails up to each of BUCKETS, and at last all of them; and their seconds in all."""
        with self._lock:
            return list(accumulate(self._buckets)), self._seconds

    def _took(self, seconds: float) -> None:
        with self._lock:
            self._buckets[bisect_left(BUCKETS, seconds)] += 1
            self._seconds += seconds
