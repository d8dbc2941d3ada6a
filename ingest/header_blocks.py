"""Header blocks inside a text: the "From: … Sent: … To: … Subject: …" that Outlook and others put above an earlier mail.

A newcomer would take every "From:" for one: people also write "Date: 10/28, From: 3:15 PM, To: 3:40 PM" and fill in forms. So a block
needs several labels, and a sender that does not start like a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.wordings import fold, words

_ROLES = ("subject", "reply_to", "copy", "to", "date", "sender")
#: Later roles win where languages share a word: "De" is a sender before all else.
_ROLE_OF = {word: role for role in _ROLES for word in words(role)}
_LONGEST_LABEL = 40
_LONGEST_LINE = 1000
_LABEL = re.compile(r"[\s>*_|]{0,20}([^:：]{1,40}?)[\s*_]{0,4}[:：]\*?(.*)", re.DOTALL)
_MOST_FIELDS = 12
_NUMBER = re.compile(r"\W{0,3}\d")


@dataclass(frozen=True)
class HeaderBlock:
    """`fields` by role (sender, date, to, copy, reply_to, subject); `end` is the index of the line after the block."""

    fields: dict[str, str]
    end: int


def field(line: str) -> tuple[str, str] | None:
    """The role and the value of a labelled line, or None."""
    if ":" not in line[: _LONGEST_LABEL + 24] and "：" not in line[: _LONGEST_LABEL + 24]:
        return None
    found = _LABEL.match(line[:_LONGEST_LINE])
    role = _ROLE_OF.get(fold(found[1])) if found else None
    return (role, found[2].strip(" \t*")) if role and found else None


def header_block(lines: Sequence[str], start: int, *, after_marker: bool = False) -> HeaderBlock | None:
    """The block that begins at that line. After a marker ("Original Message") one sender or subject is enough."""
    first = field(lines[start])
    if first is None or first[0] in ("copy", "reply_to"):  # "cc: our attorney" ends many a letter
        return None
    block = _read(lines, start)
    return block if (_is_marked(block.fields) if after_marker else _is_sure(block.fields)) else None


def _read(lines: Sequence[str], start: int) -> HeaderBlock:
    fields: dict[str, str] = {}
    last, at = "", start
    while at < len(lines) and len(fields) < _MOST_FIELDS:
        found = field(lines[at])
        if found and found[0] not in fields:
            last = found[0]
            fields[last] = found[1]
        elif found or not _continues(lines, at, fields):
            break
        else:
            fields[last] = f"{fields[last]} {lines[at].strip()}".strip()
        at += 1
    return HeaderBlock(fields, at)


def _continues(lines: Sequence[str], at: int, fields: dict[str, str]) -> bool:
    """A wrapped value, or a blank line inside the block (BlackBerry): within two lines comes a label that is still missing."""
    if len(lines[at]) > _LONGEST_LINE:
        return False
    following = (field(line) for line in lines[at + 1 : at + 3])
    return any(found and found[0] not in fields for found in following)


def _is_marked(fields: dict[str, str]) -> bool:
    return "sender" in fields or "subject" in fields


def _is_sure(fields: dict[str, str]) -> bool:
    sender, to = fields.get("sender", ""), fields.get("to", "")
    if _NUMBER.match(sender) and "@" not in sender:
        return False
    known = {role for role in ("sender", "date", "to", "subject") if role in fields}
    if len(known) >= 3 and {"sender", "date"} & known:
        return bool(sender) or "@" in to
    return "date" in known and ("@" in sender or "@" in to)
