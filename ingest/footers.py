"""What companies and programs add below a letter: disclaimers, footers of lists, shops and virus scanners.

A newcomer would cut at "confidential", or at "error", "recipient", "delete": customers write that too, of the mails their recorder sends.
A disclaimer must speak of the message and make several of the usual claims, or carry its own heading; it neither asks nor says "I"; and
the only words of a mail are its sender's unless they are law beyond doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.phone_signatures import is_phone_signature
from ingest.sign_offs import is_closing
from ingest.wordings import fold

_LOOKED_AT = 1800  # characters of a paragraph that tell what it is
_LONGEST_LINE = 600
_MOST_LINES = 60  # of a disclaimer's paragraph
_LONGEST_FOOTER = 500
_RULE = " \t_-=*—–"

_MESSAGE = re.compile(
    r"e-?mail|message|communication|transmission|correo|mensaje|mensagem|nachricht|courriel|messaggio|bericht|wiadomo|meddelande|melding"
    r"|(?:questa|presente|esta) comunica[czs]|сообщени|письмо|邮件|郵件|メール"
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
_CLAIMS_OF_LAW = 4
#: whom the message was meant for, and what to do when it went astray: what no customer says of his recorder's mails
_ASTRAY = re.compile(
    r"intended (?:recipient|only|solely|exclusively|for)|addressee|not the (?:named|proper|right|correct)"
    r"|received? .{0,60}\b(?:in|by) (?:error|mistake)"
    r"|sent to you (?:in|by) (?:error|mistake)|(?:solely|exclusively|only) for the (?:use|person|attention|individual|recipient)"
    r"|nicht der .{0,40}(?:adressat|empfanger)|irrtum|versehentlich|ausschliesslich fur|bestimmt fur"
    r"|(?:no es|no fuer[ae]|no sea|si usted no).{0,40}destinatari|recibid[oa] .{0,60}(?:error|equivoc)|exclusiv.{0,60}destinatari"
    r"|destinatari[oa]s? (?:previst|indicad|final|autorizad|correct|a quien)|dirigid[oa]s? .{0,60}destinatari"
    r"|par erreur|n.etes pas .{0,40}destinataire|destinee? (?:exclusiv|uniquement)|destinataires? (?:designe|indique|prevu|vise)"
    r"|nao (?:e|seja|for) .{0,40}destinatari|receb(?:id[oa]|eu) .{0,60}(?:engano|erro)|(?:ricevut|pervenut)[oa] .{0,60}errore"
    r"|non (?:e|siete) .{0,40}destinatari"
    r"|ten onrechte|niet de .{0,40}(?:ontvanger|geadresseerde)|uitsluitend bestemd|адресат|получател|收件人|受信者"
)
#: headings that nothing else has
_HEADING = re.compile(
    r"[\W_]{0,8}(?:confidentiality|disclaimer|legal notice|privacy notice|important notice|public records|aviso (?:legal|de|importante)"
    r"|haftungsausschluss|rechtlicher hinweis|clause de confidentialite|avertissement|avviso"
    r"|nota (?:di riservatezza|de confidencialidad))\b[^:.\n]{0,60}[:.\n-]"
)
#: and those that customers write too: "Notice: error on disk 1"
_WEAK_HEADING = re.compile(r"[\W_]{0,8}(?:confidential|notice|aviso)\b[^:.\n]{0,60}[:.\n-]")
_WEAK_CLAIMS_NEEDED = 2
#: what only programs and companies write
_FOOTER = re.compile(
    r"consider the environment|before you print|before printing|antes de imprimir|an die umwelt|avant d.imprimer|pensa all.ambiente"
    r"|penser? a l.environnement|you (?:are receiving|received|are getting) this (?:e-?mail|message|because)"
    r"|manage your (?:subscription|preferences)"
    r"|virus-free|checked (?:for viruses|by avast|by avg)|scanned (?:for viruses|by)|libre de virus|virenfrei|sans virus"
    r"|reply to this e?-?mail directly|view it on github|do not edit below|please do not (?:reply to|remove) this"
    r"|^_{3,40} informacion de \w{1,20}|mensaje ha sido (?:analizado|comprobado|verificado)"
    r"|(?:nachricht|e-?mail) wurde .{0,30}(?:gepruft|gescannt)|message a ete (?:verifie|analyse)"
    r"|e-?mail addresses are public records|public[- ]records? (?:law|act|request)"
    r"|this e?-?mail is a service from|delivered by zendesk|this message was sent (?:by|from) atlassian"
)
_FOOTER_FIRST = re.compile(
    rf"[\W_]{{0,80}}(?:please |por favor |bitte |(?:.{{0,20}}: )?this (?:e-?mail|message) (?:has been|was|is) )?(?:{_FOOTER.pattern})"
)
#: what lists and shops write, and customers who are tired of their recorder's mails
_SUBSCRIPTION = re.compile(
    r"unsubscribe|no longer wish to|to be removed from|abmelden|abbestellen|darse de baja"
    r"|cancelar (?:la )?suscripci|se desabonner|se desinscrire|to stop receiving"
    r"|mailing list\W{0,3}(?:\S{1,80}@|<?https?:)|you(?:'re| are| were| have) .{0,80}mailing list"
    r"|mailing list\b.{0,60}(?:to post|archive|https?:)|from (?:this|our) mailing list"
    r"|(?:unsubscribe|subscription|subscribed).{0,80}mailing list"
)
_WAY_OUT = re.compile(r"https?:|\bwww\.|\bclick\b|\bhere\b|\bklick|\bcliquez|haga clic|mailto:|\baqui\b|\bhier\b|\bici\b")
QUESTION = re.compile(r"[?？](?![\w/=&%])|¿")  # and no address with a query
_FIRST_PERSON = re.compile(
    r"\bi['’](?:m|ve|d|ll)\b|\b(?:my|myself|mine|ich|mein(?:e[mnrs]?)?|yo|mis?|meus?|minhas?)\b|\bj['’]\w"
    r"|\bunsubscribe (?:me|us|him|her|them)\b|\b(?:notify|tell|send|call|help|e-?mail|let|give|contact|reach) me\b"
    r"|\bmon (?!(?:to|thru|through|and|or)\b)[a-z]{3}"  # and not Monday to Friday
    # "i" is "the" in Italian, "in" in Danish, "and" in Polish: only English words beside it make it a person
    r"|\bi (?:am|have|had|was|do|did|don['’]?t|didn['’]?t|can|can['’]?t|cannot|could|would|will|need|want|think|tried|got|get|see"
    r"|just|also|still|already|no longer|never|deleted|added|set|use|used|stop|unsubscribe|changed)\b"
    r"|\bi (?=[^.?!]{0,80}\b(?:the|and|my|this|that|your|from|with|an|are|were|been|when|how)\b)"
    # and "je" is Dutch and Czech too
    r"|\bje (?:ne|n['’]|vous|suis|veux|voudrais|peux|dois|souhaite|cherche|recois|viens|vais|sais|l['’]|m['’]|me)"
)
#: Portuguese for I; the European Union, in capitals, stands in disclaimers
_EU = re.compile(r"(?<![\w.@/-])[Ee]u(?![\w-])")
_GREETING = re.compile(
    r"[\W_]{0,4}(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)|moin|liebe[rs]?"
    r"|sehr geehrte[rs]?|bonjour|bonsoir|salut|madame|monsieur|hola|buen[oa]s?|estimad[oa]s?|querid[oa]s?|ola|bom dia|boa (?:tarde|noite)"
    r"|prezad[oa]s?|car[oaie]|to whom it may concern|team|support|sirs?|all|gentlemen)\b[^.:;?]{0,60}[,.!:;]?$"
)
_MOST_WORDS_OF_GREETING = 7
_NAME = re.compile(r"\W{0,3}[^\W\d_][\w.'’-]{0,24}(?: [^\W\d_][\w.'’-]{0,24}){0,3}\s{0,4}$")
_LONG_LINE = 40  # characters of one that was wrapped
_ENDS = (".", "!", "?", ":", ";", ",", "-", "*", "_", ")", ">")


def footer_start(lines: Sequence[str], start: int, end: int, *, alone: bool = True) -> int:
    """The index of the first line of the footers at the end of those lines; `end` where there are none.

    `alone`: the mail says nothing besides those lines.
    """
    found = end
    spoken = first_said(lines, start, end) if alone else -1
    while True:
        stop = _last_written(lines, start, found)
        begin = _paragraph_start(lines, start, stop)
        if begin < stop and is_phone_signature(lines[stop - 1]):
            found = stop - 1
            continue
        first = _first_of_footer(lines, begin, stop)
        if first == stop or (first <= spoken and not _is_law(lines[first:stop])):
            return _with_rule(lines, start, found, end)
        found = first


def is_footer(paragraph: Sequence[str], *, is_short: bool = True) -> bool:
    """`is_short`: the footer of a list or a shop; one in a longer paragraph is somebody's letter that speaks of mailing lists."""
    text = "\n".join(paragraph)[:_LOOKED_AT]
    said = fold(text)
    if is_short and _FOOTER.search(said):
        return True
    if is_first_person(text):
        return False
    asks = bool(QUESTION.search(said))
    if is_short and _SUBSCRIPTION.search(said) and (not asks or _WAY_OUT.search(said)):
        return True
    return not asks and _is_disclaimer(said)


