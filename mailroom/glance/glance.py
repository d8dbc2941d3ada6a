"""One process as others see it: what its pages answer, put together from its signs of life, its tally and a look at the database."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from mailroom.glance import figures, health
from mailroom.glance.figures import Figure
from mailroom.glance.health import Trouble
from mailroom.glance.metrics import CONTENT_TYPE, page_of
from mailroom.glance.pulse import Pulse
from mailroom.glance.sight import Looker, Sight
from mailroom.glance.tally import Tally
from tickets.errors import WorldError
from tickets.store import Store

_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671}
_BROKER_SECONDS = 3.0


@dataclass(frozen=True)
class Answer:
    status: int
    kind: str  # its Content-Type
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Glance:
    process: str  # run, watch, work, schedule
    store: Store
    looker: Looker
    pulse: Pulse
    tally: Tally
    broker_url: str

    def pages(self) -> dict[str, Callable[[], Answer]]:
        metrics = page_of(self.figures)
        return {
            "/metrics": lambda: Answer(200, CONTENT_TYPE, metrics()),
            "/livez": lambda: _verdict(self.process, self.live()),
            "/healthz": lambda: _verdict(self.process, self.healthy()),
            "/readyz": lambda: _verdict(self.process, self.ready()),
        }

    def figures(self) -> Iterator[Figure]:
        yield from figures.of_this_process(self.process, self.tally, self.pulse)
        sight = self._look()
        yield from figures.of_the_desk(sight if isinstance(sight, Sight) else None)

    def live(self) -> Iterator[Trouble]:
        """What a restart would mend."""
        yield from health.of_loops(self.pulse.standing_still())

    def healthy(self) -> Iterator[Trouble]:
        """What keeps mail from its way, here or anywhere in the desk."""
        yield from self.live()
        sight = self._look()
        if isinstance(sight, Sight):
            yield from health.of_desk(sight)
        else:
            yield health.of_database(str(sight))

    def ready(self) -> Iterator[Trouble]:
        """What this process lacks to begin."""
        try:
            if self.store.is_behind():
                yield Trouble(what="database", because="its tables are of an earlier version", to_do="Run `mailroom db upgrade`")
        except WorldError as err:
            yield health.of_database(str(err))
        yield from broker_trouble(self.broker_url)

    def _look(self) -> Sight | WorldError:
        try:
            return self.looker.look()
        except WorldError as err:
            return err


def broker_trouble(url: str) -> Iterator[Trouble]:
    """That none of its servers takes a connection. Which of several serves is the library's matter."""
    places = [(parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)) for parts in map(urlsplit, url.split(";"))]
    if url.startswith("memory:") or any(map(_answers, places)):
        return
    named = ", ".join(f"{host}:{port}" for host, port in places)
    yield Trouble(
        what="broker",
        because=f"{named} takes no connection",
        to_do="Mail is received all the same, and worked on once the broker is back; see that it runs",
    )


def _answers(place: tuple[str, int]) -> bool:
    try:
        socket.create_connection(place, _BROKER_SECONDS).close()
    except OSError:
        return False
    return True


def _verdict(process: str, troubles: Iterable[Trouble]) -> Answer:
    """200 or 503, and in JSON what is wrong and what to do."""
    found = [vars(trouble) for trouble in troubles]
    body = {"ok": not found, "process": process, "troubles": found}
    return Answer(503 if found else 200, "application/json", json.dumps(body, ensure_ascii=False).encode() + b"\n")
