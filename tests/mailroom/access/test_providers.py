"""Each provider's library against a token endpoint on loopback: what it gets, and what its refusals mean."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from mailroom.access import generic, google, microsoft, signing_in
from mailroom.access.grant import Grant, Issuer
from mailroom.access.signing_in import Invitation
from tests.servers.token_endpoint import SECRET, Provider
from tickets.errors import Permanent, Transient


def of_microsoft(provider: Provider, login: str = "app") -> Grant:
    return Grant(
        provider="microsoft", login=login, username="support", client_id="app", tenant="tenant", authority=provider.url, secret=SECRET
    )


def of_anybody(provider: Provider, login: str = "app") -> Grant:
    token_url, device_url = f"{provider.url}/token", f"{provider.url}/devicecode"
    return Grant(
        provider="generic", login=login, username="support", client_id="app", token_url=token_url, device_url=device_url, secret=SECRET
    )


@pytest.fixture(scope="session")
def private_key(tmp_path_factory: pytest.TempPathFactory) -> str:
    made = subprocess.run(["openssl", "genrsa", "2048"], check=True, capture_output=True, text=True)
    return made.stdout


def of_google(provider: Provider, private_key: str, folder: Path) -> Grant:
    key_file = folder / "key.json"
    account = {"type": "service_account", "client_email": "desk@project.example", "private_key": private_key}
    key_file.write_text(json.dumps({**account, "token_uri": f"{provider.url}/token"}))
    return Grant(provider="google", login="app", username="support", key_file=key_file)


def signs_in(invitation: Invitation) -> str:
    assert invitation.code == "ABCD-EFGH"
    return ""


def test_microsoft_gives_a_token_to_the_application(provider_with_tls: Provider) -> None:
    issued = microsoft.issue(of_microsoft(provider_with_tls), "")
    assert provider_with_tls.says("support", issued.token)
    assert issued.lasts == timedelta(hours=1)


def test_microsoft_gives_another_token_each_time_it_is_asked(provider_with_tls: Provider) -> None:
    grant = of_microsoft(provider_with_tls)
    assert microsoft.issue(grant, "").token != microsoft.issue(grant, "").token


def test_a_person_signs_in_at_microsoft_by_a_code_and_the_token_is_renewed_without_him(provider_with_tls: Provider) -> None:
    grant = of_microsoft(provider_with_tls, "person")
    first = microsoft.sign_in(grant, signs_in)
    assert provider_with_tls.says("support", first.token)
    later = microsoft.issue(grant, first.refresh)
    assert provider_with_tls.says("support", later.token)
    assert later.refresh not in ("", first.refresh), "Microsoft gives a new refresh token with each"


def test_google_gives_a_token_to_a_service_account_that_speaks_for_the_mailbox(
    provider: Provider, private_key: str, tmp_path: Path
) -> None:
    issued = google.issue(of_google(provider, private_key, tmp_path), "")
    assert provider.says("support", issued.token)
    assert timedelta(minutes=59) < issued.lasts <= timedelta(hours=1)


def test_a_person_signs_in_at_google_in_a_browser_anywhere(provider: Provider) -> None:
    grant = replace(of_anybody(provider, "person"), provider="google")

    def browser(invitation: Invitation) -> str:
        asked = parse_qs(urlsplit(invitation.address).query)
        assert asked["scope"] == ["https://mail.google.com/"]
        assert asked["access_type"] == ["offline"]
        return f"http://127.0.0.1:1/?state={asked['state'][0]}&code=yes"

    first = google.sign_in(grant, browser)
    assert provider.says("support", google.issue(grant, first.refresh).token)
    with pytest.raises(Permanent, match="copy the whole address"):
        google.sign_in(grant, lambda _: "http://127.0.0.1:1/?state=another&code=yes")


def test_any_provider_gives_tokens_by_client_credentials_and_by_device_code(provider: Provider) -> None:
    assert provider.says("support", generic.issue(of_anybody(provider), "").token)
    grant, waits = of_anybody(provider, "person"), list[float]()
    provider.switches.pending, provider.switches.refresh_lasts = 2, 86400
    first = signing_in.sign_in(grant, signs_in, sleep=waits.append)
    assert waits == [1, 1]
    assert first.refresh_lasts == timedelta(days=1)
    assert provider.says("support", generic.issue(grant, first.refresh).token)


@pytest.mark.parametrize(
    ("error", "sentence", "told"),
    [
        ("invalid_client", "AADSTS7000222: The provided client secret keys are expired.", "the client secret has expired: make a new one"),
        ("invalid_scope", "", "check `scope`"),
        ("unauthorized_client", "Client is unauthorized to retrieve access tokens", "delegate exactly this scope to its client ID"),
        ("something_new", "what nobody has seen", "against the provider's page"),
    ],
)
@pytest.mark.parametrize("issuer", ["generic", "microsoft", "google"])
def test_a_refusal_for_good_says_what_a_person_mends(
    error: str, sentence: str, told: str, issuer: str, provider_with_tls: Provider, private_key: str, tmp_path: Path
) -> None:
    provider_with_tls.switches.error, provider_with_tls.switches.sentence = error, sentence
    issue, grant = _one(issuer, provider_with_tls, private_key, tmp_path)
    with pytest.raises(Permanent) as refused:
        issue(grant, "")
    assert told in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize("issuer", ["generic", "microsoft", "google"])
def test_a_provider_that_is_down_is_a_matter_of_time(
    issuer: str, provider_with_tls: Provider, private_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("google.auth._exponential_backoff.time.sleep", lambda _: None)
    provider_with_tls.switches.is_down = True
    issue, grant = _one(issuer, provider_with_tls, private_key, tmp_path)
    with pytest.raises(Transient, match=r"cannot be reached|at the moment"):
        issue(grant, "")


@pytest.mark.parametrize("octets", [b"220 this is no HTTP\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"x" * 70000, b"HTTP/1.1 503 \r\n\r\nbusy"])
def test_what_speaks_no_http_to_its_end_is_asked_again(octets: bytes, provider: Provider) -> None:
    provider.switches.octets = octets
    with pytest.raises(Transient, match=r"cannot be reached|at the moment"):
        generic.issue(of_anybody(provider), "")


@pytest.mark.parametrize(
    ("said", "seconds"), [(None, 3600), (0, 3600), ("600", 600), (600.5, 600), ("6e9", 3600), (10**30, 3600), ("soon", 3600), (-5, 3600)]
)
def test_a_token_lasts_as_long_as_its_provider_says_and_an_hour_where_that_is_no_number(
    said: object, seconds: int, provider: Provider
) -> None:
    provider.switches.answer = {"expires_in": said}
    assert generic.issue(of_anybody(provider), "").lasts == timedelta(seconds=seconds)


def test_a_client_secret_that_a_provider_repeats_is_told_nobody(provider: Provider) -> None:
    provider.switches.error, provider.switches.sentence = "invalid_client", f"wrong secret: {SECRET}"
    with pytest.raises(Permanent, match=r"wrong secret: \*\*\*"):
        generic.issue(of_anybody(provider), "")


def _one(issuer: str, provider: Provider, private_key: str, folder: Path) -> tuple[Issuer, Grant]:
    if issuer == "google":
        return google.issue, of_google(provider, private_key, folder)
    return (microsoft.issue, of_microsoft(provider)) if issuer == "microsoft" else (generic.issue, of_anybody(provider))


def test_what_is_no_token_endpoint_is_told_as_that(provider: Provider) -> None:
    with pytest.raises(Permanent, match="no token"):
        generic.issue(replace(of_anybody(provider), client_id="stranger"), "")
