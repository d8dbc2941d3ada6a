"""Secrets are masked with their labels kept; talk about passwords is left alone. All values here are made up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify import facts, secrets
from tests.classify.letters import letter


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the password is hunter2", "the password is ••••"),
        ("pw: x1y2, thanks", "pw: ••••, thanks"),
        ("user/pass admin/1234", "user/pass admin/••••"),
        ("Username: admin\nPassword: abc", "Username: admin\nPassword: ••••"),
        ('password: "my dog spot"', 'password: "••••"'),
        ("the password is swordfish.", "the password is ••••."),
        ("we changed the password to Blue42sky", "we changed the password to ••••"),
        ("password for the nvr is Tiger77", "password for the nvr is ••••"),
        ("pwd=abc123", "pwd=••••"),
        ("la contraseña es Perro2020", "la contraseña es ••••"),
        ("clave: 1234", "clave: ••••"),
        ("mot de passe : soleil77", "mot de passe : ••••"),
        ("a senha é cam1234", "a senha é ••••"),
        ("das Passwort lautet Sommer2019!", "das Passwort lautet ••••"),
        ("It wants a password. I tried Zion1922, Zion1922! and MtZion-22", "It wants a password. I tried ••••, •••• and ••••"),
        ("rtsp://admin:Secr3t!@10.0.0.5:554/cam", "rtsp://••••@10.0.0.5:554/cam"),
        ("http://10.0.0.1/cgi?loginuse=admin&loginpas=foo123", "http://10.0.0.1/cgi?loginuse=admin&loginpas=••••"),
        ("curl -u me:hunter2 http://x", "curl -u me:•••• http://x"),
        ("The reset code is 582133.", "The reset code is ••••."),
        ("authorization code K7Q2", "authorization code ••••"),
        ("código de autorización es 9F2K", "código de autorización es ••••"),
        ("security code: 7KQ2M1", "security code: ••••"),
        ("{SN:6F0D58EPAZ56662,DT:NVR7000K,RC:7KQ2M1,NC:035D}", "{SN:6F0D58EPAZ56662,DT:NVR7000K,RC:••••,NC:035D}"),
        (
            "IP;User;Password;Name\n10.0.0.1;admin;geheim7;Gate\n10.0.0.2;admin;geheim8;Dock",
            "IP;User;Password;Name\n10.0.0.1;admin;••••;Gate\n10.0.0.2;admin;••••;Dock",
        ),
    ],
)
def test_a_secret_is_masked_and_its_label_kept(text: str, shown: str) -> None:
    assert secrets.mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my password",
        "the password is wrong",
        "password is in the envelope",
        "Password: yes",
        "password reset on 3 units",
        "la contraseña es incorrecta",
        "clave del grabador",
        "error code 7 and zip code 63701",
        "QR code on the side",
        "password 8 characters long",
        "login failed / timeout",
        "please pass this to them",
        "the admin/operator account",
        "reset admin password on nvr 4H0A6B1PAZ3C2D1",
        "password: 4H0A6B1PAZ3C2D1",
        "no password 192.168.1.108",
        "{RC:******,NC:0A12}",
        "SmartICRSS login error code 7",
    ],
)
def test_talk_about_passwords_and_codes_gives_nothing_away_and_stays(text: str) -> None:
    assert secrets.mask(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    once = secrets.mask("password is hunter2, reset code: 582133, rtsp://a:b1@h/")
    assert secrets.mask(once) == once


def test_what_is_too_long_to_be_read_is_not_shown() -> None:
    shown = secrets.mask("a" * 1_000_001 + " password is hunter2")
    assert shown.endswith("…")
    assert "hunter2" not in shown


def test_a_serial_with_the_recorders_date_is_sensitive() -> None:
    mail = letter("S/N 4H0A6B1PAZ3C2D1 and its clock reads 2026-02-17 10:42, please send the unlock code")
    assert secrets.is_sensitive(mail, facts.find(mail))


@pytest.mark.parametrize(
    "body",
    [
        "S/N 4H0A6B1PAZ3C2D1, 4.001.0000005.0.R, Build Date: 2022-11-25, forgot the password",
        "the clock reads 2026-02-17 10:42, no sticker on it",
        "sn 4H0A6B1PAZxxxxx, screen shows 11/02/2025",
    ],
)
def test_a_build_date_a_missing_serial_and_a_masked_one_are_not(body: str) -> None:
    mail = letter(body)
    assert not secrets.is_sensitive(mail, facts.find(mail))


@given(st.text(max_size=300))
def test_any_text_can_be_masked(text: str) -> None:
    found = secrets.find(text)
    assert all(0 <= a.start < a.end <= len(text) for a in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    secrets.mask(text)


@pytest.mark.parametrize("piece", ["password ", "pw for ", "reset code ", "http://a:", "users ", "tried ", "pass\n", "admin/", "user a/"])
def test_a_hostile_line_costs_no_more_than_its_length(piece: str) -> None:
    secrets.mask(piece * (40_000 // len(piece)))


def test_the_lines_of_facts_show_no_password() -> None:
    mail = letter("S/N 4H0A6B1PAZ3C2D1 user admin password is hunter2")
    (serial,) = facts.find(mail).serials
    assert serial.line == "S/N 4H0A6B1PAZ3C2D1 user admin password is ••••"
