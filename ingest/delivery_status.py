"""The machine-readable half of a delivery report: RFC 3464 groups, one a recipient (RFC 6533 writes them in UTF-8).

A newcomer would split at blank lines and be done: gateways put blank lines inside a group, several recipients into one, comments into
Action, and the fields of the whole message last.
"""

from __future__ import annotations

import re

from ingest.reply_codes import refine
from tickets.verdict import FailedRecipient

_MAX_GROUPS = 500
_MAX_CHARS = 256_000
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9\-]{1,60})[ \t]{0,8}:[ \t]{0,8}(.{0,4000})")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
_ADDRESS = re.compile(r"(?:\"[^\"\s]{1,64}\"|[^\s<>;,()\"]{1,256})@[^\s<>;,()\"]{1,255}")
#: neither X.400 ("/S=…/") nor a source route ("@a:b@c") nor a host without a domain, which some servers call final
_INTERNET = re.compile(r"[^@/:]{1,256}@[^@/:.]{1,64}\.[^@/:]{1,255}")
_RECIPIENT_FIELDS = ("final-recipient", "original-recipient")
_GROUP_FIELDS = (*_RECIPIENT_FIELDS, "action", "status", "diagnostic-code", "remote-mta", "x-actual-recipient")
_ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")
_ACTION_OF_CLASS = {"5": "failed", "4": "delayed", "2": "delivered"}
_STATUS_OF_ACTION = {"failed": "5.0.0", "delayed": "4.0.0", "delivered": "2.0.0", "relayed": "2.0.0", "expanded": "2.0.0"}

Fields = dict[str, str]


def recipients(text: str) -> tuple[FailedRecipient, ...]:
    """One record a recipient group; the action is the stated one, else what the class of the status means."""
    return tuple(_recipient(group) for group in _groups(text) if _address(group))


def original_message_id(text: str) -> str:
    """The Message-ID that some servers put among the per-message fields."""
    fields = _fields(text)
    ids = (value for name, value in fields if name in ("original-message-id", "x-original-message-id"))
    return next(ids, "").strip("<> ")


def _fields(text: str) -> list[tuple[str, str]]:
    """Unfolded fields in order."""
    fields: list[tuple[str, str]] = []
    for line in text[:_MAX_CHARS].replace("\r\n", "\n").split("\n"):
        if line[:1] in (" ", "\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, f"{value} {line.strip()}"[:4000])
        elif found := _FIELD.match(line):
            fields.append((found[1].lower(), found[2].strip()))
    return fields


def _groups(text: str) -> list[Fields]:
    """A group begins where a field comes that the present group already has: blank lines prove nothing."""
    groups: list[Fields] = [{}]
    for name, value in _fields(text):
        if name not in _GROUP_FIELDS:
            continue
        if name in groups[-1] or (name == "original-recipient" and "final-recipient" in groups[-1] and "action" in groups[-1]):
            if len(groups) >= _MAX_GROUPS:
                break
            groups.append({})
        groups[-1][name] = value
    return groups


def _recipient(group: Fields) -> FailedRecipient:
    diagnostic = _typed(group.get("diagnostic-code", ""))
    stated = _STATUS.search(group.get("status", ""))
    status = refine(stated[1] if stated else "", diagnostic)
    said = group.get("action", "").lower()
    action = next((a for a in _ACTIONS if a in said), "") or _ACTION_OF_CLASS.get(status[:1], "failed")
    status = status or _STATUS_OF_ACTION[action]
    address, original = _address(group), _mailbox(group.get("original-recipient", ""))
    return FailedRecipient(
        address=address,
        action=action,
        status=status,
        diagnostic=diagnostic[:1000],
        original=original if original != address else "",
    )


def _address(group: Fields) -> str:
    """The mailbox that refused (RFC 3464 2.3.2); the one we wrote to where that is no Internet address."""
    stated = [_mailbox(group.get(name, "")) for name in ("final-recipient", "original-recipient", "x-actual-recipient")]
    return next((a for a in stated if _INTERNET.fullmatch(a)), "") or next(filter(None, stated), "")


def _mailbox(value: str) -> str:
    found = _ADDRESS.search(_typed(value))
    return found[0].strip("'[].:") if found else ""


def _typed(value: str) -> str:
    """The value behind its type: "rfc822; a@b" is a@b, "smtp; 550 no" is "550 no"."""
    kind, semicolon, rest = value.partition(";")
    return rest.strip() if semicolon and len(kind.strip()) <= 20 and " " not in kind.strip() else value.strip()
