"""The warnings that a mail gateway puts above a letter: "CAUTION: This email originated from outside", "[EXTERNAL]".

A newcomer would drop the paragraph: gateways often leave no blank line, so the letter's first words stand in the same one. A banner ends
with the first line that speaks of neither senders nor links.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.wordings import fold

_LOOKED_AT = 600  # characters of a paragraph
_MOST_PARAGRAPHS = 4

_OPENER = re.compile(
    r"[\W_]{0,8}(?:caution|warning|attention|external|externe?r?|externo|externa|precaucion|advertencia|achtung|vorsicht|let op|attenzione"
    r"|zjqcmqryfpfpt|you don.?t often get e?-?mail from|some people who received this message|be careful with this message"
    r"|this is an external|this (?:e-?mail|message) (?:is from|came from|originated|was sent from|has originated)|\[ext)"
)
_CLAIM = re.compile(
    r"extern|outside|originat|unknown sender|often get|suspicious|banner(?:start|end)|not from within"
    r"|fuera de|hors de|ausserhalb|al di fuori|buiten"
)
_GOES_ON = re.compile(
    r"click|links?\b|attachments?\b|sender|content is safe|recogni[sz]e|learn why|organi[sz]ation|enlaces|adjuntos|anhange|bannerend"
)


def banner_end(lines: Sequence[str], start: int, end: int) -> int:
    """The index after the banners on top of those lines; `start` where there are none."""
    at, found = start, start
    for _ in range(_MOST_PARAGRAPHS):
        while at < end and not lines[at].strip():
            at += 1
        stop = _banner(lines, at, end)
        if stop == at:
            return found
        at = found = stop
    return found


def _banner(lines: Sequence[str], start: int, end: int) -> int:
    paragraph = start
    while paragraph < end and lines[paragraph].strip() and paragraph - start < _MOST_PARAGRAPHS * 2:
        paragraph += 1
    said = fold(" ".join(lines[start:paragraph])[:_LOOKED_AT])
    if not (_OPENER.match(said) and _CLAIM.search(said)):
        return start
    at = start + 1
    while at < paragraph and _is_more(fold(lines[at][:_LOOKED_AT])):
        at += 1
    return at


def _is_more(said: str) -> bool:
    return bool(_GOES_ON.search(said) or _CLAIM.search(said)) or len(said) < 3
