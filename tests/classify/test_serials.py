"""Serial numbers: every shape, every damage, and what only looks like one. All numbers here are made up."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify import serials
from classify.repair import repaired


def values(text: str) -> list[str]:
    return [sighting.fact.value for sighting in serials.find(text) if not sighting.fact.masked]


@pytest.mark.parametrize("marker", ["PAZ", "PAJ", "PAG", "PAA", "PAP", "ZAG", "PBQ", "YAK"])
def test_a_serial_is_known_by_its_marker_and_needs_no_label(marker: str) -> None:
    assert values(f"On site now, box is 4H0A6B1{marker}3C2D1, no video") == [f"4H0A6B1{marker}3C2D1"]


@pytest.mark.parametrize("number", ["4H0A6BPAZ3C2D1", "4H0A6B1PAZ3C2D", "1234567PAG10435", "EK0E0A3PAZHHTZG"])
def test_short_heads_and_tails_figures_alone_and_tails_beyond_hex_are_serials_too(number: str) -> None:
    assert values(number) == [number]


@pytest.mark.parametrize(
    "typed",
    [
        "4h0a6b1paz3c2d1",
        "4h0a6b1 paz 3c2d1",
        "4H0A6B1PAZ-3C2 D1",
        "4H0A-6B1P-AZ3C-2D1",
        "4H 0A6B1 PAZ 3C 2D1",
        "4H0A6B1\u00a0PAZ\u00a03C2D1",
        "S/N 4H0A 6B1P AZ3C 2D1",
        "4H0A6B1\u200bPAZ\u200b3C2D1",
        "sn: 4 H 0 A 6 B 1 P A Z 3 C 2 D 1",
        "SN4H0A6B1PAZ3C2D1",
        "S/N4H0A6B1PAZ3C2D1",
        "serial 4H0A6B1\nPAZ3C2D1",
        "it says 4H0A6B1 PAZ 3C2D1 and it beeps",
    ],
)
def test_case_blanks_hyphens_and_a_glued_label_do_no_harm(typed: str) -> None:
    assert values(typed) == ["4H0A6B1PAZ3C2D1"]


@pytest.mark.parametrize(
    "label",
    [
        "S/N: ",
        "SN ",
        "sn=",
        "Serial Number\n",
        "Serial Number\t",
        "Serial No. ",
        "serial number is ",
        "| Serial | ",
        '"serialNumber": "',
        "Número de serie: ",
        "No. de serie ",
        "N/S : ",
        "N° de série : ",
        "numéro de série est ",
        "Nº de série ",
        "série: ",
        "Seriennummer: ",
        "Serien-Nr. ",
        "serial number of the first one: ",
        'realm="Login to ',
    ],
)
def test_a_label_in_six_languages_makes_other_shapes_serials(label: str) -> None:
    assert values(f"{label}5YVA9559729D9") == ["5YVA9559729D9"]
    assert values(f"{label}4H0A6B1PAZ3C2D1") == ["4H0A6B1PAZ3C2D1"]


def test_a_list_goes_on_after_its_label() -> None:
    assert values("SN: 8LMM3328367TH, 8LMM3328368TH and 8LMM3328369TH") == ["8LMM3328367TH", "8LMM3328368TH", "8LMM3328369TH"]


def test_a_column_of_serials_needs_no_shape() -> None:
    export = "Name;SerialNumber;MacAddress\nGate;8L92R622439;3CEF8C6101C0\nDock;8L92R622440;3CEF8C6101C1\n"
    assert values(export) == ["8L92R622439", "8L92R622440"]


@pytest.mark.parametrize(
    ("typed", "maker"),
    [
        ("AMC032N60SSV9M1U02", "Amcrest"),
        ("ND0345 1450 6123", "Lorex"),
        ("9520917N1K4G5XSU", "Reolink"),
        ("DS-2CD2366G2-ISU/SL20210726AAWRG41390000", "Hikvision"),
        ("DS2CD2143G0I20190412AAWRC12345678", "Hikvision"),
        ("ds-2cd2143g0-i20190412aawrc12345678", "Hikvision"),
        ("iDS2CD7A46G020200101AAWRE12345678", "Hikvision"),
    ],
)
def test_another_makers_serial_is_told_as_such(typed: str, maker: str) -> None:
    (sighting,) = serials.find(typed)
    assert sighting.fact.other_maker == maker


@pytest.mark.parametrize(
    ("typed", "likely"),
    [
        ("4HOA6B1PAZ3C2D1", "4H0A6B1PAZ3C2D1"),
        ("4H0A6BIPAZ3C2DI", "4H0A6B1PAZ3C2D1"),
        ("4H0A6BlPAZ3C2D1", "4H0A6B1PAZ3C2D1"),
        ("4H0A6B1PA23C2D1", "4H0A6B1PAZ3C2D1"),
        ("4H0A6B1P4G3C2D1", "4H0A6B1PAG3C2D1"),
        ("ND0345I4SO6123", "ND034514506123"),
        ("4H0A6B1PAZ3C2D1", ""),
    ],
)
def test_a_damaged_serial_is_kept_as_typed_and_a_repair_is_offered(typed: str, likely: str) -> None:
    assert repaired(typed) == likely
    (sighting,) = serials.find(f"S/N {typed}")
    assert (sighting.fact.value, sighting.fact.did_you_mean) == (typed.upper(), likely)


def test_a_marker_damaged_and_broken_by_blanks_is_read_behind_its_label() -> None:
    (sighting,) = serials.find("S/N: 4H0A6B1 PA2 3C2D1")
    assert sighting.fact.did_you_mean == "4H0A6B1PAZ3C2D1"


@pytest.mark.parametrize(
    "typed",
    [
        "sn 4H0A6B1PAZxxxxx",
        "4H0A6B1PAZ*****",
        "S/N 4H0733xxxxx",
        "it starts with 4H0A6B1PAxxxxx",
        "4h0a6b1pxxxxxxx",
        "serialNumber=ND0960308NNNNN",
        "4H0A6B1PAZ1…",
        "serial 4H0A6B1PAZ then scratched",
    ],
)
def test_a_masked_serial_is_seen_and_counts_as_none(typed: str) -> None:
    (sighting,) = serials.find(typed)
    assert sighting.fact.masked
    assert values(typed) == []


@pytest.mark.parametrize(
    "text",
    [
        "SN: 3CEF8C6101C0",
        "serial 00-06-73-00-F0-F4",
        "MAC 3C:EF:8C:61:01:C0",
        "UPS 1Z999AA10123456784",
        "FedEx 7712 3456 7890",
        "serial port /dev/ttyS0",
        "RMA-00078812",
        "your INV118846 and SO 93071",
        "realm Login to 77633f2e34e92a0e0f74fb432e29be91",
        "updateSerial=DHI-NVR5216-16P-4KS2E",
        "Series: IPC-HDBW4231F-AS",
        "the serial starts with 2KF32B6PA91",
        "drive serial WX21D3456789",
        "ref:x:ref",
        "I have a IPC-T5442T-ZE here",
        "https://a.example/u?k=7k0A2d9PaZ51c3e",
        "5b67c000-5850-11b4-82d6-44a642466724",
        "Serial number: SerialGoesHere",
        "call (877) 424-2527",
        "pay 1000 for 5 6 7 8 parcels",
        "S/N 20230412",
        "subSerialNumber: G41390691",
    ],
)
def test_what_only_looks_like_a_serial_is_none(text: str) -> None:
    assert values(text) == []


def test_a_word_before_a_broken_serial_is_not_taken_into_it() -> None:
    assert values("tag S/N 4459 55ZA GF33 A3") == ["445955ZAGF33A3"]
    assert values("my sn is 7k0a 2d9 paz 51c3 a little odd") == ["7K0A2D9PAZ51C3"]


ALPHABET = string.ascii_uppercase.replace("O", "").replace("I", "") + string.digits


@given(
    head=st.text(string.digits, min_size=4, max_size=4).flatmap(lambda d: st.text(ALPHABET, min_size=3, max_size=3).map(lambda a: d + a)),
    marker=st.sampled_from(["PAZ", "PAJ", "PAG", "PBQ"]),
    tail=st.text("0123456789ABCDEF", min_size=5, max_size=5).filter(lambda tail: any(c.isdigit() for c in tail)),
    cuts=st.sets(st.integers(1, 13), max_size=3),
)
def test_any_serial_is_found_behind_its_label_however_it_is_broken(head: str, marker: str, tail: str, cuts: set[int]) -> None:
    whole = head + marker + tail
    typed = "".join(f"{' ' if at in cuts else ''}{c}" for at, c in enumerate(whole))
    assert whole in values(f"The sticker has\nS/N: {typed}\nthank you")


@given(st.text())
def test_any_text_is_read_without_an_error_and_within_its_bounds(text: str) -> None:
    for sighting in serials.find(text):
        assert 0 <= sighting.start < sighting.end <= len(text)


@pytest.mark.parametrize(
    "piece", ["a ", "1 ", "serial ", "s/n:", "7K0A2D9PAZ51C3E ", "x", " ", "A1", "\n", "ND 0", "DS-2CD2366G2/", "PA", "7" + "x" * 9]
)
def test_a_hostile_line_costs_no_more_than_its_length(piece: str) -> None:
    assert len(serials.find(piece * (200_000 // len(piece)))) <= 300
