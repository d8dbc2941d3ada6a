"""Is it a delivery report, about whom, and which letter came back.

A newcomer would believe the words: people quote bounces and write about lost mail every day. So words count only where the sender, the
null path (RFC 5321 4.5.5), the structure or the subject already speaks for a machine, and never in a person's reply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest import delivery_status, dialects, failed_recipients, machine_senders, returned_mail
from ingest.failed_recipients import Standing
from ingest.reply_codes import status
from tickets.message import Message
from tickets.verdict import BounceReport, FailedRecipient, Kind

_WORDS_CHARS = 6_000  # a report says what failed at its beginning
_TEXT_CHARS = 64_000
_STATUS_TYPES = ("message/delivery-status", "message/global-delivery-status")
_REPLY_OR_FORWARD = re.compile(r"\s{0,5}(?:re|aw|sv|vs|antw|fwd?|wg|tr|rv|enc|i|r)(?:\[\d{1,3}\])?\s{0,2}:", re.IGNORECASE)
_REPORTING_MTA = re.compile(r"(?mi)^Reporting-MTA:")
_FORWARD = re.compile(r"\s{0,5}(?:fwd?|wg|tr|rv|enc|vs|i)\s{0,2}:", re.IGNORECASE)
_RETURNED_FIELD = re.compile(
    r"(?m)^>?(?:Received|Return-Path|Delivered-To|DKIM-Signature|Message-I[dD]|MIME-Version|X-[A-Z][\w\-]{1,40}): ?\S"
)
_VERP = re.compile(r"\+([^@+]{1,64})=([a-z0-9][a-z0-9.\-]{1,200})@", re.IGNORECASE)
_LONE_NAME = re.compile(r"(?m)^[ \t]{1,20}<?([A-Za-z0-9][\w.\-]{1,63})>?:?[ \t]{0,20}$")


@dataclass(frozen=True, kw_only=True)
class Bounce:
    kind: Kind  # BOUNCE, DELAY, or REPORT where it tells that all went well
    because: str
    report: BounceReport


def find(message: Message) -> Bounce | None:
    """The delivery report that this mail is; None where it is something else."""
    because = _evidence(message)
    if not because:
        return None
    said, pasted = _split(message.text[:_TEXT_CHARS])
    returned = returned_mail.find(message, pasted)
    recipients = _recipients(message, said, returned.to)
    report = BounceReport(recipients=recipients, message_id=returned.message_id, outbound=returned.outbound)
    return Bounce(kind=_kind(message, recipients, said), because=because, report=report)


def _evidence(message: Message) -> str:
    """Why it is a delivery report, in a support person's words; '' where nothing proves it."""
    if message.header("x-failed-recipients"):
        return "a mail server reports recipients that it could not reach (X-Failed-Recipients)"
    if _is_status_report(message.content_type) and (_groups(message) or _speaks_of_failure(message)):
        return "a delivery report of a mail server (RFC 3464)"
    subject = bool(dialects.FAILURE_SUBJECT.search(message.subject[:200]))
    sure = machine_senders.is_surely_daemon(message) or machine_senders.came_by_null_path(message)
    named = machine_senders.is_daemon(message)
    could_be = subject or sure or named or machine_senders.is_unattended(message)
    if not could_be or (not sure and _is_a_persons_reply(message)):
        return ""
    if _groups(message) and (sure or named or subject):
        return "a delivery report of a mail server"
    if (sure and (subject or _speaks_of_failure(message))) or (named and subject):
        return "a mail server says that a mail was not delivered"
    return "it reads like a mail server's report that a mail was not delivered" if _opens_with_failure(message) else ""


def _is_status_report(content_type: str) -> bool:
    return "report-type=delivery-status" in content_type or "report-type=global-delivery-status" in content_type


def _groups(message: Message) -> tuple[FailedRecipient, ...]:
    parts = [part.text for part in message.machine_parts if part.content_type in _STATUS_TYPES]
    return tuple(recipient for text in parts for recipient in delivery_status.recipients(text)) or _pasted_groups(message)


def _pasted_groups(message: Message) -> tuple[FailedRecipient, ...]:
    """Groups that a wrong boundary or a gateway left in the text, or inside the report that it wrapped."""
    texts = (message.text[:_TEXT_CHARS], *(p.text[:_TEXT_CHARS] for p in message.machine_parts if p.content_type == "message/rfc822"))
    blocks = (text[start.start() :] for text in texts if (start := _REPORTING_MTA.search(text)))
    return next((groups for block in blocks if (groups := delivery_status.recipients(block))), ())


