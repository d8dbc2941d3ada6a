from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import attachments


@pytest.mark.parametrize(
    ("sent", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\fakepath\\site.jpg", "site.jpg"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nBcc: x.pdf", "aBcc_ x.pdf"),
        ("CON.txt", "_CON.txt"),
        ("  spaced   name .pdf ", "spaced name .pdf"),
        ("...", ""),
        ("Größe 事.pdf", "Größe 事.pdf"),
    ],
)
def test_names_are_safe_anywhere(sent: str, safe: str) -> None:
    assert attachments.safe_name(sent) == safe


@given(st.text(max_size=400))
def test_no_name_is_a_path_or_hides_a_letter(sent: str) -> None:
    safe = attachments.safe_name(sent)
    assert len(safe) <= 200
    assert not set(safe) & set('/\\:*?"<>|\r\n\0\u202e')
    assert safe not in (".", "..")
    assert attachments.safe_name(safe) == safe


def test_a_long_name_keeps_its_ending() -> None:
    assert attachments.safe_name("a" * 500 + ".pdf").endswith("a.pdf")


@pytest.mark.parametrize(
    ("content", "declared", "name", "kind"),
    [
        (b"\xff\xd8\xff\xe0", "application/octet-stream", "DSC1", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/jpeg", "a.jpg", "image/png"),
        (b"%PDF-1.4", "text/plain", "a.txt", "application/pdf"),
        (b"PK\x03\x04", "application/octet-stream", "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (b"DHAV", "application/octet-stream", "clip.dav", "video/x-dav"),
        (b"\x00\x00\x00\x18ftypheic", "", "photo", "image/heic"),
        (b"hello", "text/csv", "a.csv", "text/csv"),
        (b"hello", "application/octet-stream", "", "application/octet-stream"),
    ],
)
def test_types_are_told_by_the_octets(content: bytes, declared: str, name: str, kind: str) -> None:
    assert attachments.content_type(content, declared, name) == kind


def test_a_nameless_part_has_the_same_name_at_every_parse() -> None:
    assert attachments.made_name("image/jpeg", "1@x", "") == "image.jpg"
    assert attachments.made_name("message/rfc822", "", "Fw: dark camera") == "Fw: dark camera.eml"
    assert attachments.made_name("application/x-thing", "32497.2@host", "") == "32497.2"
    assert attachments.made_name("application/x-thing", "", "") == ""
