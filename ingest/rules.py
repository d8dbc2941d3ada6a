"""Lines that only separate: of dashes, underscores, stars."""

from __future__ import annotations

import re

_RULE = re.compile(r"[\s>]{0,8}[-_=*–—]{2,200}\s{0,8}$")


def is_rule(line: str) -> bool:
    return bool(_RULE.match(line))
