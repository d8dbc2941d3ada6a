"""An alarm's second way out: one POST of JSON to an address of the desk's choice (desk-rules 36).

The other end may be slow, hostile or gone. It is given a few seconds, followed nowhere, and read no further than its status.
"""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from tickets.errors import Transient

_SECONDS = 10.0  # without a word
_AT_MOST = 20.0  # in all: one that drips a byte at a time is left to itself


@dataclass(frozen=True, kw_only=True)
class Word:
    """What is posted. `key` names the trouble: the other end can tell by it that two processes speak of one thing."""

    desk: str
    key: str
    text: str
    since: datetime
    is_over: bool

    def as_json(self) -> bytes:
        state = "over" if self.is_over else "sounding"
        said = f"{self.desk}: {'over: nothing more to do: ' if self.is_over else ''}{self.text}"
        # `text` alone is what chat programs show.
        return json.dumps({"text": said, "state": state, "key": self.key, "since": self.since.isoformat(), "desk": self.desk}).encode()


@dataclass
class Webhook:
    """One post at a time. The URL may be a secret and stands in no message."""

    url: str = field(repr=False)
    at_most: float = _AT_MOST  # seconds
    _under_way: threading.Thread | None = field(default=None, init=False)

    def post(self, word: Word) -> None:
        """Raises Transient where the other end did not take it."""
        if self._under_way is not None and self._under_way.is_alive():
            raise Transient("the webhook still holds the last post; tried again in a minute")
        troubles = ["it did not answer in time"]
        self._under_way = threading.Thread(target=self._send, args=(word.as_json(), troubles), name="webhook", daemon=True)
        self._under_way.start()
        self._under_way.join(self.at_most)
        if troubles:
            raise Transient(f"the webhook did not take the alarm: {troubles[0]}; tried again in a minute")

    def _send(self, body: bytes, troubles: list[str]) -> None:
        """Empties `troubles` where all went well."""
        parts = urlsplit(self.url)
        connection = _connection(parts)
        try:
            target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
            connection.request("POST", target, body, {"Content-Type": "application/json", "User-Agent": "mailroom"})
            status = connection.getresponse().status
            troubles[:] = [] if 200 <= status < 300 else [f"it answered {status}"]
        except (OSError, http.client.HTTPException, ValueError) as err:
            troubles[:] = [type(err).__name__]
        finally:
            connection.close()


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return kind(parts.hostname or "", parts.port, timeout=_SECONDS)
