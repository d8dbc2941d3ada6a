"""The facts of a whole mail: places, pairs, and what counts as said now."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.facts import find, names_a_product
from tests.classify.letters import attached, letter
from tickets.facts import Place
from tickets.message import Forwarded

SCREEN = """Device Model
NVR-EL16POE
Serial Number
4H0A6B1PAZ3C2D1
System Version
V4.003.0000001.0.R
Build Date
2024-04-02
Web Version
V5.02.00.438201
ONVIF Client Version
2.4.1
Security Baseline Version
V2.3"""


def test_a_pasted_screen_gives_one_of_each() -> None:
    facts = find(letter(SCREEN))
    assert [s.value for s in facts.serials] == ["4H0A6B1PAZ3C2D1"]
    assert [(f.version, f.build_date) for f in facts.firmware] == [("4.003.0000001.0.R", "2024-04-02")]
    assert [m.value for m in facts.models] == ["NVR-EL16POE"]
    assert facts.software == ()


@pytest.mark.parametrize("sign", ["\t", ": ", "    ", " | ", "="])
def test_tabs_colons_blanks_and_bars_join_labels_and_values_alike(sign: str) -> None:
    lines = SCREEN.split("\n")
    pasted = "\n".join(f"{label}{sign}{value}" for label, value in zip(lines[::2], lines[1::2], strict=True))
    assert find(letter(pasted)).firmware[0].build_date == "2024-04-02"
    assert [s.value for s in find(letter(pasted)).serials] == ["4H0A6B1PAZ3C2D1"]


def test_subject_and_body_count_alike() -> None:
    facts = find(letter("It is dead.", subject="RMA for NVR7000K 4H0A6B1PAZ3C2D1"))
    assert facts.serials[0].where is Place.NEW
    assert facts.models[0].value == "NVR7000K"


@pytest.mark.parametrize("kind", ["quoted", "forwarded"])
def test_a_serial_that_stands_only_in_a_quotation_is_told_so(kind: str) -> None:
    facts = find(letter("any news?", **{kind: "> S/N 4H0A6B1PAZ3C2D1"}))
    assert [(s.value, s.where) for s in facts.serials] == [("4H0A6B1PAZ3C2D1", Place.QUOTED)]


def test_what_is_said_again_now_is_new() -> None:
    facts = find(letter("it is 4H0A6B1PAZ3C2D1", quoted="> S/N 4H0A6B1PAZ3C2D1"))
    assert [s.where for s in facts.serials] == [Place.NEW]


def test_a_certain_serial_in_a_signature_is_believed_a_little_less() -> None:
    facts = find(letter("Recorder is dead", signature="NVR7000K\n4H0A6B1PAZ3C2D1\nlic 5YVA9559729D9"))
    assert [s.value for s in facts.serials] == ["4H0A6B1PAZ3C2D1"]
    assert facts.serials[0].confidence < 0.9
    assert facts.models == ()


def test_each_version_goes_to_the_device_on_its_line() -> None:
    facts = find(
        letter("cam SN 8F0C37DPAG1D5B2, V2.860.0000000.7.R, build 2024-06-19\nrecorder NVR7000K SN 7M05A90PAJE3F61, 4.002.0000003.0.R\n")
    )
    assert [(f.version, f.serial) for f in facts.firmware] == [
        ("2.860.0000000.7.R", "8F0C37DPAG1D5B2"),
        ("4.002.0000003.0.R", "7M05A90PAJE3F61"),
    ]
    assert facts.firmware[1].model == "NVR7000K"


def test_a_version_far_from_every_device_stays_unpaired() -> None:
    facts = find(letter("NVR7000K and IPEL-E80F-IRW3 on site.\n\nBoth fine.\n\nWe flashed 4.002.0000003.0.R"))
    assert (facts.firmware[0].serial, facts.firmware[0].model) == ("", "")


def test_a_version_told_twice_is_one_and_keeps_its_date() -> None:
    facts = find(letter("on 4.002.0000003.0.R now. That is 4.002.0000003.0.R, Build Date: 2024-02-19."))
    assert [(f.version, f.build_date) for f in facts.firmware] == [("4.002.0000003.0.R", "2024-02-19")]


def test_attached_lists_logs_and_file_names_are_read() -> None:
    export = attached("devices.csv", "text/csv", "Name;SerialNumber\nGate;4H0A6B1PAZ3C2D1\n".encode("utf-16"))
    upgrade = attached("DH_NVR5XXX_V4.001.0000005.0.R.221125.bin", "application/octet-stream", b"\x00\x01")
    facts = find(letter("see attached", attachments=(export, upgrade)))
    assert [(s.value, s.where) for s in facts.serials] == [("4H0A6B1PAZ3C2D1", Place.ATTACHMENT)]
    assert [(f.version, f.where) for f in facts.firmware] == [("4.001.0000005.0.R", Place.ATTACHMENT)]


def test_the_line_of_an_exported_device_shows_no_password_of_its_column() -> None:
    export = attached("list.csv", "text/csv", b"IP;User;Password;Name;SerialNumber\n10.0.0.1;admin;geheim;Gate;4H0A6B1PAZ3C2D1\n")
    (serial,) = find(letter("", attachments=(export,))).serials
    assert serial.line == "10.0.0.1;admin;••••••;Gate;4H0A6B1PAZ3C2D1"


def test_a_mail_forwarded_as_an_attachment_is_read_as_a_quotation() -> None:
    mail = replace(letter("see attached"), forwarded=Forwarded(sender=None, subject="", date=None, text="S/N 4H0A6B1PAZ3C2D1"))
    assert [s.where for s in find(mail).serials] == [Place.QUOTED]


def test_a_typed_serial_that_an_attached_one_differs_from_only_for_the_eye_asks_for_that() -> None:
    export = attached("info.txt", "text/plain", b"serialNumber=4H0A6B8PAZ3C2D5")
    typed = next(s for s in find(letter("sn 4H0A6BBPAZ3C2DS", attachments=(export,))).serials if s.where is Place.NEW)
    assert typed.did_you_mean == "4H0A6B8PAZ3C2D5"


@given(st.text(max_size=400), st.text(max_size=60))
def test_any_mail_is_read_without_an_error(body: str, subject: str) -> None:
    mail = letter(body, subject, quoted=body, signature=subject)
    assert names_a_product(find(mail), mail) in (True, False)


def test_a_masked_serial_is_dropped_where_the_whole_stands() -> None:
    facts = find(letter("4H0A6B1PAZxxxxx, all right: 4H0A6B1PAZ3C2D1"))
    assert [s.masked for s in facts.serials] == [False]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("my NVR7000K beeps", True),
        ("IC View is offline", True),
        ("two of our IPELs are black", True),
        ("a Max Series 16 recorder", True),
        ("my 16-channel NVR beeps", False),
        ("Home Assistant 2026.3.1 gets no events", False),
        ("", False),
    ],
)
def test_a_product_is_a_model_a_family_or_an_app_by_name(body: str, expected: bool) -> None:
    mail = letter(body)
    assert names_a_product(find(mail), mail) is expected


def test_a_product_that_only_a_quotation_names_is_not_named_now() -> None:
    mail = letter("it works, thanks", quoted="> open SmartICRSS on the NVR7000K")
    assert not names_a_product(find(mail), mail)


@pytest.mark.parametrize(
    "piece", ["S/N 4H0A6B1PAZ3C2D1 4.001.0000005.0.R 2022-11-25 IC View 5.2.1\n", "NVR-", "IC View ", "4.001.0000005.0.R "]
)
def test_a_very_long_mail_is_read_in_bounded_time_and_gives_bounded_facts(piece: str) -> None:
    facts = find(letter(piece * (60_000 // len(piece))))
    assert len(facts.serials) + len(facts.firmware) + len(facts.models) + len(facts.software) <= 1_500
