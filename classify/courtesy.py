"""Whether a mail says anything: bare thanks, nothing but politeness, or a matter."""

from __future__ import annotations

from collections.abc import Sequence

from classify.features import Wording, ideas_in
from classify.phrases import listed
from classify.words import words

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


def is_thanks(wording: Wording) -> bool:
    """Thanks, or word that it works, and nothing else: each word is one of courtesy, or part of the sender's own name.

    A newcomer would ask for thanks without a known matter. People thank whom they ask, and what they say besides is in no list.
    """
    body = wording.body
    if not body or len(body) > _THANKS_WORDS or "thanks" not in ideas_in(body):
        return False
    courteous = listed("courtesy").union(words(wording.name), wording.sender)
    return all(word in courteous or _is_called(body, at) for at, word in enumerate(body))


def _is_called(body: Sequence[str], at: int) -> bool:
    """Whoever is greeted or thanked: "Hi Ana", "thanks Maria"; or thanked "again". A word that is known for anything is no name."""
    word, before = body[at], body[at - 1] if at else ""
    if before in listed("thanking"):
        return word in listed("once_more") or (at == len(body) - 1 and word.isalpha() and not ideas_in((word,)))
    return at < _GREETED and before in listed("greeting") and word.isalpha() and not ideas_in((word,))


def says_something(wording: Wording) -> bool:
    """Is there anything to work on: an idea, or more than a few words that are not mere politeness?"""
    polite = listed("polite")
    told = [word for word in wording.said if len(word) > 1 and word not in polite and word[0] != "#"]
    return len(told) > _FEW_WORDS or bool(ideas_in(wording.said) - _THING_IDEAS)
