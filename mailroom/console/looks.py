"""The HTML of letters that are being edited, until the frames beside their words have fetched it.

A frame with a policy of its own needs an address of its own: written into the page, the page's policy would take its styles away.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from threading import Lock

_KEPT = 64  # one a pause of an editor's keystrokes; who comes late gets the next one


class Looks:
    """The newest few, in memory: nothing that is not published is stored."""

    def __init__(self) -> None:
        self._html: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()

    def keep(self, html: str) -> str:
        """The key under which it is found."""
        key = hashlib.sha256(html.encode()).hexdigest()
        with self._lock:
            self._html[key] = html
            self._html.move_to_end(key)
            if len(self._html) > _KEPT:
                self._html.popitem(last=False)
        return key

    def find(self, key: str) -> str | None:
        with self._lock:
            return self._html.get(key)
