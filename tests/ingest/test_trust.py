"""How far a sender is proven: whose word counts, what a failure means, and which proofs are none."""

from __future__ import annotations

import time

import dkim  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.trust import trust
from tests.ingest.keys import PRIVATE, RECORD
from tests.ingest.mails import CUSTOMER, DESK, mail
from tickets.identity import TrustSettings
from tickets.message import Address, Message
from tickets.verdict import Trust, TrustLevel

BELIEVED = TrustSettings(authserv_ids=("mx.icrealtime.example",))
CHECKING = TrustSettings(verify_dkim=True)
SEALED = TrustSettings(authserv_ids=("mx.icrealtime.example",), arc_sealers=("relay.example",))
AR = "Authentication-Results"

RAW = b"""\
From: Maria Lopez <maria@brightcams.example>\r
To: support@icrealtime.example\r
Subject: No picture\r
Message-ID: <one@brightcams.example>\r
\r
Our recorder   shows no picture.  \r
"""


def judged(value: str, settings: TrustSettings = BELIEVED, sender: Address = CUSTOMER) -> Trust:
    return trust(b"", mail(sender=sender, headers={"From": str(sender), AR: value}), DESK, settings)


def with_headers(*headers: tuple[str, str]) -> Message:
    message = mail()
    return Message(**{**vars(message), "headers": tuple((name.lower(), value) for name, value in headers)})


def signed(domain: bytes = b"brightcams.example", raw: bytes = RAW, **how: bool) -> bytes:
    return bytes(dkim.sign(raw, b"s", domain, PRIVATE, canonicalize=(b"relaxed", b"relaxed"), **how)) + raw


def checked(raw: bytes, record: bytes = RECORD, settings: TrustSettings = CHECKING) -> Trust:
    return trust(raw, mail(headers={"DKIM-Signature": "present"}), DESK, settings, lookup=lambda _name: record)


