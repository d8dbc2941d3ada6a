"""What a submission server says about us, not about a letter: wait, you have sent enough today, or a person must look. Pure.

Providers put that into replies of every kind and stage. Microsoft takes the letter's last byte and then says that the day's recipients
are used up, with a code that is otherwise for good; Gmail says it to MAIL or to RCPT. Taken for a word about the letter it would end
letters that nothing is wrong with. So here only words count that are known to be about the sender.
"""

from __future__ import annotations

import re
from datetime import timedelta
from enum import Enum

from tickets.errors import Permanent, Transient


class Limit(Enum):
    BUSY = "busy"  # a moment, and longer each time
    MINUTE = "minute"  # too many letters in a minute
    DAY = "day"  # a day's letters are used up; the window slides, so it is tried each hour
    BLOCKED = "blocked"  # nothing changes until a person has acted


#: how long to wait where the server names no time; None: longer each time
_PAUSES = {Limit.BUSY: None, Limit.MINUTE: timedelta(minutes=1), Limit.DAY: timedelta(hours=1)}

#: The first that matches decides. Microsoft: learn.microsoft.com, "SMTP submission improvements", "Continuous error throttling",
#: "Fix email delivery issues for error code"; Gmail: support.google.com/a/answer/3726730.
_SAYINGS: tuple[tuple[re.Pattern[str], Limit], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), limit)
    for pattern, limit in (
        (r"^5.{0,30}(?:5\.4\.5|5\.1\.90)\b", Limit.DAY),  # Gmail: daily user sending limit; Microsoft: daily limit of recipients
        (r"daily (?:user |smtp relay )?(?:sending )?(?:limit|quota)|SubmissionQuotaExceeded", Limit.DAY),
        (r"^5.{0,30}5\.2\.25[0-5]\b|sender throttled due to continuous", Limit.BLOCKED),  # after the same error over and over
        (r"^5.{0,30}5\.7\.(?:60|70[0-9]|750)\b|SendAsDenied|tenant has exceeded|bad outbound sender", Limit.BLOCKED),
        (r"STOREDRV\.Submission.{0,60}Quota", Limit.BLOCKED),  # the account's own mailbox is full, so nothing can be filed under Sent
        (r"submission rate|^4.{0,30}rate limit", Limit.MINUTE),
        (r"^4.{0,60}(?:concurrent connection|sender thread limit|too many (?:concurrent|simultaneous|login|connection))", Limit.BUSY),
        (r"^4.{0,80}(?:server busy|server is busy|throttl|unusual rate|peak smtp relay limit)", Limit.BUSY),
        (r"^4.{0,30}(?:temporary system problem|try again later, closing)", Limit.BUSY),
    )
)

_ADVICE = {
    Limit.BUSY: "It is tried again by itself",
    Limit.MINUTE: "It is tried again by itself; set rate_per_minute to what the provider permits",
    Limit.DAY: "Letters wait and leave by themselves; a second [[outgoing]] server takes them meanwhile, and a larger plan ends it",
    Limit.BLOCKED: "Check that this account may send as the desk's address, and let its administrator see whether the provider blocked it",
}


class Throttled(Transient):
    """The server asks for time, whichever letter it was. The letter was not taken; it waits."""

    def __init__(self, text: str, limit: Limit) -> None:
        super().__init__(text, _PAUSES[limit])
        self.limit = limit


class Blocked(Permanent):
    """The server takes nothing from this account until a person has acted. The letter was not taken; it waits."""


def trouble(where: str, code: int, said: str) -> Throttled | Blocked | None:
    """What to raise for a reply that is about us. None: it is about the letter, or means what its code says."""
    reply = f"{code} {said}"
    limit = next((limit for pattern, limit in _SAYINGS if code >= 400 and pattern.search(reply)), None)
    if limit is None:
        return None
    text = f"{where}: {reply}. {_ADVICE[limit]}"
    return Blocked(text) if limit is Limit.BLOCKED else Throttled(text, limit)
