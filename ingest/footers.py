"""What companies and programs add below a letter: disclaimers, footers of lists, shops and virus scanners.

A newcomer would cut at "confidential": customers write that too ("this is confidential, but…"). A disclaimer must speak of the message
and make several of the usual claims, or carry its own heading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.phone_signatures import is_phone_signature
from ingest.wordings import fold

_LOOKED_AT = 1800  # characters of a paragraph that tell what it is
_LONGEST_LINE = 600
_MOST_LINES = 60  # of a disclaimer's paragraph
_LONGEST_FOOTER = 500  # a longer paragraph is somebody's letter that speaks of mailing lists
_RULE = " \t_-=*—–"

_MESSAGE = re.compile(
    r"e-?mail|message|communication|transmission|correo|mensaje|mensagem|nachricht|courriel|messaggio|bericht|wiadomo|meddelande|melding"
    r"|сообщени|письмо|邮件|郵件|メール"
)
_CLAIMS = tuple(
    re.compile(stems)
    for stems in (
        r"confiden|vertraulich|riservat|vertrouwelijk|konfidentiell|fortrolig|poufn|конфиденц|机密|保密|機密",
        r"privileg|proprietary|geschutzt|protegid",
        r"intended|bestimmt|destinad|bestemd|avsedd",
        r"recipient|addressee|destinat|empfanger|adressat|geadresseerde|mottagare|адресат|收件人",
        r"disclos|divulg|offenleg|weitergabe",
        r"disseminat|distribut|copying|reproduc|vervielfalt|difusion",
        r"delete|destroy|loschen|vernicht|elimin|supprim|detrui|cancell|borr|apag|verwijder|удал|删除",
        r"notify|inform us|informier|benachricht|avis|notifi|prevenir",
        r"error|irrtum|errore|erreur|erro\b|vergissing|ошибк",
        r"unauthori|prohibit|unbefugt|prohib|interdit|vietat|verboden",
        r"liab|haftung|responsab|virus",
        r"views|opinions|meinung|opiniones",
    )
)
_CLAIMS_NEEDED = 3
_HEADING = re.compile(
    r"[\W_]{0,8}(?:confidentiality|confidential|disclaimer|notice|legal notice|privacy notice|important notice|public records|aviso"
    r"|haftungsausschluss|rechtlicher hinweis|clause de confidentialite|avertissement|avviso)\b[^:.\n]{0,60}[:.\n-]"
)
_FOOTER = re.compile(
    r"consider the environment|before you print|before printing|antes de imprimir|an die umwelt|avant d.imprimer|pensa all.ambiente"
    r"|penser? a l.environnement|unsubscribe|no longer wish to|to be removed from|abmelden|abbestellen|darse de baja"
    r"|cancelar (?:la )?suscripci|se desabonner|se desinscrire|you (?:are receiving|received|are getting) this (?:e-?mail|message|because)"
    r"|mailing list\b|to stop receiving|manage your (?:subscription|preferences)"
    r"|virus-free|checked (?:for viruses|by avast|by avg)|scanned (?:for viruses|by)|libre de virus|virenfrei|sans virus"
    r"|reply to this e?-?mail directly|view it on github|do not edit below|please do not (?:reply to|remove) this"
)


def footer_start(lines: Sequence[str], start: int, end: int) -> int:
    """The index of the first line of the footers at the end of those lines; `end` where there are none."""
    found = end
    while True:
        stop = _last_written(lines, start, found)
        begin = _paragraph_start(lines, start, stop)
        if begin < stop and is_phone_signature(lines[stop - 1]):
            found = stop - 1
        elif begin < stop and is_footer(lines[begin:stop]):
            found = next((at for at in range(begin, stop) if _begins(lines[at])), begin)
        else:
            return _with_rule(lines, start, found, end)


def is_footer(paragraph: Sequence[str]) -> bool:
    said = fold("\n".join(paragraph)[:_LOOKED_AT])
    claims = sum(1 for claim in _CLAIMS if claim.search(said))
    if claims and _HEADING.match(said):
        return True
    if claims >= _CLAIMS_NEEDED and _MESSAGE.search(said):
        return True
    return len(said) <= _LONGEST_FOOTER and bool(_FOOTER.search(said))


def _begins(line: str) -> bool:
    """Without a blank line above, a disclaimer stands right under the sender's name."""
    said = fold(line[:_LONGEST_LINE])
    if _HEADING.match(said) or _FOOTER.search(said) or not line.strip(_RULE):
        return True
    return bool(_MESSAGE.search(said)) and any(claim.search(said) for claim in _CLAIMS)


def _with_rule(lines: Sequence[str], start: int, found: int, end: int) -> int:
    """The rule above a footer belongs to it."""
    above = _last_written(lines, start, found)
    is_ruled = found < end and above > start and not lines[above - 1].strip(_RULE)
    return above - 1 if is_ruled else found


def _last_written(lines: Sequence[str], start: int, end: int) -> int:
    while end > start and not lines[end - 1].strip():
        end -= 1
    return end


def _paragraph_start(lines: Sequence[str], start: int, end: int) -> int:
    highest = max(start, end - _MOST_LINES)
    while end > highest and lines[end - 1].strip():
        end -= 1
    return end
