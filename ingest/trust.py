"""How far the From address of a mail is proven: verified, aligned, none or failed (decisions 8 and 9), with the reason in words.

A newcomer would take Reply-To, Sender or the display name into account. Only From is judged, because only From is what everybody sees;
the others prove nothing and may at most earn a warning.
"""

from __future__ import annotations

from ingest import authentication, impersonation, signatures
from ingest.authentication import Finding
from tickets.identity import Desk, TrustSettings
from tickets.message import Address, Message
from tickets.verdict import Trust, TrustLevel

_NOBODY = Finding(level=TrustLevel.NONE, because="it names no sender")
_SEVERAL = Finding(level=TrustLevel.NONE, because="it has more than one From, so no proof can say whose it is")
_UNPROVEN = Finding(level=TrustLevel.NONE, because="no server that we trust speaks for its sender")


def trust(
    raw: bytes, message: Message, desk: Desk, settings: TrustSettings, *, lookup: signatures.Lookup = signatures.txt
) -> Trust:
    """`raw` is needed for our own signature check alone; `lookup` answers TXT queries for it, and is asked only with `verify_dkim`."""
    finding = _finding(raw, message, desk, settings, lookup)
    return Trust(level=finding.level, because=finding.because, policy=finding.policy, warnings=impersonation.warnings(message, desk))


def _finding(raw: bytes, message: Message, desk: Desk, settings: TrustSettings, lookup: signatures.Lookup) -> Finding:
    sender = message.sender
    if sender is None or not sender.domain:
        return _NOBODY
    if len(message.header_all("from")) > 1:
        return _SEVERAL
    stated = authentication.of_servers(message, sender, settings)
    if stated and stated.level is TrustLevel.ALIGNED:
        return stated  # no look-up where a trusted server has made it already
    own = _checked_by_us(raw, message, sender, settings, lookup) if settings.verify_dkim else None
    internal = authentication.of_exchange(message, sender, impersonation.own_domains(desk)) if settings.exchange_internal else None
    return own or internal or stated or _UNPROVEN


def _checked_by_us(raw: bytes, message: Message, sender: Address, settings: TrustSettings, lookup: signatures.Lookup) -> Finding | None:
    if message.header("dkim-signature"):
        signer = signatures.signing_domain(raw, sender.domain, lookup)
        if signer:
            return Finding(level=TrustLevel.VERIFIED, because=f"we have checked the signature of {signer} (DKIM)")
    if settings.arc_sealers and message.header("arc-seal") and signatures.chain_holds(raw, lookup):
        return authentication.of_sealer(message, sender, settings)
    return None