def _is_a_persons_reply(message: Message) -> bool:
    """A reply or a forward: what it quotes is no report to us. Only a server's own opening words outweigh its subject."""
    return bool(_REPLY_OR_FORWARD.match(message.subject)) and not _opens_with_failure(message)


def _speaks_of_failure(message: Message) -> bool:
    return bool(dialects.FAILURE_TEXT.search(message.text[:_WORDS_CHARS]))


def _opens_with_failure(message: Message) -> bool:
    """The first words are a server's, and they list an address: a person greets, tells of himself, passes on or asks."""
    if message.in_reply_to or message.references or _FORWARD.match(message.subject):
        return False
    opening = message.text.lstrip()[:600]
    if "@" not in opening or dialects.PERSON_SPEAKS.search(opening[:300]) or not dialects.FAILURE_TEXT.search(opening):
        return False
    recipients, standing = failed_recipients.read(opening, _bystanders(message), "failed")
    return bool(recipients) and standing is Standing.LISTED


def _split(text: str) -> tuple[str, str]:
    """What the server says, and the returned mail that it pasted below."""
    found = _RETURNED_FIELD.search(text)
    cuts = [found.start() if found else len(text)]
    position = 0
    for line in text.split("\n")[:600]:
        if position and dialects.RETURNED_BELOW.search(line[:300]):
            cuts.append(position)
            break
        position += len(line) + 1
    cut = min(cuts)
    return text[:cut], text[cut:]


def _recipients(message: Message, said: str, returned_to: tuple[str, ...]) -> tuple[FailedRecipient, ...]:
    """The most exact source that names anybody: groups, the header field, the prose, the returned mail, our own envelope."""
    action = "delayed" if _is_delay(message, said) else "failed"
    groups = _groups(message)
    if groups:
        return groups
    prose, standing = failed_recipients.read(said, _bystanders(message), action)
    named = message.header("x-failed-recipients")
    if named:
        return _with_reasons(tuple(a.strip(" <>") for a in named.split(",")[:200] if "@" in a), prose, said, action)
    if prose and (standing is not Standing.NAMED or not returned_to):
        return prose
    guesses = returned_to or _verp(message) or _lone_name(message, said)
    return _with_reasons(guesses, (), said, action)


def _with_reasons(addresses: tuple[str, ...], prose: tuple[FailedRecipient, ...], said: str, action: str) -> tuple[FailedRecipient, ...]:
    known = {r.address.lower(): r for r in prose}
    told = status(said[:_WORDS_CHARS], "4" if action == "delayed" else "5")
    return tuple(known.get(a.lower()) or FailedRecipient(address=a, action=action, status=told) for a in dict.fromkeys(addresses))


def _bystanders(message: Message) -> frozenset[str]:
    sender = (message.sender,) if message.sender else ()
    return frozenset(a.address.lower() for a in (*sender, *message.to, *message.cc))


def _verp(message: Message) -> tuple[str, ...]:
    """The recipient that a variable envelope of ours carries: bounces+user=example.com@…"""
    found = (_VERP.search(address.address) for address in message.to)
    return tuple(f"{match[1]}@{match[2]}" for match in found if match)


def _lone_name(message: Message, said: str) -> tuple[str, ...]:
    """A server that speaks of its own users names them without a domain."""
    found = _LONE_NAME.search(said[:_WORDS_CHARS])
    domain = message.sender.domain if message.sender else ""
    return (f"{found[1]}@{domain}",) if found and domain else ()


def _kind(message: Message, recipients: tuple[FailedRecipient, ...], said: str) -> Kind:
    actions = {recipient.action for recipient in recipients}
    if "failed" in actions:
        return Kind.BOUNCE
    if "delayed" in actions:
        return Kind.DELAY
    if actions:
        return Kind.REPORT  # delivered, relayed, expanded: a receipt that somebody asked for
    return Kind.DELAY if _is_delay(message, said) else Kind.BOUNCE


def _is_delay(message: Message, said: str) -> bool:
    if dialects.GIVEN_UP.search(said[:_WORDS_CHARS]):
        return False
    subject = message.subject[:200]
    is_subject = dialects.DELAY_SUBJECT.search(subject) and not dialects.GIVEN_UP_SUBJECT.search(subject)
    return bool(is_subject or dialects.DELAY_TEXT.search(said[:_WORDS_CHARS]))
