"""What the desk knows when it writes to a customer: everything that a letter to him may show, and nothing else.

Names and subjects are a stranger's words. A form letter that repeats them carries his links to whomever he names as its sender, so a name
is shown only where it reads like one, and a subject without its links.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from responders.vocabulary import one_line
from tickets.message import Address
from tickets.understanding import Understanding

_SUBJECT = 120
_NAME = 60
_MOST_WORDS = 6
_PREFIX = re.compile(r"(?:re|fwd?|aw|wg|rv|tr|sv|vs|enc|res)(?:\[\d{1,3}\])? ?: ?", re.IGNORECASE)
_TAG = re.compile(r"\[[A-Za-z]{1,10}-\d{1,10}\] ?")
# An address of any scheme, or bare words that a mail client turns into a link.
_LINK = re.compile(
    r"\S{0,500}(?:://|www\.|@)\S{0,500}"
    r"|\b[\w-]{1,63}\.(?:com|net|org|info|biz|ru|cn|top|xyz|io|co|me|shop|site|online|link)\b\S{0,200}",
    re.IGNORECASE,
)
_NO_NAME = re.compile(r"[@/\\:;<>\[\](){}|=*_#$%^~`\"?!+0-9]|\.\w{2}", re.ASCII)
_SUFFIXES = frozenset(
    {"llc", "inc", "ltd", "corp", "co", "gmbh", "sa", "s.a", "srl", "sl", "lda", "jr", "sr", "ii", "iii", "iv", "esq", "phd", "md"}
)
_CREDENTIAL = 5  # letters: CPP, RCDD
_VIA = re.compile(r"\s+via\s.{0,200}$", re.IGNORECASE)  # a list writes so for whom it cannot name
_ROLES = frozenset(
    {"support", "info", "office", "sales", "service", "team", "admin", "noreply", "no-reply", "accounting", "customer", "mail", "user"}
    | {"accounts", "payable", "receivable", "billing", "purchasing", "department", "dept", "desk", "reception", "board", "manager"}
    | {"helpdesk", "contact", "soporte", "ventas", "contacto", "accueil", "contato", "suporte"}
)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One request, ready to be answered by a letter. Times are aware."""

    number: str  # "IC-1042"
    subject: str  # as the customer wrote it
    requester: Address
    language: str  # of the ticket, '' when unknown
    received_at: datetime
    understanding: Understanding
    earlier_serials: tuple[str, ...] = ()  # on the sender's last tickets
    still_missing: tuple[str, ...] | None = None  # what the ticket lacks with all its mails counted; None: what this mail lacks
    first_response_by: datetime | None = None
    may_print_clock: bool = False  # a clock time may be promised (desk-rules 7)
    is_stub: bool = False  # the mail could not be read
    only_cc: bool = False  # the desk stood in Cc only
    too_late: bool = False  # the letter leaves more than an hour late
    may_ask: bool = True  # False: this person has been asked enough
    mails_together: int = 1  # of this person in the ticket, since somebody answered

    @property
    def missing(self) -> tuple[str, ...]:
        return self.understanding.missing if self.still_missing is None else self.still_missing


def greeting(address: Address) -> str:
    """The display name where it reads like a person's or a company's; '' for a role, a link, or anything odd."""
    name = one_line(_VIA.sub("", address.name).strip("'\" "), _NAME + 1)
    last, comma, first = name.partition(", ")
    if comma and _is_suffix(first, last):
        name = last
    elif comma and " " not in first.strip() and first:
        name = f"{first} {last}"
    words = name.split()
    is_odd = len(name) > _NAME or len(words) > _MOST_WORDS or _NO_NAME.search(name) or _LINK.search(name)
    return "" if is_odd or {word.lower() for word in words} & _ROLES or not any(c.isalpha() for c in name) else name


def _is_suffix(behind: str, name: str) -> bool:
    """ "Acme Security, LLC" and "Jane Doe, RCDD" are not written with the last name first."""
    return behind.lower().strip(". ") in _SUFFIXES or (behind.isupper() and len(behind) <= _CREDENTIAL and not name.isupper())


def plain_subject(subject: str) -> str:
    """The subject without Re:, our tags and links, on one line."""
    line = _LINK.sub("", _TAG.sub("", one_line(subject, 500)))
    for _ in range(10):  # "Re: Fwd: Re: …" of a long thread
        found = _PREFIX.match(line)
        if not found:
            break
        line = line[found.end() :].lstrip()
    return one_line(line.strip(" -–—:,;"), _SUBJECT)
