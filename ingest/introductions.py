"""Lines that introduce an earlier mail: "On … X wrote:", "-----Original Message-----", "Begin forwarded message:".

A newcomer would look for "wrote:" at the end of one line. It is wrapped over up to six, the name may follow the verb (German, Dutch,
Nordic), the verb may be missing (Gmail's "2014-03-20 8:48 GMT+01:00 X <x@y>:"), and people write "he wrote:" in the middle of a letter:
without a date or an address it introduces nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum

from ingest.wordings import fold, words

_MOST_LINES = 6
_LONGEST = 500  # characters of an introduction, with a long address and a long name
_ON = words("on")
_FIRST_UNSPACED = "\u0590"  # Hebrew, Arabic, then Thai, Chinese, Japanese, Korean: the verb is glued to its neighbours
_GLUED_VERBS = tuple(word for word in words("wrote") if word >= _FIRST_UNSPACED)
_VERBS = frozenset(word for word in words("wrote") if word < _FIRST_UNSPACED and " " not in word)
_PHRASES = tuple(f" {word} " for word in words("wrote") if word < _FIRST_UNSPACED and " " in word)
_WORD = re.compile(r"[\w()/]+")
_TIME = re.compile(r"\d{1,2}[:.h]\d{2}")
_DATE = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}|\d ?年"
    r"|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d"
)
_STARTS_WITH_DATE = re.compile(r"(?:\w{2,12}[.,]{0,2} ){0,2}\d{1,4}[./年 -]")
_GLUED = re.compile(r"\w\W{0,8}[\s-]On (?:\w{2,9},? )?\w{3,9} \d{1,2}, ")
_CLUE = re.compile(r"[\d@<]|-- ")
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069"  # direction marks around Hebrew and Arabic lines
_EDGES = f" \t\u00a0{_UNSEEN}-–—*_>|"


class Marker(Enum):
    """What a line announces."""

    ORIGINAL = "original"  # of a reply, by most clients; of a forward too, by some
    FORWARDED = "forwarded"
    REPLY_ABOVE = "reply above"  # "Please type your reply above this line": below stands the letter of the help desk that set it


_MARKERS = dict.fromkeys(words("original"), Marker.ORIGINAL) | dict.fromkeys(words("forwarded"), Marker.FORWARDED)
_LONGEST_MARKER = 160
_FORWARDED_BY = re.compile(r"-{3,40} ?forwarded (?:by|message from) .{1,100}$")
_FRAMED = re.compile(r"[-_=*#~]{2,}")
_REPLY_ABOVE = re.compile(
    r"(?:reply|respond|respuesta|responda|responde|reponse|repondez|repondre|antwort|antworten|resposta|responda|risposta|rispondi|antwoord)"
    r".{0,40}(?:above|por encima|encima de|arriba de|au-dessus|uber|oberhalb|acima|sopra|boven)"
    r".{0,20}(?:line|linea|ligne|zeile|linie|linha|riga|regel|lijn)"
)
_REPLY_ABOVE_ALONE = re.compile(r"(?:please )?(?:type your )?(?:reply|respond) above this line\.?$", re.IGNORECASE)


def marker(line: str) -> Marker | None:
    """What a line that stands alone announces, or None."""
    if not 8 <= len(line) <= _LONGEST_MARKER and not (line and line[0] > "\x7f"):
        return None
    plain = line.strip()[:_LONGEST_MARKER]
    is_bare = bool(_REPLY_ABOVE_ALONE.match(plain))
    if not (is_bare or _FRAMED.match(plain) or plain.endswith((":", "："))):
        return None
    folded = fold(plain)
    if is_bare or _REPLY_ABOVE.search(folded):
        return Marker.REPLY_ABOVE
    if _FORWARDED_BY.match(folded):
        return Marker.FORWARDED
    return _MARKERS.get(folded.strip("-_=*#~: "))


def is_bare_marker(line: str) -> bool:
    """ "Original Message" without dashes: words like others, unless an earlier mail follows."""
    return len(line) <= _LONGEST_MARKER and fold(line) in _MARKERS


def introduction(lines: Sequence[str], start: int) -> int:
    """The index after the introduction that begins at that line; `start` itself where none does."""
    if not _CLUE.search(lines[start][:_LONGEST]):
        return start
    for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
        if end > start + 1 and not _goes_on(lines, end - 1):
            return start
        if _may_end(lines, end) and _introduces(lines, start, end):
            return start if _begins_later(lines, start, end) else end
        if _has_colon(lines[end - 1]):
            return start
    return start


def _has_colon(line: str) -> bool:
    return line.rstrip(f" \t\u00a0*{_UNSEEN}")[-1:] in (":", "：")


def _may_end(lines: Sequence[str], end: int) -> bool:
    last = lines[end - 1].rstrip()
    return _has_colon(last) or last.endswith("--") or (last.endswith(">") and _is_quoted(lines, end))


def _begins_later(lines: Sequence[str], start: int, end: int) -> bool:
    """A date or an address in the line above, or words before "On …" in the same line, belong to the letter."""
    dated = (later for later in range(start + 1, end) if _DATE.search(fold(lines[later][:_LONGEST])))
    return any(_introduces(lines, later, end) for later in dated) or bool(_GLUED.search(lines[start][:_LONGEST]))


def _goes_on(lines: Sequence[str], at: int) -> bool:
    """Within an introduction there is no blank line, unless an address in brackets follows (Polymail)."""
    line = lines[at].strip()
    if not line:
        return at + 1 < len(lines) and lines[at + 1].lstrip().startswith("<")
    return not line.startswith(">") or (len(line) < 40 and _has_colon(line))


def _introduces(lines: Sequence[str], start: int, end: int) -> bool:
    if sum(len(line) for line in lines[start:end]) > _LONGEST:
        return False
    raw = " ".join(lines[start:end]).strip()
    said = fold(raw.strip(_EDGES))
    if not said:
        return False
    dated, addressed = bool(_DATE.search(said)), "@" in said
    if _tells_who_wrote(said):
        # Thunderbird's "X wrote on 11/23/2026 9:00 AM:" might be said of a recorder too, so its ">" must follow.
        return (addressed and said.endswith(":")) or _is_framed(raw) or (dated and (_opens(said) or _is_quoted(lines, end)))
    if addressed and said.endswith(":") and _TIME.search(said) and _STARTS_WITH_DATE.match(said):
        return True
    if raw.endswith(">"):  # Gmail's oldest: "2011/4/7 X <x@y>", without a colon
        return addressed and bool(_STARTS_WITH_DATE.match(said)) and _is_quoted(lines, end)
    return (addressed or (dated and bool(_TIME.search(said)))) and said.endswith(":") and _is_quoted(lines, end)


def _tells_who_wrote(said: str) -> bool:
    spoken = _WORD.findall(said)
    if not _VERBS.isdisjoint(spoken):
        return True
    text = f" {' '.join(spoken)} "
    return any(phrase in text for phrase in _PHRASES) or (not said.isascii() and any(verb in said for verb in _GLUED_VERBS))


def _is_framed(raw: str) -> bool:
    """Android's "---- John Smith wrote ----"."""
    return raw.startswith("--") and raw.endswith("--")


def _opens(said: str) -> bool:
    first, _, rest = said.partition(" ")
    if first in _ON or f"{first} {rest.partition(' ')[0]}" in _ON:
        return True
    return bool(_STARTS_WITH_DATE.match(said)) or said[0] >= _FIRST_UNSPACED


def _is_quoted(lines: Sequence[str], at: int) -> bool:
    return next((line for line in lines[at : at + 2] if line.strip()), "").lstrip().startswith(">")
