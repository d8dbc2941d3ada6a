"""What a mail tells beside facts: what was expected and what came, a time that suits, papers of another maker, an installer who is gone.

Each is a judgement on words near each other. The words stand in `told.toml` for a person to read, in English, Spanish, French, Portuguese
and German. What was tried has a model of its own: `classify.steps`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from classify.phrases import places
from tickets.message import Message

_DAY_TO_TIME = 14  # words between a day and its hour: "Tuesday the 14th, any start between 10 and 11:30"
_WHO_TO_GONE = 9
_TIME_TO_WISH = 22  # words between that and the wish for a call

# "Should I open a port?" asks; it expects nothing.
_ASKED_AFTER_SHOULD = frozenset({"i", "we", "you", "my", "our", "the", "this", "that", "they", "it", "these", "those", "he", "she", "have"})
_ASKED_BEFORE_SHOULD = frozenset({"what", "how", "who", "which", "when", "where", "i", "we", "you", "and"})

# A page of papers: a host with a path, but neither a device's own address nor a stream.
_WEB_PAGE = re.compile(r"(?<![\w@/:.])(?:https?://)?(?:[a-z][\w-]{0,40}\.){1,4}[a-z]{2,10}/[\w#-][^\s<>]{1,200}", re.IGNORECASE)
_OF_A_DEVICE = re.compile(r"cgi-bin|rtsp:|/cam/|realmonitor|RPC2", re.IGNORECASE)
_PAPER = re.compile(r"\.(?:pdf|docx?|rtf|txt|md|zip|xml|json|csv|c4z|usp|smw|lua|py|cs)$", re.IGNORECASE)


def tells_expected_and_actual(said: Sequence[str]) -> bool:
    """Both sides: what should have happened, or happens elsewhere, and that it does not."""
    stood = places("expectations", said)
    expects = "expected" in stood or any(_expects(said, at) for at in stood.get("should", ()))
    return "fault" in stood and (expects or "compares" in stood)


def _expects(said: Sequence[str], at: int) -> bool:
    before, after = said[max(0, at - 1) : at], said[at + 1 : at + 2]
    return not (_ASKED_BEFORE_SHOULD.intersection(before) or _ASKED_AFTER_SHOULD.intersection(after))


def names_a_time(said: Sequence[str]) -> bool:
    """A day with an hour, near a wish for a call or a session."""
    stood = places("times", said)
    days, times, wishes = stood.get("day", []), stood.get("time", []), stood.get("wish", [])
    return any(_near(day, times, _DAY_TO_TIME) and _near(day, wishes, _TIME_TO_WISH) for day in days)


def brings_papers(message: Message, said: Sequence[str]) -> bool:
    """Documents of an integration: attached, or linked to, in a mail about one."""
    stood = places("integrations", said)
    if "partner" not in stood:
        return False
    attached = any(_PAPER.search(a.filename) for a in message.attachments)
    return attached or {"brings", "paper"} <= stood.keys() or _links_to_a_page(message.new_text)


def says_the_installer_is_gone(said: Sequence[str]) -> bool:
    """Nobody is referred to an installer who retired, moved or does not answer (desk-rules 16), nor to one of whom he complains (19)."""
    stood = places("installer", said)
    against = [*stood.get("gone", []), *stood.get("wronged", [])]
    return any(_near(who, against, _WHO_TO_GONE) for who in stood.get("who", []))


def _links_to_a_page(text: str) -> bool:
    return any(not _OF_A_DEVICE.search(found.group()) for found in _WEB_PAGE.finditer(text[:20_000]))


def _near(at: int, others: Sequence[int], words: int) -> bool:
    return any(abs(at - other) <= words for other in others)
