"""Tables of words as text: one pattern a line, so that a new phrase is a new line and a reader sees the list, not the syntax.

A newcomer would write one long regular expression. All tables are searched in hostile text: a line may not hold two open-ended repeats
that can match the same characters, and every repeat has an upper bound.
"""

from __future__ import annotations

import re


def any_of(table: str, *, anchored: str = "{}") -> re.Pattern[str]:
    """A pattern that matches any line of the table, whatever the case; blank lines and lines that begin with "# " are for the reader.

    `anchored` is the frame of the whole, `{}` standing for the alternatives: "^(?:{})" for a beginning.
    """
    lines = (line.strip() for line in table.splitlines())
    rows = "|".join(line for line in lines if line and not line.startswith("# "))
    return re.compile(anchored.replace("{}", rows), re.IGNORECASE)
