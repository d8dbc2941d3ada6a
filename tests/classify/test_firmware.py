"""Firmware versions with their build dates, in every spelling; and versions and dates that are something else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify import dates, firmware


def versions(text: str, language: str = "en") -> list[tuple[str | None, str | None]]:
    return [(s.fact.version, s.fact.build_date) for s in firmware.find(text, language)]


@pytest.mark.parametrize(
    "written",
    [
        "4.001.0000005.0.R",
        "2.420.0009.0.R",
        "4.001.0000005.0",
        "2.420.AC00.18.R",
        "2.820.00KL000.0.R",
        "2.800.14SW002.0.R",
        "3.215.KL01.2",
        "2.820.1015003.0.T",
        "2.04.21.R",
        "1.000.00IB000.0.R",
    ],
)
def test_a_version_is_known_by_its_shape_and_loses_its_v(written: str) -> None:
    assert versions(f"It runs V{written} now") == [(written, None)]
    assert versions(f"({written})") == [(written, None)]


@pytest.mark.parametrize(
    "joined",
    [
        ", Build Date: 2022-11-25",
        ",build:2022-11-25",
        " build 221125",
        " build20221125",
        " (2022-11-25)",
        " / 2022-11-25",
        " bd 2022-11-25",
        "\n4H0A6B1PAZ3C2D1\n2022-11-25",
        "\nV5.02.00.438201\n21.06\n2022-11-25\nV2.1",
        ", compilada el 25 de noviembre de 2022",
        ", erstellt am 25. November 2022",
        " bld 25NOV2022",
        " and the build date is 2022-11-25",
        "\nrelease: 2022-11-25",
        "_221125",
        ".2022-11-25",
        "\n2022-11-25",
        "\nBuild Date\n2022-11-25",
        "\tBuild Date\t2022-11-25",
        " bld 2022/11/25",
        " built 11/25/2022",
        " (11/25/22)",
        ", 25 Nov 2022",
        " dated November 25, 2022",
        " of 2022-11-25",
        ", compilación 2022-11-25",
        "\nFecha de compilación: 25/11/2022",
        " du 2022-11-25",
        "\nDate de compilation : 2022-11-25",
        " vom 25.11.2022",
        " de 2022-11-25",
        ".221125",
        ".20221125",
        " 2022-11-25 build",
        " | 2022-11-25 |",
        " and the build date says Nov 25, 2022",
        "\nBuild date reads 2022-11-25",
        "\nWeb Version\nV5.02.00.438201\nBuild Date\n2022-11-25",
        "\n\nBuild Date\n\n2022-11-25",
    ],
)
def test_a_build_date_is_paired_however_it_is_joined(joined: str) -> None:
    assert versions(f"System Version: V4.001.0000005.0.R{joined}") == [("4.001.0000005.0.R", "2022-11-25")]


@pytest.mark.parametrize(
    "before", ["Build Date: 2022-11-25\nVersion: ", "2022-11-25 build of ", "Erstellungsdatum: 25.11.2022, Firmware V"]
)
def test_a_build_date_may_stand_before_its_version(before: str) -> None:
    assert versions(f"{before}4.001.0000005.0.R") == [("4.001.0000005.0.R", "2022-11-25")]


@pytest.mark.parametrize(
    "text",
    [
        "4.001.0000005.0.R. 2022-11-25 we lost power",
        "4.001.0000005.0.R since 2022-11-25",
        "4.001.0000005.0.R, 2022-11-25 10:42",
        "updated on 2022-11-25 to 4.001.0000005.0.R",
        "4.001.0000005.0.R\nDate: 2022-11-25",
        "4.001.0000005.0.R as of 2022-11-25",
    ],
)
def test_a_date_of_something_else_is_no_build_date(text: str) -> None:
    assert versions(text) == [("4.001.0000005.0.R", None)]


@pytest.mark.parametrize(
    "name",
    [
        "DH_NVR5XXX_MultiLang_V4.001.0000005.0.R.221125.zip",
        "General_IPC_V4.001.0000005.0.R.20221125.bin",
        "X_V4.001.0000005.0.R.221125.language.bin",
    ],
)
def test_a_file_name_tells_version_and_date(name: str) -> None:
    assert versions(name) == [("4.001.0000005.0.R", "2022-11-25")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Firmware: V5.6.18 build 210428", ("5.6.18", "2021-04-28")),
        ("Firmware__V5.8.41_260401_S3000712595.zip", ("5.8.41", "2026-04-01")),
        ("'firmwareVersion': 'V5.7.13', 'firmwareReleasedDate': 'build 230504'", ("5.7.13", "2023-05-04")),
        ("Firmware Version: 00030\nBuild Date: 2022-06-24", ("00030", "2022-06-24")),
        ("Firmware: v3.6.5.557_26062249", ("3.6.5.557_26062249", None)),
    ],
)
def test_other_makers_versions_are_believed_with_a_label_or_a_date(text: str, expected: tuple[str, str | None]) -> None:
    assert versions(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Web Version: V3.2.1.305503",
        "ONVIF Version: 16.12(V2.4.3.651299)",
        "ONVIF Client 2.4.1",
        "Security Baseline: V2.3",
        "hardwareVersion=1.00",
        "iOS 17.4.1",
        "IP 192.168.1.108",
        "Windows 11 build 22631.3447",
        "call 1.800.5551234",
        "encoderVersion V7.3",
        "OID 1004849.3.2.10",
        "lens 2.8/3.6 mm",
        "Android version 5.1.2 build 210428",
    ],
)
def test_other_versions_are_no_firmware(text: str) -> None:
    assert versions(text) == []


def test_a_build_date_alone_is_told_without_a_version() -> None:
    assert versions("I only see Build Date: 2022-11-25") == [(None, "2022-11-25")]


def test_a_version_may_be_glued_to_its_label() -> None:
    assert versions("ver4.001.0000005.0.R and fw2.840.0000000.28.R") == [("4.001.0000005.0.R", None), ("2.840.0000000.28.R", None)]


def test_a_date_alone_whose_month_is_in_doubt_is_left_to_be_asked_for() -> None:
    assert versions("fw build 11-01-2018 per the sticker") == []


@pytest.mark.parametrize(("language", "expected"), [("en", "2022-03-04"), ("", "2022-03-04"), ("es", "2022-04-03"), ("fr", "2022-04-03")])
def test_month_and_day_stand_as_the_language_of_the_mail_has_them(language: str, expected: str) -> None:
    assert dates.iso("03/04/2022", language) == expected


@pytest.mark.parametrize(("written", "language"), [("22.11.25", "en"), ("22.11.25", ""), ("25.11.22", "de"), ("22.11.25", "fr")])
def test_two_figures_of_a_year_stand_first_save_in_german(written: str, language: str) -> None:
    assert [s.fact.build_date for s in firmware.find(f"4.001.0000005.0.R build {written}", language)] == ["2022-11-25"]


def test_an_address_is_no_date() -> None:
    assert firmware.find("build of 10.22.11.25") == firmware.find("Build: 22.11.25.7") == ()


@pytest.mark.parametrize("written", ["2022-13-01", "991231", "123456", "2022-02-30", "00/00/2022"])
def test_figures_that_are_no_day_of_a_build_are_no_date(written: str) -> None:
    assert dates.iso(written) is None


@given(st.dates(min_value=date(2008, 1, 1), max_value=date(2039, 12, 31)))
def test_every_spelling_of_a_day_gives_that_day(day: date) -> None:
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%y%m%d", "%m/%d/%Y", "%d.%m.%Y", "%d %b %Y", "%B %d, %Y"):
        assert dates.iso(day.strftime(pattern)) == day.isoformat()


@given(st.text(alphabet="V0123456789.R build:-/\n", max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for sighting in firmware.find(text):
        assert 0 <= sighting.start < sighting.end <= len(text)
