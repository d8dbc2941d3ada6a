"""The second way out: one POST, bounded, followed nowhere, with nothing of its secret URL in any message."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom import environment
from mailroom.glance.lookout import Lookout
from mailroom.glance.tables import AlarmsTable, MetricsTable
from mailroom.glance.webhook import Webhook, Word
from mailroom.settings import Settings
from tests.mailroom.glance.ear import Ear, listening
from tests.servers.ports import free_port
from tickets import alarms, heartbeat
from tickets.errors import Transient
from tickets.store import Store

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
A_MINUTE, A_DAY = timedelta(minutes=1), timedelta(days=1)
WORD = Word(desk="IC Realtime Support", key="disk full", text="The disk is full.", since=MONDAY, is_over=False)


@pytest.fixture
def ear() -> Iterator[Ear]:
    with listening() as open_ear:
        yield open_ear


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(f"sqlite:///{tmp_path / 'desk.db'}")
    opened.upgrade()
    yield opened
    opened.close()


class Clock:
    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now


def test_an_alarm_is_posted_as_json_with_its_text(ear: Ear) -> None:
    Webhook(ear.url).post(WORD)
    assert ear.heard == [
        {
            "text": "IC Realtime Support: The disk is full.",
            "state": "sounding",
            "key": "disk full",
            "since": "2026-11-23T15:00:00+00:00",
            "desk": "IC Realtime Support",
        }
    ]


@pytest.mark.parametrize("rudeness", [{"status": 500}, {"redirect": "http://169.254.169.254/"}, {"status": 404}])
def test_a_webhook_that_does_not_take_it_is_tried_again_and_its_url_is_told_to_nobody(ear: Ear, rudeness: dict[str, object]) -> None:
    vars(ear).update(rudeness)
    with pytest.raises(Transient) as trouble:
        Webhook(ear.url).post(WORD)
    assert "secret" not in str(trouble.value)
    assert len(ear.heard) == 1, "nothing is followed"


def test_a_webhook_that_says_nothing_is_left_to_itself_and_not_asked_twice_at_once(ear: Ear) -> None:
    ear.is_silent = True
    hook = Webhook(ear.url, at_most=0.1)
    began = time.monotonic()
    for _ in range(2):
        with pytest.raises(Transient):
            hook.post(WORD)
    assert time.monotonic() - began < 2


def test_a_webhook_that_is_gone_is_trouble_and_no_fault() -> None:
    with pytest.raises(Transient, match="ConnectionRefusedError"):
        Webhook(f"http://127.0.0.1:{free_port()}/").post(WORD)


@pytest.mark.parametrize("url", ["ftp://x.example", "http://hook.example/in", "https://", "file:///etc/passwd", "http://[", "hook"])
def test_only_https_and_loopback_are_posted_to(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        AlarmsTable(webhook=url)


def test_a_secret_url_comes_from_the_environment_and_is_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(alarms=AlarmsTable(webhook_env="MAILROOM_TEST_HOOK"))
    assert "the environment has no MAILROOM_TEST_HOOK" in environment.missing(settings)[0]
    monkeypatch.setenv("MAILROOM_TEST_HOOK", "http://hooks.example/secret")
    assert "https://" in environment.missing(settings)[0]
    assert "secret" not in environment.missing(settings)[0]
    monkeypatch.setenv("MAILROOM_TEST_HOOK", "https://hooks.example/secret")
    assert environment.missing(settings) == []
    assert environment.webhook_url(settings.alarms) == "https://hooks.example/secret"
    assert "secret" not in repr(Webhook(environment.webhook_url(settings.alarms)))


@pytest.mark.parametrize("listen", ["0.0.0.0:9108", "[::]:9108", "metrics.example:9108", "127.0.0.1", "127.0.0.1:99999"])
def test_figures_are_not_shown_to_a_network_unasked(listen: str) -> None:
    with pytest.raises(ValueError, match="write"):
        MetricsTable(listen=listen)


def test_figures_are_shown_where_the_desk_says_that_the_network_is_its_own() -> None:
    assert MetricsTable(listen="0.0.0.0:9108", is_private=True).listen


def test_desk_rule_36_an_alarm_goes_the_second_way_once_and_once_when_it_is_over(ear: Ear, store: Store) -> None:
    clock = Clock()
    lookout = Lookout(store, "The desk", Webhook(ear.url), clock)
    with store.writing() as connection:
        heartbeat.beat(connection, MONDAY + A_DAY)
        alarms.sound(connection, "disk full", "The disk is full.", MONDAY)
    for minutes in (1, 3, 4, 60):
        clock.now = MONDAY + minutes * A_MINUTE
        lookout.look()
    assert ear.told == [("disk full", "sounding")]
    with store.writing() as connection:
        alarms.settle(connection, ["disk full"], clock.now)
    lookout.look()
    lookout.look()
    assert ear.told == [("disk full", "sounding"), ("disk full", "over")]


def test_a_webhook_that_was_gone_hears_of_it_when_it_is_back(ear: Ear, store: Store) -> None:
    clock = Clock()
    lookout = Lookout(store, "The desk", Webhook(ear.url), clock)
    with store.writing() as connection:
        heartbeat.beat(connection, MONDAY + A_DAY)
        alarms.sound(connection, "disk full", "The disk is full.", MONDAY)
    ear.status = 503
    clock.now = MONDAY + 3 * A_MINUTE
    lookout.look()
    ear.status = 204
    clock.now = MONDAY + 5 * A_MINUTE
    lookout.look()
    lookout.look()
    assert len(ear.heard) == 2


def test_a_schedule_that_died_is_told_by_the_others(ear: Ear, store: Store) -> None:
    clock = Clock()
    lookout = Lookout(store, "The desk", Webhook(ear.url), clock)
    with store.writing() as connection:
        heartbeat.beat(connection, MONDAY)
    for minutes in (1, 6, 9, 10):
        clock.now = MONDAY + minutes * A_MINUTE
        lookout.look()
    assert ear.told == [("schedule", "sounding")]
    assert "mailroom schedule" in ear.heard[0]["text"]
    with store.writing() as connection:
        heartbeat.beat(connection, clock.now)
    lookout.look()
    assert ear.told[1:] == [("schedule", "over")]


def test_a_database_that_is_gone_is_told_without_it(ear: Ear) -> None:
    clock = Clock()
    gone = Store(f"postgresql+psycopg://mailroom@127.0.0.1:{free_port()}/mailroom")
    lookout = Lookout(gone, "The desk", Webhook(ear.url), clock)
    for minutes in (0, 1, 3, 4, 60):
        clock.now = MONDAY + minutes * A_MINUTE
        lookout.look()
    assert ear.told == [("database", "sounding")]
    assert "Nothing is lost" in ear.heard[0]["text"]
    clock.now = MONDAY + A_DAY + 5 * A_MINUTE
    lookout.look()
    assert len(ear.heard) == 2
    gone.close()
