"""Models as people write them."""

from __future__ import annotations

import pytest

from classify import models


def named(text: str) -> list[str]:
    return [sighting.fact.value for sighting in models.find(text)]


@pytest.mark.parametrize(
    "model",
    [
        "IPEL-E80F-IRW3",
        "ipmx-d40f-irw2",
        "AVS-4KB8012-IR",
        "ICIP-D565-IR",
        "ICR-300H4W",
        "HDVR-MX0402-1U5MP-AI2-WEB",
        "NVR7000K",
        "nvr6000k",
        "NVR-7032K",
        "nvr 7000k",
        "IPEL E80F IRW3",
        "IPEL B40V LPR",
        "IPEL\u2011E80F\u2011IRW3",
        "AVS D8712SL",
        "NVR-FX16POE-1U4K1",
        "NVR-EL08P8-1U4K1",
        "MNT-BOX-B",
        "MNT-BOX 2",
        "DVR-LOCK-BOX-LG",
        "DHI-NVR5216-16P-4KS2E",
        "DH-IPC-HDW3649H-AS-PV-ANZ",
        "IPC-HDW2431S-S2",
        "DHI-NVR 4208-8P",
        "DS-2CD2346G2-IU",
        "IP5M-T1179E",
        "VTO2111D",
        "LNK7108A",
        "RLN4E",
    ],
)
def test_a_model_is_known_by_its_family(model: str) -> None:
    assert named(f"We hung a {model} on the barn.") == [model]


def test_a_label_names_the_models_of_any_maker() -> None:
    assert named("Device Model\nQX16-44B\nSerial Number\n4H0A6B1PAZ3C2D1") == ["QX16-44B"]
    assert named("Model：DNVR4KL1602-16P2") == ["DNVR4KL1602-16P2"]


@pytest.mark.parametrize(
    "text",
    [
        "a 16-channel NVR",
        "NVR4XXX-4KS2/L",
        "General_IPC-HX2XXX-Molec_V2.800.R.bin",
        "WD82PURZ",
        "the BGW320 of AT&T",
        "icr-nvr-v2-3-help.pdf",
        "IPC-PD59.bin",
        "updateSerial=DB6I",
        "a TSW-760 panel",
    ],
)
def test_what_is_no_model_of_a_device_is_none(text: str) -> None:
    assert named(text) == []


def test_two_models_with_a_stroke_between_are_two() -> None:
    assert named("four IPEL-E80F-IRW3/IPFX-B80V-IRW3 and a DHI-NVR5216-16P/I") == ["IPEL-E80F-IRW3", "IPFX-B80V-IRW3", "DHI-NVR5216-16P/I"]


def test_a_plural_is_one_model() -> None:
    assert named("three NVR7000Ks and the NVR6000K's fan") == ["NVR7000K", "NVR6000K"]
