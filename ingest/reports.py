"""Reports that machines send about mail, other than of its delivery: abuse complaints, DMARC and TLS reports, read receipts,
accepted invitations.

A newcomer would look at the outer content type only. Hotmail forwards the complained-of mail without any report part, DMARC reports are
known by their subject (RFC 7489 7.2.1.1), and Dovecot wraps a refusal in a read receipt: that one is a bounce.
"""

from __future__ import annotations

import re

from ingest import calendar
from ingest.phrases import any_of
from tickets.message import Message

_ABUSE_TYPES = ("message/feedback-report", "application/feedback-report")
_HOTMAIL_MARK = "x-hmxmroriginalrecipient"
_HOTMAIL_SUBJECT = re.compile(r"complaint about message from ", re.IGNORECASE)
#: the first line that RFC 5965's own examples set, and that gateways keep when they drop the report's structure
_ABUSE_TEXT = any_of(r"\s{0,20}this is an? (?:[\w.\-]{1,30} ){0,2}(?:abuse|opt-out|fraud|virus|spam) report for an e-?mail")
_DMARC_SUBJECT = re.compile(r"report domain:\s{0,4}\S{1,255}[;\s]{1,4}submitter:", re.IGNORECASE)
#: receiver!domain!begin!end[!id].xml.gz (RFC 7489 7.2.1.1) and the TLS twin (RFC 8460 5.1)
_REPORT_FILE = re.compile(r"[^!\s]{1,255}![^!\s]{1,255}!\d{9,11}!\d{9,11}(?:![^\s]{0,100})?\.(?:xml|zip|json)(?:\.gz)?$", re.IGNORECASE)
#: what is left of Exchange's receipts where a gateway or an old server drops their report
_RECEIPT_SUBJECT = any_of(r"""
    (?:not )?read|read receipt|gelesen|ungelesen gel[öo]scht|(?:non )?lu|le[íi]do|lid[oa]|letto|gelezen
""", anchored=r"\s{0,5}(?:{})\s{0,3}:")
_RECEIPT_TEXT = any_of(r"""
    your message\b.{0,900}\bwas (?:read|displayed|deleted without being read)\b|ihre nachricht\b.{0,900}\b(?:gelesen|gel[öo]scht)\b
    votre message\b.{0,900}\b(?:a [ée]t[ée] lu|supprim[ée])\b|(?:su|el) mensaje\b.{0,900}\b(?:le[íi]do|eliminado)\b
    (?:a )?(?:sua|vossa) mensagem\b.{0,900}\b(?:lida|eliminada|exclu[íi]da)\b|uw bericht\b.{0,900}\bgelezen\b
""", anchored=r"(?s:\s{0,40}(?:{}))")

#: what calendar programs write below an acceptance; whatever else stands there is a person's
_ACCEPTED = any_of(r"accepted|aceptad[oa]|aceptó|accepté|angenommen|zugesagt|aceit(?:ou|o)|accettato")
_OF_A_PROGRAM = 40  # words of such a text


def abuse_report(message: Message) -> str:
    """Why it is a complaint about mail (RFC 5965), a DMARC or a TLS report; '' where it is none."""
    if "report-type=feedback-report" in message.content_type or any(p.content_type in _ABUSE_TYPES for p in message.machine_parts):
        return "an abuse report about mail (RFC 5965)"
    if message.header(_HOTMAIL_MARK) or (_HOTMAIL_SUBJECT.match(message.subject) and message.machine_parts):
        return "an abuse report about mail, in Hotmail's form"
    if _ABUSE_TEXT.match(message.text[:200]):
        return "an abuse report about mail, by its first words"
    if "report-type=tlsrpt" in message.content_type or message.header("tls-report-domain"):
        return "a report on encrypted transport (RFC 8460)"
    if _DMARC_SUBJECT.search(message.subject[:500]) or any(_REPORT_FILE.fullmatch(a.filename) for a in message.attachments[:20]):
        return "a DMARC report about mail in our name"
    return ""


def read_receipt(message: Message) -> str:
    """Why it is a receipt for a mail of ours that was shown or deleted (RFC 8098); '' where it is none."""
    if "report-type=disposition-notification" in message.content_type:
        return "a read receipt (RFC 8098)"
    by_words = _RECEIPT_SUBJECT.match(message.subject) and _RECEIPT_TEXT.match(message.text[:2_000])
    return "a read receipt, by Outlook's words" if by_words else ""


def acceptance(message: Message) -> str:
    """Why it only says that an invitation was accepted; '' for a refusal, another time, and whatever its writer says himself."""
    files = (a.content.decode("utf-8", "replace") for a in message.attachments[:20] if a.content_type == "text/calendar")
    if not any(calendar.accepts(text) for text in files):
        return ""
    words = message.new_text
    is_of_a_program = words.startswith("accepts ") or (_ACCEPTED.search(words) and len(words.split()) <= _OF_A_PROGRAM and "?" not in words)
    return "a calendar program accepted an invitation (RFC 5546)" if is_of_a_program or not words else ""
