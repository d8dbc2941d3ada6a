"""Where a letter's signature begins.

A newcomer would cut at "Regards,": the closing and a bare name are the sender's words, and what follows them may be a serial number.
A signature is one of: what stands under "-- "; a dash with a name ("-Bo Lindqvist") as the last line; a last paragraph that starts with
a name and tells how to reach its owner; the same in several paragraphs, under a closing or where each of them is a card's. Whatever
holds a fact about a device, a question or a sentence, or follows a colon, is not one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DELIMITER = re.compile(r"(?:--|—|–|––|\*--\*)[ \t\u00a0]{0,4}$")
_RULE = re.compile(r"[-_=*]{3,80}\s{0,4}$")
#: the capitals of Latin, Greek and Cyrillic, for which re has no class: Óscar, Ülkü, Žiga
_CAPITAL = f"[{''.join(letter for letter in map(chr, range(0x530)) if letter.isupper())}]"
_LETTER = r"[\w\u0300-\u036f.'’-]"  # an accent may follow its letter as a character of its own
_DASHED_NAME = re.compile(rf"[-–—~]{_CAPITAL}{_LETTER}{{0,20}}(?: {_CAPITAL}{_LETTER}{{0,20}}){{0,2}}\s{{0,4}}$")
_MOST_LINES = 12
_MOST_LINES_UNDER_DELIMITER = 25
_MOST_LINES_OF_CARD = 20  # under a closing; Outlook's plain part sets a blank line between any two
_LONGEST_LINE = 100
_MOST_WORDS = 3  # that begin small, in a line that ends like a sentence

_NAME = re.compile(
    r"(?:(?:i\. ?[AV]\.|ppa\.|gez\.) )?"  # on behalf of, in German
    rf"{_CAPITAL}{_LETTER}{{0,24}}(?: (?:{_CAPITAL}{_LETTER}{{0,24}}|[dv][aeiou][nrs]?|y|e|of|the|&)){{0,5}}"
    r"(?:,? [\w\u0300-\u036f .,'’/|&()+-]{1,60})?\s{0,4}$"
)
_CLOSING = re.compile(
    r"(?:(?:best|kind|warm|warmest|many|with kind|thanks and|yours|com os melhores|melhores|com os meus) )?"
    r"(?:regards|wishes|thanks|thank you|thx|ty|cheers|sincerely|truly"
    r"|respectfully|mahalo|aloha|saludos|atentamente|atte|gracias|un saludo|cordialement|merci|bien à vous|salutations|mfg|gruß|grüße|danke"
    r"|mit freundlichen grüßen|viele grüße|liebe grüße|atenciosamente|obrigad[oa]|abraços|cumprimentos|att(?=[.,!]?\s*$)|cordiali saluti"
    r"|grazie|met vriendelijke groet|groeten|warmly)\b[^@\d]{0,30}[,.!]?$",
    re.IGNORECASE,
)
_SEPARATED = re.compile(r"[|•·,/]| [-–—] ")
#: How to reach somebody: a telephone number, an address, a site.
_REACH = re.compile(
    r"(?<![\w.])\+?\(?\d{2,4}\)?[ .\-/]{1,2}\d{3,4}[ .\-/]?\d{2,5}(?!\w)"
    r"|\b(?:tel|phone|fax|cell|mobile|ph|direct|office|tfno|telefono)\b[.: ]{1,3}\+?\(?\d"
    r"|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,40}|\bwww\.\w|\bhttps?://|^via mobile$",
    re.IGNORECASE,
)
#: Who somebody is: a company, a licence, a post, a street.
_POSITION = re.compile(
    r"\b(?:llc|inc|ltd|gmbh|corp|co\.|s\.a\.|s\.l\.|srl|pty|plc|lic\b|lic\.|license|licence|certified|manager|director|engineer|technician"
    r"|lead|owner|president|ceo|cto|purchasing|coordinator|administrator|supervisor|principal|secretary|clerk|operations|support|sales"
    r"|service|install\w{0,6}|integrat\w{0,6}|systems?|security|technolog\w{0,4}|solutions|electronics|alarm|audio|video|gerente"
    r"|ingenier\w|tecnico)\b"
    r"|, [A-Z]{2}\b|\b\d{1,6} [A-Z]\w{1,20}(?: \w{1,20}){0,3} (?:st|street|ave|avenue|road|rd|blvd|suite|ste|dr|drive|lane|ln|hwy)\b",
    re.IGNORECASE,
)
#: What a support person must read: a serial number, a version, the words beside them.
_FACT = re.compile(
    r"\b(?:serial|s/n|sn|firmware|fw|version|ver|build|model|p2p|nvr|dvr|port|password|channel|ticket|case|order|rma|po)\b[ #:.]"
    r"|\b(?=[A-Z]{0,14}\d)(?=\d{0,14}[A-Z])[0-9A-Z]{11,18}\b|\bv?\d{1,2}\.\d{3}\.\d{4}",
    re.IGNORECASE,
)


def is_closing(line: str) -> bool:
    """ "Kind regards,", "Gracias", "Com os melhores cumprimentos,"."""
    return bool(_CLOSING.match(line.strip()[:_LONGEST_LINE]))


def signature_start(lines: Sequence[str], start: int, end: int) -> int:
    """The index of the signature's first line within those lines; `end` where there is none."""
    while end > start and not lines[end - 1].strip():
        end -= 1
    under = _under_delimiter(lines, start, end)
    if under < end:
        return under
    if end - 1 > start and _DASHED_NAME.match(lines[end - 1]) and not lines[end - 2].strip():
        return end - 1
    block = _last_paragraph(lines, start, end)
    block += block < end and is_closing(lines[block])
    if block > start and not _is_introduced(lines, start, block) and _is_contact(lines[block:end]):
        return block
    return _card_in_paragraphs(lines, start, end)


