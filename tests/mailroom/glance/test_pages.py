"""What a process shows: figures that Prometheus reads, and answers that say what is wrong and what to do."""

from __future__ import annotations

import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from mailroom.glance.glance import Answer, Glance, broker_trouble
from mailroom.glance.pulse import Pulse
from mailroom.glance.serving import serving
from mailroom.glance.sight import Looker
from mailroom.glance.tally import Tally
from tests.servers.ports import free_port
from tickets import alarms, heartbeat, leases
from tickets.schema import inbound, outbound
from tickets.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A desk that is well."""
    opened = Store(f"sqlite:///{tmp_path / 'desk.db'}")
    opened.upgrade()
    with opened.writing() as connection:
        heartbeat.beat(connection, NOW)
        leases.report(connection, "support", "watching", success_at=NOW)
    yield opened
    opened.close()


def glance(store: Store, *, now: datetime = NOW, **changes: Any) -> Glance:
    looker = Looker(store, ["support"], lambda: now)
    parts = {"process": "run", "store": store, "looker": looker, "pulse": Pulse(), "tally": Tally(), "broker_url": "memory://"}
    return Glance(**(parts | changes))  # type: ignore[arg-type]


def samples(shown: Glance) -> dict[tuple[str, str], float]:
    """{(name, value of its label): value}, as Prometheus reads them."""
    page = shown.pages()["/metrics"]().body.decode()
    return {
        (sample.name, next(iter(sample.labels.values()), "")): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


def test_a_page_of_figures_is_what_prometheus_reads(store: Store) -> None:
    shown = samples(glance(store))
    assert shown["mailroom_inbound_mails", "RECEIVED"] == 0
    assert shown["mailroom_mailbox_last_success_timestamp_seconds", "support"] == NOW.timestamp()
    assert shown["mailroom_process", "run"] == 1
    assert shown["mailroom_store_is_up", ""] == 1
    assert shown["process_cpu_seconds_total", ""] > 0


def test_what_an_alert_counts_stands_at_zero_before_it_first_happens(store: Store) -> None:
    """`increase()` takes the first value of a series for its beginning: a first burst in a series that was absent is no increase."""
    tally = Tally()
    shown = glance(store, tally=tally)
    caps = {name: value for name, value in samples(shown).items() if name[0] == "mailroom_caps_hit_total"}
    assert caps == {("mailroom_caps_hit_total", "loop"): 0, ("mailroom_caps_hit_total", "thread"): 0}
    before = _letters(shown)
    assert set(before.values()) == {0}
    tally.count(None, "warning", {"event": "letter", "outbound": 7, "kind": "acknowledgement", "state": "FAILED", "because": "550 no"})
    after = _letters(shown)
    assert after.keys() == before.keys()
    assert after["acknowledgement", "FAILED", "5yz"] == sum(after.values()) == 1


def _letters(shown: Glance) -> dict[tuple[str, ...], float]:
    (counter,) = [figure for figure in shown.figures() if figure.name == "mailroom_letters"]
    return {tuple(sample.labels.values()): sample.value for sample in counter.samples}


def _mail(store: Store, arrived_at: datetime, **values: Any) -> int:
    row = {"mailbox": "support", "digest": str(arrived_at), "size": 1, "received_at": arrived_at, "state": "RECEIVED"}
    with store.writing() as connection:
        return int(connection.execute(inbound.insert().values(row | {"arrived_at": arrived_at} | values)).inserted_primary_key[0])


def _letter(store: Store, answers: int, **values: Any) -> None:
    row = {"kind": "acknowledgement", "recipient": "bob@example.org", "letter": "acknowledgement", "language": "en", "values": {}}
    row |= {"message_id": f"m{answers}@x", "state": "SENT", "queued_at": NOW, "due_at": NOW, "answers": answers}
    with store.writing() as connection:
        connection.execute(outbound.insert().values(row | values))


def test_what_waits_shows_its_age(store: Store) -> None:
    _mail(store, NOW - 20 * MINUTE)
    _mail(store, NOW - 90 * MINUTE, is_silent=True)
    _letter(store, _mail(store, NOW - 50 * MINUTE, state="FILED"), state="QUEUED", due_at=NOW - 10 * MINUTE, queued_at=NOW - 49 * MINUTE)
    shown = samples(glance(store))
    assert shown["mailroom_inbound_oldest_seconds", "RECEIVED"] == 90 * 60
    assert shown["mailroom_outbound_oldest_seconds", "QUEUED"] == 49 * 60
    assert shown["mailroom_outbound_due_seconds", ""] == 600
    assert shown["mailroom_unacknowledged_seconds", ""] == 50 * 60, "history is owed no letter"


def test_the_lag_of_acknowledgements_is_shown_by_percentile(store: Store) -> None:
    for seconds in range(1, 101):
        arrived_at = NOW - 30 * MINUTE + timedelta(milliseconds=seconds)
        _letter(store, _mail(store, arrived_at, state="FILED"), sent_at=arrived_at + timedelta(seconds=seconds))
    _letter(store, _mail(store, NOW - timedelta(hours=9), state="FILED"), sent_at=NOW - timedelta(hours=2))
    shown = samples(glance(store))
    lags = [shown["mailroom_acknowledgement_lag_seconds", quantile] for quantile in ("0.5", "0.95", "0.99")]
    assert lags == [51, 96, 100]
    assert shown["mailroom_acknowledgements_last_hour", ""] == 100


def test_figures_name_nobody(store: Store) -> None:
    _mail(store, NOW, sender="bob@example.org", subject="my camera", state="HELD")
    with store.writing() as connection:
        alarms.sound(connection, "firmware Bob's bob@example.org", "text", NOW)
    page = glance(store).pages()["/metrics"]().body.decode()
    assert "bob" not in page.lower()
    assert 'mailroom_alarms{kind="firmware"} 1.0' in page


def test_ten_looks_in_a_moment_are_one(store: Store) -> None:
    shown = glance(store)
    first = samples(shown)["mailroom_look_seconds", ""]
    _mail(store, NOW)
    assert samples(shown)["mailroom_look_seconds", ""] == first


def wrong(page: str, shown: Glance) -> list[str]:
    """What the page says is wrong; each with its status and what to do."""
    answer = shown.pages()[page]()
    told = json.loads(answer.body)
    assert answer.status == (503 if told["troubles"] else 200)
    assert told["ok"] is not bool(told["troubles"])
    assert all(trouble["to_do"] and trouble["because"] for trouble in told["troubles"])
    return [trouble["what"] for trouble in told["troubles"]]


def test_a_desk_that_is_well_says_so(store: Store) -> None:
    assert [wrong(page, glance(store)) for page in ("/livez", "/healthz", "/readyz")] == [[], [], []]


def test_a_mailbox_that_was_not_read_for_longer_than_usual_is_unhealthy_and_a_restart_would_not_help(store: Store) -> None:
    late = NOW + 6 * MINUTE
    with store.writing() as connection:
        heartbeat.beat(connection, late)
    assert wrong("/healthz", glance(store, now=late)) == ["mailbox support"]
    assert wrong("/livez", glance(store, now=late)) == []


def test_a_desk_whose_clocks_stand_still_is_unhealthy(store: Store) -> None:
    with store.writing() as connection:
        leases.report(connection, "support", "watching", success_at=NOW + 7 * MINUTE)
    assert wrong("/healthz", glance(store, now=NOW + 7 * MINUTE)) == ["schedule"]


def test_a_loop_that_hangs_asks_for_a_restart(store: Store) -> None:
    now = [0.0]
    pulse = Pulse(clock=lambda: now[0])
    pulse.of("sweep")(MINUTE)
    shown = glance(store, pulse=pulse)
    now[0] = 59.0
    assert wrong("/livez", shown) == []
    now[0] = 61.0
    assert wrong("/livez", shown) == ["loop sweep"]
    pulse.forget()
    assert wrong("/livez", shown) == [], "a process that stops is not ill"


def test_a_thread_that_ended_asks_for_a_restart(store: Store) -> None:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    pulse = Pulse()
    pulse.follow("jobs", [thread])
    assert wrong("/livez", glance(store, pulse=pulse)) == ["loop jobs"]


def test_without_the_database_the_process_lives_and_is_not_ready() -> None:
    gone = Store(f"postgresql+psycopg://mailroom@127.0.0.1:{free_port()}/mailroom")
    shown = glance(gone)
    assert [wrong(page, shown) for page in ("/livez", "/healthz", "/readyz")] == [[], ["database"], ["database"]]
    assert samples(shown)["mailroom_store_is_up", ""] == 0
    gone.close()


def test_tables_of_an_earlier_version_are_not_ready(tmp_path: Path) -> None:
    empty = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    assert wrong("/readyz", glance(empty)) == ["database"]
    empty.close()


def test_a_broker_that_is_gone_is_not_ready() -> None:
    (trouble,) = broker_trouble(f"amqp://mailroom@127.0.0.1:{free_port()};amqp://127.0.0.1:{free_port()}")
    assert trouble.what == "broker"
    with socket.create_server(("127.0.0.1", 0)) as there:
        assert list(broker_trouble(f"redis://127.0.0.1:{there.getsockname()[1]}/0")) == []


def get(place: str, page: str, method: str = "GET") -> tuple[int, bytes]:
    try:
        with urllib.request.urlopen(urllib.request.Request(f"http://{place}{page}", method=method), timeout=5) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as err:
        with err:
            return err.code, err.read()


def test_the_pages_are_served_and_nothing_else_is(store: Store) -> None:
    with serving(f"127.0.0.1:{free_port()}", glance(store).pages()) as place:
        assert get(place, "/metrics")[0] == 200
        assert get(place, "/healthz?verbose")[0] == 200
        assert get(place, "/livez", "HEAD") == (200, b"")
        assert get(place, "/")[0] == get(place, "/../etc/passwd")[0] == 404
        assert get(place, "/metrics", "POST")[0] == 501


def test_a_sister_process_takes_the_next_port(store: Store) -> None:
    pages = glance(store).pages()
    listen = f"127.0.0.1:{free_port()}"
    with serving(listen, pages) as first, serving(listen, pages) as second:
        assert first == listen
        assert get(second, "/livez")[0] == 200
        assert second != first


def test_a_place_that_cannot_be_had_costs_the_figures_and_nothing_else(store: Store) -> None:
    with serving("192.0.2.1:9108", glance(store).pages()) as place:
        assert place == ""


def test_a_page_that_cannot_be_made_is_a_fault_that_the_log_tells(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> Answer:
        raise ValueError("no such figure")

    with serving(f"127.0.0.1:{free_port()}", {"/metrics": broken}) as place, pytest.raises(RemoteDisconnected):
        get(place, "/metrics")
    assert "ValueError: no such figure" in capsys.readouterr().out


def test_slow_readers_are_sent_away_and_the_others_served(store: Store) -> None:
    with serving(f"127.0.0.1:{free_port()}", glance(store).pages()) as place:
        host, _, port = place.rpartition(":")
        slow = [socket.create_connection((host, int(port))) for _ in range(7)]
        assert get(place, "/livez")[0] == 200
        for one in slow:
            one.close()
