"""Letters that another help desk writes to us for one of its people: below "reply above this line" stand his words, the newest first.

A newcomer would call all of it an earlier mail, as it is where a person has answered above that line. Where nothing stands above, the
comment on top is what is said now, and the comments below it are its history.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.rules import is_rule

_LONGEST = 100  # characters of a heading
_LOOKED_AT = 15  # lines in which the first comment's heading must stand
#: "Mar 10, 2026, 9:14 AM EDT", alone or behind a name
_WHEN = re.compile(
    r"(?:^|, |\()(?:\w{3,9},? )?(?:\w{3,9}\.? \d{1,2},? \d{4}|\d{1,2}\.? \w{3,9}\.? \d{4}|\d{1,4}[./-]\d{1,2}[./-]\d{1,4})"
    r",? (?:at )?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[AP]M)?(?: \(?[A-Z]{1,4}(?:[+-]\d{1,4})?\)?)?\)?$",
    re.IGNORECASE,
)


def first_words(lines: Sequence[str], at: int) -> int:
    """The index after the desk's own words on top, where a first comment's heading tells it; else after the line `at` itself."""
    tops = (comment(lines, top) for top in range(at + 1, min(at + _LOOKED_AT, len(lines))))
    return next((end for end in tops if end), at + 1)


def comment(lines: Sequence[str], at: int) -> int:
    """The index after a comment's heading that begins at that line: a rule, a name and when he wrote; 0 where none does."""
    if not is_rule(lines[at]):
        return 0
    written = [line for line in range(at + 1, min(at + 5, len(lines))) if lines[line].strip()][:2]
    return next((line + 1 for line in written if len(lines[line]) <= _LONGEST and _WHEN.search(lines[line].strip())), 0)
