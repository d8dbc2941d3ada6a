"""The bytes of a letter. Deterministic: the same row, words and clock give the same bytes, so a preview is what is sent.

Words in headers go through `email.header.Header`; the rest is written here, because `EmailMessage` writes a long Message-ID in References
as an encoded word (CPython, "=?utf-8?q?=3C…"), which loses the thread at the reader, and the older generator takes longer than all the
rest. Every value is made one line before it gets here, and again here, so a line break in a name or a subject cannot begin a header.
"""

from __future__ import annotations

import re
from binascii import b2a_qp
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from types import MappingProxyType

from responders.enclosing import Enclosed, enclosed_parts
from responders.letters import Rendered
from responders.lexicon import TO_STAFF
from responders.look import UNSET_MARK
from responders.vocabulary import one_line
from tickets import tokens
from tickets.identity import Desk
from tickets.letter_kinds import RELAY
from tickets.message import Address
from tickets.outbox import Post

_SUBJECT = 250
_NAME = 80
_ONE_WORD = 45  # octets that fit the 75 characters of one encoded word (RFC 2047 2) in base64
_UNFOLDED = 998  # RFC 5322 2.1.1
_REFERENCES_KEPT = 10  # the newest; the first one names the thread (RFC 5322 3.6.4 lets long lists be trimmed in the middle)
_MESSAGE_ID = re.compile(r"[\x21-\x3b\x3d\x3f-\x7e]{1,250}")  # visible ASCII without < and >
_ADDRESS = re.compile(r"[^\s<>,;:\"()\[\]\\@]{1,64}@[^\s<>,;:\"()\[\]\\@]{1,255}|\"[^\r\n\"\\<>]{1,62}\"@[^\s<>,;:\"()\\@]{1,255}")
_ATOMS = re.compile(r"[A-Za-z0-9 !#$%&'*+/=?^_`{|}~-]*")  # of a display name that needs no quotes (RFC 5322 3.2.3)

#: An engineer's own words are no automatic answer; a letter to the team answers nobody (RFC 3834 5, Auto-Submitted).
_BY_PEOPLE = frozenset({RELAY})
_GENERATED_KINDS = TO_STAFF | {"reminder"}
_GENERATED: Mapping[str, str] = MappingProxyType({"Auto-Submitted": "auto-generated"})
# Suppressing other desks' automatic answers is what ends a loop with an autoresponder that knows no RFC 3834. Engineers' out-of-office
# notes are wanted, so their letters do not ask for silence (desk-rules 31).
_ANSWER: Mapping[str, str] = MappingProxyType(
    {"Auto-Submitted": "auto-replied", "Precedence": "auto_reply", "X-Auto-Response-Suppress": "All"}
)


class Unaddressable(ValueError):  # noqa: N818  (it is the letter that is)
    """The recipient's address cannot stand in a header."""


def compose(post: Post, rendered: Rendered, desk: Desk, *, now: datetime, plus_addressing: bool, files: Sequence[Enclosed] = ()) -> bytes:
    """A whole message with CRLF line ends. Raises `Unaddressable`.

    `rendered` and `now` (the Date) are all that the row does not hold. Bytes beyond ASCII appear in headers only where the recipient's
    local part has them (RFC 6532), and such a letter needs SMTPUTF8.
    """
    token = tokens.in_message_id(post.message_id)
    reply_to = tokens.reply_address(token, desk.address) if plus_addressing and token else desk.address
    boundary = f"=_mr_{token or 'letter'}_{post.id}"  # "=_" stands in no quoted-printable text (RFC 2045 6.7)
    words = (_part(_marked_text(rendered.text, token), "plain"), _part(_marked_html(rendered.html, token), "html"))
    body = _multipart("alternative", boundary, words)
    if files:
        body = _multipart("mixed", boundary.replace("_mr_", "_mixed_"), (body, *enclosed_parts(files)))
    headers = [f"{name}: {value}\n" for name, value in _headers(post, rendered.subject, desk, reply_to, now)]
    return "".join((*headers, "MIME-Version: 1.0\n", body)).replace("\n", "\r\n").encode("ascii", "surrogateescape")