LEVELS = {
    "DMARC passed": ("mx.icrealtime.example; dmarc=pass (p=none dis=none) header.from=brightcams.example", TrustLevel.ALIGNED, "none"),
    "DMARC of a subdomain's owner": ("mx.icrealtime.example; dmarc=pass header.from=mail.brightcams.example", TrustLevel.ALIGNED, ""),
    "DMARC of somebody else": ("mx.icrealtime.example; dmarc=pass header.from=evil.example", TrustLevel.NONE, ""),
    "DMARC failed under reject": (
        "mx.icrealtime.example; dmarc=fail (p=REJECT sp=NONE dis=NONE) header.from=brightcams.example",
        TrustLevel.FAILED,
        "reject",
    ),
    "DMARC failed without a policy told": ("mx.icrealtime.example; dmarc=fail header.from=brightcams.example", TrustLevel.FAILED, ""),
    "DMARC failed, policy as a property": (
        "mx.icrealtime.example; dmarc=fail policy.published-domain-policy=quarantine header.from=brightcams.example",
        TrustLevel.FAILED,
        "quarantine",
    ),
    "DMARC failed although DKIM passed for another": (
        "mx.icrealtime.example; dkim=pass header.d=evil.example; dmarc=fail (p=none) header.from=brightcams.example",
        TrustLevel.FAILED,
        "none",
    ),
    "an aligned signature": ("mx.icrealtime.example; dkim=pass (2048-bit key) header.d=brightcams.example", TrustLevel.ALIGNED, ""),
    "an aligned signature by its identity": ("mx.icrealtime.example; dkim=pass header.i=@brightcams.example", TrustLevel.ALIGNED, ""),
    "a mailer's own signature": ("mx.icrealtime.example; dkim=pass header.d=mailer.example", TrustLevel.NONE, ""),
    "an aligned path": ("mx.icrealtime.example; spf=pass smtp.mailfrom=bounce@brightcams.example", TrustLevel.ALIGNED, ""),
    "an empty path": ("mx.icrealtime.example; spf=pass smtp.mailfrom=<>; dkim=none", TrustLevel.NONE, ""),
    "a broken SPF": ("mx.icrealtime.example; spf=fail smtp.mailfrom=brightcams.example", TrustLevel.NONE, ""),
    "a login as the sender": ("mx.icrealtime.example; auth=pass smtp.auth=Maria@brightcams.example", TrustLevel.ALIGNED, ""),
    "a login as somebody else": ("mx.icrealtime.example; auth=pass smtp.auth=eve@brightcams.example", TrustLevel.NONE, ""),
    "a version and a comment": ("(ours) mx.icrealtime.example 1; dmarc=pass header.from=brightcams.example", TrustLevel.ALIGNED, ""),
    "a result inside a comment": ("mx.icrealtime.example; spf=none (; dmarc=pass header.from=brightcams.example)", TrustLevel.NONE, ""),
    "a result inside a string": (
        'mx.icrealtime.example; spf=none reason="; dmarc=pass header.from=brightcams.example"',
        TrustLevel.NONE,
        "",
    ),
    "a quoted local part that holds our customer's address": (
        'mx.icrealtime.example; spf=pass smtp.mailfrom="maria@brightcams.example"@evil.example',
        TrustLevel.NONE,
        "",
    ),
    "the same between angles, with a comment": (
        'mx.icrealtime.example; spf=pass smtp.mailfrom=<"maria@brightcams.example" (x) @evil.example>',
        TrustLevel.NONE,
        "",
    ),
    "the same in a signature's identity": (
        'mx.icrealtime.example; dkim=pass header.i="maria@brightcams.example"@evil.example',
        TrustLevel.NONE,
        "",
    ),
    "the same in a login": ('mx.icrealtime.example; auth=pass smtp.auth="maria@brightcams.example"@evil.example', TrustLevel.NONE, ""),
    "a property inside a quoted local part": (
        r'mx.icrealtime.example; spf=pass smtp.mailfrom="a\" smtp.mailfrom=maria@brightcams.example"@evil.example',
        TrustLevel.NONE,
        "",
    ),
    "a property inside a long reason": (
        f'mx.icrealtime.example; spf=pass reason="{"a" * 600} smtp.mailfrom=maria@brightcams.example"',
        TrustLevel.NONE,
        "",
    ),
    "a quote that never closes": ('mx.icrealtime.example; spf=pass smtp.mailfrom=brightcams.example"x@evil.example', TrustLevel.NONE, ""),
    "a quote that never closes before the domain": (
        'mx.icrealtime.example; dmarc=pass reason="x header.from=evil.example',
        TrustLevel.NONE,
        "",
    ),
    "a quoted local part of the sender's domain": (
        'mx.icrealtime.example; spf=pass smtp.mailfrom="m @ x"@brightcams.example smtp.helo=mx.example',
        TrustLevel.ALIGNED,
        "",
    ),
    "blanks around the @": ('mx.icrealtime.example; spf=pass smtp.mailfrom="maria" @ brightcams.example', TrustLevel.ALIGNED, ""),
    "a value in quotes": ('mx.icrealtime.example; dmarc=pass header.from="brightcams.example"', TrustLevel.ALIGNED, ""),
    "a login in quotes": ('mx.icrealtime.example; auth=pass smtp.auth="maria@brightcams.example"', TrustLevel.ALIGNED, ""),
    "nothing": ("mx.icrealtime.example; none", TrustLevel.NONE, ""),
    "another host": ("mx.evil.example; dmarc=pass header.from=brightcams.example", TrustLevel.NONE, ""),
    "a host with our name in it": ("mx.icrealtime.example.evil.example; dmarc=pass header.from=brightcams.example", TrustLevel.NONE, ""),
}


@pytest.mark.parametrize("what", LEVELS)
def test_the_word_of_a_trusted_server_is_weighed(what: str) -> None:
    value, level, policy = LEVELS[what]
    found = judged(value)
    assert (found.level, found.policy) == (level, policy), found.because


def test_only_the_topmost_word_of_a_trusted_server_counts() -> None:
    true, forged = "mx.icrealtime.example; dmarc=none", "mx.icrealtime.example; dmarc=pass header.from=brightcams.example"
    message = with_headers(("Received", "by mx"), (AR, true), ("From", "x"), (AR, forged))
    assert trust(b"", message, DESK, BELIEVED).level is TrustLevel.NONE


def test_nobody_is_believed_unless_the_desk_names_him() -> None:
    assert judged("mx.icrealtime.example; dmarc=pass header.from=brightcams.example", TrustSettings()).level is TrustLevel.NONE


def test_microsoft_365_names_no_server_and_is_believed_where_the_desk_lists_the_empty_name() -> None:
    value = (
        "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=e.example; dmarc=fail action=oreject header.from=brightcams.example;compauth=fail"
    )
    assert judged(value).level is TrustLevel.NONE
    found = judged(value, TrustSettings(authserv_ids=("",)))
    assert (found.level, found.policy, found.forbids_answer) == (TrustLevel.FAILED, "reject", True)


