"""Mails made to exhaust whoever reads them: each is examined within two seconds and 300 MB.

    python -m tests.bench.hostile [WORD…]        those whose name holds a word; all by default

Each is examined in a process of its own, as a worker does it, so that none profits from what another warmed up or allocated. Processor
seconds and the peak of the whole process count, interpreter, libraries and models included.
"""

from __future__ import annotations

import io
import multiprocessing
import sys
import tempfile
import time
import zipfile
import zlib
from base64 import encodebytes
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from struct import pack

from mailroom.examine import examine
from tickets.identity import Desk, TrustSettings

MOST_SECONDS = 2.0
MOST_MEGABYTES = 300

_HEADER = b"From: Bob <bob@x.example>\r\nTo: support@icrealtime.example\r\nSubject: no picture\r\nMessage-ID: <1@x.example>\r\n"
_MIXED = _HEADER + b'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n'
_PAGE = _HEADER + b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def _plain(body: bytes, charset: str = "utf-8", encoding: str = "8bit") -> bytes:
    return _HEADER + f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + body


def _file(name: str, content: bytes, kind: str = "application/octet-stream", times: int = 1) -> bytes:
    head = f'--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return _MIXED + b"--b\r\n\r\nsee the file\r\n" + (head.encode() + encodebytes(content)) * times + b"--b--\r\n"


def _depth() -> bytes:
    return _HEADER + b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(1_000)) + b"\r\nhi"


def _mails_in_mails() -> bytes:
    return _HEADER + b"Content-Type: message/rfc822\r\n\r\n" * 1_000 + b"hi"


