"""Apps and programs with their versions, and whose a version of the common shape is."""

from __future__ import annotations

import pytest

from classify import devices, software


def programs(text: str) -> set[tuple[str, str | None]]:
    return {(s.fact.name, s.fact.version) for s in software.find(text)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IC View 5.2.1 closes by itself", ("IC View", "5.2.1")),
        ("I have IC View on my phone (version 2.4.1.)", ("IC View", "2.4.1")),
        ("IC View since it updated to 2.4.3 is wrong", ("IC View", "2.4.3")),
        ("o IC View fecha sozinho. versão do app 5.2.1", ("IC View", "5.2.1")),
        ("IC Home 2.0 (7.1.4) on a new tablet", ("IC Home 2.0", "7.1.4")),
        ("Config Tool 5.001 lists three of nine", ("Config Tool", "5.001")),
        ("Dash opens to a white page, 1.8.0 on Win 10", ("Dash", "1.8.0")),
        ("how do i share a camera in ic view", ("ic view", None)),
        ("Home Assistant 2026.3.1 gets no events", ("Home Assistant", "2026.3.1")),
    ],
)
def test_a_program_is_told_with_its_version(text: str, expected: tuple[str, str | None]) -> None:
    assert expected in programs(text)


@pytest.mark.parametrize(
    "text",
    [
        "we dash out at noon",
        "the picnic view is nice",
        "write to help@icview.example",
        "I tripped on the config",
        "VLC plays it",
        "iOS 17.4.1, Android 15",
    ],
)
def test_words_addresses_and_partners_programs_without_a_version_are_none(text: str) -> None:
    assert {(name, version) for name, version in programs(text) if version or software.is_ours(name)} == set()


@pytest.mark.parametrize("number", ["192.168.0.x", "515.555.0170", "8.1 GB", "H.264", "10.44.0.200"])
def test_addresses_phones_and_sizes_are_no_versions(number: str) -> None:
    assert programs(f"IC View is slow with {number} here") == {("IC View", None)}


def whose(text: str) -> tuple[list[str | None], list[str | None]]:
    seen = devices.read(text, "en")
    return [s.fact.version for s in seen.firmware], [s.fact.version for s in seen.software if s.fact.version]


@pytest.mark.parametrize(
    "text",
    [
        "SmartICRSS 2.003.0000004.0.R crashes at start",
        "ICRSS Pro v3.004.0000002.0.R on Windows 11",
        "DH_SMARTPSS-Win64_En_IS_V2.003.0000004.0.R.201021.zip",
        "O SmartICRSS abre e fecha.\n\nVersão na tela de entrada: 2.002.0000006",
        "stores never came back on SmartICRSS remote (client 2.003.0000004.0), 27 did",
        "ConfigTool 5.000.0000003.1 lists 6 of 6",
        "SmartICRSS opens but shows no cameras. Version 2.002.0000007.0",
    ],
)
def test_a_clients_version_is_no_firmware_though_it_has_its_shape(text: str) -> None:
    assert whose(text)[0] == []
    assert len(whose(text)[1]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "NVR with SmartICRSS on my desk. NVR fw 4.001.0000003.1.R",
        "SmartICRSS and the camera firmware 2.003.0000004.0.R",
        "seen in IC View\nSystem Version\nV5.001.0000000.2.R",
    ],
)
def test_a_devices_version_stays_the_devices_though_a_program_is_named(text: str) -> None:
    assert len(whose(text)[0]) == 1
    assert whose(text)[1] == []
