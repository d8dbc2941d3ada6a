"""The words of attached files, whatever they are encoded in, and nothing of what is too large or broken."""

from __future__ import annotations

import time

import pytest

from classify.attached import decoded, texts
from classify.facts import find
from tests.classify.letters import attached, letter


def pdf(words: str) -> bytes:
    """A paper of one page, with its table of offsets."""
    drawn = f"BT /F1 12 Tf 20 100 Td ({words}) Tj ET".encode()
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    paper, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(paper))
        paper += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return paper + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Root 1 0 R/Size 6>>\nstartxref\n%d\n%%%%EOF\n" % (table, len(paper))


PDF = pdf("Serial No: 4H0A6B1PAZ3C2D1")


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_text_is_decoded_whatever_tool_wrote_it(charset: str) -> None:
    assert decoded("Número de serie: 4H0A6B1PAZ3C2D1".encode(charset)) == "Número de serie: 4H0A6B1PAZ3C2D1"


def test_a_character_cut_at_the_end_spoils_nothing() -> None:
    assert decoded("señal é".encode()[:-1]) == "señal "


def test_a_pdf_is_read() -> None:
    paper = attached("delivery note.pdf", "application/pdf", PDF)
    assert [s.value for s in find(letter("", attachments=(paper,))).serials] == ["4H0A6B1PAZ3C2D1"]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"%PDF-1.7\n" + b"\x00" * 300, PDF[:200], b"nothing"])
def test_a_broken_pdf_says_nothing(content: bytes) -> None:
    assert texts([attached("a.pdf", "application/pdf", content)]) == ("a.pdf\n\n",)


def test_only_the_head_of_a_long_log_is_read() -> None:
    (text,) = texts([attached("a.log", "text/plain", b"x" * 3_000_000)])
    assert len(text) < 300_000


def test_a_file_without_name_and_words_gives_nothing() -> None:
    assert texts([attached("", "application/octet-stream", b"\x00\x01")]) == ()


def test_a_pdf_that_draws_for_megabytes_is_not_read_and_costs_no_time() -> None:
    drawn = ") Tj (".join(["hello"] * 100_000)
    began = time.process_time()
    assert texts([attached(f"{number}.pdf", "application/pdf", pdf(drawn)) for number in range(12)])[0] == "0.pdf\n\n"
    assert time.process_time() - began < 2
