"""The door and the gate: no page without a visitor, no change without his own form, no answer under another name or to another peer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from mailroom.console.app import application
from mailroom.console.console import Console
from mailroom.console.listening import faults
from mailroom.settings import ConsoleTable
from tests.console.conftest import ANA, BEN, LIA, token_of

Visitor = Callable[[str], TestClient]

_OPEN = {"/sign-in", "/sign-in/{token}", "/sign-out"}


def with_console(**table: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("console_settings", [pytest.param(table, id="")])


def pages(console: Console) -> Iterator[Route]:
    for route in application(console).routes:
        assert isinstance(route, Route | Mount)
        if isinstance(route, Route) and route.path not in _OPEN:
            yield route


def path_of(route: Route) -> str:
    """Such as /tickets/1/do: a number where one belongs, a word elsewhere."""
    return re.sub(r"\{\w+(:number)?[^}]*\}", lambda found: "1" if found[1] else "retry", route.path)


def test_every_page_wants_to_know_who_comes(console: Console, visitor: Visitor) -> None:
    stranger = visitor("")
    seen = list(pages(console))
    assert len(seen) > 10
    for route in seen:
        for method in (route.methods or set()) - {"HEAD"}:
            answer = stranger.request(method, path_of(route))
            assert (answer.status_code, answer.headers["location"][:8]) == (303, "/sign-in"), (method, route.path)


def test_no_change_without_the_sessions_own_form(console: Console, visitor: Visitor) -> None:
    browser, other = visitor(ANA), visitor(BEN)
    stolen = token_of(other.get("/").text)
    changing = [route for route in pages(console) if "POST" in (route.methods or ())]
    assert len(changing) > 5
    for route in changing:
        for token in ("", "x", stolen):
            assert browser.post(path_of(route), data={"token": token}).status_code == 403, route.path


def test_desk_rule_33_nothing_that_changes_answers_a_get(console: Console, visitor: Visitor) -> None:
    browser = visitor(ANA)
    for route in pages(console):
        if route.methods == {"POST"}:
            assert browser.get(path_of(route)).status_code == 405, route.path


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://evil.example"}])
def test_a_form_of_another_site_is_refused_before_it_is_read(visitor: Visitor, headers: dict[str, str]) -> None:
    browser = visitor(ANA)
    token = token_of(browser.get("/").text)
    assert browser.post("/tickets/1/do", data={"token": token, "command": "solve"}, headers=headers).status_code == 403
    assert visitor("").post("/sign-in", data={"address": ANA}, headers=headers).status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "desk.example:8025", "", "127.0.0.1:8025.evil.example"])
def test_another_name_for_this_address_is_not_answered(visitor: Visitor, host: str) -> None:
    answer = visitor(ANA).get("/", headers={"host": host})
    assert answer.status_code == 403
    assert "IC Realtime" not in answer.text


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/assets/console.js", "/tickets"])
def test_every_answer_carries_the_policy(visitor: Visitor, path: str) -> None:
    for browser in (visitor(""), visitor(ANA)):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert (headers["referrer-policy"], headers["x-content-type-options"], headers["x-frame-options"]) == (
            "same-origin",
            "nosniff",
            "DENY",
        )


def test_no_page_writes_a_script_or_a_style_inline(console: Console, visitor: Visitor) -> None:
    browser = visitor(ANA)
    for route in pages(console):
        page = browser.get(path_of(route)).text
        assert "<style" not in page, route.path
        assert " style=" not in page, route.path
        assert "<script>" not in page, route.path
        assert not [name for name in ("onclick=", "onload=", "hx-on", "javascript:") if name in page], route.path


def test_a_page_is_not_kept_for_whoever_sits_there_next(visitor: Visitor) -> None:
    assert visitor(ANA).get("/").headers["cache-control"] == "no-store"
    assert "max-age" in visitor("").get("/assets/console.css").headers["cache-control"]


def test_cookies_are_for_the_server_alone(visitor: Visitor) -> None:
    cookie = visitor("").post("/sign-in", data={"address": ANA}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie


@with_console(public_url="https://desk.example", listen="127.0.0.1:8025", proxies=["127.0.0.1"])
def test_behind_tls_cookies_are_kept_to_it_and_to_this_very_host(visitor: Visitor) -> None:
    answer = visitor("").post("/sign-in", data={"address": ANA})
    assert answer.headers["set-cookie"].startswith("__Host-mailroom-browser=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


@with_console(proxies=["10.0.0.0/8"])
def test_who_comes_past_the_proxy_is_not_answered(visitor: Visitor) -> None:
    assert visitor(ANA).get("/").status_code == 403


class TestProxyThatNamesPeople:
    pytestmark = with_console(proxies=["127.0.0.1"], proxy_header="X-Forwarded-Email")

    def test_whoever_it_names_is_known(self, visitor: Visitor) -> None:
        browser = visitor("")
        assert browser.get("/", headers={"x-forwarded-email": ANA}).status_code == 200
        assert "Ana Reyes" in browser.get("/", headers={"x-forwarded-email": ANA}).text

    def test_two_names_in_one_request_are_nobodys(self, visitor: Visitor) -> None:
        """A proxy that adds its header beside the visitor's own would let him be anybody."""
        for names in ((ANA, BEN), (BEN, ANA), (ANA, ANA)):
            headers = [("x-forwarded-email", name) for name in names]
            assert visitor("").get("/", headers=headers).status_code == 303

    def test_a_cookie_alone_opens_nothing(self, visitor: Visitor) -> None:
        browser = visitor("")
        browser.get("/", headers={"x-forwarded-email": ANA})
        assert browser.get("/").status_code == 303

    def test_forms_are_bound_to_the_session_as_everywhere(self, visitor: Visitor) -> None:
        ana, ben = {"x-forwarded-email": ANA}, {"x-forwarded-email": BEN}
        browser, other = visitor(""), visitor("")
        stolen = token_of(other.get("/tickets", headers=ben).text) or "x"
        browser.get("/", headers=ana)
        assert browser.post("/tickets/1/do", data={"token": stolen, "command": "solve"}, headers=ana).status_code == 403

    def test_a_cookie_of_somebody_else_begins_a_session_of_ones_own(self, visitor: Visitor) -> None:
        browser = visitor("")
        browser.get("/", headers={"x-forwarded-email": ANA})
        first = browser.cookies["mailroom-session"]
        assert "Ben Ode" in browser.get("/", headers={"x-forwarded-email": BEN}).text
        assert browser.cookies["mailroom-session"] != first

    def test_somebody_who_is_none_of_us_is_told_so(self, visitor: Visitor) -> None:
        browser = visitor("")
        assert browser.get("/", headers={"x-forwarded-email": "zed@example.org"}).headers["location"].startswith("/sign-in")
        assert browser.get("/sign-in", headers={"x-forwarded-email": "zed@example.org"}).status_code == 403


