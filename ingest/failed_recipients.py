"""The recipients that a delivery report names in prose, where no machine-readable part does.

A newcomer would take every address in the text. A report also names its postmaster, the sender, an alias and the help page, so each
mention has a standing: one that opens a line or stands behind "recipient:" beats one in a sentence about failure, which beats a bare one.
Only the mentions of the best standing count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from itertools import islice

from ingest import dialects, machine_senders
from ingest.reply_codes import status
from tickets.verdict import FailedRecipient

_MAX_LINES = 600
_LINE_CHARS = 1_000
_MAX_RECIPIENTS = 200
_MAX_MENTIONS = 400
_MAX_IN_LINE = 20
_REASON_LINES = 8
_ADDRESS = re.compile(r"(?:[^\s<>()\[\]:;,\"'@\\|]{1,64}|\"[^\"\s@]{1,64}\")@[\w][\w.\-]{0,252}")
_OPENING = " \t>*•·|-–\"'<[(=._#"
_CLOSING = " \t>\"'])"
_TYPE = re.compile(r"(?i)^(?:smtp|rfc822|internet|mailto)=")
_BULLET = re.compile(r"^[*•·]+(?=[^*•·@])")  # "*a@b" is a list; "***@b" is how some servers hide a name
_REPLY_CODE = re.compile(r"[45]\d\d[ \-](?:[45]\.\d{1,3}\.\d{1,3} )?[ <]{0,3}$")  # "550 5.1.1 <a@b>... User unknown": sendmail's transcript
_ENDS_LIST_HEAD = re.compile(r"(?:[:：]|[\-=*_]{3,})$")


class Standing(IntEnum):
    LISTED = 0
    IN_A_FAILURE = 1
    NAMED = 2


@dataclass(frozen=True, kw_only=True)
class _Mention:
    address: str
    standing: Standing
    line: int


def read(report: str, bystanders: frozenset[str], action: str) -> tuple[tuple[FailedRecipient, ...], Standing]:
    """The recipients and how well they stand. `bystanders` (lower case) are the reporter's own address and ours: they count only where
    they are listed and nobody else is."""
    lines = [line[:_LINE_CHARS].rstrip() for line in report.split("\n")[:_MAX_LINES]]
    mentions = list(islice(_mentions(lines), _MAX_MENTIONS))
    others = [m for m in mentions if not _is_bystander(m, bystanders)]
    chosen = _best(others) or _best([m for m in mentions if m.standing is Standing.LISTED])
    found = tuple(_recipient(m, chosen, lines, action) for m in _each_once(chosen)[:_MAX_RECIPIENTS])
    return found, chosen[0].standing if chosen else Standing.NAMED


def _mentions(lines: list[str]) -> Iterator[_Mention]:
    previous = ""  # the last line with words
    listing = False  # whether it was a listed address
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        here = list(_mentions_in(line, number, _following(lines, number), listing, previous))
        yield from here
        listing = any(m.standing is Standing.LISTED for m in here)
        previous = line


def _mentions_in(line: str, number: int, following: str, listing: bool, previous: str) -> Iterator[_Mention]:
    places = list(islice(_ADDRESS.finditer(line), _MAX_IN_LINE))
    opens = bool(places) and (listing or _opens_list(previous))
    for found in places:
        address = _BULLET.sub("", _TYPE.sub("", found[0])).rstrip(".-_")
        typed = found[0][: found[0].find(address)]
        standing = _standing(line[: found.start()] + typed, line[found.end() :], following, opens)
        if standing is not None:
            yield _Mention(address=address, standing=standing, line=number)


def _following(lines: list[str], number: int) -> str:
    return next((later for later in lines[number + 1 : number + 3] if later.strip()), "")


def _opens_list(line: str) -> bool:
    """A line after which addresses are listed: it ends with a colon or a rule, or says what failed."""
    return bool(_ENDS_LIST_HEAD.search(line.rstrip()[-80:]) or dialects.FAILURE_TEXT.search(line[:200]))


def _standing(before: str, after: str, following: str, opens: bool) -> Standing | None:
    """None for the address of the sender, of the one to ask for help, or of a link."""
    near, tail = before[-80:], after[:200].lstrip(_CLOSING)
    head = before.lstrip(_OPENING)[:200]
    if dialects.BEFORE_FAILED.search(near) or (_REPLY_CODE.fullmatch(before.lstrip()[:40]) and tail.startswith("...")):
        return Standing.LISTED
    if dialects.BEFORE_BYSTANDER.search(near):
        return None
    if not head and (opens or tail[:1] in (":", "…", ".") or dialects.REASON.search(f"{tail} {following[:200]}")):
        return Standing.LISTED
    if dialects.REASON.search(f"{head} {tail}"):
        return Standing.IN_A_FAILURE
    return Standing.NAMED


def _is_bystander(mention: _Mention, bystanders: frozenset[str]) -> bool:
    address = mention.address.lower()
    if address in bystanders:
        return True
    return mention.standing is not Standing.LISTED and bool(machine_senders.DAEMON.fullmatch(address.partition("@")[0]))


def _best(mentions: list[_Mention]) -> list[_Mention]:
    best = min((m.standing for m in mentions), default=Standing.NAMED)
    return [m for m in mentions if m.standing is best]


def _each_once(mentions: list[_Mention]) -> list[_Mention]:
    return list({m.address.lower(): m for m in reversed(mentions)}.values())[::-1]


def _recipient(mention: _Mention, others: list[_Mention], lines: list[str], action: str) -> FailedRecipient:
    diagnostic = _reason(mention, others, lines)
    return FailedRecipient(
        address=mention.address,
        action=action,
        status=status(diagnostic, "4" if action == "delayed" else "5"),
        diagnostic=diagnostic,
    )


def _reason(mention: _Mention, others: list[_Mention], lines: list[str]) -> str:
    """The words beside the address and below it, up to the next recipient."""
    address = mention.address.lower()
    stops = [m.line for m in others if m.line > mention.line and m.address.lower() != address]
    end = min([mention.line + _REASON_LINES, len(lines), *stops])
    words = " ".join(line.strip() for line in lines[mention.line : end] if line.strip())
    return words[:1000]
