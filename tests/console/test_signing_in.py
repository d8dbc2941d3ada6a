"""Who may come in: a link that works once, for minutes, in the browser that asked; nobody else, and nobody is told who is one of us."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from mailroom.console.app import application
from mailroom.console.console import Console
from tests.console.conftest import ANA, STAFF, Clock, token_of
from tickets import sessions
from tickets.schema import outbound
from tickets.sessions import IDLE, LINK_WORKS, LONGEST

Visitor = Callable[[str], TestClient]


def letters(console: Console) -> list[dict[str, str]]:
    with console.store.reading() as connection:
        return list(connection.execute(select(outbound.c["values"]).order_by(outbound.c.id)).scalars())


def link_of(console: Console) -> str:
    return letters(console)[-1]["link"].removeprefix(console.address)


def ask(client: TestClient, address: str = ANA) -> str:
    return client.post("/sign-in", data={"address": address}).text


def test_a_mailed_link_signs_in_the_browser_that_asked_for_it(console: Console, visitor: Visitor) -> None:
    browser = visitor("")
    assert browser.get("/").headers["location"] == "/sign-in?onward=/"
    browser.post("/sign-in", data={"address": ANA, "onward": "/tickets?q=NVR"})
    entered = browser.post(link_of(console))
    assert (entered.status_code, entered.headers["location"]) == (303, "/tickets?q=NVR")
    assert browser.get("/").status_code == 200


def test_opening_the_link_does_nothing_since_mail_scanners_open_links(console: Console, visitor: Visitor) -> None:
    browser = visitor("")
    ask(browser)
    scanner = visitor("")
    assert scanner.get(link_of(console)).status_code == 200
    assert scanner.post(link_of(console)).status_code == 403, "another browser"
    assert browser.post(link_of(console)).status_code == 303


def test_a_link_works_once(console: Console, visitor: Visitor) -> None:
    browser = visitor("")
    ask(browser)
    assert browser.post(link_of(console)).status_code == 303
    assert browser.post(link_of(console)).status_code == 403


def test_a_link_works_for_minutes(console: Console, visitor: Visitor, clock: Clock) -> None:
    browser = visitor("")
    ask(browser)
    clock.passes(LINK_WORKS + timedelta(seconds=1))
    assert browser.post(link_of(console)).status_code == 403


def test_nobody_is_told_whether_an_address_is_one_of_ours(console: Console, visitor: Visitor) -> None:
    browser = visitor("")
    known, unknown = ask(browser, ANA), ask(browser, "zed@icrealtime.example")
    assert known.replace(ANA, "") == unknown.replace("zed@icrealtime.example", "")
    assert len(letters(console)) == 1


def test_one_person_is_mailed_five_links_an_hour_and_told_the_same_after_that(console: Console, visitor: Visitor, clock: Clock) -> None:
    told = {ask(visitor("")) for _ in range(7)}
    assert len(told) == 1
    assert len(letters(console)) == 5
    clock.passes(timedelta(hours=1, seconds=1))
    ask(visitor(""))
    assert len(letters(console)) == 6


def test_a_stranger_who_asks_for_one_of_us_keeps_him_out_from_nowhere_else(console: Console) -> None:
    def asked_from(network: str, times: int) -> int:
        client = TestClient(application(console), base_url=console.address, client=(network, 50000))
        for _ in range(times):
            ask(client)
        return len(letters(console))

    assert asked_from("198.51.100.7", 9) == 5
    assert asked_from("127.0.0.1", 1) == 6, "his own network"
    assert [asked_from(f"203.0.113.{last}", 9) for last in range(3)] == [11, 15, 15], "of all networks together"


def test_one_network_may_ask_twenty_times_an_hour(visitor: Visitor) -> None:
    browser = visitor("")
    answers = [browser.post("/sign-in", data={"address": f"a{number}@example.org"}).status_code for number in range(21)]
    assert answers == [200] * 20 + [429]


@pytest.mark.parametrize("wanted", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "/a\nb"])
def test_after_signing_in_nobody_is_sent_elsewhere(console: Console, visitor: Visitor, wanted: str) -> None:
    browser = visitor("")
    browser.post("/sign-in", data={"address": ANA, "onward": wanted})
    assert browser.post(link_of(console)).headers["location"] == "/"


def test_a_session_ends_when_nobody_was_seen_for_half_a_day(visitor: Visitor, clock: Clock) -> None:
    browser = visitor(ANA)
    for _ in range(3):
        clock.passes(IDLE - timedelta(minutes=5))
        assert browser.get("/").status_code == 200
    clock.passes(IDLE + timedelta(minutes=1))
    assert browser.get("/").status_code == 303


def test_a_session_ends_after_a_week_however_busy(visitor: Visitor, clock: Clock) -> None:
    browser = visitor(ANA)
    seen = 0
    while browser.get("/").status_code == 200:
        clock.passes(timedelta(hours=6))
        seen += 1
    assert seen == LONGEST / timedelta(hours=6)


def test_signing_out_ends_the_session_and_not_only_the_cookie(visitor: Visitor) -> None:
    browser, copied = visitor(ANA), visitor("")
    copied.cookies = browser.cookies
    assert copied.get("/").status_code == 200
    browser.post("/sign-out", data={"token": token_of(browser.get("/").text)})
    assert copied.get("/").status_code == 303


def test_whoever_leaves_staff_toml_is_out_with_the_next_click_and_stays_out(console: Console, visitor: Visitor) -> None:
    browser = visitor(ANA)
    file = console.settings.path("staff.toml")
    file.write_text(STAFF.replace(ANA, "anna@icrealtime.example"), encoding="utf-8")
    assert browser.get("/").status_code == 303
    file.write_text(STAFF + "\n", encoding="utf-8")
    assert browser.get("/").status_code == 303


def test_a_copy_of_the_database_lets_nobody_in(console: Console, visitor: Visitor) -> None:
    browser = visitor(ANA)
    cookie = browser.cookies["mailroom-session"]
    with console.store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM sessions").all()
    assert rows
    assert cookie not in str(rows)


def test_a_link_from_the_shell_works_in_the_first_browser_that_takes_it(
    console: Console, visitor: Visitor, lent: Callable[[str], str]
) -> None:
    link = lent(ANA).removeprefix(console.address)
    assert visitor("").post(link).status_code == 303
    assert visitor("").post(link).status_code == 403


def test_links_that_were_asked_for_are_swept_out_after_a_day(console: Console, visitor: Visitor, clock: Clock) -> None:
    ask(visitor(""))
    clock.passes(timedelta(days=2))
    ask(visitor(""))
    with console.store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM sign_ins").scalar() == 1
        assert sessions.may_ask(connection, "testclient", clock())