def first_said(lines: Sequence[str], start: int, end: int) -> int:
    """The first line that is more than a blank, a rule, a greeting, a closing or the name under it; `end` where there is none."""
    is_closed = False
    for at in range(start, end):
        plain = lines[at].strip(_RULE)[:_LONGEST_LINE]
        if not plain or is_phone_signature(lines[at]):
            continue
        is_name = is_closed and bool(_NAME.match(plain))
        is_closed = is_closing(plain)
        if not (is_closed or is_name or _is_greeting(plain)):
            return at
    return end


def is_first_person(text: str) -> bool:
    """Somebody speaks of himself: no company's or program's standing text does."""
    return bool(_FIRST_PERSON.search(fold(text)) or _EU.search(text))


def _is_disclaimer(said: str) -> bool:
    claims = _claims(said)
    of_the_message = bool(_MESSAGE.search(said))
    if claims and _HEADING.match(said):
        return True
    if of_the_message and claims >= _WEAK_CLAIMS_NEEDED and _WEAK_HEADING.match(said):
        return True
    return of_the_message and claims >= _CLAIMS_NEEDED


def _is_law(paragraph: Sequence[str]) -> bool:
    """Sure enough to leave a mail without words: a whole disclaimer, or a program's fixed line and nothing before it."""
    text = "\n".join(paragraph)[:_LOOKED_AT]
    said = fold(text)
    if QUESTION.search(said) or is_first_person(text):
        return False
    if len(said) <= _LONGEST_FOOTER and _FOOTER_FIRST.match(said):
        return True
    return _claims(said) >= _CLAIMS_OF_LAW and bool(_MESSAGE.search(said) and _ASTRAY.search(said))


