"""Addresses and bytes on their way into SMTP commands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responders.envelope import envelope_address, on_the_wire


@pytest.mark.parametrize(
    ("given", "written"),
    [
        ("a@b.example", "a@b.example"),
        (" a@b.example ", "a@b.example"),
        ('"odd name"@b.example', '"odd name"@b.example'),
        ("support+abc@köln.example", "support+abc@xn--kln-sna.example"),
        ("jörg@b.example", "jörg@b.example"),
        ("a@b.example>", ""),
        ("a@b\r\n.example", ""),
        ("nobody", ""),
        ("@b.example", ""),
        ("a@", ""),
        ("a@" + "ä" * 70 + ".example", ""),
        ("a" * 5_000_000 + "@b", ""),
    ],
)
def test_an_address_is_written_or_refused(given: str, written: str) -> None:
    assert envelope_address(given) == written


@given(st.text())
def test_no_address_ends_its_command(address: str) -> None:
    assert not re.search(r"[\r\n<>\x00]", envelope_address(address))


@given(st.text("a.\r\n").map(str.encode))
def test_only_the_closing_dot_stands_alone_and_no_line_end_is_lame(raw: bytes) -> None:
    wire = on_the_wire(raw)
    assert wire.endswith(b"\r\n.\r\n") or wire == b".\r\n"
    assert wire.index(b"\r\n.\r\n") == len(wire) - 5
    assert not re.search(rb"[^\r]\n|\r[^\n]", wire)


@given(st.lists(st.sampled_from([b"", b"a", b".", b"..b"])).map(lambda lines: b"".join(line + b"\r\n" for line in lines)))
def test_the_receiver_gets_back_what_we_had(raw: bytes) -> None:
    lines = on_the_wire(raw).split(b"\r\n")[:-2]
    assert b"".join((line[1:] if line.startswith(b".") else line) + b"\r\n" for line in lines) == raw or not raw
