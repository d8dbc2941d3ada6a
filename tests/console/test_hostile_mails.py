"""A mail that means harm is shown as what it says, and can do nothing; its files are downloads and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from ingest.intake import keep_one
from mailroom.console.console import Console
from tests.console.conftest import ANA, Clock
from tests.console.hostile import HOSTILE, mail

Visitor = Callable[[str], TestClient]

_TEXT = frozenset({"p", "a", "div", "img", "table", "tbody", "tr", "td", "h1", "br", "span", "body", "html"})
_HARMLESS = frozenset({"title", "alt", "width", "height", "style", "align"})


class Leftovers(HTMLParser):
    """Whatever a browser would find in a page that is no text, and no attribute that is only looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] * (tag not in _TEXT)
        self.found += [f"{tag} {name}={value}" for name, value in attrs if name not in _HARMLESS or "url" in str(value)]


@pytest.fixture
def keep(console: Console, clock: Clock) -> Callable[[bytes], int]:
    """Receives a mail; its id."""

    def received(raw: bytes) -> int:
        (row,) = keep_one(console.store, "support", raw, arrived_at=clock(), now=clock())
        return row

    return received


@pytest.mark.parametrize("name", HOSTILE)
def test_of_a_hostile_mail_nothing_is_left_that_runs_or_fetches(visitor: Visitor, keep: Callable[[bytes], int], name: str) -> None:
    row = keep(mail(name))
    framed = visitor(ANA).get(f"/mails/{row}/html")
    assert framed.status_code in (200, 404), "of many, nothing at all is left"
    if framed.status_code == 200:
        left = Leftovers()
        left.feed(framed.text.partition("<body>")[2])
        assert left.found == []
        policy = framed.headers["content-security-policy"]
        assert policy.startswith("sandbox; default-src 'none';")
        assert "allow-" not in policy


def test_a_secret_is_covered_in_a_mails_html_wherever_it_stands(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    """Covering it leaves the markup as it was: a password may be the word of a tag."""
    html = '<p>The password is Se&amp;same99</p><p title="Se&amp;same99">open</p><p>Password: title="</p>'
    message = EmailMessage()
    message["From"], message["To"], message["Message-ID"] = "eve@trap.test", "support@icrealtime.example", "<secret@trap.test>"
    message.set_content("The password is above.")
    message.add_alternative(html, subtype="html")
    framed = visitor(ANA).get(f"/mails/{keep(message.as_bytes())}/html").text.partition("<body>")[2]
    assert "same" not in framed
    assert re.fullmatch(r'<p>The password is •+</p><p title="•+">open</p><p>Password: •+"</p>\s*</body></html>', framed)


@pytest.mark.parametrize("date", ["Fri, 31 Dec 9999 23:59:59 -1200", "Sat, 01 Jan 0101 00:00:00 +1400", "9999-12-31T23:59:59-12:00"])
def test_a_date_at_the_end_of_the_calendar_breaks_no_page(visitor: Visitor, keep: Callable[[bytes], int], date: str) -> None:
    raw = f"From: eve@trap.test\r\nTo: support@icrealtime.example\r\nDate: {date}\r\nSubject: x\r\n\r\nhello\r\n"
    assert visitor(ANA).get(f"/mails/{keep(raw.encode())}").status_code == 200


def test_the_page_around_a_hostile_mail_says_its_words_as_words(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    page = visitor(ANA).get(f"/mails/{keep(mail('a script'))}")
    assert "&lt;script&gt;top.harmed=1&lt;/script&gt;" in page.text
    assert "<script>top" not in page.text
    assert "<img src=http" not in page.text
    assert '<iframe class="frame" sandbox=""' in page.text


def test_pictures_that_were_not_fetched_are_counted_and_links_are_told(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    pixel = visitor(ANA).get(f"/mails/{keep(mail('a tracking pixel'))}").text
    assert "1 picture not fetched" in pixel
    assert "http://trap.test/" in visitor(ANA).get(f"/mails/{keep(mail('a page laid over ours'))}").text


def test_a_file_is_a_download_of_no_type_under_a_safe_name(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    row = keep(mail("a script"))
    link = re.search(rf'href="(/mails/{row}/files/[^"]+)"', visitor(ANA).get(f"/mails/{row}").text)
    assert link
    file = visitor(ANA).get(link[1])
    assert file.content == b"<script>top.harmed=1</script>"
    assert file.headers["content-type"] == "application/octet-stream"
    assert file.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert not {"/", "%2F", "<", "%3C"} & set(re.findall(r"%2F|%3C|[/<]", file.headers["content-disposition"].partition("''")[2]))
    assert file.headers["x-content-type-options"] == "nosniff"
    assert visitor(ANA).get(f"/mails/{row}/files/9.9").status_code == 404


def test_a_password_is_covered_in_words_and_html(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    raw = (
        mail("a script")
        .replace(b"<p>hi</p>", b"<p>The password: Hunter22secret</p>")
        .replace(b"Plain words of", b"password: Hunter22secret of")
    )
    row = keep(raw)
    assert "Hunter22secret" not in visitor(ANA).get(f"/mails/{row}").text
    assert "Hunter22secret" not in visitor(ANA).get(f"/mails/{row}/html").text


def test_html_in_which_a_password_stands_across_tags_is_not_shown(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    raw = mail("a script").replace(b"<p>hi</p>", b"<p>The password: Hunter<b>22secret</b></p>")
    row = keep(raw)
    assert "Its HTML is not shown" in visitor(ANA).get(f"/mails/{row}").text
    assert visitor(ANA).get(f"/mails/{row}/html").status_code == 404


def test_a_picture_of_the_mail_itself_is_shown_inside_it(visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    raw = (
        b"From: bob@example.org\r\nTo: support@icrealtime.example\r\nSubject: sticker\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; boundary="b"\r\n\r\n'
        b'--b\r\nContent-Type: text/html\r\n\r\n<p>see</p><img src="cid:one@x">\r\n'
        b"--b\r\nContent-Type: image/gif\r\nContent-ID: <one@x>\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        b"R0lGODlhAQABAAAAACw=\r\n--b--\r\n"
    )
    assert 'src="data:image/gif;base64,R0lGODlh' in visitor(ANA).get(f"/mails/{keep(raw)}/html").text


def test_a_mail_that_is_gone_or_never_was_has_no_page(console: Console, visitor: Visitor, keep: Callable[[bytes], int]) -> None:
    row = keep(mail("a script"))
    with console.store.writing() as connection:
        connection.exec_driver_sql("UPDATE inbound SET raw_sha256 = NULL")
    assert "not kept any more" in visitor(ANA).get(f"/mails/{row}").text
    assert visitor(ANA).get("/mails/999").status_code == 404
    assert visitor(ANA).get("/sent/999").status_code == 404
