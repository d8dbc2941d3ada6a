"""What stands beside each long-running process: its pages, and the watchman."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mailroom import environment
from mailroom.glance.glance import Glance
from mailroom.glance.lookout import Lookout, Watchman
from mailroom.glance.serving import serving
from mailroom.glance.sight import Looker
from mailroom.glance.tally import Tally
from mailroom.glance.webhook import Webhook
from mailroom.wiring import House, utc_now


@contextmanager
def watched_over(house: House, process: str, tally: Tally) -> Iterator[str]:
    """While the block runs; gives the place where its figures are served, or ''. `process`: run, watch, work, schedule."""
    canary = house.schedule.canary
    glance = Glance(
        process=process,
        store=house.store,
        looker=Looker(house.store, tuple(house.mailboxes), utc_now, canary.late if canary else None),
        pulse=house.pulse,
        tally=tally,
        broker_url=house.settings.broker.url,
    )
    stop = threading.Event()
    watchman = Watchman(lookout_of(house), stop, house.pulse.of("lookout"))
    watchman.start()
    try:
        with serving(house.settings.metrics.listen, glance.pages()) as place:
            yield place
    finally:
        stop.set()
        watchman.join(timeout=1)  # he may be waiting for a webhook, and nobody waits for him


def lookout_of(house: House) -> Lookout:
    url = environment.webhook_url(house.settings.alarms)
    return Lookout(house.store, house.desk.name, Webhook(url) if url else None, utc_now)
