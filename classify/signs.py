"""Signs that change how a mail is handled, whatever its topic: a restricted lane, urgency, bare thanks, nothing said, written on site.

Every sign is a phrase of `signs.toml`. Urgency keeps the mail's own line as its evidence. A denied sign ("no smoke") is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from classify.features import Wording, ideas_in
from classify.phrases import places, signs
from classify.words import words
from tickets.message import Message
from tickets.understanding import TopicLabel

MAX_EVIDENCE = 160  # characters of the line that shows urgency
_FEW_WORDS = 6  # with no idea among them, they say nothing to work on
_GREETED = 3  # words into a mail, where the one stands whom it greets
_THANKS_WORDS = 45  # a longer mail is no mere "thanks"

# Ideas that name things and people without saying anything of them.
_THING_IDEAS = frozenset(
    {
        *("camera", "recorder", "channel", "phone", "app", "computer", "thanks"),
        *("dealer_word", "owner_word", "it_word", "weekday_time", "some_units"),
    }
)
# A burglary that is told to explain a purchase is not urgent.
_CALM_TYPES = frozenset({"sales", "spam", "other", "enhancement", "integration", "appointment"})


@dataclass(frozen=True, kw_only=True)
class Signs:
    lane: str = ""  # privacy, legal, vulnerability, threat
    urgent: str = ""  # the line that shows it
    is_thanks: bool = False
    says_a_problem: bool = True
    on_site: bool = False


def signs_of(message: Message, wording: Wording, topic: TopicLabel) -> Signs:
    stood = places("signs", wording.said)
    stand = {name for name, at in stood.items() if not all(_denied(wording.said, place) for place in at)}
    thanks = is_thanks(wording) and all(attachment.inline for attachment in message.attachments)
    return Signs(
        lane=_lane(stand, topic),
        urgent=_urgent(message, stand, topic),
        is_thanks=thanks,
        says_a_problem=thanks or says_something(wording),
        on_site="on_site" in stand and "past" not in stand,
    )


def is_thanks(wording: Wording) -> bool:
    """Thanks, or word that it works, and nothing else: each word is one of courtesy, or part of the sender's own name.

    A newcomer would ask for thanks without a known matter. People thank whom they ask, and what they say besides is in no list.
    """
    body = wording.body
    if not body or len(body) > _THANKS_WORDS or "thanks" not in ideas_in(body):
        return False
    courteous = _words("courtesy").union(words(wording.name), wording.sender)
    return all(word in courteous or _is_called(body, at) for at, word in enumerate(body))


def _is_called(body: Sequence[str], at: int) -> bool:
    """Whoever is greeted or thanked: "Hi Ana", "thanks Maria"; or thanked "again". A word that is known for anything is no name."""
    word, before = body[at], body[at - 1] if at else ""
    if before in _words("thanking"):
        return word in _words("once_more") or (at == len(body) - 1 and word.isalpha() and not ideas_in((word,)))
    return at < _GREETED and before in _words("greeting") and word.isalpha() and not ideas_in((word,))


def says_something(wording: Wording) -> bool:
    """Is there anything to work on: an idea, or more than a few words that are not mere politeness?"""
    polite = _words("polite")
    told = [word for word in wording.said if len(word) > 1 and word not in polite and word[0] != "#"]
    return len(told) > _FEW_WORDS or bool(ideas_in(wording.said) - _THING_IDEAS)


def _lane(stand: set[str], topic: TopicLabel) -> str:
    if "threat" in stand:
        return "threat"
    if "vulnerability" in stand and topic.type != "spam":
        return "vulnerability"
    if "privacy" in (topic.label, *topic.also):
        return "privacy"
    # Help with an export is help, whoever wants the video; being asked for records is legal process.
    return "legal" if "legal" in stand and topic.type not in ("question", "spam", "sales") else ""


def _urgent(message: Message, stand: set[str], topic: TopicLabel) -> str:
    if topic.type in _CALM_TYPES:
        return ""
    reasons: list[str] = [sign for sign in ("fire", "injury", "break_in") if sign in stand]
    if {"evidence", "deadline"} <= stand:
        reasons.append("deadline")
    if {"blind", "down"} <= stand:
        reasons.append("blind")
    return _line_with(message, reasons[0]) if reasons else ""


def _line_with(message: Message, sign: str) -> str:
    """The sender's own line that shows a sign; a phrase that runs over a line's end is shown by the subject."""
    for line in (message.subject, *message.new_text[:6000].splitlines()):
        if sign in places("signs", words(line)):
            return _around(line.strip(), sign)
    return message.subject.strip()[:MAX_EVIDENCE] or sign


def _around(line: str, sign: str) -> str:
    """A long line, cut to the sentence that shows the sign."""
    for sentence in line.replace("! ", ". ").split(". "):
        if sign in places("signs", words(sentence)):
            return sentence.strip()[:MAX_EVIDENCE]
    return line[:MAX_EVIDENCE]


def _denied(said: Sequence[str], at: int) -> bool:
    return not _words("denials").isdisjoint(said[max(0, at - 3) : at])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(signs()["words"][name].split())
