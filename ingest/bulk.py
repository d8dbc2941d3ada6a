"""Newsletters, mailing lists, and mail that a filter has marked as spam: all by proof in the header.

A newcomer would call everything with a List-Id bulk: where the desk's own address is a Google or Microsoft 365 group, every customer's
mail carries one. A list that is ours, or an answer to a letter of ours, is no bulk.
"""

from __future__ import annotations

import re

from ingest.machine_senders import is_unattended
from ingest.phrases import any_of
from tickets import tokens
from tickets.identity import Desk
from tickets.message import Message

#: RFC 2369 and RFC 2919, and what list servers set beside them
_LIST_FIELDS = (
    *("list-id", "list-unsubscribe", "list-post", "list-help", "list-subscribe", "list-archive", "list-owner"),
    *("x-mailing-list", "mailing-list", "x-mailman-version", "x-list-name"),
    *("x-campaign", "x-campaignid", "x-mc-user", "x-newsletter", "x-phplist-version"),
)
_LEAVE = any_of(r"""
    unsubscri|opt[\- ]?out|manage (?:your )?(?:e-?mail )?(?:preferences|subscription)
    abmelden|abbestell|d[ée]sinscri|d[ée]sabonn|darse de baja|cancelar (?:la )?(?:su )?suscri
    cancelar (?:a )?(?:sua )?(?:assinatura|inscri)|disiscri|uitschrijven|afmelden|avsluta prenumeration|配信停止|退订|отписаться
""")
_BULK_PRECEDENCE = frozenset({"bulk", "junk", "list"})


def list_mail(message: Message, desk: Desk) -> str:
    """Why it is a newsletter or list mail; '' where nothing in its header proves it."""
    if _is_our_list(message, desk) or any(tokens.in_message_id(i) for i in (*message.in_reply_to, *message.references)):
        return ""
    values = (*message.header_all("precedence"), *message.header_all("x-precedence"))
    if any(value.strip().lower() in _BULK_PRECEDENCE for value in values):
        return "its header says that it is mass mail (Precedence)"
    name = next((name for name in _LIST_FIELDS if message.header(name).strip()), "")
    return f"a newsletter or a mailing list sent it ({name.title()})" if name else ""


def newsletter(message: Message) -> str:
    """Why a mail without list fields is a newsletter all the same: nobody reads its sender's address, and its words tell how to leave."""
    if not is_unattended(message):
        return ""
    ends = f"{message.text[:3_000]}\n{message.text[-3_000:]}"
    return "a newsletter: a no-reply sender, and words on how to unsubscribe" if _LEAVE.search(ends) else ""


def _is_our_list(message: Message, desk: Desk) -> bool:
    """List-Post names the list's address; a group of ours names one of our addresses there."""
    posts = re.findall(r"mailto:([^>?\s]{1,320})", " ".join(message.header_all("list-post"))[:4000])
    if posts:
        return any(desk.is_own(post) for post in posts)
    list_id = message.header("list-id")[-400:].lower()
    return f"<{desk.address.lower().replace('@', '.')}>" in list_id


#: field, value that means spam; the filters of the desk's own side write them, and the topmost instance is theirs
_SPAM_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("x-spam-flag", any_of(r"^\s{0,5}(?:yes|true)\b")),
    ("x-spam-status", any_of(r"^\s{0,5}yes\b")),
    ("x-spam", any_of(r"^\s{0,5}(?:yes|true|spam)\b")),
    ("x-barracuda-spam-flag", any_of(r"^\s{0,5}yes\b")),
    ("x-ses-spam-verdict", any_of(r"^\s{0,5}fail\b")),
    ("x-ses-virus-verdict", any_of(r"^\s{0,5}fail\b")),
    ("x-spamd-result", any_of(r"^\s{0,5}default: true\b")),
    ("x-ms-exchange-organization-scl", any_of(r"^\s{0,5}[5-9]\s{0,5}$")),  # 5 and above is spam to Exchange
    ("x-forefront-antispam-report", any_of(r"(?:SFV:SPM|SFV:SKB|CAT:(?:SPM|HSPM|PHSH|HPHSH|HPHISH|MALW));")),
    ("x-proofpoint-spam-details", any_of(r"^\s{0,5}rule=(?:\w{1,40}_)?spam\b")),
    ("x-yandex-spam", any_of(r"^\s{0,5}4\b")),
    ("x-bogosity", any_of(r"^\s{0,5}(?:spam|yes)\b")),
)


def spam_mark(message: Message) -> str:
    """The filter's word that it is spam, where one stands in the header; '' otherwise."""
    marks = (name for name, means_spam in _SPAM_FIELDS if (value := message.header(name)) and means_spam.search(value[:2000]))
    name = next(marks, "")
    return f"the mail server's filter marked it as spam ({name.title()})" if name else ""