def _zip_of(name: str, size: int) -> bytes:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as file:
        for _ in range(size // 1_000_000):
            file.write(bytes(1_000_000))
    return octets.getvalue()


def _png(width: int, height: int) -> bytes:
    """A picture of one colour: a few kilobytes that unpack to gigapixels."""
    row = zlib.compress(bytes(1 + width // 8) * 1_000, 9)
    chunks = ((b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", row), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(pack(">I", len(d)) + n + d + pack(">I", zlib.crc32(n + d)) for n, d in chunks)


def _pdf(commands: bytes, form: bytes = b"") -> bytes:
    """Twelve times the same page; `commands` are packed twice, as nobody but an attacker packs them."""
    fonts = b"<</Font<</F1 6 0 R>>/XObject<</X 5 0 R>>>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * 12 + b"]/Count 12>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources" + fonts + b">>",
        _stream(b"", commands),
        _stream(b"/Type/XObject/Subtype/Form/Resources" + fonts, form),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    numbered = (str(number).encode() + b" 0 obj" + each + b"endobj\n" for number, each in enumerate(objects, 1))
    return b"%PDF-1.4\n" + b"".join(numbered) + b"trailer<</Size 7/Root 1 0 R>>\nstartxref\n0\n%%EOF"


def _stream(entries: bytes, content: bytes) -> bytes:
    packed = zlib.compress(zlib.compress(content, 9), 9)
    head = b"<<" + entries + b"/Filter[/FlateDecode/FlateDecode]/Length " + str(len(packed)).encode()
    return head + b">>stream\n" + packed + b"\nendstream"


_SAID = b"BT /F1 12 Tf (hello) Tj ET\n"


MAILS: dict[str, Callable[[], bytes]] = {
    "nothing but a question": lambda: _plain(b"camera 3 shows no picture, V4.001.0000005.0.R\r\n"),
    "100,000 parts": lambda: _MIXED + b"--b\r\n\r\nhello\r\n" * 100_000,
    "100,000 files": lambda: _MIXED + b"--b\r\nContent-Type: image/png\r\n\r\nx\r\n" * 100_000,
    "depth 1,000": _depth,
    "1,000 mails in each other": _mails_in_mails,
    "a header of 50 MB": lambda: _HEADER + b"X-Field: " + b"a" * 50_000_000 + b"\r\n\r\nhi",
    "a header of 50 MB in lines": lambda: _HEADER + b"X-Field: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n" * 1_300_000 + b"\r\nhi",
    "50 MB of encoded words": lambda: _HEADER + b"X-Field:" + b" =?utf-8?Q?=C3=A9?=\r\n" * 2_500_000 + b"\r\nhi",
    "1,000,000 recipients": lambda: b"To: " + b"a@b.example, " * 1_000_000 + b"\r\n" + _HEADER + b"\r\nhi",
    "50,000 links": lambda: _plain(b"see https://x.example/a?b=c \r\n" * 50_000),
    "50,000 links in HTML": lambda: _PAGE + b'<p><a href="https://x.example/a?b=c">see</a>' * 50_000,
    "HTML 100,000 deep": lambda: _PAGE + b"<div><blockquote>" * 100_000 + b"hi",
    "HTML table of 200,000 cells": lambda: _PAGE + b"<table>" + b"<tr><td>S/N<td>4F07" * 100_000,
    "5 MB on one line": lambda: _plain(b"a" * 5_000_000),
    "5 MB of blanks on one line": lambda: _plain(b" " * 5_000_000 + b"x"),
    "5 MB of digits": lambda: _plain(b"1" * 5_000_000),
    "5 MB of dots": lambda: _plain(b"1." * 2_500_000),
    "5 MB of addresses": lambda: _plain(b"a@b.example " * 416_000),
    "5 MB of serial numbers": lambda: _plain(b"7E77893PAZBED9B\r\n" * 300_000),
    "5 MB of quotation": lambda: _plain(b"> " * 2_500_000),
    "5 MB of introductions": lambda: _plain(b"On Mon, Nov 23, 2026 at 9:00 AM X <x@y.example>\r\n" * 100_000),
    "5 MB of empty lines": lambda: _plain(b"\r\n" * 2_500_000),
    "a charset that unpacks": lambda: _plain(zlib.compress(bytes(200_000_000), 9), "zlib"),
    "escapes without end": lambda: _plain(b"\x1b$B\x1b(B" * 700_000, "iso-2022-jp"),
    "UTF-7 without end": lambda: _plain(b"+2D3cqQ-" * 600_000, "utf-7"),
    "20 MB of quoted-printable": lambda: _plain(b"=C3=A9=\r\n" * 2_500_000, encoding="quoted-printable"),
    "30 MB of base64": lambda: _plain(encodebytes(b"camera " * 3_200_000), encoding="base64"),
    "uuencode that begins again": lambda: _plain(b"begin 644 x\n#86)C\n" * 300_000),
    "a zip that holds 2 GB": lambda: _file("logs.zip", _zip_of("a.txt", 2_000_000_000), "application/zip"),
    "a letter that unpacks to 1 GB": lambda: _file("letter.docx", _zip_of("word/document.xml", 1_000_000_000)),
    "a PDF that unpacks to 140 MB": lambda: _file("paper.pdf", _pdf(_SAID * 5_000_000), "application/pdf"),
    "a PDF of 40,000 commands": lambda: _file("paper.pdf", _pdf(_SAID * 40_000), "application/pdf"),
    "a PDF of forms": lambda: _file("paper.pdf", _pdf(b"/X Do\n" * 2_000, form=_SAID * 8_000), "application/pdf"),
    "a PDF of one long word": lambda: _file("paper.pdf", _pdf(b"BT /F1 9 Tf (" + b"a" * 290_000 + b") Tj ET"), "application/pdf"),
    "twelve full PDFs": lambda: _file("paper.pdf", _pdf(_SAID * 900), "application/pdf", times=12),
    "a picture of 40 gigapixels": lambda: _file("sticker.png", _png(200_000, 200_000), "image/png"),
    "a picture of 60 megapixels": lambda: _file("sticker.png", _png(10_000, 6_000), "image/png"),
    "winmail of empty objects": lambda: _file("winmail.dat", b"\x78\x9f\x3e\x22\x01\0" + b"\2" * 8_000_000, "application/ms-tnef"),
    "BER without end": lambda: _file("smime.p7m", b"\x30\x80" * 4_000_000, "application/pkcs7-mime"),
    "a calendar of 20 MB": lambda: _MIXED + b"--b\r\nContent-Type: text/calendar\r\n\r\n" + b"BEGIN:VEVENT\r\nSUMMARY:x\r\n" * 800_000,
    "a log file of 30 MB": lambda: _file("nvr.log", b"12:00 video loss on channel 4 V4.001.0000005.0.R\n" * 600_000, "text/plain"),
}


def main(*words: str) -> None:
    """The figures of each, and exit status 1 where one is past a limit."""
    failed = []
    for name in (each for each in MAILS if not words or any(word in each for word in words)):
        seconds, megabytes = measured(MAILS[name]())
        is_past = seconds > MOST_SECONDS or megabytes > MOST_MEGABYTES
        failed += [name] * is_past
        print(f"{name:32} {seconds:6.2f} s {megabytes:5.0f} MB{'   past the limit' * is_past}", flush=True)
    if failed:
        sys.exit(f"past two seconds or {MOST_MEGABYTES} MB: {', '.join(failed)}")


def measured(raw: bytes) -> tuple[float, float]:
    """Processor seconds of the examination in a process of its own, and the peak of that process in MB."""
    with tempfile.NamedTemporaryFile() as file, ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        file.write(raw)
        file.flush()
        return pool.submit(_examined, file.name).result()


def _examined(path: str) -> tuple[float, float]:
    examine(MAILS["nothing but a question"](), Desk(), TrustSettings(verify_dkim=False))  # the models are read once a worker
    raw = Path(path).read_bytes()
    before = time.process_time()
    examine(raw, Desk(), TrustSettings(verify_dkim=False))
    return time.process_time() - before, _peak()


def _peak() -> float:
    """Of this process, in MB. `getrusage` would tell that of the parent, which built the mail: its peak survives the start of a program."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
