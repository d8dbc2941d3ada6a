"""Coverage-guided fuzzing of everything that a worker process does with a mail: `make fuzz`, ten minutes on one core.

    python -m tests.bench.fuzz [--seconds 600]

An input that raises, takes more than two seconds, or grows the process past 1 GB ends the run and lies in `crash-…` below the folder
that is printed; it becomes `tests/mail/fuzzed/NAME.eml` first and is mended then. A newcomer would start from nothing: without whole mails
to begin with, hours go by before the first valid boundary is guessed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import atheris  # type: ignore[import-not-found,unused-ignore]

from tests.bench.damages import malformed
from tests.ingest.keys import RECORD

with atheris.instrument_imports(include=["ingest", "classify", "tickets"]):
    from classify.read import read
    from classify.shape import shape
    from ingest.parse import parse
    from ingest.screen import screen
    from ingest.trust import trust
    from tickets.identity import Desk, TrustSettings

_SAMPLES = Path(__file__).parent.parent / "mail"
_DESK = Desk(own_addresses=frozenset({"support@icrealtime.example"}), staff=(("ana@icrealtime.example", "Ana Ruiz"),))
_TRUSTED = TrustSettings(authserv_ids=("mx.icrealtime.example",), verify_dkim=True, exchange_internal=True, arc_sealers=("example.org",))
_LONGEST = 16_384  # octets of an input: room for every structure, and thousands of inputs a minute
#: what no mutation guesses in ten minutes
_WORDS = (
    *("\\x0d\\x0a", "\\x0d\\x0a\\x0d\\x0a", "\\x00", "\\x1b$B", "\\xff\\xfe", "--b", "--b--", "begin 644 x\\x0a", "=ybegin name=x\\x0a"),
    *("Content-Type: ", "Content-Transfer-Encoding: ", "Content-Disposition: ", "Content-ID: ", "From: ", "To: ", "Subject: ", "Date: "),
    *("multipart/mixed; boundary=b", "multipart/alternative; boundary=b", "multipart/related; boundary=b", "multipart/signed; boundary=b"),
    *("multipart/report; report-type=delivery-status; boundary=b", "message/rfc822", "message/delivery-status", "message/partial"),
    *("text/html", "text/plain; charset=", "text/calendar", "text/vcard", "application/ms-tnef", "application/pkcs7-mime", "image/png"),
    *("base64", "quoted-printable", "x-uuencode", "utf-7", "utf-16", "iso-2022-jp", "gb2312", "format=flowed; delsp=yes", "=?utf-8?B?"),
    *("=?utf-8?Q?", "?=", "; filename*0*=utf-8''%", "; name=", "On Mon, Nov 23, 2026 at 9:00 AM X <x@y.example> wrote:", "> ", "-- \\x0a"),
    *("-----Original Message-----", "<div class=gmail_quote>", "<blockquote>", "<div style=display:none>", "Final-Recipient: rfc822; "),
    *("Authentication-Results: mx.icrealtime.example; dkim=pass header.d=", "DKIM-Signature: v=1; a=rsa-sha256; d=", "ARC-Seal: i=1; "),
    *("Auto-Submitted: ", "Action: failed", "Status: 5.1.1", "S/N: 7E77893PAZBED9B", "V4.001.0000005.0.R, Build Date: 2022-11-25"),
)


def examine(raw: bytes) -> None:
    """The steps of `mailroom.examine`, with a look-up that asks no network."""
    message = parse(raw)
    screen(message, _DESK)
    trust(raw, message, _DESK, _TRUSTED, lookup=lambda _: RECORD)
    read(message)
    shape(message.new_text or message.subject)
    kept = "".join([message.subject, message.text, message.message_id, *(file.filename for file in message.attachments)])
    kept.encode("utf-8")  # raises for half a character, which neither a database nor JSON takes
    if "\0" in kept:
        raise ValueError("a text of the message holds NUL")


def seeds() -> Iterator[bytes]:
    """Whole mails to begin with: those of the tests, and every kind of damage."""
    for path in sorted(_SAMPLES.rglob("*.eml")):
        yield path.read_bytes()
    yield from (raw[:_LONGEST] for raw in malformed(42, seed=1))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=600)
    seconds = parser.parse_args().seconds
    folder = Path(tempfile.mkdtemp(prefix="mailroom-fuzz-"))
    for number, raw in enumerate(seeds()):
        (folder / f"seed-{number}").write_bytes(raw)
    words = folder.with_suffix(".dict")
    words.write_text("".join(f'"{word}"\n' for word in _WORDS))
    print(f"inputs are kept in {folder}")
    options = (f"-max_total_time={seconds}", f"-max_len={_LONGEST}", "-timeout=2", "-rss_limit_mb=1024")
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}-", f"-dict={words}", str(folder)], examine)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