def _under_delimiter(lines: Sequence[str], start: int, end: int) -> int:
    """RFC 3676 4.3: "-- " alone on its line, with or without the blank; under another rule only a visiting card counts."""
    for at in range(max(start + 1, end - _MOST_LINES_UNDER_DELIMITER), end):
        if _DELIMITER.match(lines[at]) or (_RULE.match(lines[at]) and _is_card(lines[at + 1 : end])):
            return at
    return end


def _is_card(block: Sequence[str]) -> bool:
    """Only short lines, one of which tells how to reach somebody."""
    return all(_is_plain(line) for line in block) and any(_reaches(line) for line in block)


def _last_paragraph(lines: Sequence[str], start: int, end: int) -> int:
    at = end
    while at > start and lines[at - 1].strip() and end - at <= _MOST_LINES:
        at -= 1
    return at


def _card_in_paragraphs(lines: Sequence[str], start: int, end: int) -> int:
    """Where such a card begins; `end` where none stands there."""
    first = max(start + 1, end - 2 * _MOST_LINES_OF_CARD)
    closing = next((at for at in range(end - 1, first - 1, -1) if is_closing(lines[at])), -1)
    if closing >= 0:
        block = next((at for at in range(closing + 1, end) if lines[at].strip()), end)
        return block if _is_card_of_somebody(lines, start, block, end) else end
    places = (at for at in range(first, end) if lines[at].strip() and not lines[at - 1].strip())
    return next((at for at in places if _is_lone_card(lines, start, at, end)), end)


def _is_lone_card(lines: Sequence[str], start: int, block: int, end: int) -> bool:
    """Without a closing above: a name with a post or a company beside or below it, and no paragraph that is not a card's."""
    if not _is_card_of_somebody(lines, start, block, end) or not _names_a_post(lines[block:end]):
        return False
    _, *paragraphs = "\n".join(line.strip() for line in lines[block:end]).split("\n\n")
    return all(_REACH.search(text) or _POSITION.search(text) or " | " in text for text in paragraphs if text)


def _names_a_post(block: Sequence[str]) -> bool:
    first, second = [line[:_LONGEST_LINE] for line in block if line.strip()][:2]
    post = first if _SEPARATED.search(first) else second
    return bool(_POSITION.search(post)) and "@" not in post


def _is_card_of_somebody(lines: Sequence[str], start: int, block: int, end: int) -> bool:
    written = [line for line in lines[block:end] if line.strip()]
    return not _is_introduced(lines, start, block) and _is_contact(written, _MOST_LINES_OF_CARD)


def _is_introduced(lines: Sequence[str], start: int, block: int) -> bool:
    """ "Please ship to:" stands above it: then it is what the letter says."""
    above = next((lines[at].rstrip() for at in range(block - 1, start - 1, -1) if lines[at].strip()), "")
    return above.endswith((":", "：", " to", " is", " at"))


def _is_contact(block: Sequence[str], most: int = _MOST_LINES) -> bool:
    """Two or more lines: a name, and how to reach its owner or who he is."""
    if not 2 <= len(block) <= most or not _NAME.match(_bare(block[0])):
        return False
    placed = sum(1 for line in block if _POSITION.search(line[:_LONGEST_LINE]))
    reached = any(_reaches(line) for line in block[1:])
    return (reached or placed >= 2) and all(_is_plain(line) for line in block)


def _bare(line: str) -> str:
    """Without the stars by which Gmail's plain part shows bold letters."""
    return line.strip(" \t\u00a0*_")[:_LONGEST_LINE]


def _reaches(line: str) -> bool:
    return bool(_REACH.search(_bare(line)))


def _is_plain(line: str) -> bool:
    return len(line) <= _LONGEST_LINE and not line.rstrip().endswith(("?", ":")) and not _FACT.search(line) and not _is_sentence(line)


def _is_sentence(line: str) -> bool:
    words = line.split()
    small = sum(1 for word in words if word[0].islower() and "@" not in word and "." not in word[:-1])
    return small > _MOST_WORDS and (2 * small > len(words) or line.rstrip().endswith((".", "!")))