def test_the_policy_for_subdomains_counts_where_from_is_one() -> None:
    value = "mx.icrealtime.example; dmarc=fail (p=NONE sp=QUARANTINE dis=NONE) header.from=mail.brightcams.example"
    assert judged(value, sender=Address("a@mail.brightcams.example")).policy == "quarantine"
    assert judged(value.replace("mail.", ""), sender=CUSTOMER).policy == "none"


def test_only_a_failure_under_a_strict_policy_forbids_an_answer() -> None:
    for policy, forbids in (("none", False), ("quarantine", True), ("reject", True)):
        value = f"mx.icrealtime.example; dmarc=fail (p={policy}) header.from=brightcams.example"
        assert judged(value).forbids_answer is forbids


def test_two_senders_are_no_sender() -> None:
    passed = "mx.icrealtime.example; dmarc=pass header.from=brightcams.example"
    message = with_headers((AR, passed), ("From", "maria@brightcams.example"), ("From", "eve@evil.example"))
    assert trust(b"", message, DESK, BELIEVED).level is TrustLevel.NONE


@pytest.mark.parametrize(
    "said",
    [
        "maria@brightcams.example, eve@evil.example",
        "<maria@brightcams.example>, <eve@evil.example>",
        '"Maria" <eve@evil.example> <maria@brightcams.example>',
        "(eve@evil.example) maria@brightcams.example",
        "maria@brightcams.example (\r\n @evil.example)",
        "team: maria@brightcams.example, eve@evil.example;",
    ],
)
def test_a_pass_that_names_nobody_is_for_a_from_that_names_nobody_else(said: str) -> None:
    """Of two the server may have looked at the other one; where it says at whom, that decides."""
    unnamed, named = "mx.icrealtime.example; dmarc=pass", "mx.icrealtime.example; dmarc=pass header.from=brightcams.example"
    assert trust(b"", with_headers((AR, unnamed), ("From", said)), DESK, BELIEVED).level is TrustLevel.NONE
    assert trust(b"", with_headers((AR, named), ("From", said)), DESK, BELIEVED).level is TrustLevel.ALIGNED
    failed = with_headers((AR, unnamed.replace("pass", "fail")), ("From", said))
    assert trust(b"", failed, DESK, BELIEVED).level is TrustLevel.FAILED
    assert judged(unnamed).level is TrustLevel.ALIGNED


def test_a_result_that_says_two_things_of_one_proves_nothing() -> None:
    assert judged("mx.icrealtime.example; dkim=pass header.d=evil.example header.d=brightcams.example").level is TrustLevel.NONE
    assert judged("mx.icrealtime.example; dkim=pass header.d=brightcams.example header.d=brightcams.example").level is TrustLevel.ALIGNED


def test_a_named_sealer_mends_what_forwarding_broke() -> None:
    headers = (
        (AR, "mx.icrealtime.example; arc=pass; dmarc=fail (p=reject) header.from=brightcams.example"),
        ("ARC-Seal", "i=1; cv=none; d=relay.example; s=a; b=x"),
        ("ARC-Authentication-Results", "i=1; relay.example; dmarc=pass header.from=brightcams.example"),
    )
    assert trust(b"", with_headers(*headers), DESK, SEALED).level is TrustLevel.ALIGNED
    assert trust(b"", with_headers(*headers), DESK, BELIEVED).level is TrustLevel.FAILED
    broken = (AR, "mx.icrealtime.example; arc=fail; dmarc=fail (p=reject) header.from=brightcams.example")
    assert trust(b"", with_headers(broken, *headers[1:]), DESK, SEALED).level is TrustLevel.FAILED


def test_mail_inside_our_own_tenant_is_believed_where_the_desk_says_so() -> None:
    settings = TrustSettings(exchange_internal=True)
    internal = {"X-MS-Exchange-Organization-AuthAs": "Internal"}
    ana = mail(sender=Address("ana@icrealtime.example", "Ana Ruiz"), headers=internal)
    assert trust(b"", ana, DESK, settings).level is TrustLevel.ALIGNED
    assert trust(b"", ana, DESK, TrustSettings()).level is TrustLevel.NONE
    assert trust(b"", mail(headers=internal), DESK, settings).level is TrustLevel.NONE


def test_a_signature_that_we_check_verifies_the_sender() -> None:
    assert checked(signed()).level is TrustLevel.VERIFIED
    assert checked(signed(b"mail.brightcams.example")).level is TrustLevel.VERIFIED


def test_a_changed_mail_a_foreign_signature_or_a_partial_one_verify_nothing() -> None:
    assert checked(signed().replace(b"no picture.", b"a picture.")).level is TrustLevel.NONE
    assert checked(signed(b"mailer.example")).level is TrustLevel.NONE
    assert checked(signed(length=True)).level is TrustLevel.NONE