@with_console(proxies=["10.0.0.1"], tls_cert="cert.pem", tls_key="key.pem")
def test_a_header_of_nobody_s_proxy_is_not_believed(console: Console, visitor: Visitor) -> None:
    assert console.is_secure
    assert visitor("").get("/", headers={"x-forwarded-for": "10.9.9.9"}).status_code == 303


@pytest.mark.parametrize(
    ("table", "because"),
    [
        ({"listen": "0.0.0.0:8025"}, "open to others"),
        ({"listen": "[::]:8025"}, "open to others"),
        ({"listen": "desk.example:8025"}, "open to others"),
        ({"listen": "127.0.0.1"}, "no HOST:PORT"),
        ({"listen": "127.0.0.1:99999"}, "no HOST:PORT"),
        ({"tls_cert": "a.pem"}, "belong together"),
        ({"proxy_header": "X-User"}, "named proxies"),
        ({"proxies": ("proxy.example",)}, "no address or network"),
        ({"public_url": "desk.example"}, "no address such as"),
        ({"public_url": "https://desk.example/console"}, "no address such as"),
    ],
)
def test_it_refuses_to_listen_where_others_could_read_along(table: dict[str, object], because: str) -> None:
    told = list(faults(**{**ConsoleTable().model_dump(), **table}))  # type: ignore[arg-type]
    assert len(told) == 1
    assert because in told[0]


@pytest.mark.parametrize(
    "table",
    [
        {},
        {"listen": ""},
        {"listen": "[::1]:8025"},
        {"listen": "0.0.0.0:8025", "tls_cert": "a.pem", "tls_key": "b.pem"},
        {"listen": "10.0.0.5:8025", "proxies": ("10.0.0.2",), "proxy_header": "X-User", "public_url": "https://desk.example"},
    ],
)
def test_it_listens_here_or_behind_tls(table: dict[str, object]) -> None:
    assert ConsoleTable.model_validate(table)


def test_letters_are_edited_by_those_whose_role_it_is_and_tickets_seen_by_engineers(visitor: Visitor) -> None:
    assert visitor(LIA).get("/").headers["location"] == "/letters"
    assert visitor(LIA).get("/tickets").status_code == 403
    assert visitor(BEN).get("/tickets").status_code == 200


def test_a_body_that_is_too_large_or_of_no_length_is_not_read(visitor: Visitor) -> None:
    browser = visitor(ANA)

    def endless() -> Iterator[bytes]:
        yield b"token=x"

    assert browser.post("/tickets/1/do", content=endless()).status_code == 413
    assert browser.post("/tickets/1/do", headers={"content-length": str(10**9)}, content=b"x").status_code == 413
