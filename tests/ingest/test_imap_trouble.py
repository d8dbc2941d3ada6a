"""What servers say when they refuse, and what we take it for."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ingest.imap_trouble import LONGEST_WAIT, asks_for_time, refused_login, suggested_wait
from tickets.errors import Permanent, Transient, shown


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        ("BAD Request is throttled. Suggested Backoff Time: 94859 milliseconds", timedelta(milliseconds=94859)),
        ("Suggested Backoff Time: 299961 ms", timedelta(milliseconds=299961)),
        ("suggested back-off time 5 seconds", timedelta(seconds=5)),
        ("Too many attempts, try again in 2 minutes", timedelta(minutes=2)),
        ("Retry-After: 30s", timedelta(seconds=30)),
        ("Suggested Backoff Time: 999999999", LONGEST_WAIT),
        ("please try again later", None),
        ("", None),
    ],
)
def test_a_named_time_is_read(said: str, wait: timedelta | None) -> None:
    assert suggested_wait(said) == wait


@pytest.mark.parametrize(
    "said",
    [
        "LOGIN failed: [AUTHENTICATIONFAILED] Authentication failed.",
        "[AUTHENTICATIONFAILED] Invalid credentials, please try again later",
        "LOGIN failed.",
        "Invalid login or password, try again",
        "[ALERT] Application-specific password required",
        "IMAP access is disabled for your account",
    ],
)
def test_a_refused_password_needs_a_person(said: str) -> None:
    refusal = refused_login("mailbox x", "user", said, "hunter2")
    assert isinstance(refusal, Permanent)
    assert "password_env" in str(refusal)


@pytest.mark.parametrize(
    "said",
    [
        "[UNAVAILABLE] Temporary authentication failure.",
        "User is authenticated but not connected.",
        "[ALERT] Too many simultaneous connections. (Failure)",
        "[LIMIT] Maximum number of connections from user+IP exceeded",
        "Request is throttled. Suggested Backoff Time: 1000 milliseconds",
        "[INUSE] mailbox in use",
        "server busy",
    ],
)
def test_a_server_that_is_only_busy_is_asked_again(said: str) -> None:
    assert isinstance(refused_login("mailbox x", "user", said, "secret"), Transient)


def test_the_named_time_travels_with_the_refusal() -> None:
    refusal = refused_login("mailbox x", "user", "throttled, suggested backoff time: 7 s", "hunter2")
    assert isinstance(refusal, Transient)
    assert refusal.retry_after == timedelta(seconds=7)


def test_a_broken_mail_is_told_from_a_busy_server() -> None:
    assert asks_for_time("[THROTTLED] slow down")
    assert not asks_for_time("FETCH failed: [SERVERBUG] Internal error occurred")


def test_what_a_server_says_is_shown_on_one_short_line() -> None:
    assert shown("a\r\n\t b") == "a b"
    assert len(shown("x" * 5_000_000)) == 300
    assert suggested_wait("try again in " + " " * 2_000_000) is None


@pytest.mark.parametrize("said", ["unknown: LOGIN user hunter2", "[UNAVAILABLE] LOGIN user hunter2"])
def test_a_server_that_repeats_the_password_tells_it_nobody(said: str) -> None:
    assert "hunter2" not in str(refused_login("mailbox x", "user", said, "hunter2"))
    assert said in str(refused_login("mailbox x", "user", said, "")), "without a password nothing is struck out"
