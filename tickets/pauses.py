"""How long to wait before something outside is asked again: longer each time, and never all of us in the same second."""

from __future__ import annotations

import random
from datetime import timedelta

_DOUBLINGS = 10  # a thousand times the first pause: past any longest one, and no huge number


def growing(failures: int, first: timedelta, longest: timedelta) -> timedelta:
    """Twice as long with each of the `failures` in a row that came before this one."""
    return min(first * (1 << min(failures, _DOUBLINGS)), longest)


def spread(pause: timedelta) -> timedelta:
    """Up to a fifth longer: processes that were refused together do not come back together."""
    return pause * (1 + random.random() / 5)  # noqa: S311  (no secret)
