"""The RFC 3463 status that a diagnostic tells, in codes or in words.

A newcomer would take the first three numbers with dots: an IP address, a version or a queue id looks the same. An enhanced code is
believed first, then the SMTP reply code (RFC 5321 4.2) with the words beside it. Words alone decide only subject and detail; the class
comes from the caller, who knows whether the mail says "given up" or "will be tried again".
"""

from __future__ import annotations

import re

from ingest.phrases import any_of

_TEXT_CHARS = 4_000  # a transcript may be long; what matters stands at its beginning
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?!\.?\d)")
_REPLY = re.compile(r"(?<![\d.:/\-])([45])[0-7]\d(?=[\s\-:#<>;,.\]]|$)(?!\.\d)")

#: (words, "subject.detail", the class they imply or ''); the first match wins, so the particular stands before the general
_WORDS: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (any_of(r"""
        quota|mailbox (?:is )?(?:full|exceed)|(?:mail)?(?:box|folder) is full|full mailbox|too much mail|storage limit
        over[\s\-]?(?:quota|limit)|exceed(?:s|ed|ing) (?:the )?(?:local |storage |mailbox )?limit
    """), "2.2", ""),
    (any_of(r"""
        message (?:size|too (?:big|large))|too (?:big|large)|size (?:exceeds|limit)|exceeds? (?:the )?(?:maximum|fixed|size)
    """), "3.4", ""),
    (any_of(r"""
        retry time(?:out)? (?:exceeded|not reached)|been in the queue too long|giving up|delivery time expired|failing for a long time
        (?:cannot send|not been delivered|undeliver\w{1,10}) (?:message )?for \d|multiple retries|too many (?:attempts|retries)
        delivery (?:temporarily )?suspended|message expired|exceeded (?:maximum )?time
    """), "4.7", "4"),
    (any_of(r"too many hops|mail loop|looping|routing loop|loops back"), "4.6", ""),
    (any_of(r"""
        name service error|temporary (?:dns|name|lookup)|host name lookup|name server (?:timeout|failure)|dns (?:timeout|failure)
    """), "4.3", "4"),
    (any_of(r"""
        connection (?:timed? ?out|refused|reset)|no route to host|(?:host|server) (?:not reachable|unreachable|unavailable)
        did not respond|unable to connect|couldn.t connect|wasn.t able to establish|network is unreachable|no answer
        operation timed out|connect to \S{1,80}:\s
    """), "4.1", "4"),
    (any_of(r"""
        (?:host|domain)(?: name)? (?:\S{1,80} )?(?:unknown|not found|does not exist|lookup failed)|unknown (?:host|domain)
        no such (?:host|domain)|couldn.t find (?:any|a) (?:host|mail)|no mx record|unrouteable (?:mail )?domain|dns error|nxdomain
        could not find a gateway|illegal host|bad destination system|name or service not known
    """), "1.2", "5"),
    (any_of(r"has moved|no longer (?:valid|works|employed)|recipient has changed"), "1.6", "5"),
    (any_of(r"""
        account (?:\S{1,80} )?(?:has been |is |was )?(?:disabled|discontinued|inactive|suspended|locked)
        mailbox (?:is )?(?:disabled|inactive)|user (?:is )?(?:disabled|inactive)|not accepting (?:mail|messages)|has not been collected
    """), "2.1", ""),
    (any_of(r"""
        (?:user|recipient|addressee|mailbox|account|address|alias|person|login)(?:'s)?(?: \S{1,80})? (?:is |was )?(?:unknown|invalid)
        (?:user|recipient|addressee|mailbox|account|address|alias)(?: \S{1,80})? (?:is |was )?(?:not found|unavailable|no longer)
        (?:user|recipient|addressee|mailbox|account|address|alias)(?: \S{1,80})? (?:is |was )?(?:not available|not known|not listed)
        (?:user|recipient|addressee|mailbox|account|address|alias)(?: \S{1,80})? (?:does ?n[o']t exist|not (?:be )?(?:found|recogni))
        (?:name|address|user|recipient) is not (?:known|recogni|listed|valid)
        (?:unknown|invalid|no such|nonexistent|non-existent|illegal|bad)(?: \w{1,12}){0,3} (?:user|recipient|address|mailbox|account|alias)
        no mailbox|no such (?:user|person|address)|not listed in|doesn.t have an? \S{1,80} account|no valid recipients|user doesn.t exist
        not \S{1,60} e-mail users|address (?:couldn.t|wasn.t|could not be) found|not match|not known here|recipient unknown
    """), "1.1", "5"),
    (any_of(r"""
        spam|spf|dkim|dmarc|blacklist|block(?:ed)? ?list|reputation|reverse dns|\bptr\b|\brdns\b|access denied|policy|banned|blocked
        not (?:permitted|authorized|allowed)|permission|relay(?:ing)? (?:denied|not)|refused|rejected|prohibited|content|virus
    """), "7.1", ""),
    (any_of(r"mailbox unavailable|not taken"), "2.0", ""),
    (any_of(r"temporar|try (?:again|later)|deferred|delayed|busy|greylist"), "4.0", "4"),
)  # fmt: skip


def status(text: str, default_class: str) -> str:
    """The RFC 3463 status of a diagnostic, "5.1.1"; `default_class` ("4" or "5") serves where neither a code nor a word tells one."""
    text = text[:_TEXT_CHARS]
    enhanced = [match for match in _ENHANCED.finditer(text) if match[1] != "2"]
    said = next((m for m in enhanced if m[2] != "0"), None)
    if said:
        return said[0]
    if enhanced:
        return f"{enhanced[0][1]}.{_by_words(text)[0] or enhanced[0][0][2:]}"
    reply = _REPLY.search(text)
    code, implied = _by_words(text)
    return f"{reply[1] if reply else implied or default_class}.{code or '0.0'}"


def refine(stated: str, diagnostic: str) -> str:
    """A stated status that says nothing (5.0.0) gives way to what its diagnostic tells in the same class."""
    if stated and not stated.endswith(".0.0"):
        return stated
    told = status(diagnostic, stated[:1] or "5") if diagnostic else ""
    return told if told and (not stated or told[0] == stated[0]) else stated


def _by_words(text: str) -> tuple[str, str]:
    return next(((code, implied) for words, code, implied in _WORDS if words.search(text)), ("", ""))
