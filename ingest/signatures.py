"""Our own check of DKIM signatures (RFC 6376) and ARC seals (RFC 8617), with dkimpy and dnspython.

A newcomer would call `dkim.verify` and believe it. It checks the first signature only, whoever made it; it accepts a signed beginning
with anything appended (l=); its relaxed canonicalisation takes quadratic time on a run of blanks; and DNS may hang. A failed look-up
proves nothing, in either direction.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import dkim  # type: ignore[import-untyped]
import dns.exception
import dns.resolver

from ingest.domains import are_aligned

#: the TXT record of a name as octets; b'' where there is none or no answer came
Lookup = Callable[[str], bytes]

_MAX_OCTETS = 20_000_000
_HEADER_OCTETS = 256_000
_MAX_CHECKED = 3  # of the aligned ones; a forger may add hundreds to make us ask DNS
_KEY_OCTETS = 1_200  # an RSA key of 4,096 bits has 740; a greater one only costs us time
_DNS_SECONDS = 2.0
#: dkimpy lets slips of its own parsing through; a signature that cannot be read proves nothing
_REFUSALS = (dkim.DKIMException, ValueError, LookupError, TypeError, ArithmeticError, AttributeError)
_BLANK_RUN = re.compile(rb"\s{100}")
_RUN = re.compile(rb"[\t ]+")
_TAG = rb"(?:^|[;\s])%s\s{0,5}=\s{0,5}([^;]{1,4000})"
_DOMAIN, _SIGNED, _LENGTH, _FORM = (re.compile(_TAG % tag) for tag in (b"d", b"h", b"l", b"c"))


def txt(name: str) -> bytes:
    """The live look-up. Bounded in time; every failure is "no record"."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_DNS_SECONDS)
    except (dns.exception.DNSException, ValueError, OSError):
        return b""
    return b"".join(next(iter(answer)).strings)


def signing_domain(raw: bytes, domain: str, lookup: Lookup = txt) -> str:
    """The domain of a valid signature that is aligned with `domain` and covers From and the whole body; '' where none is."""
    fields = _signatures(raw)
    checked = 0
    for number, value in enumerate(fields):
        signer = _usable(value)
        if not signer or not are_aligned(signer, domain):
            continue
        checked += 1
        if checked > _MAX_CHECKED:
            break
        if _verifies(_prepared(raw, value), number, lookup):
            return signer
    return ""


def chain_holds(raw: bytes, lookup: Lookup = txt) -> bool:
    """The ARC chain is complete and its newest seal verifies."""
    if len(raw) > _MAX_OCTETS or _BLANK_RUN.search(raw, 0, _header_end(raw)):
        return False
    try:
        result, _, _ = dkim.arc_verify(_with_short_blanks(raw), dnsfunc=_dkimpy(lookup))
    except _REFUSALS:
        return False
    return bool(result == dkim.CV_Pass)


def _signatures(raw: bytes) -> list[bytes]:
    """The values of the DKIM-Signature fields in order, unfolded; none where the mail is too large or its header is hostile."""
    end = _header_end(raw)
    if len(raw) > _MAX_OCTETS or end > _HEADER_OCTETS:
        return []
    fields = re.split(rb"\r?\n(?![ \t])", raw[:end])
    return [value for name, _, value in (f.partition(b":") for f in fields) if name.strip().lower() == b"dkim-signature"]


def _usable(value: bytes) -> str:
    """The signer's domain, if the signature covers From and does not stop before the body's end; '' otherwise."""
    signer, signed = _DOMAIN.search(value), _SIGNED.search(value)
    if len(value) > 8_000 or _BLANK_RUN.search(value) or _LENGTH.search(value) or not signer or not signed:
        return ""
    covers_from = b"from" in (name.strip().lower() for name in signed[1].split(b":"))
    return signer[1].strip().decode("ascii", "replace").lower() if covers_from else ""


def _verifies(raw: bytes, number: int, lookup: Lookup) -> bool:
    try:
        return bool(dkim.DKIM(raw, minkey=1024).verify(idx=number, dnsfunc=_dkimpy(lookup)))
    except _REFUSALS:
        return False


def _dkimpy(lookup: Lookup) -> Callable[..., bytes]:
    def answer(name: bytes, timeout: float = 0) -> bytes:  # noqa: ARG001 (dkimpy passes it; our own limit holds)
        record = lookup(name.decode("ascii", "replace"))
        return record if len(record) <= _KEY_OCTETS else b""

    return answer


def _prepared(raw: bytes, signature: bytes) -> bytes:
    form = _FORM.search(signature)
    return _with_short_blanks(raw) if form and form[1].strip().endswith(b"/relaxed") else raw


def _with_short_blanks(raw: bytes) -> bytes:
    """The body as relaxed canonicalisation (RFC 6376 3.4.4) leaves it, made in linear time; doing it twice changes nothing."""
    end = _header_end(raw)
    body = raw[end:].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return raw[:end] + _RUN.sub(b" ", body).replace(b" \r\n", b"\r\n")


def _header_end(raw: bytes) -> int:
    ends = [position for blank in (b"\r\n\r\n", b"\n\n") if (position := raw.find(blank)) >= 0]
    return min(ends, default=len(raw))
