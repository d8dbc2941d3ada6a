from __future__ import annotations

import email
from dataclasses import replace
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from responders.compose import Unaddressable, compose
from responders.letters import Rendered
from responders.look import UNSET_MARK
from responders.samples import HOSTILE_NAMES
from tickets.identity import Desk
from tickets.message import Address
from tickets.outbox import Post

TOKEN = "abcdefghijklmnop"
NOW = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)
LETTER = Rendered("[IC-1042] Re: cámara", "Hello,\n\nwords\n", f'<div id="{UNSET_MARK}">x</div>', "acknowledgement/en", "v")
POST = Post(
    id=7,
    kind="acknowledgement",
    ticket_id=1,
    recipient=Address("tino@example.com", "Tino Barrera"),
    message_id=f"mr.{TOKEN}@icrealtime.example",
    letter="acknowledgement",
    language="en",
    edition=0,
    topic="",
    audience="",
    values={},
    in_reply_to="their@id",
    references=("first@id", "their@id"),
    queued_at=NOW,
    attempts=0,
    raw=None,
)


def composed(post: Post = POST, letter: Rendered = LETTER, *, plus: bool = True) -> EmailMessage:
    raw = compose(post, letter, Desk(), now=NOW, plus_addressing=plus)
    message = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not message.defects
    return message


def test_the_same_row_gives_the_same_bytes() -> None:
    first = compose(POST, LETTER, Desk(), now=NOW, plus_addressing=True)
    assert first == compose(POST, LETTER, Desk(), now=NOW, plus_addressing=True)
    assert b"\n" not in first.replace(b"\r\n", b"")


def test_a_letter_says_who_it_is_from_and_what_it_answers() -> None:
    message = composed()
    assert message["From"] == "IC Realtime Support <support@icrealtime.example>"
    assert message["Message-ID"] == f"<mr.{TOKEN}@icrealtime.example>"
    assert message["In-Reply-To"] == "<their@id>"
    assert message["References"] == "<first@id> <their@id>"
    assert message["X-Mailroom-Outbound"] == TOKEN
    assert message["Subject"] == LETTER.subject
    assert message["Date"].datetime == NOW
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]


def test_the_token_stands_in_the_reply_address_only_where_plus_addresses_work() -> None:
    assert composed()["Reply-To"].addresses[0].addr_spec == f"support+{TOKEN}@icrealtime.example"
    assert composed(plus=False)["Reply-To"].addresses[0].addr_spec == "support@icrealtime.example"


def test_the_body_mark_ends_the_text_and_names_the_html_frame() -> None:
    text, html = (part.get_content() for part in composed().iter_parts())
    assert text.rstrip().endswith(f"\nmr.{TOKEN}")
    assert f'id="mr.{TOKEN}"' in html
    assert UNSET_MARK not in html


@pytest.mark.parametrize(
    ("kind", "said", "suppressed"),
    [
        ("acknowledgement", "auto-replied", "All"),
        ("follow_up", "auto-replied", "All"),
        ("notice", "auto-generated", None),
        ("relay", None, None),
    ],
)
def test_only_automatic_letters_say_that_they_are(kind: str, said: str | None, suppressed: str | None) -> None:
    message = composed(replace(POST, kind=kind))
    assert message["Auto-Submitted"] == said
    assert message["X-Auto-Response-Suppress"] == suppressed
    assert (message["Precedence"] is not None) == (suppressed is not None)


def test_references_keep_the_first_and_the_last_ten() -> None:
    thread = tuple(f"m{number}@x" for number in range(40))
    kept = composed(replace(POST, references=thread))["References"].split()
    assert kept == ["<m0@x>", *(f"<m{n}@x>" for n in range(31, 40)), "<their@id>"]


def test_a_long_message_id_is_not_encoded() -> None:
    long = "a" * 150 + "@x"
    raw = compose(replace(POST, in_reply_to=long, references=(long, long + "y")), LETTER, Desk(), now=NOW, plus_addressing=True)
    assert f"In-Reply-To: <{long}>\r\n".encode() in raw
    assert f"References: <{long}>\r\n <{long}y>".encode() in raw


@pytest.mark.parametrize("bad", ["", "a b@c", "x>\r\nBcc: y@z", "ü@x", "<a@b>", "a" * 300])
def test_a_message_id_that_is_none_is_left_out(bad: str) -> None:
    message = composed(replace(POST, in_reply_to=bad, references=(bad, "ok@x")))
    assert message["In-Reply-To"] is None
    assert message["References"] == "<ok@x>"


@pytest.mark.parametrize("hostile", HOSTILE_NAMES)
def test_a_hostile_name_or_subject_adds_no_header(hostile: str) -> None:
    message = composed(replace(POST, recipient=Address("a@example.com", hostile)), replace(LETTER, subject=hostile))
    assert message["Bcc"] is None
    assert [address.addr_spec for address in message["To"].addresses] == ["a@example.com"]
    assert set(message.keys()) == set(composed().keys())


@settings(max_examples=40)
@given(name=st.text(max_size=200), subject=st.text(max_size=400))
def test_any_name_and_subject_give_one_recipient_and_no_defect(name: str, subject: str) -> None:
    message = composed(replace(POST, recipient=Address("a@example.com", name)), replace(LETTER, subject=subject))
    assert [address.addr_spec for address in message["To"].addresses] == ["a@example.com"]
    assert set(message.keys()) == set(composed().keys())


def test_names_and_domains_beyond_ascii_are_encoded() -> None:
    message = composed(replace(POST, recipient=Address("jose@exämple.com", "José Ñandú")))
    assert str(message["To"]) == "José Ñandú <jose@xn--exmple-cua.com>"


def test_a_local_part_beyond_ascii_stays_utf8() -> None:
    raw = compose(replace(POST, recipient=Address("josé@example.com")), LETTER, Desk(), now=NOW, plus_addressing=True)
    assert "To: josé@example.com\r\n".encode() in raw


@pytest.mark.parametrize("bad", ["", "nobody", "a@b, c@d", "a b@c", "a@b\r\nBcc: c@d", "<a@b>", "a@" + "ö" * 80 + ".com", "@x", "x@"])
def test_what_is_no_address_is_refused(bad: str) -> None:
    with pytest.raises(Unaddressable):
        composed(replace(POST, recipient=Address(bad)))


def test_every_line_keeps_to_rfc_5322() -> None:
    html = f'<div id="{UNSET_MARK}">' + "wörd " * 1000 + "</div>"
    raw = compose(POST, replace(LETTER, html=html, text="word " * 1000 + "\n"), Desk(), now=NOW, plus_addressing=True)
    assert max(map(len, raw.split(b"\r\n"))) <= 998
