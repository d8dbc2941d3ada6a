"""The shape of a text: equal for mails that say the same words, whatever numbers, dates and names of tickets stand between them.

Two machines that answer each other write near-identical mail; people do not. The breaker and the caps count shapes (desk-rules 26). The
devices that a mail names are no such numbers: the same form about another device is another request.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]{3,20}")
_WORDS = 80  # a machine repeats its opening; what follows may differ


def shape(text: str, devices: Iterable[str] = ()) -> str:
    """16 hex digits; '' for a text without words. `devices` are the serial numbers that it names."""
    words = _WORD.findall(text[:4000].lower())[:_WORDS]
    return hashlib.sha256(" ".join((*words, *sorted(set(devices)))).encode()).hexdigest()[:16] if words else ""