def _multipart(kind: str, boundary: str, parts: Sequence[str]) -> str:
    between = "".join(f"\n--{boundary}\n{part}" for part in parts)
    return f'Content-Type: multipart/{kind}; boundary="{boundary}"\n{between}\n--{boundary}--\n'


def _headers(post: Post, subject: str, desk: Desk, reply_to: str, now: datetime) -> Iterable[tuple[str, str]]:
    yield "From", mailbox(Address(desk.address, desk.name))
    yield "To", ",\n ".join(mailbox(address) for address in post.to or (post.recipient,))
    if post.cc:
        yield "Cc", ",\n ".join(mailbox(address) for address in post.cc)
    yield "Reply-To", mailbox(Address(reply_to, desk.name))
    yield "Subject", _words(one_line(subject, _SUBJECT))
    yield "Date", format_datetime(now)
    yield "Message-ID", f"<{post.message_id}>"
    if _MESSAGE_ID.fullmatch(post.in_reply_to):
        yield "In-Reply-To", f"<{post.in_reply_to}>"
    if references := _references(post):
        yield "References", references
    yield from _automatic(post.kind).items()
    yield "X-Mailroom-Outbound", post.mark


def _automatic(kind: str) -> Mapping[str, str]:
    if kind in _BY_PEOPLE:
        return {}
    return _GENERATED if kind in _GENERATED_KINDS else _ANSWER


def _references(post: Post) -> str:
    """The thread so far, ending with the mail that is answered; the first one and the last ten."""
    thread = list(dict.fromkeys(found for found in (*post.references, post.in_reply_to) if _MESSAGE_ID.fullmatch(found)))
    if len(thread) > _REFERENCES_KEPT + 1:
        thread = [thread[0], *thread[-_REFERENCES_KEPT:]]
    return "\n ".join(f"<{found}>" for found in thread)


def mailbox(address: Address) -> str:
    """A mailbox for a header: the name encoded or quoted, the domain in ASCII (RFC 5890). Raises `Unaddressable`."""
    if not _ADDRESS.fullmatch(address.address):
        raise Unaddressable(f"{one_line(address.address, 100)!r} is no address")
    local, _, domain = address.address.rpartition("@")
    try:
        # As surrogates, octets pass the generator as they are (RFC 6532); as text they would become an encoded word, which is no address.
        octets = local.encode().decode("ascii", "surrogateescape")
        spec = f"{octets}@{domain if domain.isascii() else domain.encode('idna').decode('ascii')}"
    except UnicodeError as err:
        raise Unaddressable(f"{domain!r} is no domain name") from err
    name = one_line(address.name, _NAME)
    return f"{_display_name(name)} <{spec}>" if name else spec


def _display_name(name: str) -> str:
    if not _is_plain(name):
        return Header(_cut(name, _ONE_WORD), "utf-8", maxlinelen=_UNFOLDED).encode()
    if _ATOMS.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _is_plain(value: str) -> bool:
    """ASCII that no reader takes for an encoded word: a customer may call himself `=?utf-8?b?…?=`."""
    return value.isascii() and "=?" not in value


def _cut(name: str, octets: int) -> str:
    """Readers put blanks between the encoded words of a long name; cut to one word there are none."""
    return name.encode()[:octets].decode(errors="ignore").rstrip()


def _words(value: str) -> str:
    return value if _is_plain(value) else Header(value, "utf-8", header_name="Subject").encode()


def _marked_text(text: str, token: str) -> str:
    """The body mark is the last line: a reply quotes it, whatever else its client drops."""
    return f"{text}\n{tokens.body_mark(token)}\n" if token else text


def _marked_html(html: str, token: str) -> str:
    return html.replace(UNSET_MARK, tokens.body_mark(token)) if token else html


def _part(content: str, subtype: str) -> str:
    """Plain ASCII as it is; anything else quoted-printable, which a person can still read in the raw mail."""
    if content.isascii() and max(map(len, content.split("\n"))) <= _UNFOLDED:
        charset, encoding, body = "us-ascii", "7bit", content
    else:
        charset, encoding, body = "utf-8", "quoted-printable", b2a_qp(content.encode(), istext=True).decode("ascii")
    return f'Content-Type: text/{subtype}; charset="{charset}"\nContent-Transfer-Encoding: {encoding}\n\n{body}'
