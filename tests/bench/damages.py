"""Every kind of damage that a mail takes on its way, applied to mails of people; seeded, so that a run can be repeated."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.bench.mails import support_mails

Damage = Callable[[bytes, random.Random], bytes]


def malformed(count: int, seed: int) -> Iterator[bytes]:
    """Each kind in turn, each on another mail."""
    rolls = random.Random(seed)
    for number, (_, raw) in enumerate(support_mails(count, run="malformed")):
        yield DAMAGES[number % len(DAMAGES)](raw, rolls)


def _header(raw: bytes, line: bytes) -> bytes:
    """The mail with one header line more, at its top."""
    return line + b"\r\n" + raw


def _without(raw: bytes, name: bytes) -> bytes:
    head, _, body = raw.partition(b"\r\n\r\n")
    kept = [line for line in head.split(b"\r\n") if not line.lower().startswith(name.lower() + b":")]
    return b"\r\n".join(kept) + b"\r\n\r\n" + body


def _instead(raw: bytes, line: bytes) -> bytes:
    return _header(_without(raw, line.partition(b":")[0]), line)


def _unknown_charset(raw: bytes, rolls: random.Random) -> bytes:
    return _instead(raw, b'Content-Type: text/plain; charset="x-unknown-8bit"') + rolls.randbytes(40)


def _truncated_base64(raw: bytes, rolls: random.Random) -> bytes:
    head = _instead(_instead(raw, b"Content-Type: text/plain; charset=utf-8"), b"Content-Transfer-Encoding: base64").partition(b"\r\n\r\n")[
        0
    ]
    return head + b"\r\n\r\nSGVsbG8sIG15IGNhbWVyYSBpcyBibGFj" + rolls.choice([b"a", b"==a=", b"*&^%", b"aw"])


def _raw_subject(raw: bytes, rolls: random.Random) -> bytes:
    return _instead(raw, b"Subject: =?utf-8?B?broken?= \xfc\xe9 camera \xff kaputt")


def _raw_sender(raw: bytes, rolls: random.Random) -> bytes:
    return _instead(raw, b"From: J\xf6rg M\xfcller <jorg@d%d.example>" % rolls.randint(1, 999))


def _bad_date(raw: bytes, rolls: random.Random) -> bytes:
    dates = (b"yesterday", b"Mon, 99 Foo 20266 99:99:99 +9999", b"", b"31 Feb 0000 00:00:00 -0000", b"Mon, 23 Nov 2026 10:00:00 +99999999")
    return _instead(raw, b"Date: " + rolls.choice(dates))


def _cut_short(raw: bytes, rolls: random.Random) -> bytes:
    return raw[: rolls.randint(1, len(raw))]


def _no_end_of_header(raw: bytes, rolls: random.Random) -> bytes:
    return raw.replace(b"\r\n\r\n", b"\r\n", 1)


def _nul_bytes(raw: bytes, rolls: random.Random) -> bytes:
    place = rolls.randrange(len(raw))
    return raw[:place] + b"\0" * 7 + raw[place:]


def _bare_returns(raw: bytes, rolls: random.Random) -> bytes:
    return raw.replace(b"\r\n", rolls.choice([b"\r", b"\n", b"\r\r\n", b"\n\r"]))


def _no_sender(raw: bytes, rolls: random.Random) -> bytes:
    return _without(raw, b"From")


def _odd_sender(raw: bytes, rolls: random.Random) -> bytes:
    odd = (
        b"<>",
        b"undisclosed-recipients:;",
        b"@@@",
        b'"unclosed <a@b.example>',
        b"a@b@c.example",
        b"bob@[300.1.2.3]",
        b",,,;",
        b"=?utf-8?Q?=40?=",
    )
    return _instead(raw, b"From: " + rolls.choice(odd))


def _twice(raw: bytes, rolls: random.Random) -> bytes:
    return b"From: other@d.example\r\nSubject: one\r\nSubject: two\r\nMessage-ID: <a@b> <c@d>\r\nDate: now\r\n" + raw


def _broken_multipart(raw: bytes, rolls: random.Random) -> bytes:
    kinds = (
        b'multipart/mixed; boundary=""',
        b"multipart/mixed",
        b'multipart/alternative; boundary="never seen"',
        b"multipart/mixed; boundary=" + b"x" * 400,
    )
    return _instead(raw, b"Content-Type: " + rolls.choice(kinds))


def _nested(raw: bytes, rolls: random.Random) -> bytes:
    depth = rolls.randint(50, 1500)
    opened = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (level, level + 1) for level in range(depth))
    return _instead(raw, b"Content-Type: multipart/mixed; boundary=b0").partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + opened


def _long_line(raw: bytes, rolls: random.Random) -> bytes:
    return raw + rolls.choice([b"x", b" ", b">", b"=", b"<div>", b"a@b.example "]) * rolls.randint(100_000, 400_000)


def _many_headers(raw: bytes, rolls: random.Random) -> bytes:
    return b"".join(b"X-Trace-%d: %d\r\n" % (number, number) for number in range(rolls.randint(2_000, 20_000))) + raw


def _folded_name(raw: bytes, rolls: random.Random) -> bytes:
    return b" starts with a folded line\r\nno colon here\r\n: no name\r\n" + raw


def _wrong_encoding(raw: bytes, rolls: random.Random) -> bytes:
    return (
        _instead(
            raw, b"Content-Transfer-Encoding: " + rolls.choice([b"x-uuencode", b"7 bit", b"quoted-printable; x=1", b"\xff\xfe", b"gzip"])
        )
        + b"=ZZ=="
    )


def _noise(raw: bytes, rolls: random.Random) -> bytes:
    return rolls.randbytes(rolls.randint(1, 3_000))


def _endless_references(raw: bytes, rolls: random.Random) -> bytes:
    return _header(raw, b"References: " + b" ".join(b"<%d@x.example>" % number for number in range(5_000)))


def _encoded_words(raw: bytes, rolls: random.Random) -> bytes:
    return _instead(raw, b"Subject: " + b"=?utf-8?B?/////w==?= =?x?Q?=?= =?utf-7?Q?+AGE-?= " * 20)


DAMAGES: tuple[Damage, ...] = (
    _unknown_charset,
    _truncated_base64,
    _raw_subject,
    _raw_sender,
    _bad_date,
    _cut_short,
    _no_end_of_header,
    _nul_bytes,
    _bare_returns,
    _no_sender,
    _odd_sender,
    _twice,
    _broken_multipart,
    _nested,
    _long_line,
    _many_headers,
    _folded_name,
    _wrong_encoding,
    _noise,
    _endless_references,
    _encoded_words,
)
