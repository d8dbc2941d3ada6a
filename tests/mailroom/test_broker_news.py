"""A broker that is gone is one line, and one when it is back, whoever tries it meanwhile and however often."""

from __future__ import annotations

import logging
from contextlib import suppress

import pytest
from structlog.testing import capture_logs

from mailroom import logs
from mailroom.broker_news import BrokerNews


def fails(news: BrokerNews, doing: str) -> None:
    with suppress(ConnectionError), news.of(doing):
        raise ConnectionError("refused")


def works(news: BrokerNews, doing: str) -> None:
    with news.of(doing):
        pass


def test_gone_is_told_once_and_back_once() -> None:
    news = BrokerNews()
    with capture_logs() as lines:
        for _ in range(3):
            fails(news, "listening")
            fails(news, "ringing")
        works(news, "listening")
        works(news, "ringing")
        works(news, "listening")
    assert [(line["event"], line["state"]) for line in lines] == [("broker", "gone"), ("broker", "back")]
    assert lines[0]["because"] == "ConnectionError: refused"


def test_a_full_broker_that_is_listened_to_is_gone_until_it_takes_a_ring() -> None:
    news = BrokerNews()
    with capture_logs() as lines:
        for _ in range(3):
            fails(news, "ringing")
            works(news, "listening")
        works(news, "ringing")
    assert [line["state"] for line in lines] == ["gone", "back"]


def test_what_was_asked_nothing_says_nothing_of_its_health() -> None:
    news = BrokerNews()
    with capture_logs() as lines:
        fails(news, "listening")
        with news.of("listening", is_answered=False):
            pass
    assert [line["state"] for line in lines] == ["gone"]


@pytest.mark.parametrize(
    ("name", "told"),
    [("pika.adapters.utils.connection_workflow", []), ("dramatiq.worker.ConsumerThread(process)", []), ("another", ["another"])],
)
def test_a_library_speaks_in_a_line_of_ours_or_not_at_all(name: str, told: list[str]) -> None:
    handler = logs.retelling()
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, "cannot %s", ("connect",), None)
    with capture_logs() as lines:
        handler.handle(record)
    assert [(line["event"], line["library"]) for line in lines] == [("library", library) for library in told]