def _claims(said: str) -> int:
    return sum(1 for claim in _CLAIMS if claim.search(said))


def _is_greeting(plain: str) -> bool:
    said = fold(plain)
    return len(said.split()) <= _MOST_WORDS_OF_GREETING and bool(_GREETING.match(said))


def _first_of_footer(lines: Sequence[str], begin: int, stop: int) -> int:
    """The first line of the footer that ends that paragraph; `stop` where none does.

    Without a blank line above, a disclaimer stands right under the sender's name.
    """
    places = [at for at in range(begin, stop) if _begins(lines, begin, at)] or [begin]
    is_short = len("\n".join(lines[begin:stop])) <= _LONGEST_FOOTER
    return next((at for at in places if at < stop and is_footer(lines[at:stop], is_short=is_short)), stop)


def _begins(lines: Sequence[str], begin: int, at: int) -> bool:
    said = fold(lines[at][:_LONGEST_LINE])
    if _HEADING.match(said) or _WEAK_HEADING.match(said) or _FOOTER.search(said) or not lines[at].strip(_RULE):
        return True
    if at > begin and _goes_on(lines[at - 1], lines[at]):
        return False
    return bool(_SUBSCRIPTION.search(said)) or (bool(_MESSAGE.search(said)) and _claims(said) > 0)


def _goes_on(above: str, line: str) -> bool:
    """A sentence was wrapped between those lines."""
    return len(above.strip()) > _LONG_LINE and not above.rstrip().endswith(_ENDS) and line.lstrip()[:1].islower()


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