def test_a_signature_of_somebody_else_on_top_does_not_hide_the_right_one() -> None:
    both = dkim.sign(RAW, b"s", b"mailer.example", PRIVATE) + signed()
    assert checked(both).level is TrustLevel.VERIFIED


@pytest.mark.parametrize("record", [b"", b"v=DKIM1; p=", b"\xff\xfe", b"v=DKIM1; k=rsa; p=" + b"A" * 50_000])
def test_a_missing_or_hostile_key_is_no_proof(record: bytes) -> None:
    assert checked(signed(), record).level is TrustLevel.NONE


def test_no_look_up_is_made_unless_the_desk_asks_for_it() -> None:
    def never(name: str) -> bytes:
        raise AssertionError(f"looked up {name}")

    message = mail(headers={"DKIM-Signature": "present"})
    assert trust(signed(), message, DESK, TrustSettings(), lookup=never).level is TrustLevel.NONE
    told = mail(headers={"DKIM-Signature": "present", AR: "mx.icrealtime.example; dmarc=pass header.from=brightcams.example"})
    settings = TrustSettings(authserv_ids=BELIEVED.authserv_ids, verify_dkim=True)
    assert trust(signed(), told, DESK, settings, lookup=never).level is TrustLevel.ALIGNED


def test_our_own_check_costs_no_more_than_a_few_look_ups() -> None:
    asked: list[str] = []

    def record(name: str) -> bytes:
        asked.append(name)
        return b""

    signature = signed()[: -len(RAW)]
    trust(signature * 40 + RAW, mail(headers={"DKIM-Signature": "x"}), DESK, CHECKING, lookup=record)
    assert len(asked) == 3


@pytest.mark.parametrize("filler", [b" ", b"\t", b"\r\n", b"x", b" \r\n", b"a "])
def test_a_megabyte_of_blanks_is_checked_in_no_time(filler: bytes) -> None:
    raw = RAW + filler * (1_000_000 // len(filler)) + b"end\r\n"
    signature = signed()[: -len(RAW)]
    assert checked(signature + raw).level is TrustLevel.NONE


def test_a_chain_that_we_check_ourselves_lets_a_named_sealer_speak() -> None:
    results = b"Authentication-Results: relay.example; dmarc=pass header.from=brightcams.example\r\n"
    chain = b"".join(dkim.arc_sign(results + RAW, b"s", b"relay.example", PRIVATE, b"relay.example"))
    headers = [tuple(field.split(": ", 1)) for field in chain.decode().replace("\r\n ", " ").split("\r\n") if ": " in field]
    message = with_headers(*((name, value) for name, value in headers))
    settings = TrustSettings(verify_dkim=True, arc_sealers=("relay.example",))
    assert trust(chain + results + RAW, message, DESK, settings, lookup=lambda _name: RECORD).level is TrustLevel.ALIGNED
    assert trust(chain + results + RAW, message, DESK, settings, lookup=lambda _name: b"").level is TrustLevel.NONE


@given(value=st.text(max_size=300), seal=st.text(max_size=80))
def test_any_words_in_the_header_give_an_answer(value: str, seal: str) -> None:
    headers = {AR: f"mx.icrealtime.example; {value}", "ARC-Seal": f"i=1;{seal}", "ARC-Authentication-Results": f"i=1;{value}"}
    assert trust(b"", mail(headers=headers), DESK, SEALED).because


@given(raw=st.binary(max_size=600))
def test_any_bytes_give_an_answer(raw: bytes) -> None:
    message = mail(headers={"DKIM-Signature": "present", "ARC-Seal": "i=1"})
    settings = TrustSettings(verify_dkim=True, arc_sealers=("relay.example",))
    hostile = b"DKIM-Signature: v=1; d=brightcams.example; h=from; " + raw
    assert trust(hostile, message, DESK, settings, lookup=lambda _name: raw).level is TrustLevel.NONE


@pytest.mark.parametrize("piece", ["(", '"', ";", "dkim=pass ", "a.b=", " ", "\\", '\\"', 'x.y="a" '])
@pytest.mark.parametrize("start", ["", '"', 'dkim=pass a="'])
def test_a_header_of_a_megabyte_costs_no_time(piece: str, start: str) -> None:
    begun = time.process_time()
    assert judged(f"mx.icrealtime.example;{start}{piece * (1_000_000 // len(piece))}").level is TrustLevel.NONE
    assert time.process_time() - begun < 1
