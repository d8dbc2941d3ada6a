"""The kind of an emergency, from the words that show it: the first line of the letter helps with that (desk-rules 20)."""

from __future__ import annotations

import re

DANGERS = frozenset({"heat", "injury", "break_in"})  # safety is never steered away

# The first kind that fits. English, Spanish, French and Portuguese; `urgent` holds a few words of a mail, never the whole of it.
_HEAT = (
    r"\bsmok|\bburn(?:s|t|ing|ed)?\b|\bfire\b|\bflame|\bspark|\bhot\b|\b(?:over)?heat|\bmelt|\bsmell|electric shock"
    r"|\bhumo\b|\bquem[aeoóá]|\bfuego|incendi|\bcalient|\bhuele|\bolor\b|\bchispa|\bfum[ée]e|\bbr[uû]l|\bchaud|\bodeur|\bfeu\b"
    r"|\bfuma[cç]a|\bqueim|\bfogo\b|\bquente|\bcheir|\bfa[ií]sca"
)
_INJURY = r"\binjur|\bhurt|\bambulanc|\bherid|\blesion|\bbless[eé]|\bferid|machucad"
_BREAK_IN = (
    r"\bbreak.?in\b|\bbroke in|\bbroken into|burglar|\brobbe|\bstole|\btheft|\bintrud"
    r"|\brob[oó]\b|\brobaron|ladr[oó]n|\basalt|cambriol|\bvoleurs?\b|\broubo|\broubaram|\bassalt|\barromb"
)
_EVIDENCE = (
    r"\bpolic|\bevidence|\bfootage|\bcourt\b|detective|\binsurance|overwrit|\bdeadline|sheriff|subpoena"
    r"|\bprueba|\bevidencia|\bjuez|\bjuicio|\bpreuve|\btribunal|\bprova\b|\bju[ií]z"
)
_KINDS = (("heat", _HEAT), ("injury", _INJURY), ("break_in", _BREAK_IN), ("evidence", _EVIDENCE))
_SHAPES = tuple((kind, re.compile(words, re.IGNORECASE)) for kind, words in _KINDS)
_LONGEST = 2000


def urgency(evidence: str) -> str:
    """heat, injury, break_in, evidence, or blind for every other emergency; '' without evidence."""
    if not evidence.strip():
        return ""
    return next((kind for kind, shape in _SHAPES if shape.search(evidence[:_LONGEST])), "blind")
