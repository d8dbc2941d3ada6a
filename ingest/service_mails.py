"""Mails of services that are known by their words alone: filters, fax and voice mail, couriers, mailboxes that nobody reads.

A newcomer would list the services' domains: they change, and each company runs its own. What they write is the same everywhere, in the
subject or in the first lines. Nothing of it is proof, so nothing of it is thrown away: it waits for a person, or is a ticket without a
letter where it holds a request.
"""

from __future__ import annotations

import re

from ingest.footers import QUESTION, is_first_person
from ingest.phrases import any_of
from ingest.quotation import is_forward, is_reply
from tickets.message import Message

_OPENING = 700
_TEXT_CHARS = 4_000
_CHALLENGE = any_of(r"""
    click (?:on )?(?:the |this )?(?:link|button|here)[^.\n]{0,40} so (?:that )?(?:i can receive|your (?:e-?mail|message))
    click (?:on )?(?:the |this )?(?:link|button|here)[^.\n]{0,60}(?:have|get) your (?:e-?mail|message) delivered
    protecting myself from (?:receiving )?(?:junk|spam|unwanted)|add yourself to my (?:guest|allowed|approved|safe)[^.\n]{0,20}list
    your (?:e-?mail|message)[^.\n]{0,120}(?:was|has been|is) (?:waitlisted|held|not (?:yet )?delivered)[^.\n]{0,40}(?:until|unless)
    (?:complete|verify|confirm)[^.\n]{0,40}(?:once|one time)[^.\n]{0,80}(?:future|all) (?:e-?mails?|messages)
""")
#: one of these stands in each of them; to look for it costs next to nothing, and most mails hold none
_CHALLENGE_HINTS = ("click", "junk", "spam", "wanted", "list", "held", "delivered", "verify", "confirm", "complete")
_UNREAD_HINTS = (
    *("reply", "replies", "respond", "répond", "conteste", "antwort", "antwoord", "rispond", "reager"),
    *("attended", "monitored", "generated", "auto-sent", "automatically sent", "system sent"),
)
_LINK = re.compile(r"https?://|<a ", re.IGNORECASE)
_QUARANTINE = any_of(r"""
    (?:messages?|e-?mails?) (?:are |were |is |was |have been |has been )?(?:on hold|held|quarantined|in (?:your |the )?(?:spam )?quarantine)
    (?:quarantine|spam|end user|held messages?) (?:digest|summary|report|notification|release)
    (?:new|your) (?:quarantined|held) (?:messages|e-?mails)|spam-?quarant[äa]ne|quarant[äa]ne-?(?:bericht|benachrichtigung)
""")
_RELEASE = any_of(r"\brelease|\breview|\bdeliver|\bblock|freigeben|\bpermit|\ballow")
_CALL_SUBJECT = any_of(r"""
    (?:you have |you've )?(?:received )?(?:an? )?(?:new )?(?:voice ?mail|voice message|e-?fax|fax|missed call|incoming fax)\b
""", anchored=r"\W{0,8}(?:{})")
_CALL_WORDS = any_of(r"""
    caller[- ]?id|\d{1,3}[- ]pages?\b|pages?:|duration|length:|you (?:have |'ve )?(?:received|missed|got) an?\b
    voice ?mail (?:message|preview|from)|(?:new )?voice message|fax (?:message|number)|transcri(?:pt|ption)|received(?: at)?:
    attached (?:audio|fax)
""")
_CALL_WORDS_NEEDED = 2
_UNREAD = any_of(r"""
    do(?: not|n't) (?:reply|respond) (?:directly )?to this (?:e-?mail|mail|message|notification|address)
    (?:unattended|unmonitored) (?:e-?mail |mail )?(?:address|mailbox|inbox|account)
    (?:mailbox|inbox|address|account) is (?:not |un)(?:monitored|attended)
    repl(?:y|ies) to this (?:e-?mail|message|address) (?:is|are|will) not (?:be )?(?:monitored|read|received|answered|delivered)
    (?:e-?mail|message|notification) (?:was|is|has been) (?:automatically|system|auto)[- ]?(?:generated|sent)
    bitte antworten sie nicht auf diese|antworten auf diese (?:e-?mail|nachricht) (?:werden|k[öo]nnen) nicht
    merci de ne pas r[ée]pondre|ne (?:pas r[ée]pondre|r[ée]pondez pas) [àa] ce
    no (?:responda|conteste|responder) (?:a |directamente a )?este
    n[ãa]o responda|si prega di non rispondere|gelieve niet te (?:antwoorden|reageren) op
""")


def because(message: Message) -> str:
    """Which service wrote it; '' where a person did, or where an answer to us or a forward brings such words."""
    subject, opening = message.subject[:200], message.text[:_OPENING]
    if _holds(opening, _CHALLENGE_HINTS) and _CHALLENGE.search(opening) and _LINK.search(message.text[:_TEXT_CHARS]):
        return "it reads like a filter that asks us to prove that a person sent our mail"
    if is_reply(subject) or is_forward(subject) or message.in_reply_to:
        return ""
    if _QUARANTINE.search(subject) and _RELEASE.search(opening) and not is_first_person(message.new_text[:_TEXT_CHARS]):
        return "it reads like a filter's list of mails that it holds back"
    if _CALL_SUBJECT.match(subject) and len({found[0].lower() for found in _CALL_WORDS.finditer(opening)}) >= _CALL_WORDS_NEEDED:
        return "it reads like a telephone or fax service's notice of a call"
    return "it says that nobody reads answers to it" if _says_unread(message) else ""


def _says_unread(message: Message) -> bool:
    """A person who writes "I" or asks is one, whatever his company adds below."""
    said = message.new_text[:_TEXT_CHARS]
    ends = (message.text[:_TEXT_CHARS], message.text[_TEXT_CHARS:][-_TEXT_CHARS:])
    tells = any(_holds(end, _UNREAD_HINTS) and _UNREAD.search(end) for end in ends)
    return tells and not is_first_person(said) and not QUESTION.search(said)


def _holds(text: str, hints: tuple[str, ...]) -> bool:
    lowered = text.lower()
    return any(hint in lowered for hint in hints)
